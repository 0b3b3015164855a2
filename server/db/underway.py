"""How does a day stand right now? Where the couriers of its live routes are, what they have, what is ahead.

Ids of the problem: a stop is an order, a shift is a route, for a courier may have two.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from routing.model import Place, Problem, Shift, Stop, TimeWindow
from routing.standing import Standing
from server.db import mapping, moments, plans
from server.db.on_route import scanned_onto, stops_with_orders
from server.db.orders import Order
from server.db.people import Hub
from server.domain.delivery import STOP_DONE, RouteStatus, StopLock, StopStatus
from server.domain.orders import OrderStatus

# An older position says less than the last door does.
FRESH = timedelta(minutes=10)


class Seen(NamedTuple):
    """A route as it was read: what must not have changed when it is to be changed."""

    route_id: str
    revision: int
    status: str
    before: tuple[str, ...]  # orders of its open stops


@dataclass(frozen=True, slots=True)
class Underway:
    """`orders` go by the problem's shifts; stops that are on no route are in the problem alone."""

    problem: Problem
    standings: dict[str, Standing]
    seen: tuple[Seen, ...]

    @property
    def orders(self) -> tuple[tuple[str, ...], ...]:
        return tuple(one.before for one in self.seen)

    def places(self) -> tuple[Place, ...]:
        """All that travel times are needed between, each once."""
        there = [standing.place for standing in self.standings.values()]
        return tuple(dict.fromkeys([*self.problem.places(), *there]))


def underway(session: Session, hub: Hub, on: date, now: datetime) -> Underway | None:
    """The live routes of a day that may change, and what waits for a place; None: there are none.

    Locked routes are left out with all that is on them.
    """
    routes = select(plans.Route).where(plans.Route.hub_id == hub.id, plans.Route.on == on)
    routes = routes.where(
        plans.Route.status.in_((RouteStatus.PUBLISHED, RouteStatus.STARTED)), plans.Route.locked_at.is_(None)
    )
    lanes = [_Lane(session, hub, route, now) for route in session.scalars(routes.order_by(plans.Route.id))]
    if not lanes:
        return None
    waiting = mapping.problem_of(session, hub, on, now)
    stops = [stop for lane in lanes for stop in lane.stops()]
    problem = replace(
        waiting,
        stops=(*stops, *waiting.stops),
        shifts=tuple(lane.shift() for lane in lanes),
    )
    return Underway(
        problem,
        {lane.route.id: lane.standing() for lane in lanes},
        tuple(lane.seen() for lane in lanes),
    )


class _Lane:
    """One route with its open stops."""

    def __init__(self, session: Session, hub: Hub, route: plans.Route, now: datetime) -> None:
        self.session, self.hub, self.route, self.now = session, hub, route, now
        there = stops_with_orders(session, route.id)[route.id]
        self.open = [pair for pair in there if pair[0].status not in STOP_DONE]
        self.mark = mapping.last_mark(session, route)
        self.problem = mapping.route_problem(session, route, [order for _, order in self.open])
        self.left = self.mark is not None or route.status == RouteStatus.STARTED

    def shift(self) -> Shift:
        """His rules over the hours of the route; a second trip is a route of its own."""
        (shift,) = self.problem.shifts
        hours = moments.epoch_s(self.route.window_from_at), moments.epoch_s(self.route.window_to_at)
        home = moments.place(self.hub)
        return replace(shift, id=self.route.id, start=home, window=TimeWindow(*hours), max_trips=1)

    def stops(self) -> list[Stop]:
        locked = {order.id for stop, order in self.open if stop.locked is not None}
        return [
            replace(stop, shift_id=self.route.id if stop.id in locked else None)
            for stop in self.problem.stops
        ]

    def seen(self) -> Seen:
        before = tuple(order.id for _, order in self.open)
        return Seen(self.route.id, self.route.revision, self.route.status, before)

    def standing(self) -> Standing:
        current = self._current()
        head = [order.id for stop, order in self.open if stop.locked == StopLock.HEAD]
        first = [current[1].id] if current else []
        place, at_s = self._where(current)
        return Standing(
            place,
            at_s,
            head=(*first, *(id for id in head if id not in first)),
            aboard=frozenset(self._aboard()),
            left=self.left,
        )

    def _current(self) -> tuple[plans.Stop, Order] | None:
        """The door at which he stands, or to which he is on his way."""
        for status in (StopStatus.ARRIVED, StopStatus.EN_ROUTE):
            there = [pair for pair in self.open if pair[0].status == status]
            if there:
                return there[0]
        return None

    def _where(self, current: tuple[plans.Stop, Order] | None) -> tuple[Place, int]:
        """Where he goes on from, and when: never so that he would have come before now."""
        now_s = moments.epoch_s(self.now)
        home = moments.place(self.hub)
        if not self.left:
            return home, max(now_s, self.problem.shifts[0].window.start_s)
        if current and current[0].status == StopStatus.ARRIVED:
            stop, order = current
            came = moments.epoch_s(stop.arrived_at or stop.arrive_at or self.now)
            return moments.place(order), max(came, now_s - order.service_s)
        last, since = home, self.route.depart_at or self.now
        if self.mark is not None:
            last = moments.place(self.session.get_one(Order, self.mark.order_id))
            since = self.mark.done_at or since
        fix = mapping.position_since(self.session, self.route, max(since, self.now - FRESH), self.now)
        if fix is not None:
            return Place(fix.lat, fix.lon), now_s
        way_s = current[0].travel_s if current else 0
        return last, min(now_s, max(moments.epoch_s(since), now_s - way_s))

    def _aboard(self) -> set[str]:
        """What stays with him: what left the building, what is scanned onto his vehicle, and what a human
        has given to him although he is away."""
        ids = [order.id for _, order in self.open]
        loaded = {order.id for _, order in self.open if order.status == OrderStatus.LOADED}
        locked = {order.id for stop, order in self.open if stop.locked is not None and self.left}
        return loaded | locked | scanned_onto(self.session, self.route.id, ids)
