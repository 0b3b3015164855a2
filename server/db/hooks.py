"""What is a shop still to be told? One row a change of an order's status, sent in sequence."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, Versioned


class Hook(Versioned, Base):
    """A message to a shop's webhook address. `n` counts an order's messages from 1."""

    __tablename__ = "hook"
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), index=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"))
    n: Mapped[int]
    status: Mapped[str] = mapped_column(String(8), index=True)  # waiting | sent | dead
    body: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(300))
    __table_args__ = (Index("ix_hook_order_id_n", "order_id", "n", unique=True),)
