"""How does a plan come to be, and how does it reach the phones? Asked for, recorded, published."""

from collections import Counter
from datetime import date

from sqlalchemy import select

from server.commands import args, inside
from server.commands.context import Context
from server.commands.locking import hand_on, keep_locked
from server.commands.routes import changed, give, left_out, live_stops, open_stop_of
from server.db.orders import Order
from server.db.plans import Plan, Route, Stop, Unassigned
from server.domain.delivery import PLAN_STEPS, ROUTE_STEPS, PlanStatus, RouteStatus, StopStatus
from server.domain.errors import Problem
from server.domain.orders import OrderStatus, can_go
from server.ids import same_id
from warehouse.codes import sheet_code


def request_plan(context: Context, a: args.RequestPlan) -> None:
    """Ask the worker for a plan of a day. An unpublished plan of that day is thrown away, but for what the
    dispatcher has locked in it and for its orders in turn, so that it can be compared with and come back."""
    others = context.all(select(Plan).where(Plan.hub_id == context.hub_id, Plan.on == a.on))
    if any(other.status == PlanStatus.REQUESTED for other in others):
        raise Problem("already-planning")
    drafts = [other for other in others if other.status == PlanStatus.READY]
    given = next((draft.before for draft in drafts), None) if a.back else None
    if a.back and given is None:
        raise Problem("no-draft-before")
    plan = Plan(
        id=a.plan_id,
        hub_id=context.hub_id,
        on=a.on,
        status=PlanStatus.REQUESTED,
        seed=a.seed,
        budget_s=a.budget_s,
        iterations=a.iterations,
        requested_at=context.received_at,
        given=given,
    )
    context.session.add(plan)
    context.session.flush()
    keep_locked(context, plan)
    for draft in drafts:
        plan.before = _turns(context, draft)
        _discard(context, draft)
    context.emit("plan.requested", a.plan_id, new=PlanStatus.REQUESTED)


def cancel_plan(context: Context, a: args.CancelPlan) -> None:
    plan = context.get(Plan, a.plan_id)
    if plan.status != PlanStatus.REQUESTED:
        raise Problem("plan-not-running", status=plan.status)
    plan.cancel_at = context.received_at
    context.emit("plan.cancelled", plan.id)


def discard_plan(context: Context, a: args.DiscardPlan) -> None:
    """Thrown away as a whole, with what was decided in it."""
    plan = context.get(Plan, a.plan_id, lock=True)
    for route in _routes(context, plan):
        for stop in live_stops(context, route.id):
            stop.locked = None
    _discard(context, plan)


def _discard(context: Context, plan: Plan) -> None:
    context.move(plan, PLAN_STEPS, PlanStatus, "discard", "plan.discarded")
    for route in _routes(context, plan):
        if route.status == RouteStatus.DRAFT:
            _discard_route(context, route)


def _turns(context: Context, plan: Plan) -> dict[str, list[str]]:
    """Courier -> orders in turn, one trip after the other."""
    turns: dict[str, list[str]] = {}
    for route in sorted(_routes(context, plan), key=lambda route: (route.window_from_at, route.id)):
        turns.setdefault(route.courier_id, []).extend(s.order_id for s in live_stops(context, route.id))
    return turns


def _discard_route(context: Context, route: Route) -> None:
    for stop in live_stops(context, route.id):
        stop.removed_at = context.received_at
    context.move(route, ROUTE_STEPS, RouteStatus, "discard", "route.discarded")


def fail_plan(context: Context, a: inside.FailPlan) -> None:
    plan = context.get(Plan, a.plan_id, lock=True)
    plan.failure = a.failure
    context.move(plan, PLAN_STEPS, PlanStatus, "fail", "plan.failed")


def record_plan(context: Context, a: inside.RecordPlan) -> None:
    """Write the worker's plan as drafts. Orders that changed while it searched are left out, and said so."""
    plan = context.get(Plan, a.plan_id, lock=True)
    plan.source, plan.matrices = a.source, a.matrices
    waiting = _waiting_for_goods(context, plan.on)
    out = [
        Unassigned(plan_id=plan.id, order_id=u.order_id, reason=u.reason, detail=u.detail)
        for u in a.unassigned
        if u.order_id not in waiting  # its goods have gone since the search began
    ]
    kept = _routes(context, plan)  # locked drafts of the plan before
    count = len(out) + sum(len(live_stops(context, route.id)) for route in kept)
    have, gone = {route.courier_id for route in kept}, list[str]()
    for planned in a.routes:
        if planned.courier_id in have and not planned.visits:
            continue  # he has his sheet; an empty one beside it tells nobody anything
        count += len(planned.visits)
        key = inside.line_key(planned.courier_id, planned.trip)
        gone += _record_route(context, plan, planned, a.lines.get(key))
    hand_on(context, plan)
    count += len(waiting.keys() - gone)
    out += [
        Unassigned(plan_id=plan.id, order_id=id, reason="changed", detail={})
        for id in gone
        if id not in waiting
    ]
    out += [
        Unassigned(plan_id=plan.id, order_id=id, reason="waiting-for-goods", detail=detail)
        for id, detail in waiting.items()
    ]
    plan.orders = count
    plan.unassigned = out
    plan.difference = a.difference
    context.move(plan, PLAN_STEPS, PlanStatus, "solve", "plan.ready", orders=count, unassigned=len(out))


