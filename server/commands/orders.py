"""How do a shop's orders, goods and zones get in? Given by imports and shops, as the system."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from server.commands import inside, stock
from server.commands.context import Context
from server.commands.routes import changed, drop_stop, left_out, open_stop_of
from server.commands.zoning import assign_zone, measure, zones_of
from server.db.orders import Contact, Item, ItemGtin, Order, OrderLine, Shop, Zone
from server.db.plans import Route, Stop
from server.domain.delivery import ROUTE_LIVE
from server.domain.errors import Problem
from server.domain.orders import CHANGEABLE_BY_SHOP, IN_BUILDING, OrderStatus, can_go
from server.ids import same_id
from server.shops.base import ShopOrder, is_newer

SERVICE_S = 240
CONTACT_DAYS = 400


def accept_order(context: Context, a: inside.AcceptOrder) -> None:
    """A new order is taken whole; a known one changes only what may still change, and only if it is newer."""
    shop, sent = context.get(Shop, a.shop_id), a.order
    if sent.currency != context.hub.currency:
        raise Problem("currency-differs", got=sent.currency, expected=context.hub.currency)
    known = select(Order).where(Order.shop_id == shop.id, Order.number == sent.number)
    order = context.first(known.with_for_update(of=Order))
    content = sent.content_sha256()
    if order is None:
        order = Order(
            id=same_id(shop.id, sent.number),
            hub_id=context.hub_id,
            shop_id=shop.id,
            number=sent.number,
            status=OrderStatus.NEW,
            accepted_at=context.received_at,
            service_s=SERVICE_S,
            parcels=1,
        )
        _fill(context, order, sent, content)
        context.session.add(order)
        context.session.flush()
        context.emit("order.accepted", order.id, order_id=order.id, new=OrderStatus.NEW, content=content)
        assign_zone(context, order)
        measure(context, order)
        stock.reserve(context, order)
        context.answer["change"] = "accepted"
    elif order.content_sha256 == content or not is_newer(sent.version, order.source_version):
        context.answer["change"] = "unchanged"
    else:
        _change(context, order, sent, content)


def _change(context: Context, order: Order, sent: ShopOrder, content: str) -> None:
    """What is printed on a courier's sheet holds: then the shop's change waits for a human."""
    stop = open_stop_of(context, order.id)
    on_the_way = stop is not None and context.get(Route, stop.route_id).status in ROUTE_LIVE
    touched = any(line.picked for line in order.lines)
    if on_the_way or touched or order.status not in CHANGEABLE_BY_SHOP:
        if not context.open_discrepancy("changed-too-late", order_id=order.id):
            context.flag("changed-too-late", order_id=order.id, status=order.status, number=order.number)
        context.answer["change"] = "too-late"
        return
    freed = stock.release(context, order)
    _fill(context, order, sent, content)
    context.session.flush()
    stock.reserve(context, order)
    stock.allocate(context, freed)  # it may want less than it did
    context.emit("order.changed", order.id, order_id=order.id, content=content)
    assign_zone(context, order)
    measure(context, order)
    if stop is not None:
        _keep_draft_true(context, order, stop)
    context.answer["change"] = "updated"


def _keep_draft_true(context: Context, order: Order, stop: Stop) -> None:
    """The draft is timed with what is now known; an order that cannot go on it any more leaves it."""
    route = context.get(Route, stop.route_id)
    if not can_go(order.status, order.zone_reason) or order.delivery_on != route.on:
        drop_stop(context, stop, "changed")
        left_out(context, route.plan_id, order.id, "changed")
    changed(context, route)


def _fill(context: Context, order: Order, sent: ShopOrder, content: str) -> None:
    if not order.point_by_hand:
        order.lat, order.lon = sent.lat, sent.lon
    order.content_sha256, order.source_version = content, sent.version
    order.placed_at, order.delivery_on = sent.placed_at, sent.delivery_on
    order.window_from_at, order.window_to_at = sent.window_from_at, sent.window_to_at
    order.payment, order.currency = sent.payment, sent.currency
    order.due_minor, order.total_minor = sent.due_minor, sent.total_minor
    order.delivery_fee_minor, order.weight_g = sent.delivery_fee_minor, sent.weight_g
    order.volume_ml, order.tags, order.priority = sent.volume_ml, sorted(sent.tags), sent.priority
    order.wished_from_at, order.wished_to_at = sent.wished_from_at, sent.wished_to_at
    order.lines = [
        OrderLine(
            n=n,
            sku=line.sku,
            name=line.name,
            gtin=line.gtin,
            quantity=line.quantity,
            reserved=0,  # said here: of a line that replaces one of the same number nothing else would
            picked=0,
            price_minor=line.price_minor,
            weight_g=line.weight_g,
        )
        for n, line in enumerate(sent.lines)
    ]
    erase_on = (context.received_at + timedelta(days=CONTACT_DAYS)).date()
    order.contact = Contact(
        customer=sent.customer, phone=sent.phone, address=sent.address, note=sent.note, erase_on=erase_on
    )


def import_items(context: Context, a: inside.ImportItems) -> None:
    """Add and update goods; a code belongs to the item that named it last."""
    counts = {"accepted": 0, "updated": 0, "unchanged": 0}
    known = {item.sku: item for item in context.all(select(Item))}
    for sent in a.items:
        item = known.get(sent.sku)
        fields = {
            "name": sent.name,
            "weight_g": sent.weight_g,
            "price_minor": sent.price_minor,
            "picture": sent.picture,
        }
        if item and set(sent.gtins) == {g.gtin for g in item.gtins} and _same(item, fields):
            counts["unchanged"] += 1
            continue
        counts["updated" if item else "accepted"] += 1
        if item is None:
            item = Item(id=same_id("item", sent.sku), sku=sent.sku)
            context.session.add(item)
        _set(item, fields)
        _own_codes(context, item, sent.gtins)
    context.answer.update(counts)
    context.emit("items.imported", same_id(a.sha256), sha256=a.sha256, counts=counts)


def _own_codes(context: Context, item: Item, gtins: tuple[str, ...]) -> None:
    kept = {code.gtin: code for code in item.gtins if code.gtin in gtins}
    for loser in context.all(
        select(Item).join(ItemGtin).where(ItemGtin.gtin.in_(gtins), ItemGtin.item_id != item.id)
    ):
        loser.version = context.version  # its codes are fewer, which stand in another table
    foreign = delete(ItemGtin).where(ItemGtin.gtin.in_(gtins), ItemGtin.item_id != item.id)
    context.session.execute(foreign.execution_options(synchronize_session="fetch"))
    item.gtins = [kept.get(gtin) or ItemGtin(gtin=gtin) for gtin in gtins]
    context.session.flush()


def _same(row: object, fields: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in fields.items())


def _set(row: object, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)


def import_zones(context: Context, a: inside.ImportZones) -> None:
    """Replace the hub's zones. Yesterday's orders keep theirs; those waiting move, but for a zone by hand."""
    counts = {"accepted": 0, "updated": 0, "unchanged": 0, "retired": 0}
    known = {zone.name: zone for zone in zones_of(context)}
    for sent in a.zones:
        zone = known.pop(sent.name, None)
        fields = {
            "priority": sent.priority,
            "delivery_fee_minor": sent.delivery_fee_minor,
            "geometry": dict(sent.geometry),
        }
        if zone is None:
            zone = Zone(id=same_id(context.command_id, sent.name), hub_id=context.hub_id, name=sent.name)
            context.session.add(zone)
            counts["accepted"] += 1
        else:
            counts["unchanged" if _same(zone, fields) else "updated"] += 1
        if not _same(zone, fields):
            _set(zone, fields)
    for zone in known.values():
        zone.retired_at = context.received_at
        counts["retired"] += 1
    context.session.flush()
    context.answer.update(counts)
    context.emit("zones.imported", same_id(a.sha256), sha256=a.sha256, counts=counts)
    retired = {zone.id for zone in known.values()}
    on_the_way = select(Stop.order_id).join(Route, Route.id == Stop.route_id)
    on_the_way = on_the_way.where(Stop.removed_at.is_(None), Route.status.in_(ROUTE_LIVE))
    waiting = select(Order).where(Order.hub_id == context.hub_id, Order.status.in_(IN_BUILDING))
    for order in context.all(waiting.where(Order.id.not_in(on_the_way)).order_by(Order.id)):
        order.zone_by_hand = order.zone_by_hand and order.zone_id not in retired
        assign_zone(context, order)
