"""How do goods come back into the building? Scanned in from parcels and totes, as sellable or damaged."""

from sqlalchemy import func, select

from server.commands import building, goods, stock
from server.commands.context import Context
from server.commands.facts import order_fact
from server.db.orders import Item, Order
from server.db.stock import Bin, Manifest, Parcel, PickTask
from server.domain import stock as places
from server.domain.errors import Unknown
from server.domain.orders import OrderStatus
from server.domain.stock import PICK_STEPS, ParcelStatus, PickStatus
from server.ids import same_id

RETURNS = "RETURNS"  # the bin for what comes back and has no place yet


def return_goods(context: Context, a: building.ReturnGoods) -> None:
    """A parcel, or the tote of a cancelled order, is back; with the last of its goods the order is."""
    order = context.get(Order, a.order_id, lock=True)
    if a.parcel_id is None:
        came = _empty_tote(context, order, a)
    else:
        came = _open_parcel(context, order, context.get(Parcel, a.parcel_id, lock=True), a)
    goods.settle_missing(context, order)
    if not came or order.status == OrderStatus.DELIVERED or goods.parcels_of(context, order.id):
        return
    order_fact(context, order, "return", None)
    if order.status in (OrderStatus.RETURNED, OrderStatus.CANCELLED):
        for line in order.lines:
            line.reserved = line.picked = 0
        context.touch(order)


def _empty_tote(context: Context, order: Order, a: building.ReturnGoods) -> bool:
    waiting = select(PickTask).where(PickTask.order_id == order.id, PickTask.status == PickStatus.PUT_BACK)
    task = context.first(waiting)
    if task is None:
        if order.status != OrderStatus.CANCELLED:  # else somebody has put it back before
            context.flag("nothing-to-return", order_id=order.id, number=order.number, status=order.status)
        return False
    source = places.tote(order.id)
    _stow(context, order, source, stock.whereabouts(context, order.id).get(source, {}), a)
    context.move(task, PICK_STEPS, PickStatus, "return", "task.put_back", order_id=order.id)
    return True


def _open_parcel(context: Context, order: Order, parcel: Parcel, a: building.ReturnGoods) -> bool:
    """Its goods leave it and its label is void. False when that was told before."""
    if parcel.order_id != order.id:
        raise Unknown("unknown-thing", what="parcel")
    if parcel.status == ParcelStatus.BACK:
        return False
    source = places.packed(order.id)
    if parcel.status == ParcelStatus.DELIVERED:
        source = places.customer(order.id)
        context.flag("returned-after-delivery", order_id=order.id, number=order.number)
    elif parcel.status == ParcelStatus.OUT and parcel.manifest_id is not None:
        source = places.courier(context.session.get_one(Manifest, parcel.manifest_id).courier_id)
    known = select(Item.sku, Item.id).where(Item.sku.in_([sku for sku, _name, _pieces in parcel.units]))
    ids = dict(context.session.execute(known).all())
    _stow(context, order, source, {ids[sku]: pieces for sku, _name, pieces in parcel.units}, a)
    context.put(parcel, ParcelStatus.BACK, "parcel.back", order_id=order.id)
    context.session.flush()
    return True


def _stow(
    context: Context, order: Order, source: str, units: dict[str, int], a: building.ReturnGoods
) -> None:
    """Sellable pieces into the bin, damaged ones apart; more than the source is known to hold was found."""
    bin = context.get(Bin, a.bin_id) if a.bin_id else returns_bin(context)
    hub_id = str(context.hub_id)
    broken: dict[str, int] = {}
    for each in a.damaged:
        broken[each.sku] = broken.get(each.sku, 0) + each.quantity
    there = stock.whereabouts(context, order.id).get(source, {})
    for item_id, pieces in sorted(units.items()):
        item = context.session.get_one(Item, item_id)
        known = min(pieces, max(0, there.get(item_id, 0)))
        if known < pieces:
            context.flag("found-stock", order_id=order.id, sku=item.sku, pieces=pieces - known, bin=bin.code)
            stock.shift(context, item_id, pieces - known, source, places.supply(hub_id), "found", order.id)
        bad = min(pieces, broken.get(item.sku, 0))
        stock.shift(context, item_id, bad, places.damaged(hub_id), source, "damaged", order.id)
        stock.shift(context, item_id, pieces - bad, places.bin_(bin.id), source, "return", order.id)
        context.emit("goods.back", item_id, order_id=order.id, sku=item.sku, pieces=pieces, damaged=bad)
    stock.allocate(context, units)


def returns_bin(context: Context) -> Bin:
    """The hub's bin for returns, made when it is first needed; pickers find it at the start of their walk."""
    named = select(Bin).where(Bin.hub_id == context.hub_id, func.upper(Bin.code) == RETURNS)
    found = context.first(named)
    if found is None:
        id = same_id(str(context.hub_id), "bin", RETURNS)
        where = {"zone": "", "aisle": "", "rack": "", "level": "", "sequence": 0}
        found = Bin(id=id, hub_id=context.hub_id, code=RETURNS, **where)
        context.session.add(found)
        context.session.flush()
    return found
