"""What did the courier do? Facts of the shift, the route and the door; none of them is ever refused."""

from sqlalchemy import select

from server.commands import args, goods, ledger, timing
from server.commands.context import Context
from server.commands.facts import order_fact
from server.commands.routes import close_if_done, drop_stop, live_stops
from server.db.orders import Order
from server.db.plans import Assignment, Route, Shift, Stop
from server.db.stock import Parcel
from server.domain import cash
from server.domain.delivery import (
    ROUTE_STEPS,
    SHIFT_STEPS,
    STOP_DONE,
    STOP_STEPS,
    RouteStatus,
    ShiftStatus,
    StopStatus,
)
from server.domain.errors import Unknown
from server.domain.money import Money
from server.domain.orders import OrderStatus


def start_shift(context: Context, a: args.StartShift) -> None:
    if context.session.get(Shift, a.shift_id) is None:
        context.session.add(
            Shift(
                id=a.shift_id,
                hub_id=context.hub_id,
                courier_id=context.actor,
                status=ShiftStatus.OPEN,
                started_at=context.moment,
            )
        )
        context.emit("shift.started", a.shift_id, new=ShiftStatus.OPEN)


def end_shift(context: Context, a: args.EndShift) -> None:
    shift = context.get(Shift, a.shift_id)
    shift.ended_at = shift.ended_at or max(context.moment, shift.started_at)
    if shift.status == ShiftStatus.OPEN:
        context.move(shift, SHIFT_STEPS, ShiftStatus, "end", "shift.ended")


def accept_route(context: Context, a: args.AcceptRoute) -> None:
    route = context.get(Route, a.route_id)
    route.accepted_revision = max(route.accepted_revision or 0, a.revision)
    context.emit("route.accepted", route.id, revision=a.revision)


def start_route(context: Context, a: args.StartRoute) -> None:
    """The manifest closes: he leaves with the orders he took; at the first start what he left behind is off
    the route. What was not scanned onto the route is not handed over, whatever he says; a human is told."""
    route = context.get(Route, a.route_id)
    first = route.status in (RouteStatus.DRAFT, RouteStatus.PUBLISHED)
    open_shift = select(Shift).where(Shift.courier_id == context.actor, Shift.status == ShiftStatus.OPEN)
    shift = context.first(open_shift.order_by(Shift.started_at.desc()))
    route.shift_id = route.shift_id or (shift.id if shift else None)
    taken = set(a.order_ids)
    leaving: list[Parcel] = []
    for stop in live_stops(context, route.id):
        if stop.order_id in taken:
            leaving += _load(context, context.get(Order, stop.order_id), route)
            taken.discard(stop.order_id)
        elif first and stop.status not in STOP_DONE:
            drop_stop(context, stop, "left-behind")
    for order_id in sorted(taken):  # taken off his route while he was loading
        leaving += _load(context, context.get(Order, order_id), route)
        context.flag("loaded-not-on-route", order_id=order_id, route_id=route.id, courier_id=context.actor)
    goods.close_manifest(context, route, leaving)
    if (route.status, "start") in ROUTE_STEPS:
        context.move(route, ROUTE_STEPS, RouteStatus, "start", "route.started")
        route.depart_at = context.moment
    set_out(context, route)
    timing.marked(context, route)
    close_if_done(context, route)


def _load(context: Context, order: Order, route: Route) -> list[Parcel]:
    """The order's parcels that leave now: all of them were scanned, or none goes by the books."""
    if order.status == OrderStatus.LOADED:
        return []
    parcels = goods.hand_over(context, route, order)
    if parcels:
        order_fact(context, order, "load", route.id)
    else:
        where = {"order_id": order.id, "route_id": route.id, "courier_id": context.actor}
        context.flag("not-loaded", number=order.number, status=order.status, **where)
    return parcels


def set_out(context: Context, route: Route) -> None:
    """The next open stop of a started route is the one he is on his way to."""
    if route.status != RouteStatus.STARTED:
        return
    stops = [s for s in live_stops(context, route.id) if s.status not in STOP_DONE]
    if stops and stops[0].status == StopStatus.PLANNED:
        context.move(stops[0], STOP_STEPS, StopStatus, "set_out", "stop.en_route", order_id=stops[0].order_id)


def arrive_stop(context: Context, a: args.ArriveStop) -> None:
    stop = context.get(Stop, a.stop_id)
    if (stop.status, "arrive") in STOP_STEPS:
        context.move(stop, STOP_STEPS, StopStatus, "arrive", "stop.arrived", order_id=stop.order_id)
        stop.arrived_at = context.moment
        timing.at_the_door(context, stop)


