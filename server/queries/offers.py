"""Onto whose route could an order go, and what would it cost? Worked out along the routes as they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from routing import change
from routing.matrix import Matrix
from routing.model import Place, Problem, TimeWindow
from routing.plan import Kind
from routing.schedule import schedule
from server import clock
from server.db import mapping, moments
from server.db.base import db
from server.db.on_route import stops_with_orders
from server.db.orders import Order
from server.db.people import User
from server.db.plans import Plan, Route, Stop
from server.domain import errors
from server.domain.delivery import ROUTE_OPEN, STOP_DONE, RouteStatus, StopLock
from server.domain.orders import OrderStatus, can_go
from server.queries.shapes import iso
from server.queries.viewer import Viewer

MOST = 10
_AWAY = (RouteStatus.STARTED, RouteStatus.FINISHED)


def offers(viewer: Viewer, order_id: str) -> list[dict[str, Any]]:
    """The best places on the open routes of its day, cheapest first, what does not fit last.

    `cost_s` is the price in seconds, `extra_s` and `extra_m` more road, `work_s` how much longer the courier
    is out; `late` and `violations` name what would be worse than it is. Raises Unknown, Problem.
    """
    session = db.session()
    order = session.get(Order, order_id)
    if order is None or order.hub_id != viewer.hub_id:
        raise errors.Unknown("no-such-order")
    if order.status == OrderStatus.LOADED:
        raise errors.Problem("already-loaded", number=order.number)
    if not can_go(order.status, order.zone_reason):
        raise errors.Problem("order-not-ready", number=order.number, status=order.status)
    routes = select(Route, User.name).join(User, User.id == Route.courier_id)
    routes = routes.where(Route.hub_id == viewer.hub_id, Route.on == order.delivery_on)
    routes = routes.where(Route.status.in_(ROUTE_OPEN), Route.locked_at.is_(None)).order_by(Route.id)
    found = list(session.execute(routes))
    stops = stops_with_orders(session, *(route.id for route, _ in found))
    now = clock.now()
    places = [
        offer
        for route, name in found
        for offer in _Lane(session, route, stops[route.id], order, now).offers(name)
    ]
    return sorted(places, key=_worth)[:MOST]


@dataclass(frozen=True, slots=True)
class _Lane:
    """One route without the order, and what one more stop does to it."""

    session: Session
    route: Route
    stops: Sequence[tuple[Stop, Order]]
    order: Order
    now: datetime

    def offers(self, courier: str) -> list[dict[str, Any]]:
        mark = mapping.last_mark(self.session, self.route)
        there = [pair for pair in self.stops if pair[1].id != self.order.id]
        ahead = [pair for pair in there if pair[0].status not in STOP_DONE and pair[0] is not mark]
        away = mark is not None or self.route.status in _AWAY
        if away:
            ids: tuple[str, ...] = ()
            problem, behind = self._coming_back(), len(there)
        else:
            ids = tuple(order.id for _, order in ahead)
            problem, behind = self._waiting(ahead), len(there) - len(ahead)
        matrices = self._matrices(problem)
        (shift,) = problem.shifts
        place, matrix = moments.place(self.order), matrices[shift.profile]
        known: dict[str, Any] = {"estimated": place not in matrix or place in matrix.estimated, "away": away}
        known |= {"route_id": self.route.id, "courier_id": self.route.courier_id, "courier": courier}
        before = _amounts(schedule(problem, matrices, shift.id, ids).violations)
        return [
            known | _told(offer, behind, before)
            for offer in change.offers(problem, matrices, (ids,), self.order.id, 2)
        ]

    def _waiting(self, ahead: Sequence[tuple[Stop, Order]]) -> Problem:
        """He is in the building: from now on, behind what is locked as head."""
        problem = mapping.route_problem(
            self.session, self.route, [*(order for _, order in ahead), self.order]
        )
        (shift,) = problem.shifts
        head = tuple(order.id for stop, order in ahead if stop.locked == StopLock.HEAD)
        start_s = max(shift.window.start_s, moments.epoch_s(self.now))
        window = TimeWindow(start_s, max(start_s, shift.window.end_s))
        return replace(problem, shifts=(replace(shift, head=head, window=window),))

    def _coming_back(self) -> Problem:
        """He has left: the goods are in the building, so he comes for them when he has done his round."""
        problem = mapping.route_problem(self.session, self.route, [self.order])
        (shift,) = problem.shifts
        hub: Place = problem.hub
        back = max(self.now, self.route.return_at or self.now)
        start_s = moments.epoch_s(back) + shift.reload_s
        window = TimeWindow(start_s, max(start_s, shift.window.end_s))
        return replace(problem, shifts=(replace(shift, start=hub, end=hub, window=window),))

    def _matrices(self, problem: Problem) -> dict[str, Matrix]:
        """The route's own travel times; its plan's, where these alone know the place."""
        place, (shift,) = moments.place(self.order), problem.shifts
        own = mapping.matrices_of(self.session, self.route, problem)
        plan = self.session.get_one(Plan, self.route.plan_id)
        if place in own[shift.profile] or shift.profile not in (plan.matrices or {}):
            return own
        plans = mapping.matrices_of(self.session, plan, problem)
        return plans if place in plans[shift.profile] else own


def _amounts(violations: Sequence[Any]) -> dict[tuple[Kind, str | None], int]:
    return {(one.kind, one.stop_id): one.amount for one in violations}


def _told(offer: change.Offer, behind: int, before: Mapping[tuple[Kind, str | None], int]) -> dict[str, Any]:
    worse = [one for one in offer.violations if one.amount > before.get((one.kind, one.stop_id), 0)]
    return {
        "position": behind + offer.position,
        "cost_s": offer.cost_s,
        "extra_s": offer.extra_s,
        "extra_m": offer.extra_m,
        "work_s": offer.work_s,
        "arrive_at": iso(moments.moment(offer.arrive_s)),
        "late": [{"order_id": one.stop_id, "late_s": one.amount} for one in worse if one.kind == Kind.LATE],
        "violations": [
            {"kind": str(one.kind), "order_id": one.stop_id, "amount": one.amount}
            for one in worse
            if one.kind != Kind.LATE
        ],
    }


def _worth(offer: dict[str, Any]) -> tuple[Any, ...]:
    """What fits before what does not, then fewest rules and seconds broken, then the price."""
    rules, late = offer["violations"], offer["late"]
    late_s = sum(one["late_s"] for one in late)
    return bool(rules or late), len(rules), late_s, offer["cost_s"], offer["route_id"], offer["position"]
