"""What does this installation hold: hubs, shops, people, vehicles? For the command line and the doctor."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import DateTime, cast, func, select

from server.db.base import db
from server.db.orders import Order, Shop
from server.db.people import Hub, User
from server.db.stock import Bin
from server.domain.errors import Unknown


@dataclass(frozen=True, slots=True)
class HubFound:
    id: str
    name: str
    tz: str


def hub_named(name: str | None) -> HubFound:
    """The hub of that name; without a name the only one. Raises Unknown."""
    hubs = db.session.scalars(select(Hub).order_by(Hub.name)).all()
    found = [hub for hub in hubs if name in (None, hub.name)]
    if len(found) != 1:
        code = "no-such-hub" if name else "no-hub-yet" if not hubs else "which-hub"
        raise Unknown(code, name=name or "", names=", ".join(hub.name for hub in hubs))
    return HubFound(found[0].id, found[0].name, found[0].tz)


def shop_named(name: str) -> tuple[str, str]:
    """The ids of a shop and of the hub it delivers from; raises Unknown."""
    found = db.session.execute(select(Shop.id, Shop.hub_id).where(Shop.name == name)).first()
    if found is None:
        raise Unknown("unknown-shop", name=name)
    return found.id, found.hub_id


def secret_of_shop(shop: str) -> str:
    """What it signs its messages with; the newest where there are two."""
    return db.session.scalars(select(Shop).where(Shop.name == shop)).one().secrets[-1]


def orders_on(hub_id: str, on: date) -> int:
    query = select(func.count()).select_from(Order)
    return db.session.scalar(query.where(Order.hub_id == hub_id, Order.delivery_on == on)) or 0


def bins(hub_id: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Bin).where(Bin.hub_id == hub_id)) or 0


def time_zones() -> list[str]:
    return list(db.session.scalars(select(Hub.tz).distinct()))


def vehicles() -> list[str]:
    """What the couriers move with, each once."""
    people = db.session.scalars(select(User.vehicle).where(User.disabled_at.is_(None)).distinct())
    return sorted(vehicle for vehicle in people if vehicle)


def database_clock() -> datetime | None:
    """What time the database believes it is, UTC; None where it is this machine's own."""
    if db.engine.dialect.name == "sqlite":
        return None
    told = db.session.scalar(select(cast(func.timezone("UTC", func.clock_timestamp()), DateTime)))
    assert told is not None, "clock_timestamp() is never null"
    return told.replace(tzinfo=UTC)
