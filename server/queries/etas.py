"""When will a courier be at the doors still ahead, how sure is that, and how old is what it is known from?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from routing import eta
from routing.errors import RoutingError
from routing.model import Place, Problem
from routing.service import Learned
from server import clock
from server.db import mapping, moments
from server.db.base import db
from server.db.on_route import stops_with_orders
from server.db.orders import Order
from server.db.people import Hub
from server.db.plans import Route, Stop
from server.domain.delivery import STOP_DONE, RouteStatus, StopStatus
from server.domain.errors import Unknown
from server.queries import learned
from server.queries.shapes import iso
from server.queries.viewer import Viewer


class _Seen(NamedTuple):
    """`what`: start, mark or fix; `free_at`: when he can leave, if he stands at a door."""

    what: str
    place: Place
    at: datetime
    free_at: datetime | None = None


def etas(viewer: Viewer, route_id: str) -> dict[str, Any]:
    """The doors still ahead on a route that is under way, from the last mark or position, as of now.

    None is told of a route that has not begun or is over, or that cannot be timed. Raises Unknown
    `unknown-thing`.
    """
    session, now = db.session(), clock.now()
    route = session.get(Route, route_id)
    if route is None or route.hub_id != viewer.hub_id:
        raise Unknown("unknown-thing", what="route")
    told: dict[str, Any] = {"route_id": route.id, "at": iso(now), "seen": None, "etas": []}
    if route.status != RouteStatus.STARTED:
        return told
    mark = mapping.last_mark(session, route)
    ahead = _ahead(route, mark)
    known = learned.known(session, viewer.hub_id, now)
    seen = _seen(route, mark, known, now)
    try:
        problem = _paced(mapping.route_problem(session, route, [order for _, order in ahead]), known)
        matrices = mapping.matrices_of(session, route, problem)
        where = eta.Seen(seen.place, _s(seen.at), _s(seen.free_at) if seen.free_at else None)
        ids = [order.id for _, order in ahead]
        found = eta.etas(problem, matrices, route.courier_id, ids, where, _s(now))
    except RoutingError:
        return told
    stops = {order.id: stop.id for stop, order in ahead}
    told["seen"] = {"what": seen.what, "at": iso(seen.at)}
    told["etas"] = [_told(one, stops[one.stop_id]) for one in found]
    return told


def _ahead(route: Route, mark: Stop | None) -> Sequence[tuple[Stop, Order]]:
    """Open stops in their order, without the door at which he stands."""
    there = stops_with_orders(db.session(), route.id)[route.id]
    return [pair for pair in there if pair[0].status not in STOP_DONE and pair[0] is not mark]


def _seen(route: Route, mark: Stop | None, known: Learned, now: datetime) -> _Seen:
    """The newest that is known of him: a mark at a door, a position since then, or when he set out."""
    session = db.session()
    if mark is None:
        hub = session.get_one(Hub, route.hub_id)
        last = _Seen("start", moments.place(hub), route.depart_at or now)
    else:
        last = _at_door(route, mark, known)
    position = mapping.position_since(session, route, last.at, now)
    if position is None:
        return last
    return last._replace(what="fix", place=Place(position.lat, position.lon), at=position.at)


def _at_door(route: Route, mark: Stop, known: Learned) -> _Seen:
    order = db.session().get_one(Order, mark.order_id)
    place = moments.place(order)
    if mark.status != StopStatus.ARRIVED:
        return _Seen("mark", place, mark.done_at or route.window_from_at)
    came = mark.arrived_at or mark.arrive_at or route.window_from_at
    stay = timedelta(seconds=known.service_s(place, route.courier_id))
    return _Seen("mark", place, came, max(came, order.window_from_at) + stay)


def _paced(problem: Problem, known: Learned) -> Problem:
    """As long at each door as it takes this courier there."""
    courier_id = problem.shifts[0].id
    stops = tuple(replace(stop, service_s=known.service_s(stop.place, courier_id)) for stop in problem.stops)
    return replace(problem, stops=stops)


def _told(one: eta.Eta, stop_id: str) -> dict[str, Any]:
    times = {
        "arrive_at": one.arrive_s,
        "start_at": one.start_s,
        "earliest_at": one.earliest_s,
        "latest_at": one.latest_s,
    }
    told = {name: iso(moments.moment(at_s)) for name, at_s in times.items()}
    return {"stop_id": stop_id, **told, "late_s": one.late_s, "age_s": one.age_s}


def _s(moment: datetime) -> int:
    return moments.epoch_s(moment)
