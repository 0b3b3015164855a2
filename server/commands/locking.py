"""How does a dispatcher decide something for good: a stop for its courier, the head of a route, all of it?"""

from sqlalchemy import select

from server.commands import live
from server.commands.context import Context
from server.commands.locks import settle_heads
from server.commands.routes import live_stops, open_route, open_stop
from server.db.plans import Plan, Route, Stop
from server.domain.delivery import STOP_DONE, RouteStatus, StopLock


def lock_stop(context: Context, a: live.LockStop) -> None:
    """Decide about a stop or let go of it; those before it become part of the head with it."""
    stop = open_stop(context, a.stop_id)
    stops = [each for each in live_stops(context, stop.route_id) if each.status not in STOP_DONE]
    if a.how == StopLock.HEAD:
        for each in stops[: stops.index(stop) + 1]:
            each.locked = StopLock.HEAD
    else:
        stop.locked = a.how
        settle_heads(stops)
    context.emit("stop.locked" if a.how else "stop.unlocked", stop.id, order_id=stop.order_id, new=a.how)


def lock_route(context: Context, a: live.LockRoute) -> None:
    route = open_route(context, a.route_id)
    route.locked_at = (route.locked_at or context.received_at) if a.locked else None
    context.emit("route.locked" if a.locked else "route.unlocked", route.id)


def keep_locked(context: Context, plan: Plan) -> None:
    """Locked drafts of the day go over into its new plan as they are."""
    drafts = select(Route).where(Route.hub_id == context.hub_id, Route.on == plan.on)
    drafts = drafts.where(Route.status == RouteStatus.DRAFT, Route.locked_at.is_not(None))
    for route in context.all(drafts):
        route.plan_id = plan.id


def hand_on(context: Context, plan: Plan) -> None:
    """What was decided about stops of the draft that this plan replaces holds for its own; said once."""
    of_day = select(Stop, Route).join(Route, Route.id == Stop.route_id)
    of_day = of_day.where(Route.hub_id == context.hub_id, Route.on == plan.on)
    decided = of_day.where(Route.status == RouteStatus.DISCARDED, Stop.locked.is_not(None))
    context.session.flush()
    ours = context.session.execute(of_day.where(Route.plan_id == plan.id, Stop.removed_at.is_(None)))
    new = {(stop.order_id, route.courier_id): stop for stop, route in ours}
    touched: set[str] = set()
    for old, route in context.session.execute(decided).all():
        stop = new.get((old.order_id, route.courier_id))
        if stop is not None:
            stop.locked = old.locked
            touched.add(stop.route_id)
        old.locked = None
    for route_id in sorted(touched):
        settle_heads(live_stops(context, route_id))
