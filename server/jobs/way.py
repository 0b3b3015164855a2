"""Which way does a route go, for work that takes a while? Read once, with the database let go."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from routing.model import Place, TimeWindow
from server.db import moments
from server.db.base import db
from server.db.on_route import stops_with_orders
from server.db.people import Hub
from server.db.plans import Route
from server.jobs import roads


@dataclass(frozen=True, slots=True)
class Way:
    """`places`: from the hub along all stops, done ones too, and home; `at`: local, the middle of the route's
    hours, whose traffic counts; `matrix`: the hash of the travel times it is timed with."""

    revision: int
    profile: str
    matrix: str | None
    at: datetime | None
    stop_ids: tuple[str, ...]
    places: tuple[Place, ...]


def way_of(route_id: str, statuses: Container[str]) -> Way | None:
    """As it is now; None: there is no such route in one of these statuses."""
    session = db.session()
    route = session.get(Route, route_id)
    if route is None or route.status not in statuses:
        return None
    hub = session.get_one(Hub, route.hub_id)
    home = moments.place(hub)
    hours = TimeWindow(moments.epoch_s(route.window_from_at), moments.epoch_s(route.window_to_at))
    stops = stops_with_orders(session, route_id)[route_id]
    way = Way(
        route.revision,
        route.profile,
        route.matrix,
        roads.middle([hours], hub.tz),
        tuple(stop.id for stop, _ in stops),
        (home, *(moments.place(order) for _, order in stops), home),
    )
    db.session.remove()
    return way