def extend_plan(context: Context, a: inside.ExtendPlan) -> None:
    plan = context.get(Plan, a.plan_id, lock=True)
    plan.matrices = (plan.matrices or {}) | a.matrices


def _waiting_for_goods(context: Context, on: date) -> dict[str, dict[str, object]]:
    """Orders of the day that would be on a route if their goods were there; `goods` says what they lack."""
    short = select(Order).where(Order.hub_id == context.hub_id, Order.delivery_on == on)
    short = short.where(Order.status == OrderStatus.SHORT, Order.zone_reason.is_(None))
    found: dict[str, dict[str, object]] = {}
    for order in context.all(short.order_by(Order.id)):
        if open_stop_of(context, order.id) is None:
            lacking = Counter[str]()
            for line in order.lines:
                lacking[line.sku] += line.quantity - line.reserved
            pieces = {sku: n for sku, n in lacking.items() if n > 0}
            goods = ", ".join(f"{sku} × {n}" for sku, n in sorted(pieces.items()))
            found[order.id] = {"goods": goods, "pieces": pieces}
    return found


def _record_route(
    context: Context, plan: Plan, planned: inside.PlannedRoute, line: list[list[float]] | None
) -> list[str]:
    """One draft route; returns the orders that can no longer go."""
    route = _draft(context, plan, planned, line)
    gone: list[str] = []
    for position, visit in enumerate(planned.visits):
        order = context.session.get(Order, visit.order_id)
        if (
            order is None
            or not can_go(order.status, order.zone_reason)
            or open_stop_of(context, order.id) is not None
        ):
            gone.append(visit.order_id)
            continue
        context.session.add(
            Stop(
                id=same_id(route.id, order.id),
                hub_id=context.hub_id,
                route_id=route.id,
                order_id=order.id,
                position=position,
                status=StopStatus.PLANNED,
                arrive_at=visit.arrive_at,
                leave_at=visit.leave_at,
                travel_s=visit.travel_s,
                travel_m=visit.travel_m,
            )
        )
    if gone:
        changed(context, route)
    return gone


def _draft(
    context: Context, plan: Plan, planned: inside.PlannedRoute, line: list[list[float]] | None
) -> Route:
    id = inside.route_id(plan.id, planned.courier_id, planned.trip)
    route = Route(
        id=id,
        hub_id=context.hub_id,
        plan_id=plan.id,
        courier_id=planned.courier_id,
        on=plan.on,
        status=RouteStatus.DRAFT,
        revision=0,
        sheet_code=sheet_code(id),
        window_from_at=planned.window_from_at,
        window_to_at=planned.window_to_at,
        profile=planned.profile,
        depart_at=planned.depart_at,
        return_at=planned.return_at,
        travel_s=planned.travel_s,
        travel_m=planned.travel_m,
        estimated=planned.estimated,
        breaks=[one.model_dump(mode="json") for one in planned.breaks],
        violations=[],
        line=line,
        matrix=(plan.matrices or {}).get(planned.profile),
    )
    context.session.add(route)
    context.session.flush()
    return route


def publish_plan(context: Context, a: args.PublishPlan) -> None:
    """Send the sheets: every route with a stop goes to its courier, and what customers owe is posted."""
    plan = context.get(Plan, a.plan_id, lock=True)
    context.move(plan, PLAN_STEPS, PlanStatus, "publish", "plan.published")
    sent = 0
    for route in _routes(context, plan):
        if route.status != RouteStatus.DRAFT:
            continue
        orders = _deliverable(context, route)
        stops = live_stops(context, route.id)
        if not stops:
            _discard_route(context, route)
            continue
        context.move(route, ROUTE_STEPS, RouteStatus, "publish", "route.published")
        route.revision = 1
        for stop in stops:
            give(context, stop, orders[stop.order_id], route)
            stop.planned_at = stop.arrive_at
        sent += 1
    if not sent:
        raise Problem("plan-empty")


def _deliverable(context: Context, route: Route) -> dict[str, Order]:
    """The orders of a route by their id; what can no longer go since the plan was made is taken off."""
    stops = live_stops(context, route.id)
    orders = {o.id: o for o in context.all(select(Order).where(Order.id.in_([s.order_id for s in stops])))}
    gone = [stop for stop in stops if not can_go((o := orders[stop.order_id]).status, o.zone_reason)]
    for stop in gone:
        stop.removed_at = context.received_at
        left_out(context, route.plan_id, stop.order_id, "changed")
    if gone:
        changed(context, route)
    return orders


def _routes(context: Context, plan: Plan) -> list[Route]:
    return context.all(select(Route).where(Route.plan_id == plan.id).order_by(Route.id))
