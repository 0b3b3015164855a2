"""Which zones are drawn, what would new ones change, and which orders does a day's map have to share out?"""

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from routing.districts import Demand
from routing.kml import write_kml
from routing.model import Place
from routing.zones import Zone as Shape
from routing.zones import ZoneShape, locate_many, write_geojson
from server.db.base import db
from server.db.orders import Order, Zone
from server.db.people import Hub
from server.db.plans import Route, Stop
from server.domain.delivery import ROUTE_LIVE
from server.domain.money import exponent
from server.domain.orders import IN_BUILDING, PLANNABLE
from server.imports.listing import Listing
from server.imports.zones import ZoneFeature, read_zones


def geojson(hub_id: str) -> str:
    """The zones in force as the import takes them again."""
    return write_geojson(_drawn(hub_id))


def kml(hub_id: str) -> str:
    """The same for Google Earth and My Maps."""
    return write_kml(_drawn(hub_id))


class Moved(NamedTuple):
    """An order that would get another zone, by name; None is outside of all."""

    order_id: str
    number: str
    old: str | None
    new: str | None


class Preview(NamedTuple):
    """What was read of a file, how many orders wait, and which of them would change zones, by number."""

    found: Listing[ZoneFeature]
    waiting: int
    moved: list[Moved]


def preview(hub_id: str, source: bytes | BinaryIO) -> Preview:
    """What an import of this file would change; it changes nothing. A file refused moves nothing."""
    hub = db.session.get_one(Hub, hub_id)
    found = read_zones(source, hub.currency, Place(hub.lat, hub.lon))
    return Preview(found, *(_would_move(hub_id, found.values) if found.values else (0, [])))


def _would_move(hub_id: str, zones: Sequence[ZoneFeature]) -> tuple[int, list[Moved]]:
    """As the import would: what is on the way keeps its zone, and what got one by hand, unless that goes."""
    current = {zone.id: zone.name for zone in db.session.scalars(in_force(hub_id))}
    names = {zone.name for zone in zones}
    riding = select(Stop.order_id).join(Route, Route.id == Stop.route_id)
    riding = riding.where(Stop.removed_at.is_(None), Route.status.in_(ROUTE_LIVE))
    waiting = _orders(hub_id, Order.status.in_(IN_BUILDING), Order.id.not_in(riding))
    free = [o for o in waiting if not (o.zone_by_hand and current.get(o.zone_id or "") in names)]
    pointed = [(o, Place(o.lat, o.lon)) for o in free if o.lat is not None and o.lon is not None]
    shapes = [Shape(zone.name, zone.name, zone.priority, zone.geometry) for zone in zones]
    found = locate_many([place for _, place in pointed], shapes)
    moved = [
        Moved(order.id, order.number, current.get(order.zone_id or ""), zone.name if zone else None)
        for (order, _), zone in zip(pointed, found, strict=True)
    ]
    return len(waiting), sorted((one for one in moved if one.old != one.new), key=lambda one: one.number)


def demands(hub_id: str, on: date) -> list[Demand]:
    """What a day has to share out: every order with a point that can be planned or soon could."""
    orders = _orders(hub_id, Order.delivery_on == on, Order.status.in_(PLANNABLE | IN_BUILDING))
    return [
        Demand(order.id, Place(order.lat, order.lon), order.service_s)
        for order in orders
        if order.lat is not None and order.lon is not None
    ]


def hub_place(hub_id: str) -> Place:
    hub = db.session.get_one(Hub, hub_id)
    return Place(hub.lat, hub.lon)


def hub_currency(hub_id: str) -> str:
    return db.session.get_one(Hub, hub_id).currency


def in_force(hub_id: str) -> Select[Zone]:
    """Those that orders are given now, by name."""
    return select(Zone).where(Zone.hub_id == hub_id, Zone.retired_at.is_(None)).order_by(Zone.name)


def _orders(hub_id: str, *which: ColumnElement[bool]) -> list[Order]:
    return list(db.session.scalars(select(Order).where(Order.hub_id == hub_id, *which).order_by(Order.id)))


def _drawn(hub_id: str) -> list[ZoneShape]:
    places = exponent(db.session.get_one(Hub, hub_id).currency)
    return [
        ZoneShape(number, zone.name, zone.priority, zone.geometry, {"delivery_fee": _decimal(zone, places)})
        for number, zone in enumerate(db.session.scalars(in_force(hub_id)), 1)
    ]


def _decimal(zone: Zone, places: int) -> str:
    whole, part = divmod(zone.delivery_fee_minor, 10**places)
    return f"{whole}.{part:0{places}}" if places else str(whole)
