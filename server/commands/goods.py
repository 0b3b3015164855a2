"""How do parcels leave the building, and how do they come back? Loading, the manifest, returns."""

from sqlalchemy import select

from server.commands import building, stock
from server.commands.context import Context
from server.db.orders import Item, Order
from server.db.plans import Route, Stop
from server.db.stock import Bin, Manifest, Parcel, PickTask
from server.domain import stock as places
from server.domain.delivery import ROUTE_LIVE
from server.domain.errors import Unknown
from server.domain.orders import OrderStatus
from server.domain.stock import PARCEL_STEPS, PICK_STEPS, ParcelStatus, PickStatus
from server.ids import same_id

RETURNS = "RETURNS"  # the bin for what comes back and has no place yet


def load_parcel(context: Context, a: building.LoadParcel) -> None:
    """Scanned onto a vehicle. A parcel that does not belong there is not loaded, and a human is told."""
    parcel, route = context.get(Parcel, a.parcel_id, lock=True), context.get(Route, a.route_id)
    order = context.get(Order, parcel.order_id)
    where = {"order_id": order.id, "route_id": route.id, "courier_id": route.courier_id}
    here = select(Stop).where(Stop.order_id == order.id, Stop.route_id == route.id, Stop.removed_at.is_(None))
    if route.status not in ROUTE_LIVE or context.first(here) is None:
        context.flag("parcel-of-other-route", number=order.number, **where)
    elif order.status != OrderStatus.PACKED or (ParcelStatus(parcel.status), "load") not in PARCEL_STEPS:
        if parcel.route_id != route.id or parcel.status not in (ParcelStatus.LOADED, ParcelStatus.OUT):
            context.flag("parcel-not-loadable", number=order.number, status=order.status, **where)
    else:
        parcel.route_id = route.id
        context.move(parcel, PARCEL_STEPS, ParcelStatus, "load", "parcel.loaded", order_id=order.id)


def unload_parcel(context: Context, a: building.UnloadParcel) -> None:
    parcel = context.get(Parcel, a.parcel_id, lock=True)
    if parcel.status == ParcelStatus.LOADED and parcel.route_id == a.route_id:
        parcel.route_id = None
        context.move(
            parcel, PARCEL_STEPS, ParcelStatus, "unload", "parcel.unloaded", order_id=parcel.order_id
        )


def parcels_of(context: Context, order_id: str) -> list[Parcel]:
    """The order's parcels whose labels are good."""
    query = select(Parcel).where(Parcel.order_id == order_id, Parcel.status != ParcelStatus.BACK)
    return context.all(query.order_by(Parcel.n))


def hand_over(context: Context, route: Route, order: Order) -> list[Parcel]:
    """The order's parcels, when each was scanned onto this route; none when one was not."""
    found = parcels_of(context, order.id)
    scanned = all(each.status == ParcelStatus.LOADED and each.route_id == route.id for each in found)
    return found if scanned and order.status == OrderStatus.PACKED else []


def close_manifest(context: Context, route: Route, parcels: list[Parcel]) -> None:
    """From now on the courier answers for these parcels; what else was scanned goes back to the shelf."""
    if parcels:
        id = same_id(context.command_id, "manifest")
        codes = sorted(parcel.code for parcel in parcels)
        context.session.add(
            Manifest(
                id=id,
                hub_id=context.hub_id,
                route_id=route.id,
                courier_id=context.actor,
                parcels=codes,
                closed_at=context.moment,
            )
        )
        context.session.flush()
        context.emit("manifest.closed", route.id, parcels=len(codes))
        for parcel in parcels:
            parcel.manifest_id = id
            context.move(parcel, PARCEL_STEPS, ParcelStatus, "leave", "parcel.left", order_id=parcel.order_id)
        for order_id in sorted({parcel.order_id for parcel in parcels}):
            order = context.get(Order, order_id)
            stock.shift_all(context, order, places.courier(context.actor), places.packed(order_id), "load")
    left = select(Parcel).where(Parcel.route_id == route.id, Parcel.status == ParcelStatus.LOADED)
    for parcel in context.all(left):
        parcel.route_id = None
        context.move(
            parcel, PARCEL_STEPS, ParcelStatus, "unload", "parcel.unloaded", order_id=parcel.order_id
        )


