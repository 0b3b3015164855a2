"""Which ways were really driven, and how long did each take? From mark to mark, of all hubs."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from routing.model import Place
from server.db.base import db
from server.db.orders import Order
from server.db.people import Hub
from server.db.plans import Route, Stop
from server.domain.delivery import RouteStatus

_BEGUN = (RouteStatus.STARTED, RouteStatus.FINISHED, RouteStatus.CLOSED)


class Driven(NamedTuple):
    """One way: from where to where, when it was begun by the hub's clock on the wall, and its seconds."""

    start: Place
    end: Place
    left_at: datetime
    driven_s: int


def driven(profile: str, since: datetime) -> Iterator[list[Driven]]:
    """Route by route, in the order in which its doors were really visited; a door whose arrival nobody marked
    ends no way, but the next one begins there."""
    hubs = {hub.id: (Place(hub.lat, hub.lon), ZoneInfo(hub.tz)) for hub in db.session.scalars(select(Hub))}
    query = select(Route, Stop, Order.lat, Order.lon).join(Stop, Stop.route_id == Route.id)
    query = query.join(Order, Order.id == Stop.order_id).where(Route.profile == profile)
    query = query.where(Route.status.in_(_BEGUN), Stop.removed_at.is_(None), Stop.done_at >= since)
    visits = db.session.execute(
        query.order_by(Route.id, Stop.done_at, Stop.id).execution_options(yield_per=1000)
    )
    for route, of_route in groupby(visits, key=lambda row: row[0]):
        home, zone = hubs[route.hub_id]
        doors = [
            (Place(lat, lon), stop.arrived_at, stop.done_at)
            for _, stop, lat, lon in of_route
            if lat is not None and lon is not None
        ]
        ways = list(_ways(home, route.depart_at, doors, zone))
        if ways:
            yield ways


def _ways(
    at: Place,
    left_at: datetime | None,
    doors: Iterable[tuple[Place, datetime | None, datetime | None]],
    zone: ZoneInfo,
) -> Iterator[Driven]:
    for door, arrived_at, done_at in doors:
        if arrived_at is not None and left_at is not None and arrived_at > left_at and door != at:
            yield Driven(at, door, left_at.astimezone(zone), round((arrived_at - left_at).total_seconds()))
        at, left_at = door, done_at
