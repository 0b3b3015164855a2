"""Where is the money, and which facts do not fit? Rows of the ledger, counts and discrepancies."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, Versioned


class Entry(Base):
    """An immutable pair of the ledger: `minor` moves from `credit` to `debit`. Triggers refuse change."""

    __tablename__ = "entry"
    command_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[str] = mapped_column(ForeignKey("hub.id"), index=True)
    debit: Mapped[str] = mapped_column(String(60), index=True)
    credit: Mapped[str] = mapped_column(String(60), index=True)
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    code: Mapped[str] = mapped_column(String(20))
    route_id: Mapped[str | None] = mapped_column(ForeignKey("route.id"), index=True)
    order_id: Mapped[str | None] = mapped_column(ForeignKey("order.id"), index=True)
    shift_id: Mapped[str | None] = mapped_column(ForeignKey("shift.id"))
    shop_id: Mapped[str | None] = mapped_column(ForeignKey("shop.id"))
    actor: Mapped[str] = mapped_column(String(36))
    received_at: Mapped[datetime]
    reverses: Mapped[str | None] = mapped_column(String(40), unique=True)  # "<command_id>/<n>", once
    __table_args__ = (
        CheckConstraint("minor > 0", name="positive"),
        CheckConstraint("debit <> credit", name="two_sides"),
    )


class Count(Versioned, Base):
    """A cashier's count of one courier's sheet; closed, it never changes."""

    __tablename__ = "count"
    route_id: Mapped[str] = mapped_column(ForeignKey("route.id"), index=True)
    cashier_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    status: Mapped[str] = mapped_column(String(8))  # counted | closed | replaced
    currency: Mapped[str] = mapped_column(String(3))
    pieces: Mapped[list[Any]]
    counted_minor: Mapped[int]
    expected_minor: Mapped[int]
    difference_minor: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(20))
    counted_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Discrepancy(Versioned, Base):
    """A fact that does not fit, waiting for a human."""

    __tablename__ = "discrepancy"
    kind: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[str | None] = mapped_column(ForeignKey("order.id"))
    route_id: Mapped[str | None] = mapped_column(ForeignKey("route.id"))
    courier_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    command_id: Mapped[str] = mapped_column(String(36))
    detail: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
