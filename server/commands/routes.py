"""How is a route changed by hand? Stops move, times and violations answer at once, phones are told."""

from sqlalchemy import select

from server.commands import args, inside, ledger, locks
from server.commands.context import Context
from server.commands.timing import retime
from server.db.orders import Order
from server.db.plans import Assignment, Plan, Route, Stop, Unassigned
from server.domain.delivery import (
    ROUTE_LIVE,
    ROUTE_OPEN,
    ROUTE_STEPS,
    STOP_DONE,
    STOP_STEPS,
    RouteStatus,
    StopLock,
    StopStatus,
)
from server.domain.errors import Problem
from server.domain.orders import OrderStatus, can_go


def live_stops(context: Context, route_id: str) -> list[Stop]:
    """The stops of a route in their order, without those taken off."""
    query = select(Stop).where(Stop.route_id == route_id, Stop.removed_at.is_(None))
    context.session.flush()
    return context.all(query.order_by(Stop.position, Stop.id))


def move_stop(context: Context, a: args.MoveStop) -> None:
    """Reorder within a route, or give the stop to another courier."""
    stop = open_stop(context, a.stop_id)
    source, target = context.get(Route, stop.route_id), open_route(context, a.route_id)
    locks.refuse_locked_route(source, target)
    if source.id != target.id:
        locks.refuse_locked_stop(context, stop, *StopLock)
        hand_to(context, stop, source, target)
    _insert(context, stop, target, a.position)
    for route in {source.id: source, target.id: target}.values():
        changed(context, route)


def hand_to(context: Context, stop: Stop, source: Route, target: Route) -> None:
    """The stop is another courier's from now on; what left the building stays with who has it."""
    order = context.get(Order, stop.order_id)
    if order.status == OrderStatus.LOADED:
        raise Problem("already-loaded", number=order.number)
    if source.status in ROUTE_LIVE:
        ledger.forgive(context, order)
    stop.route_id = target.id
    stop.status = StopStatus.PLANNED
    give(context, stop, order, target)
    context.emit("stop.moved", stop.id, order_id=order.id, old=source.id, new=target.id)


def remove_stop(context: Context, a: args.RemoveStop) -> None:
    stop = open_stop(context, a.stop_id)
    route = context.get(Route, stop.route_id)
    locks.refuse_locked_route(route)
    locks.refuse_locked_stop(context, stop, *StopLock)
    order = context.get(Order, stop.order_id)
    if order.status == OrderStatus.LOADED:
        raise Problem("already-loaded", number=order.number)
    drop_stop(context, stop, "by-hand")
    left_out(context, route.plan_id, order.id, "by-hand")
    changed(context, route)


def add_stop(context: Context, a: args.AddStop) -> None:
    """Put an order that is on no route onto one."""
    route, order = open_route(context, a.route_id), context.get(Order, a.order_id, lock=True)
    locks.refuse_locked_route(route)
    stop = new_stop(context, a.stop_id, order, route)
    _insert(context, stop, route, a.position)
    changed(context, route)


def new_stop(context: Context, id: str, order: Order, route: Route) -> Stop:
    """An order that is on no route gets its stop, behind all others; whose it is, is said to the ledger."""
    if not can_go(order.status, order.zone_reason):
        raise Problem("order-not-ready", number=order.number, status=order.status)
    if open_stop_of(context, order.id) is not None:
        raise Problem("already-on-route", number=order.number)
    stop = Stop(
        id=id,
        hub_id=context.hub_id,
        route_id=route.id,
        order_id=order.id,
        position=10**6,
        status=StopStatus.PLANNED,
    )
    context.session.add(stop)
    context.session.flush()
    give(context, stop, order, route)
    left_out(context, route.plan_id, order.id, None)
    context.emit("stop.added", stop.id, order_id=order.id, new=route.id)
    return stop


def retime_route(context: Context, a: inside.RetimeRoute) -> None:
    """The worker has real travel times for a route that was timed by great circle."""
    route = context.get(Route, a.route_id)
    if route.status not in ROUTE_OPEN:
        return
    if a.matrix:
        route.matrix = a.matrix
    if a.line is not None:
        route.line = a.line
    retime(context, route)


