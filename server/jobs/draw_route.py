"""What does a route changed by hand get? Real travel times where they were guessed, and its line."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select

from routing.model import Place
from server.commands import bus
from server.config import Config
from server.db import mapping
from server.db.base import db, write_transaction
from server.db.orders import Order
from server.db.people import Hub
from server.db.plans import Route, Stop
from server.domain.delivery import ROUTE_OPEN
from server.ids import same_id
from server.jobs import roads
from server.jobs.work import Work

log = structlog.get_logger()
# A dispatcher who goes on dragging asks for the next drawing anyway.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class _Seen:
    profile: str
    matrix: str | None
    at: datetime  # local: the middle of its hours, whose traffic counts
    places: tuple[Place, ...]  # from the hub along all stops, done ones too, and home


def draw_route(work: Work) -> None:
    """`subject_id` is the route."""
    for attempt in range(_TRIES):
        seen = _read(work.subject_id)
        if seen is None:
            return
        config = work.app.config["WAYBILL"]
        sha256 = _measured(config, seen)
        line = roads.line(config, seen.profile, seen.places, seen.at) if len(seen.places) > 2 else None
        if attempt == _TRIES - 1 or _read(work.subject_id) == seen:
            args = {"route_id": work.subject_id, "matrix": sha256, "line": line}
            id = same_id(work.id, "retime")
            bus.run("retime_route", args, id=id, hub_id=work.hub_id, source="job")
            return


def _read(route_id: str) -> _Seen | None:
    """The route as it is now, with the database let go; None: it is over."""
    route = db.session.get(Route, route_id)
    if route is None or route.status not in ROUTE_OPEN:
        return None
    hub = db.session.get_one(Hub, route.hub_id)
    home = mapping.place(hub)
    middle = route.window_from_at + (route.window_to_at - route.window_from_at) / 2
    at = middle.astimezone(ZoneInfo(hub.tz))
    stops = select(Order).join(Stop, Stop.order_id == Order.id)
    stops = stops.where(Stop.route_id == route_id, Stop.removed_at.is_(None))
    orders = db.session.scalars(stops.order_by(Stop.position, Stop.id)).all()
    seen = _Seen(route.profile, route.matrix, at, (home, *map(mapping.place, orders), home))
    db.session.remove()
    return seen


def _measured(config: Config, seen: _Seen) -> str | None:
    """The hash of a matrix that knows every place of the route; None: the one it has already does."""
    stored = mapping.matrix_of(db.session(), seen.matrix) if seen.matrix else None
    if stored is not None and all(p in stored and p not in stored.estimated for p in seen.places):
        return None
    known = stored.places if stored is not None else ()
    matrix = roads.matrix(config, seen.profile, tuple(dict.fromkeys((*known, *seen.places))), seen.at)
    with write_transaction() as session:
        return mapping.keep_matrix(session, matrix)
