"""What does the desk book? A blind count, then the difference with its reason; closed stays closed."""

from sqlalchemy import func, select

from server.commands import args, goods, ledger
from server.commands.context import Context
from server.db.money import Count, Discrepancy
from server.db.plans import Route, Shift, Stop
from server.domain import cash
from server.domain.delivery import (
    ROUTE_LIVE,
    ROUTE_STEPS,
    SHIFT_STEPS,
    STOP_DONE,
    RouteStatus,
    ShiftStatus,
)
from server.domain.errors import Problem
from server.domain.money import Money


def count_sheet(context: Context, a: args.CountSheet) -> None:
    """Enter what lies on the desk. Nothing is booked yet; counting again replaces the count."""
    route = context.get(Route, a.route_id, lock=True)
    _countable(context, route)
    if a.currency != context.hub.currency:
        raise Problem("currency-differs", got=a.currency, expected=context.hub.currency)
    counted = sum(piece.denomination_minor * piece.count for piece in a.pieces)
    for earlier in _running(context, route.id):
        context.put(earlier, "replaced", "count.replaced")
        if earlier.counted_minor != counted:  # by now he has seen what was expected
            context.flag(
                "recounted",
                route_id=route.id,
                courier_id=route.courier_id,
                before_minor=earlier.counted_minor,
                now_minor=counted,
                currency=a.currency,
            )
    expected = ledger.bag(context, route.courier_id, route.id, a.currency).minor
    context.session.add(
        Count(
            id=a.count_id,
            hub_id=context.hub_id,
            route_id=route.id,
            cashier_id=context.actor,
            status="counted",
            currency=a.currency,
            pieces=[[p.denomination_minor, p.count] for p in a.pieces if p.count],
            counted_minor=counted,
            expected_minor=expected,
            difference_minor=counted - expected,
            counted_at=context.received_at,
        )
    )
    context.emit("sheet.counted", route.id, counted_minor=counted, currency=a.currency)


def close_sheet(context: Context, a: args.CloseSheet) -> None:
    """Book the count and its difference; the courier owes nothing of this sheet any more. What is missing of
    his parcels must be back by now, or signed for (K10)."""
    count = context.get(Count, a.count_id, lock=True)
    route = context.get(Route, count.route_id, lock=True)
    if count.status != "counted":
        raise Problem("sheet-closed" if count.status == "closed" else "count-replaced")
    expected = ledger.bag(context, route.courier_id, route.id, count.currency)
    difference = count.counted_minor - expected.minor
    if difference != count.difference_minor:
        raise Problem("expected-changed", expected_minor=expected.minor, currency=count.currency)
    if difference and a.reason is None:
        raise Problem("reason-needed", difference_minor=difference, currency=count.currency)
    _sign_missing(context, route, a)
    counted = Money(count.counted_minor, count.currency)
    pairs = cash.counted(str(context.hub_id), route.courier_id, counted, expected)
    ledger.post(context, pairs, route_id=route.id, shift_id=route.shift_id)
    count.reason = a.reason if difference else None
    count.closed_at = context.received_at
    context.put(
        count,
        "closed",
        "sheet.closed",
        route_id=route.id,
        counted_minor=counted.minor,
        difference_minor=difference,
        currency=count.currency,
    )
    _settle_late(context, route)
    _close_route(context, route)


def _sign_missing(context: Context, route: Route, a: args.CloseSheet) -> None:
    """Who closes without all parcels says so, and why. Late money asks nobody to sign for them again."""
    missing = goods.missing_of(context, route.id) if route.status != RouteStatus.CLOSED else []
    if not missing:
        return
    codes = [parcel.code for parcel in missing]
    if not a.parcels_signed:
        raise Problem("parcels-missing", n=len(codes))
    if not (a.comment or "").strip():
        raise Problem("comment-needed", field="comment")
    where = {"route_id": route.id, "courier_id": route.courier_id}
    context.flag("parcels-missing", n=len(codes), codes=codes, **where)


def _countable(context: Context, route: Route) -> None:
    """A live route is; a closed one only when money came late for it."""
    if route.status in ROUTE_LIVE:
        return
    late = ledger.bag(context, route.courier_id, route.id, context.hub.currency).minor
    if route.status != RouteStatus.CLOSED or not late:
        raise Problem("sheet-closed" if route.status == RouteStatus.CLOSED else "sheet-not-out")


def _running(context: Context, route_id: str) -> list[Count]:
    return context.all(select(Count).where(Count.route_id == route_id, Count.status == "counted"))


def _settle_late(context: Context, route: Route) -> None:
    """Late cash that has now been counted is no longer a question."""
    waiting = select(Discrepancy).where(
        Discrepancy.route_id == route.id, Discrepancy.kind == "after-close", Discrepancy.resolved_at.is_(None)
    )
    for discrepancy in context.all(waiting):
        discrepancy.resolved_at = context.received_at
        context.emit("discrepancy.resolved", discrepancy.id, order_id=discrepancy.order_id)


def _close_route(context: Context, route: Route) -> None:
    if route.status == RouteStatus.CLOSED:
        return
    unmarked = (
        select(func.count())
        .select_from(Stop)
        .where(Stop.route_id == route.id, Stop.removed_at.is_(None), Stop.status.not_in(STOP_DONE))
    )
    missing = context.session.scalar(unmarked) or 0
    if missing:
        context.flag("closed-with-open-stops", route_id=route.id, courier_id=route.courier_id, n=missing)
    route.closed_at = context.received_at
    context.move(route, ROUTE_STEPS, RouteStatus, "close", "route.closed")
    if route.shift_id is None:
        return
    others = select(Route).where(
        Route.shift_id == route.shift_id, Route.status.in_(ROUTE_LIVE), Route.id != route.id
    )
    shift = context.get(Shift, route.shift_id)
    if context.first(others) is None and (ShiftStatus(shift.status), "close") in SHIFT_STEPS:
        shift.closed_at = context.received_at
        context.move(shift, SHIFT_STEPS, ShiftStatus, "close", "shift.closed")