def open_stop_of(context: Context, order_id: str) -> Stop | None:
    """The stop on an open route that an order now has."""
    on_route = select(Stop).join(Route, Route.id == Stop.route_id)
    query = on_route.where(Stop.order_id == order_id, Stop.removed_at.is_(None), Route.status.in_(ROUTE_OPEN))
    return context.first(query.where(Stop.status.not_in(STOP_DONE)))


def left_out(context: Context, plan_id: str, order_id: str, reason: str | None) -> None:
    """Keep a plan's list of what it left out true; no reason takes the order off that list."""
    plan = context.get(Plan, plan_id)
    plan.unassigned = [u for u in plan.unassigned if u.order_id != order_id]
    context.session.flush()
    if reason:
        plan.unassigned.append(Unassigned(plan_id=plan_id, order_id=order_id, reason=reason, detail={}))


def give(context: Context, stop: Stop, order: Order, route: Route) -> None:
    """On a published route the stop is now known to be this courier's, and the customer owes."""
    if route.status not in ROUTE_LIVE:
        return
    stop.planned_at = stop.arrived_at = None  # what another sheet said, and another courier marked
    context.session.merge(
        Assignment(
            stop_id=stop.id, courier_id=route.courier_id, route_id=route.id, given_at=context.received_at
        )
    )
    ledger.forgive(context, order)  # a sheet that was closed without it may still ask for an older sum
    ledger.owe(context, order, route.id)


def drop_stop(context: Context, stop: Stop, why: str) -> None:
    """Take a stop off its route; the row stays for facts that may still come."""
    order = context.get(Order, stop.order_id)
    stop.removed_at = context.received_at
    ledger.forgive(context, order)
    context.emit("stop.removed", stop.id, order_id=order.id, old=stop.route_id, why=why)


def changed(context: Context, route: Route) -> None:
    """Number, time and draw a route anew; a courier who carries it must read it again."""
    for position, stop in enumerate(live_stops(context, route.id)):
        stop.position = position
    if route.status in ROUTE_LIVE:
        route.revision += 1
        if route.status == RouteStatus.FINISHED:
            context.move(route, ROUTE_STEPS, RouteStatus, "reopen", "route.reopened")
        close_if_done(context, route)
    route.line = route.turns = None
    retime(context, route)
    context.emit("route.changed", route.id)


def close_if_done(context: Context, route: Route) -> None:
    """A live route without an open stop is finished; one emptied before it began may be filled again."""
    stops = live_stops(context, route.id)
    begun = bool(stops) or route.status == RouteStatus.STARTED
    done = all(stop.status in STOP_DONE for stop in stops)
    if begun and done and (RouteStatus(route.status), "finish") in ROUTE_STEPS:
        context.move(route, ROUTE_STEPS, RouteStatus, "finish", "route.finished")


def _insert(context: Context, stop: Stop, route: Route, position: int) -> None:
    """Place a stop among the open ones; what is done stays in front."""
    locks.refuse_locked_stop(context, stop, StopLock.HEAD)
    others = [s for s in live_stops(context, route.id) if s.id != stop.id]
    locks.refuse_before_head(others, position)
    done = sum(1 for s in others if s.status in STOP_DONE)
    at = min(max(position, done), len(others))
    for number, each in enumerate([*others[:at], stop, *others[at:]]):
        each.position = number
    if route.status == RouteStatus.STARTED:
        only_next_en_route(context, route)


def only_next_en_route(context: Context, route: Route) -> None:
    """After a reorder the courier is on his way to the first open stop, not to the one that was first."""
    stops = [
        s for s in live_stops(context, route.id) if s.status in (StopStatus.PLANNED, StopStatus.EN_ROUTE)
    ]
    for number, stop in enumerate(stops):
        if number and stop.status == StopStatus.EN_ROUTE:
            stop.status = StopStatus.PLANNED
        elif not number and stop.status == StopStatus.PLANNED:
            context.move(stop, STOP_STEPS, StopStatus, "set_out", "stop.en_route", order_id=stop.order_id)


def open_stop(context: Context, stop_id: str) -> Stop:
    stop = context.get(Stop, stop_id, lock=True)
    open_route(context, stop.route_id)
    if stop.removed_at is not None:
        raise Problem("stop-was-taken-off")
    if stop.status in STOP_DONE:
        raise Problem("stop-done")
    return stop


def open_route(context: Context, route_id: str) -> Route:
    route = context.get(Route, route_id, lock=True)
    if route.status not in ROUTE_OPEN:
        raise Problem("route-closed", status=route.status)
    return route
