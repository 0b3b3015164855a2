"""How is everything stored? Dumb rows, one file a subject; only commands, queries and jobs touch them."""

from server.db import hooks, log, money, orders, people, plans, stock
from server.db.base import Base, Versioned, db, tune, write_transaction

__all__ = [
    "Base",
    "Versioned",
    "db",
    "hooks",
    "log",
    "money",
    "orders",
    "people",
    "plans",
    "stock",
    "tune",
    "write_transaction",
]
