"""What lies where, for whom, and in which parcel? Rows of bins, stock, pick tasks, parcels and manifests."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db.base import Base, Versioned
from server.db.orders import Item

_LEFT = text("done_at is null")


class Bin(Versioned, Base):
    """The smallest shelf place; `sequence` is its place on the walk through the building."""

    __tablename__ = "bin"
    code: Mapped[str] = mapped_column(String(40))
    zone: Mapped[str] = mapped_column(String(40))
    aisle: Mapped[str] = mapped_column(String(20))
    rack: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(20))
    sequence: Mapped[int]
    __table_args__ = (UniqueConstraint("hub_id", "code"),)


class BinStock(Base):
    """Pieces of an item in a bin."""

    __tablename__ = "bin_stock"
    bin_id: Mapped[str] = mapped_column(ForeignKey("bin.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), primary_key=True, index=True)
    quantity: Mapped[int]
    __table_args__ = (CheckConstraint("quantity >= 0", name="not_negative"),)


class Level(Versioned, Base):
    """An item at a hub. available = on_hand − reserved + expected; `on_hand` is the sum of its bins."""

    __tablename__ = "stock_level"
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), index=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)  # set aside for orders, still in bins
    expected: Mapped[int] = mapped_column(default=0)  # announced by a supplier
    expected_on: Mapped[date | None]
    item: Mapped[Item] = relationship(lazy="joined")
    __table_args__ = (
        UniqueConstraint("hub_id", "item_id"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("on_hand >= reserved", name="reserved_is_there"),
        CheckConstraint("expected >= 0", name="expected_not_negative"),
    )


class Move(Base):
    """An immutable pair of the stock's ledger: pieces go from `credit` to `debit`. Triggers refuse change."""

    __tablename__ = "move"
    command_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[str] = mapped_column(ForeignKey("hub.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), index=True)
    quantity: Mapped[int]
    debit: Mapped[str] = mapped_column(String(60), index=True)
    credit: Mapped[str] = mapped_column(String(60), index=True)
    code: Mapped[str] = mapped_column(String(20))
    order_id: Mapped[str | None] = mapped_column(ForeignKey("order.id"), index=True)
    actor: Mapped[str] = mapped_column(String(36))
    received_at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        CheckConstraint("debit <> credit", name="two_sides"),
    )


class PickTask(Versioned, Base):
    """The gathering of one order. A claim is leased; a later claim takes it over."""

    __tablename__ = "pick_task"
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), index=True)
    status: Mapped[str] = mapped_column(String(10), index=True)
    picker_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"), index=True)
    claimed_at: Mapped[datetime | None]
    lease_until_at: Mapped[datetime | None]
    tote: Mapped[str | None] = mapped_column(String(40), index=True)
    lines: Mapped[list["PickLine"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="PickLine.n"
    )


class PickLine(Base):
    """Take `quantity` of an item from a bin; `n` is its place on the walk. Over when picked or short."""

    __tablename__ = "pick_line"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("pick_task.id"), index=True)
    n: Mapped[int]
    bin_id: Mapped[str] = mapped_column(ForeignKey("bin.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"))
    quantity: Mapped[int]
    picked: Mapped[int] = mapped_column(default=0)
    short: Mapped[str | None] = mapped_column(String(12))
    done_at: Mapped[datetime | None]
    bin: Mapped[Bin] = relationship(lazy="joined")
    item: Mapped[Item] = relationship(lazy="joined")
    # What is still to be taken of an item; nearly all lines are over.
    __table_args__ = (Index("ix_pick_line_left", "item_id", sqlite_where=_LEFT, postgresql_where=_LEFT),)


class Parcel(Versioned, Base):
    """A closed, labelled package of one order; `units` are [sku, name, pieces]."""

    __tablename__ = "parcel"
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    n: Mapped[int]
    of: Mapped[int]
    status: Mapped[str] = mapped_column(String(10), index=True)
    weight_g: Mapped[int]
    units: Mapped[list[Any]]
    route_id: Mapped[str | None] = mapped_column(ForeignKey("route.id"), index=True)  # scanned onto
    manifest_id: Mapped[str | None] = mapped_column(ForeignKey("manifest.id"))
    packed_at: Mapped[datetime]


class Manifest(Base):
    """The closed list of what left with a courier; it never changes."""

    __tablename__ = "manifest"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    hub_id: Mapped[str] = mapped_column(ForeignKey("hub.id"), index=True)
    route_id: Mapped[str] = mapped_column(ForeignKey("route.id"), index=True)
    courier_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    parcels: Mapped[list[str]]  # codes
    closed_at: Mapped[datetime]
