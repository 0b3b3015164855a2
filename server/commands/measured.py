"""What has the worker found out? The turns of a route, and how long doors take."""

from sqlalchemy import select

from server.commands import inside
from server.commands.context import Context
from server.db.orders import Order
from server.db.plans import Route
from server.domain.delivery import ROUTE_LIVE


def record_turns(context: Context, a: inside.RecordTurns) -> None:
    """Turns are of one order of stops: those of a sheet that has changed since are of no use."""
    route = context.get(Route, a.route_id)
    if route.revision != a.revision or route.status not in ROUTE_LIVE:
        return
    route.turns = None if a.turns is None else [leg.model_dump() for leg in a.turns]
    context.emit("route.turned", route.id)


def learn_service(context: Context, a: inside.LearnService) -> None:
    """Orders that are still to be planned take as long as their doors are known to take."""
    orders = context.all(select(Order).where(Order.hub_id == context.hub_id, Order.id.in_(a.service_s)))
    for order in orders:
        order.service_s = a.service_s[order.id]
