"""How do parcels leave the building? Loading, the manifest, and whose the goods are at the door."""

from sqlalchemy import select

from server.commands import building, stock
from server.commands.context import Context
from server.db.money import Discrepancy
from server.db.orders import Order
from server.db.plans import Route, Stop
from server.db.stock import Manifest, Parcel, PickTask
from server.domain import stock as places
from server.domain.delivery import ROUTE_LIVE
from server.domain.orders import OrderStatus
from server.domain.stock import PARCEL_STEPS, PICK_STEPS, ParcelStatus, PickStatus
from server.ids import same_id


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
    """Taken off again. Of what has left with a courier a human is told: by the books he still has it."""
    parcel = context.get(Parcel, a.parcel_id, lock=True)
    if parcel.route_id != a.route_id:
        return
    if parcel.status == ParcelStatus.LOADED:
        _unload(context, parcel)
    elif parcel.status == ParcelStatus.OUT:
        order = context.get(Order, parcel.order_id)
        where = {"order_id": order.id, "route_id": a.route_id}
        context.flag("parcel-not-loadable", number=order.number, status=order.status, **where)


def _unload(context: Context, parcel: Parcel) -> None:
    parcel.route_id = None
    context.move(parcel, PARCEL_STEPS, ParcelStatus, "unload", "parcel.unloaded", order_id=parcel.order_id)


def parcels_of(context: Context, order_id: str) -> list[Parcel]:
    """The order's parcels that are neither handed over nor opened again."""
    over = (ParcelStatus.BACK, ParcelStatus.DELIVERED)
    query = select(Parcel).where(Parcel.order_id == order_id, Parcel.status.not_in(over))
    return context.all(query.order_by(Parcel.n))


def hand_over(context: Context, route: Route, order: Order) -> list[Parcel]:
    """The order's parcels, when each was scanned onto this route; none when one was not, or was opened."""
    found = parcels_of(context, order.id)
    scanned = [each for each in found if each.status == ParcelStatus.LOADED and each.route_id == route.id]
    return found if order.status == OrderStatus.PACKED and len(scanned) == order.parcels else []


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
        _unload(context, parcel)


def delivered(context: Context, order: Order) -> None:
    """The goods are the customer's, from wherever the books had them; nobody gathers them again."""
    for parcel in parcels_of(context, order.id):
        context.move(parcel, PARCEL_STEPS, ParcelStatus, "deliver", "parcel.delivered", order_id=order.id)
    customer = places.customer(order.id)
    for place, there in sorted(stock.whereabouts(context, order.id).items()):
        for item_id, pieces in sorted(there.items()) if place.startswith(places.ON_THE_WAY) else ():
            stock.shift(context, item_id, pieces, customer, place, "deliver", order.id)
    freed = stock.release(context, order)
    task = stock.task_of(context, order.id)
    if task is not None:
        context.move(task, PICK_STEPS, PickStatus, "cancel", "task.cancelled", order_id=order.id)
    tote = select(PickTask).where(PickTask.order_id == order.id, PickTask.status == PickStatus.PUT_BACK)
    for emptied in context.all(tote):
        context.move(emptied, PICK_STEPS, PickStatus, "return", "task.put_back", order_id=order.id)
    stock.allocate(context, freed)


def missing_of(context: Context, route_id: str) -> list[Parcel]:
    """Parcels that left with a route and neither were handed over nor came back."""
    out = select(Parcel).join(Manifest, Manifest.id == Parcel.manifest_id)
    missing = out.where(Manifest.route_id == route_id, Parcel.status == ParcelStatus.OUT)
    return context.all(missing.order_by(Parcel.code))


def settle_missing(context: Context, order: Order) -> None:
    """What was signed for as missing and turned up after all is no question any more."""
    context.session.flush()
    carried = select(Manifest.route_id).join(Parcel, Parcel.manifest_id == Manifest.id)
    for route_id in context.all(carried.where(Parcel.order_id == order.id).distinct()):
        codes = [parcel.code for parcel in missing_of(context, route_id)]
        asked = select(Discrepancy).where(
            Discrepancy.route_id == route_id,
            Discrepancy.kind == "parcels-missing",
            Discrepancy.resolved_at.is_(None),
        )
        for discrepancy in context.all(asked):
            if codes:
                discrepancy.detail = {"n": len(codes), "codes": codes}
            else:
                discrepancy.resolved_at = context.received_at
                context.emit("discrepancy.resolved", discrepancy.id, order_id=order.id)