def deliver_stop(context: Context, a: args.DeliverStop) -> None:
    """Handed over, and paid as he says. Goods and cash changed hands, whatever the office believed."""
    stop, order, route = _at_the_door(context, a.stop_id, a.order_id)
    twice = order.status == OrderStatus.DELIVERED
    if twice:
        context.flag("delivered-twice", order_id=order.id, route_id=route.id, courier_id=context.actor)
    else:
        order_fact(context, order, "deliver", route.id)
        goods.delivered(context, order)
        goods.settle_missing(context, order)
    if not twice or stop.status not in STOP_DONE:
        _close_stop(context, stop, "deliver")
        stop.tender, stop.collected_minor = a.tender, a.amount_minor
    _collect(context, a, order, route, twice)
    close_if_done(context, route)
    set_out(context, route)
    timing.marked(context, route)


def fail_stop(context: Context, a: args.FailStop) -> None:
    """Not handed over: the goods stay with him, the customer owes nothing for now."""
    stop, order, route = _at_the_door(context, a.stop_id, a.order_id)
    delivered = order.status == OrderStatus.DELIVERED
    if delivered:
        context.flag("failed-after-delivery", order_id=order.id, route_id=route.id, courier_id=context.actor)
    else:
        order_fact(context, order, "fail", route.id, reason=str(a.reason))
    if not delivered or stop.status not in STOP_DONE:
        _close_stop(context, stop, "fail")
        stop.fail_reason = a.reason
    ledger.forgive(context, order)
    close_if_done(context, route)
    set_out(context, route)
    timing.marked(context, route)


def _at_the_door(context: Context, stop_id: str, order_id: str) -> tuple[Stop, Order, Route]:
    """The stop, its order, and the route on which this courier carried it."""
    stop = context.get(Stop, stop_id, lock=True)
    order = context.get(Order, order_id, lock=True)
    if stop.order_id != order.id:
        raise Unknown("order-not-of-stop", stop_id=stop_id, order_id=order_id)
    given = context.session.get(Assignment, (stop.id, context.actor))
    return stop, order, context.get(Route, given.route_id if given else stop.route_id)


def _close_stop(context: Context, stop: Stop, action: str) -> None:
    """A delivery outranks an earlier failure; a stop that was moved or taken off is told so to a human."""
    where = {"order_id": stop.order_id, "route_id": stop.route_id, "courier_id": context.actor}
    route = context.get(Route, stop.route_id)
    if stop.removed_at is not None:
        context.flag("stop-was-taken-off", **where)
        stop.removed_at = None  # what happened there, and what was paid, is seen again
    elif route.courier_id != context.actor:
        context.flag("stop-was-moved", **where)
    claimed = StopStatus.DELIVERED if action == "deliver" else StopStatus.FAILED
    new = STOP_STEPS.get((StopStatus(stop.status), action), claimed)
    stop.done_at = context.moment
    event = f"stop.{new}"
    context.put(stop, new, event, order_id=stop.order_id)
    if stop.route_id != route.id or route.courier_id != context.actor:
        close_if_done(context, route)


def _collect(context: Context, a: args.DeliverStop, order: Order, route: Route, twice: bool) -> None:
    """Book what was taken, and flag what does not fit; nothing that was taken is left out of the ledger."""
    currency = order.currency
    if a.currency != currency:
        context.flag(
            "currency-differs", order_id=order.id, route_id=route.id, got=a.currency, expected=currency
        )
    amount = Money(a.amount_minor, a.currency)
    owed = Money(0, currency) if twice else ledger.owe(context, order, route.id)
    late = route.status == RouteStatus.CLOSED
    where = {"order_id": order.id, "route_id": route.id, "shop_id": order.shop_id, "shift_id": route.shift_id}
    ledger.post(context, cash.collected(a.tender, context.actor, order.id, amount, late=late), **where)
    if a.currency == currency and not twice:
        given, change = Money(a.given_minor, currency), Money(a.change_minor, currency)
        for code, params in cash.door_flags(a.tender, amount, given, change, owed).items():
            context.flag(
                code,
                order_id=order.id,
                route_id=route.id,
                courier_id=context.actor,
                currency=currency,
                **params,
            )
    if late:
        context.flag(
            "after-close",
            order_id=order.id,
            route_id=route.id,
            courier_id=context.actor,
            amount_minor=a.amount_minor,
            currency=a.currency,
            tender=str(a.tender),
        )
    ledger.refresh_count(context, context.actor, route.id)
