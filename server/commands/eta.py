"""When will he be at the next doors? After each mark the rest of the route is timed from it."""

from datetime import timedelta

import structlog

from server.commands import routes
from server.commands.context import Context
from server.db.orders import Order
from server.db.plans import Route, Stop
from server.domain.delivery import ROUTE_LIVE, STOP_DONE

log = structlog.get_logger("server.commands")


def at_the_door(context: Context, stop: Stop) -> None:
    """He stands there since now: from his leaving, as far as it can be known, the rest is timed."""
    order = context.get(Order, stop.order_id)
    stop.arrive_at = context.moment
    stop.leave_at = max(context.moment, order.window_from_at) + timedelta(seconds=order.service_s)
    marked(context, context.get(Route, stop.route_id))


def marked(context: Context, route: Route) -> None:
    """Time what is left of a live route. What happened is recorded even if it cannot be timed."""
    open_stops = [stop for stop in routes.live_stops(context, route.id) if stop.status not in STOP_DONE]
    if route.status not in ROUTE_LIVE or not open_stops:
        return
    try:
        with context.session.begin_nested():
            routes.retime(context, route)
    except Exception:
        # Whatever it was, it concerns a forecast; the fact that asked for it must not be lost.
        log.warning("could not time", route=route.id, exc_info=True)
