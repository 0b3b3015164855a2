"""What did shops send, and whom is it for? Rows of shops, goods, zones and orders."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db.base import Base, Versioned


class Shop(Versioned, Base):
    """A merchant. Several secrets are valid at once while one is being replaced."""

    __tablename__ = "shop"
    name: Mapped[str] = mapped_column(String(60), unique=True)
    secrets: Mapped[list[str]]
    webhook_url: Mapped[str | None] = mapped_column(String(500))  # told of every change of an order's status


class Inbox(Base):
    """What came in, byte for byte, before anything was made of it; erased when its date has come."""

    __tablename__ = "inbox"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    message_id: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    report: Mapped[dict[str, Any] | None]
    erase_on: Mapped[date]
    __table_args__ = (UniqueConstraint("shop_id", "message_id"),)


class Item(Base):
    """A sellable thing, known to every hub."""

    __tablename__ = "item"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    sku: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    weight_g: Mapped[int]
    price_minor: Mapped[int | None]
    picture: Mapped[str | None]
    gtins: Mapped[list["ItemGtin"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def hub_id(self) -> None:
        return None


class ItemGtin(Base):
    """A code printed on an item; one code means one item."""

    __tablename__ = "item_gtin"
    gtin: Mapped[str] = mapped_column(String(14), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("item.id"), index=True)


class Zone(Versioned, Base):
    """A polygon served by a hub; a replaced one is kept, retired, for the orders that had it."""

    __tablename__ = "zone"
    name: Mapped[str] = mapped_column(String(80))
    priority: Mapped[int]
    delivery_fee_minor: Mapped[int]
    geometry: Mapped[dict[str, Any]]
    retired_at: Mapped[datetime | None]


class Order(Versioned, Base):
    """What a shop wants delivered. `due_minor` is what is still to be collected at the door."""

    __tablename__ = "order"
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    number: Mapped[str] = mapped_column(String(80))
    content_sha256: Mapped[str] = mapped_column(String(64))
    source_version: Mapped[str | None] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(12), index=True)
    zone_id: Mapped[str | None] = mapped_column(ForeignKey("zone.id"))
    zone_reason: Mapped[str | None] = mapped_column(String(12))
    zone_by_hand: Mapped[bool] = mapped_column(default=False)
    point_by_hand: Mapped[bool] = mapped_column(default=False)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    placed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime]
    delivery_on: Mapped[date] = mapped_column(index=True)
    window_from_at: Mapped[datetime]
    window_to_at: Mapped[datetime]
    payment: Mapped[str] = mapped_column(String(8))
    due_minor: Mapped[int]
    total_minor: Mapped[int]
    delivery_fee_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    weight_g: Mapped[int]
    parcels: Mapped[int]
    service_s: Mapped[int]
    volume_ml: Mapped[int] = mapped_column(default=0)
    tags: Mapped[list[str]] = mapped_column(default=list)  # what its courier must have
    priority: Mapped[int] = mapped_column(default=1)
    wished_from_at: Mapped[datetime | None]  # inside the window; outside of the wish is allowed, at a price
    wished_to_at: Mapped[datetime | None]
    contact_hidden_at: Mapped[datetime | None]  # couriers no longer see the customer
    lines: Mapped[list["OrderLine"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="OrderLine.n"
    )
    contact: Mapped["Contact | None"] = relationship(
        cascade="all, delete-orphan", lazy="selectin", uselist=False
    )
    shop: Mapped[Shop] = relationship(lazy="joined")
    __table_args__ = (UniqueConstraint("shop_id", "number"),)


class OrderLine(Base):
    """So many of an item, at the price the shop asked."""

    __tablename__ = "order_line"
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    gtin: Mapped[str | None] = mapped_column(String(14))
    quantity: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0)  # of `quantity`, set aside; those picked included
    picked: Mapped[int] = mapped_column(default=0)  # of `reserved`, out of their bins
    price_minor: Mapped[int]
    weight_g: Mapped[int]


class Contact(Base):
    """Whom an order is for; the erasable part of it."""

    __tablename__ = "contact"
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), primary_key=True)
    customer: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str]
    note: Mapped[str]
    erase_on: Mapped[date] = mapped_column(index=True)
