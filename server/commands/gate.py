"""May an order be closed in its parcels? Only after exactly its pieces were scanned (L1, W1)."""

from sqlalchemy import select

from server.commands import building, stock
from server.commands.context import Context
from server.db.orders import Order
from server.db.stock import Parcel
from server.domain import stock as places
from server.domain.errors import Problem
from server.domain.orders import STEPS, OrderStatus
from server.domain.stock import PICK_STEPS, ParcelStatus, PickStatus
from warehouse.codes import parcel_code
from warehouse.errors import WrongScan
from warehouse.packing import PackLine, check


def pack_order(context: Context, a: building.PackOrder) -> None:
    """The gate: no parcel, and so no label or document, before exactly the order's pieces were scanned."""
    order = context.get(Order, a.order_id, lock=True)
    task = stock.task_of(context, order.id)
    if order.status != OrderStatus.PICKING or task is None or task.status != PickStatus.DONE:
        raise Problem("not-gathered", number=order.number, status=order.status)
    try:
        lines = [PackLine(line.sku, (), line.quantity) for line in order.lines]
        check(lines, [parcel.units for parcel in a.parcels])
    except WrongScan as why:
        raise Problem(f"pack-{why.code}", expected=why.expected, got=why.got) from why
    ids = [parcel.parcel_id for parcel in a.parcels]
    if len(set(ids)) < len(ids) or context.first(select(Parcel).where(Parcel.id.in_(ids))) is not None:
        raise Problem("parcel-known")
    _close(context, order, a)
    stock.shift_all(context, order, places.packed(order.id), places.tote(order.id), "pack")
    order.parcels = len(ids)
    context.move(task, PICK_STEPS, PickStatus, "pack", "task.packed", order_id=order.id)
    context.move(order, STEPS, OrderStatus, "pack", "order.packed", order_id=order.id, parcels=order.parcels)


def _close(context: Context, order: Order, a: building.PackOrder) -> None:
    known = {sku: level.item.weight_g for sku, level in stock.levels_of(context, order).items()}
    names = {line.sku: line.name for line in order.lines}
    # A shop that says nothing of a weight leaves it to what is known of the item.
    weights = {line.sku: line.weight_g or known.get(line.sku, 0) for line in order.lines}
    for n, parcel in enumerate(a.parcels, 1):
        context.session.add(
            Parcel(
                id=parcel.parcel_id,
                hub_id=context.hub_id,
                order_id=order.id,
                code=parcel_code(parcel.parcel_id),
                n=n,
                of=len(a.parcels),
                status=ParcelStatus.PACKED,
                weight_g=sum(weights[sku] * pieces for sku, pieces in parcel.units.items()),
                units=[[sku, names[sku], pieces] for sku, pieces in sorted(parcel.units.items())],
                packed_at=context.moment,
            )
        )
