"""How is everything stored? Dumb rows, one file a subject; only commands, queries and jobs touch them."""

from server.db import log, money, orders, people, plans
from server.db.base import Base, Versioned, db, tune, write_transaction

__all__ = [
    "Base",
    "Versioned",
    "db",
    "log",
    "money",
    "orders",
    "people",
    "plans",
    "tune",
    "write_transaction",
]
