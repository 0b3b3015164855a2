"""When is a courier at which door, and when back? A route is timed along its present order, and so is what he
loads for after it."""

from collections.abc import Mapping
from datetime import timedelta

import structlog
from sqlalchemy import select

from routing import model, plan
from routing.errors import RoutingError
from routing.matrix import Matrix
from routing.plan import Kind
from routing.schedule import Scheduled, schedule
from server.commands.context import Context
from server.db import mapping, shifts
from server.db.moments import moment
from server.db.on_route import stops_with_orders
from server.db.orders import Order
from server.db.plans import Route, Stop
from server.domain.delivery import ROUTE_LIVE, ROUTE_OPEN, STOP_DONE, RouteStatus
from server.domain.errors import Problem

log = structlog.get_logger("server.commands")


def at_the_door(context: Context, stop: Stop) -> None:
    """He stands there since now: from his leaving, as far as it can be known, the rest is timed."""
    order = context.get(Order, stop.order_id)
    stop.arrive_at = context.moment
    stop.leave_at = max(context.moment, order.window_from_at) + timedelta(seconds=order.service_s)
    marked(context, context.get(Route, stop.route_id))


def marked(context: Context, route: Route) -> None:
    """Time what is left of a live route, if only the way home. What happened is recorded even if it cannot be
    timed."""
    if route.status not in ROUTE_LIVE:
        return
    try:
        with context.session.begin_nested():
            retime(context, route)
    except Exception:
        # Whatever it was, it concerns a forecast; the fact that asked for it must not be lost.
        log.warning("could not time", route=route.id, exc_info=True)


def retime(context: Context, route: Route) -> None:
    """Times and violations along the present order. Done stops keep theirs, and so does where he stands.

    Whoever is on the way leaves at once; before that, as late as spares waiting. What he loads for after this
    route moves with his return. Raises Problem `cannot-time`.
    """
    back_at = route.return_at
    _time(context, route)
    if route.status not in ROUTE_LIVE or route.return_at == back_at:
        return
    his = select(Route).where(Route.courier_id == route.courier_id, Route.on == route.on)
    following = his.where(Route.status == RouteStatus.PUBLISHED, Route.window_from_at > route.window_from_at)
    for trip in context.all(following.order_by(Route.window_from_at)):
        _time(context, trip)


def _time(context: Context, route: Route) -> None:
    mark = mapping.last_mark(context.session, route)
    there = stops_with_orders(context.session, route.id)[route.id]
    behind = [stop for stop, _ in there if stop.status in STOP_DONE or stop is mark]
    stops = [stop for stop, _ in there if stop not in behind]
    orders = [order for stop, order in there if stop not in behind]
    try:
        problem = mapping.route_problem(context.session, route, orders)
        matrices = mapping.matrices_of(context.session, route, problem)
        away = mark is not None or route.status == RouteStatus.STARTED
        depart_s = problem.shifts[0].window.start_s if away else None
        timed = schedule(problem, matrices, route.courier_id, [order.id for order in orders], depart_s)
    except RoutingError as why:
        raise Problem("cannot-time", why=str(why)) from why
    _write_stops(route, stops, timed.route)
    if route.status in (RouteStatus.DRAFT, RouteStatus.PUBLISHED):
        route.depart_at = moment(timed.route.depart_s) if stops else None
    ahead = timed.route if stops or not away else _homeward(problem, matrices)
    route.return_at = moment(ahead.return_s) if stops or away else None
    route.travel_s = ahead.travel_s + sum(stop.travel_s for stop in behind)
    route.travel_m = ahead.travel_m + sum(stop.travel_m for stop in behind)
    route.estimated = any(visit.estimated for visit in timed.route.visits)
    rested = shifts.had(route, problem.shifts[0].window.start_s) if away else []
    route.breaks = rested + [
        {"start_at": moment(one.start_s).isoformat(), "end_at": moment(one.end_s).isoformat()}
        for one in timed.route.breaks
    ]
    _write_violations(context, route, stops, timed)


def _write_stops(route: Route, stops: list[Stop], timed: plan.Route) -> None:
    for stop, visit in zip(stops, timed.visits, strict=True):
        stop.arrive_at, stop.leave_at = moment(visit.arrive_s), moment(visit.leave_s)
        stop.travel_s, stop.travel_m = visit.travel_s, visit.travel_m
        if stop.planned_at is None and route.status in ROUTE_LIVE:
            stop.planned_at = stop.arrive_at  # added to a sheet that was sent before


def _homeward(problem: model.Problem, matrices: Mapping[str, Matrix]) -> plan.Route:
    """From his last door to the hub; the model knows no round without a stop."""
    (shift,) = problem.shifts
    leave_s, leg = shift.window.start_s, matrices[shift.profile].leg(shift.start, shift.end)
    seconds, metres = leg.seconds or 0, leg.metres or 0
    return plan.Route(shift.id, leave_s, (), leave_s + seconds, seconds, metres)


def _write_violations(context: Context, route: Route, stops: list[Stop], timed: Scheduled) -> None:
    ids = {stop.order_id: stop.id for stop in stops}
    route.violations = [
        {
            "kind": _kind(context, route, one.kind),
            "stop_id": ids.get(one.stop_id or ""),
            "amount": one.amount,
        }
        for one in timed.violations
    ]


def _kind(context: Context, route: Route, kind: Kind) -> str:
    """Whoever loads again is back too late for that before his shift is over."""
    if kind != Kind.SHIFT_END:
        return str(kind)
    later = select(Route).where(Route.courier_id == route.courier_id, Route.plan_id == route.plan_id)
    later = later.where(Route.status.in_(ROUTE_OPEN), Route.window_from_at >= route.window_to_at)
    return "next-trip" if context.first(later) else str(kind)