def delivered(context: Context, order: Order) -> None:
    """The goods are the customer's, from wherever the books believed them to be."""
    for parcel in parcels_of(context, order.id):
        if (ParcelStatus(parcel.status), "deliver") in PARCEL_STEPS:
            context.move(parcel, PARCEL_STEPS, ParcelStatus, "deliver", "parcel.delivered", order_id=order.id)
    carriers = select(Manifest.courier_id).join(Parcel, Parcel.manifest_id == Manifest.id)
    carried = [
        places.courier(id) for id in context.all(carriers.where(Parcel.order_id == order.id).distinct())
    ]
    for source in (*carried, places.packed(order.id), places.tote(order.id)):
        stock.shift_all(context, order, places.customer(order.id), source, "deliver")


def take_back(context: Context, order: Order, a: building.ReturnGoods) -> bool:
    """Goods of an order go into a bin or among the damaged; True when nothing of it is outside any more."""
    if a.parcel_id is None:
        _empty_tote(context, order, a)
    else:
        _open_parcel(context, order, context.get(Parcel, a.parcel_id, lock=True), a)
    context.session.flush()
    return not [each for each in parcels_of(context, order.id) if each.status != ParcelStatus.DELIVERED]


def _empty_tote(context: Context, order: Order, a: building.ReturnGoods) -> None:
    waiting = select(PickTask).where(PickTask.order_id == order.id, PickTask.status == PickStatus.PUT_BACK)
    task = context.first(waiting)
    if task is None:
        return
    source = places.tote(order.id)
    _stow(context, order, source, stock.goods_at(context, source, order.id), a)
    context.move(task, PICK_STEPS, PickStatus, "return", "task.put_back", order_id=order.id)


def _open_parcel(context: Context, order: Order, parcel: Parcel, a: building.ReturnGoods) -> None:
    if parcel.order_id != order.id:
        raise Unknown("unknown-thing", what="parcel")
    if parcel.status == ParcelStatus.BACK:
        return
    source = places.packed(order.id)
    if parcel.status == ParcelStatus.DELIVERED:
        source = places.customer(order.id)
        context.flag("returned-after-delivery", order_id=order.id, number=order.number)
    elif parcel.manifest_id is not None and parcel.status == ParcelStatus.OUT:
        source = places.courier(context.session.get_one(Manifest, parcel.manifest_id).courier_id)
    items = stock.items_of(context, order)
    units = {items[sku].id: pieces for sku, _name, pieces in parcel.units if sku in items}
    _stow(context, order, source, units, a)
    context.put(parcel, ParcelStatus.BACK, "parcel.back", order_id=order.id)


def _stow(
    context: Context, order: Order, source: str, units: dict[str, int], a: building.ReturnGoods
) -> None:
    """Sellable pieces into the bin, damaged ones apart; never more than the source is known to hold."""
    bin = context.get(Bin, a.bin_id) if a.bin_id else returns_bin(context)
    hub_id = str(context.hub_id)
    broken = {each.sku: each.quantity for each in a.damaged}
    there = stock.goods_at(context, source, order.id)
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
    found = context.first(select(Bin).where(Bin.hub_id == context.hub_id, Bin.code == RETURNS))
    if found is None:
        id = same_id(str(context.hub_id), "bin", RETURNS)
        found = Bin(
            id=id, hub_id=context.hub_id, code=RETURNS, zone="", aisle="", rack="", level="", sequence=0
        )
        context.session.add(found)
        context.session.flush()
    return found


def missing_of(context: Context, route_id: str) -> list[Parcel]:
    """Parcels that left with a route and neither were handed over nor came back."""
    out = select(Parcel).join(Manifest, Manifest.id == Parcel.manifest_id)
    return context.all(out.where(Manifest.route_id == route_id, Parcel.status == ParcelStatus.OUT))
