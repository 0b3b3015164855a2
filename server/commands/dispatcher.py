"""What does the dispatcher decide about orders? Zone, point, cancelling, answering discrepancies."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.commands import args, inside, ledger, stock
from server.commands.context import Context
from server.commands.routes import changed, drop_stop, open_stop_of
from server.commands.zoning import assign_zone, measure, settle
from server.db.money import Discrepancy
from server.db.orders import Order, Zone
from server.db.plans import Route
from server.domain.errors import Problem
from server.domain.orders import FINAL, IN_BUILDING, STEPS, OrderStatus

POSTPONABLE = IN_BUILDING | {OrderStatus.RETURNED}


def set_zone(context: Context, a: args.SetZone) -> None:
    """Kept, with its reason, even when the zones are drawn anew."""
    order, zone = _movable(context, a.order_id), context.get(Zone, a.zone_id)
    if zone.retired_at is not None:
        raise Problem("zone-retired", name=zone.name)
    order.zone_id, order.zone_by_hand = zone.id, True
    context.emit("order.zoned", order.id, order_id=order.id, new=zone.name, by_hand=True)
    settle(context, order)
    _retime(context, order)


def set_point(context: Context, a: args.SetPoint) -> None:
    """Kept when the shop sends the order again; the zone follows the point unless it was given by hand."""
    order = _movable(context, a.order_id)
    order.lat, order.lon, order.point_by_hand = a.lat, a.lon, True
    context.emit("order.pointed", order.id, order_id=order.id)
    assign_zone(context, order)
    measure(context, order)
    _retime(context, order)


def postpone_order(context: Context, a: args.PostponeOrder) -> None:
    """Move it to another day in the hours the customer chose, also from a day that has passed."""
    order = context.get(Order, a.order_id, lock=True)
    if order.status not in POSTPONABLE:
        raise Problem("order-is-over", number=order.number, status=order.status)
    if open_stop_of(context, order.id) is not None:
        raise Problem("already-on-route", number=order.number)
    zone = ZoneInfo(context.hub.tz)
    if a.on < context.received_at.astimezone(zone).date():
        raise Problem("day-over", on=a.on.isoformat())
    old, days = order.delivery_on, a.on - order.delivery_on
    order.delivery_on = a.on
    for name in ("window_from_at", "window_to_at", "wished_from_at", "wished_to_at"):
        at: datetime | None = getattr(order, name)
        if at is not None:
            # In local time: nine o'clock stays nine o'clock over a change of the clocks.
            setattr(order, name, (at.astimezone(zone) + days).astimezone(UTC))
    context.emit("order.postponed", order.id, order_id=order.id, old=old.isoformat(), new=a.on.isoformat())
    if order.status == OrderStatus.RETURNED:
        context.move(order, STEPS, OrderStatus, "again", "order.again", order_id=order.id)
        stock.reserve(context, order)
    order.contact_hidden_at = None
    settle(context, order)
    measure(context, order)


def cancel_order(context: Context, a: args.CancelOrder) -> None:
    """The order goes to nobody; on a live route the courier is told, and nobody owes for it."""
    order = context.get(Order, a.order_id, lock=True)
    if order.status == OrderStatus.CANCELLED:
        return
    context.move(order, STEPS, OrderStatus, "cancel", "order.cancelled", order_id=order.id)
    stop = open_stop_of(context, order.id)
    if stop is not None:
        drop_stop(context, stop, "cancelled")
        changed(context, context.get(Route, stop.route_id))
    ledger.forgive(context, order)
    stock.give_up(context, order)


def resolve_discrepancy(context: Context, a: args.ResolveDiscrepancy) -> None:
    discrepancy = context.get(Discrepancy, a.discrepancy_id)
    if discrepancy.resolved_at is None:
        discrepancy.resolved_at = context.received_at
        context.emit("discrepancy.resolved", discrepancy.id, order_id=discrepancy.order_id)


def hide_contacts(context: Context, a: inside.HideContacts) -> None:
    """Couriers no longer see whom these orders were for (two hours after the stop closed)."""
    for order in context.all(select(Order).where(Order.id.in_(a.order_ids), Order.hub_id == context.hub_id)):
        if order.contact_hidden_at is None:
            order.contact_hidden_at = context.received_at
            context.emit("order.contact_hidden", order.id, order_id=order.id)


def _movable(context: Context, order_id: str) -> Order:
    order = context.get(Order, order_id, lock=True)
    if order.status in FINAL or order.status == OrderStatus.FAILED:
        raise Problem("order-is-over", number=order.number, status=order.status)
    return order


def _retime(context: Context, order: Order) -> None:
    stop = open_stop_of(context, order.id)
    if stop is not None:
        changed(context, context.get(Route, stop.route_id))
