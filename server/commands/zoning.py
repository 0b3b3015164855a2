"""Which zone does an order get, or what does it wait for? Used wherever a point or a zone changes."""

from functools import lru_cache

import shapely
from sqlalchemy import select

from routing.model import Place
from routing.zones import Zone as Shape
from routing.zones import ZoneIndex
from server.commands.context import Context
from server.db.orders import Order, Zone
from server.db.plans import Plan
from server.domain.delivery import PLAN_IN_USE
from server.domain.orders import ZoneReason

type _Key = tuple[tuple[str, str, int, bytes], ...]


@lru_cache(maxsize=8)
def _index(key: _Key) -> ZoneIndex:
    return ZoneIndex(
        Shape(id, name, priority, shapely.geometry.mapping(shapely.from_wkb(wkb)))
        for id, name, priority, wkb in key
    )


def zones_of(context: Context) -> list[Zone]:
    """The zones in force."""
    query = select(Zone).where(Zone.hub_id == context.hub_id, Zone.retired_at.is_(None))
    return context.all(query.order_by(Zone.id))


def _current_index(context: Context) -> ZoneIndex:
    return _index(
        tuple((z.id, z.name, z.priority, shapely.geometry.shape(z.geometry).wkb) for z in zones_of(context))
    )


def assign_zone(context: Context, order: Order) -> None:
    """Give the order the zone its point lies in (priority, then smallest area), or the reason it waits."""
    if not order.zone_by_hand:
        found = None
        if order.lat is not None and order.lon is not None:
            found = _current_index(context).locate(Place(order.lat, order.lon))
        old, order.zone_id = order.zone_id, found.id if found else None
        if old != order.zone_id:
            context.emit("order.zoned", order.id, order_id=order.id, new=found.name if found else None)
    settle(context, order)


def measure(context: Context, order: Order) -> None:
    """Where its day is planned already, the way to a new place is measured before anybody asks for it."""
    plans = select(Plan.id).where(Plan.hub_id == context.hub_id, Plan.on == order.delivery_on)
    if order.lat is not None and context.first(plans.where(Plan.status.in_(PLAN_IN_USE))) is not None:
        context.ask("measure_order", order.id)


def settle(context: Context, order: Order) -> None:
    """An order without a point or a zone says what it waits for."""
    pointed = order.lat is not None and order.lon is not None
    order.zone_reason = None
    if not pointed:
        order.zone_reason = ZoneReason.NO_POINT
    elif order.zone_id is None:
        order.zone_reason = ZoneReason.OUTSIDE
