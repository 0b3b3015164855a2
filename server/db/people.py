"""Who works where, on which device, signed in how? Rows of people and devices."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, Versioned
from server.domain.delivery import RELOAD_S


class Scope(Base):
    """A counter a hub ("hub:<id>") or all hubs ("common"); every write moves it by one."""

    __tablename__ = "scope"
    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    version: Mapped[int]


class Meta(Base):
    """Facts about this database itself: `epoch` changes when a backup was restored."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str]


class Hub(Base):
    """A building with stock, couriers and a till; the unit of data and versions."""

    __tablename__ = "hub"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    lat: Mapped[float]
    lon: Mapped[float]
    tz: Mapped[str] = mapped_column(String(60))
    currency: Mapped[str] = mapped_column(String(3))
    version: Mapped[int] = mapped_column(default=0)

    @property
    def hub_id(self) -> str:
        return self.id


class User(Versioned, Base):
    """A person; the courier's vehicle and usual shift stand here too."""

    __tablename__ = "user"
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    roles: Mapped[list[str]]
    password_hash: Mapped[str]
    disabled_at: Mapped[datetime | None]
    vehicle: Mapped[str | None] = mapped_column(String(10))
    capacity_g: Mapped[int | None]
    capacity_parcels: Mapped[int | None]
    shift_from: Mapped[str | None] = mapped_column(String(5))  # local time of the hub
    shift_to: Mapped[str | None] = mapped_column(String(5))
    zones: Mapped[list[str] | None]  # names; None is every zone
    preferred_zones: Mapped[list[str] | None]  # outside of them he goes at a price
    forbidden_zones: Mapped[list[str]] = mapped_column(default=list)
    tags: Mapped[list[str]] = mapped_column(default=list)  # what he can do that an order may ask for
    capacity_ml: Mapped[int | None]
    cash_limit_minor: Mapped[int | None]
    max_stops: Mapped[int | None]
    max_trips: Mapped[int] = mapped_column(default=1)  # he comes back to load again
    reload_s: Mapped[int] = mapped_column(default=RELOAD_S)
    break_from: Mapped[str | None] = mapped_column(String(5))  # local time; it begins within these
    break_to: Mapped[str | None] = mapped_column(String(5))
    break_s: Mapped[int | None]


class Device(Base):
    """An installed app: its place in its own numbered journal, and what it last said of its queue."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    last_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    queue_length: Mapped[int | None]
    queue_oldest_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class DeviceUser(Base):
    """Who ever signed in on a device: only they can be the actors of its commands."""

    __tablename__ = "device_user"
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    bound_at: Mapped[datetime]


class Credential(Base):
    """A signed-in session; only the token's hash is kept. Revoked, it still opens the command journal."""

    __tablename__ = "credential"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LoginFailure(Base):
    """Wrong passwords, counted per key: the login, or the device once it has been signed in on."""

    __tablename__ = "login_failure"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    __table_args__ = (Index("ix_login_failure_key_at", "key", "at"),)


class Position(Base):
    """The last believed position of a courier."""

    __tablename__ = "position"
    courier_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    hub_id: Mapped[str] = mapped_column(ForeignKey("hub.id"), index=True)
    at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    accuracy_m: Mapped[float]


class Fix(Base):
    """One GPS reading on a shift; `shift_id` is empty while the shift's command has not arrived."""

    __tablename__ = "fix"
    courier_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    shift_id: Mapped[str | None] = mapped_column(String(36), index=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]
