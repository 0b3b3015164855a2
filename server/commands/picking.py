"""How is an order gathered and packed? Claims are leased, lines are facts, parcels must be exact."""

from datetime import timedelta

from sqlalchemy import case, func, select

from server.commands import building, stock
from server.commands.context import Context
from server.db.orders import Item, Order
from server.db.people import User
from server.db.plans import Route, Stop
from server.db.stock import Bin, BinStock, Parcel, PickLine, PickTask
from server.domain import stock as places
from server.domain.delivery import ROUTE_LIVE
from server.domain.errors import Problem, Unknown
from server.domain.orders import STEPS, OrderStatus
from server.domain.stock import PICK_OPEN, PICK_STEPS, ParcelStatus, PickStatus
from server.ids import same_id
from warehouse import packing
from warehouse.codes import parcel_code
from warehouse.errors import WrongScan
from warehouse.picking import ShortReason

LEASE = timedelta(minutes=20)


def claim_next(context: Context, a: building.ClaimNext) -> None:
    """What he has begun; else the order whose route leaves first, then the one that is wanted first (W2)."""
    mine = select(PickTask).where(
        PickTask.hub_id == context.hub_id,
        PickTask.status == PickStatus.CLAIMED,
        PickTask.picker_id == context.actor,
    )
    departs = select(Stop.order_id, func.min(Route.depart_at).label("depart_at"))
    departs = departs.join(Route, Route.id == Stop.route_id)
    departs = departs.where(Stop.removed_at.is_(None), Route.status.in_(ROUTE_LIVE)).group_by(Stop.order_id)
    leaving = departs.subquery()
    waiting = select(PickTask).join(Order, Order.id == PickTask.order_id)
    waiting = waiting.outerjoin(leaving, leaving.c.order_id == Order.id)
    waiting = waiting.where(PickTask.hub_id == context.hub_id, PickTask.status == PickStatus.OPEN)
    on_route = case((leaving.c.depart_at.is_(None), 1), else_=0)
    order = (on_route, leaving.c.depart_at, Order.window_from_at, Order.accepted_at, PickTask.id)
    task = context.first(mine.order_by(PickTask.claimed_at)) or context.first(waiting.order_by(*order))
    if task is None:
        raise Problem("nothing-to-pick")
    _claim(context, task)


def claim_task(context: Context, a: building.ClaimTask) -> None:
    task = context.get(PickTask, a.task_id, lock=True)
    if task.status not in (PickStatus.OPEN, PickStatus.CLAIMED):
        raise Problem("task-not-open", status=task.status)
    others = task.status == PickStatus.CLAIMED and task.picker_id != context.actor
    if others and task.lease_until_at and task.lease_until_at > context.received_at and not a.take_over:
        raise Problem("task-claimed", picker=_name(context, task.picker_id))
    _claim(context, task)


def release_task(context: Context, a: building.ReleaseTask) -> None:
    task = context.get(PickTask, a.task_id, lock=True)
    context.move(task, PICK_STEPS, PickStatus, "release", "task.released", order_id=task.order_id)
    task.picker_id = task.lease_until_at = None
    task.lines = [line for line in task.lines if line.done_at]
    order = context.get(Order, task.order_id, lock=True)
    if not any(line.picked for line in order.lines) and order.status == OrderStatus.PICKING:
        context.move(order, STEPS, OrderStatus, "release", "order.reserved", order_id=order.id)


def _claim(context: Context, task: PickTask) -> None:
    order = context.get(Order, task.order_id, lock=True)
    before = task.picker_id if task.picker_id != context.actor else None
    context.move(
        task,
        PICK_STEPS,
        PickStatus,
        "claim",
        "task.claimed",
        order_id=order.id,
        picker=context.actor,
        before=before,
    )
    task.picker_id, task.claimed_at = context.actor, context.received_at
    task.lease_until_at = context.received_at + LEASE
    if order.status == OrderStatus.RESERVED:
        context.move(order, STEPS, OrderStatus, "claim", "order.picking", order_id=order.id)
    if all(line.done_at for line in task.lines):
        items = stock.items_of(context, order)
        for line in order.lines:
            if line.sku in items:
                lay_out(context, task, items[line.sku], line.reserved - line.picked)
    _in_walking_order(task)


def lay_out(context: Context, task: PickTask, item: Item, pieces: int, avoid: str = "") -> int:
    """Say from which bins so many pieces are to come; returns for how many there is a bin.

    One bin that has them all is better than two; else the first ones on the walk.
    """
    bins = [(bin, free) for bin, free in _free_bins(context, item.id) if bin.id != avoid]
    whole = next(((bin, free) for bin, free in bins if free >= pieces), None)
    laid = 0
    for bin, free in [whole] if whole else bins:
        take = min(free, pieces - laid)
        if take <= 0:
            break
        n = len(task.lines)
        id = same_id(context.command_id, "line", task.id, n)
        line = PickLine(id=id, n=n, bin_id=bin.id, item_id=item.id, quantity=take, picked=0)
        line.bin, line.item = bin, item
        task.lines.append(line)
        laid += take
    context.session.flush()
    context.touch(task)
    return laid


def _free_bins(context: Context, item_id: str) -> list[tuple[Bin, int]]:
    """Bins with pieces that no claimed task is to take, in walking order (W4)."""
    context.session.flush()
    held = select(PickLine.bin_id, func.sum(PickLine.quantity).label("pieces"))
    held = held.join(PickTask, PickTask.id == PickLine.task_id)
    held = held.where(
        PickLine.item_id == item_id, PickLine.done_at.is_(None), PickTask.status == PickStatus.CLAIMED
    )
    taken = held.group_by(PickLine.bin_id).subquery()
    free = BinStock.quantity - func.coalesce(taken.c.pieces, 0)
    query = select(Bin, free).join(BinStock, BinStock.bin_id == Bin.id)
    query = query.outerjoin(taken, taken.c.bin_id == Bin.id)
    query = query.where(Bin.hub_id == context.hub_id, BinStock.item_id == item_id, free > 0)
    found = context.session.execute(query.order_by(Bin.sequence, Bin.code))
    return [(bin, int(pieces)) for bin, pieces in found]


def _in_walking_order(task: PickTask) -> None:
    done = [line for line in task.lines if line.done_at]
    left = [line for line in task.lines if not line.done_at]
    left.sort(key=lambda line: (line.bin.sequence, line.bin.code, line.item.sku))
    for n, line in enumerate([*done, *left]):
        line.n = n


def pick_line(context: Context, a: building.PickLine) -> None:
    """Pieces left a bin, whoever the task belongs to by now; a line that is over already is not taken twice."""
    task = context.get(PickTask, a.task_id, lock=True)
    line = context.session.get(PickLine, a.line_id)
    order = context.get(Order, task.order_id, lock=True)
    if line is None or line.task_id != task.id:
        raise Unknown("unknown-thing", what="line")
    where = {"number": order.number, "sku": line.item.sku}
    if line.done_at is not None or task.status not in PICK_OPEN:
        picker = _name(context, task.picker_id)
        context.flag("picked-twice", order_id=order.id, pieces=a.quantity, picker=picker, **where)
        return
    if a.quantity > line.quantity:
        context.flag("picked-too-many", order_id=order.id, pieces=a.quantity - line.quantity, **where)
    _use_tote(context, task, a.tote)
    _take(context, order, line, a.quantity)
    line.picked, line.short, line.done_at = a.quantity, a.short, context.moment
    task.lease_until_at = context.received_at + LEASE
    context.touch(task)
    context.emit("line.picked", line.id, order_id=order.id, pieces=a.quantity, short=a.short)
    if a.short is not None:
        _short(context, task, order, line, a.short)
    _finish(context, task, order)


def _use_tote(context: Context, task: PickTask, tote: str | None) -> None:
    if tote is None or tote == task.tote:
        return
    using = select(PickTask).where(PickTask.tote == tote, PickTask.id != task.id)
    busy = PICK_OPEN | {PickStatus.DONE, PickStatus.PUT_BACK}
    other = context.first(using.where(PickTask.hub_id == context.hub_id, PickTask.status.in_(busy)))
    if other is not None or task.tote is not None:
        context.flag("wrong-tote", order_id=task.order_id, got=tote, expected=task.tote)
    task.tote = task.tote or tote


def _take(context: Context, order: Order, line: PickLine, pieces: int) -> None:
    """From the bin into the tote; more than the bin is said to hold was found there, never owed."""
    there = stock.bin_stock(context, line.bin_id, line.item_id).quantity
    source = places.bin_(line.bin_id)
    if pieces > there:
        hub_id = str(context.hub_id)
        stock.shift(context, line.item_id, pieces - there, source, places.supply(hub_id), "found")
        context.flag(
            "found-stock", order_id=order.id, sku=line.item.sku, pieces=pieces - there, bin=line.bin.code
        )
    level, left = stock.level_of(context, line.item_id), pieces
    for wanted in (each for each in order.lines if each.sku == line.item.sku):
        part = min(left, wanted.quantity - wanted.picked)
        level.reserved -= min(part, wanted.reserved - wanted.picked)
        wanted.picked += part
        wanted.reserved = max(wanted.reserved, wanted.picked)
        left -= part
    context.touch(order)
    stock.shift(context, line.item_id, pieces, places.tote(order.id), source, "pick", order.id)


def _short(context: Context, task: PickTask, order: Order, line: PickLine, reason: ShortReason) -> None:
    """What the bin lacks is taken from another; else somebody must know (W9)."""
    rest = line.quantity - line.picked
    there = stock.bin_stock(context, line.bin_id, line.item_id).quantity
    hub_id, source = str(context.hub_id), places.bin_(line.bin_id)
    if reason is ShortReason.DAMAGED:
        stock.shift(context, line.item_id, min(rest, there), places.damaged(hub_id), source, "damaged")
    elif reason is not ShortReason.BLOCKED:
        stock.shift(context, line.item_id, there, places.missing(hub_id), source, "missing")
    mine = [each for each in order.lines if each.sku == line.item.sku]
    held = sum(each.reserved - each.picked for each in mine)
    others = sum(each.quantity for each in task.lines if not each.done_at and each.item_id == line.item_id)
    laid = (
        lay_out(context, task, line.item, min(rest, held - others), avoid=line.bin_id) if held > others else 0
    )
    lacking = rest - laid
    if lacking <= 0:
        _in_walking_order(task)
        return
    level = stock.level_of(context, line.item_id)
    freed = max(0, held - others - laid)  # still set aside, in a bin that nobody reaches
    for each in mine:
        part = min(freed, each.reserved - each.picked)
        each.reserved -= part
        level.reserved -= part
        freed -= part
    context.flag(
        "short-pick",
        order_id=order.id,
        number=order.number,
        sku=line.item.sku,
        name=line.item.name,
        pieces=lacking,
        bin=line.bin.code,
        reason=str(reason),
    )


def _finish(context: Context, task: PickTask, order: Order) -> None:
    """No line is left: everything lies in the tote, or the order waits for what is lacking."""
    if any(not line.done_at for line in task.lines):
        return
    if all(line.picked == line.quantity for line in order.lines):
        if task.status == PickStatus.CLAIMED:
            context.move(task, PICK_STEPS, PickStatus, "finish", "task.done", order_id=order.id)
        return
    if order.status == OrderStatus.PICKING:
        context.move(order, STEPS, OrderStatus, "lack", "order.short", order_id=order.id)
    if task.status == PickStatus.CLAIMED:
        context.move(task, PICK_STEPS, PickStatus, "lack", "task.waiting", order_id=order.id)
    task.picker_id = task.lease_until_at = None


def pack_order(context: Context, a: building.PackOrder) -> None:
    """The gate: no parcel, and so no label, before exactly the order's pieces were scanned (L1, W1)."""
    order = context.get(Order, a.order_id, lock=True)
    task = stock.task_of(context, order.id)
    if order.status != OrderStatus.PICKING or task is None or task.status != PickStatus.DONE:
        raise Problem("not-gathered", number=order.number, status=order.status)
    lines = [packing.PackLine(line.sku, (), line.quantity) for line in order.lines]
    try:
        packing.check(lines, [parcel.units for parcel in a.parcels])
    except WrongScan as why:
        raise Problem(f"pack-{why.code}", expected=why.expected, got=why.got) from why
    if any(context.session.get(Parcel, parcel.parcel_id) for parcel in a.parcels):
        raise Problem("parcel-known")
    names = {line.sku: (line.name, line.weight_g) for line in order.lines}
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
                weight_g=sum(names[sku][1] * pieces for sku, pieces in parcel.units.items()),
                units=[[sku, names[sku][0], pieces] for sku, pieces in sorted(parcel.units.items())],
                packed_at=context.moment,
            )
        )
    stock.shift_all(context, order, places.packed(order.id), places.tote(order.id), "pack")
    order.parcels = len(a.parcels)
    context.move(task, PICK_STEPS, PickStatus, "pack", "task.packed", order_id=order.id)
    context.move(order, STEPS, OrderStatus, "pack", "order.packed", order_id=order.id, parcels=order.parcels)


def _name(context: Context, user_id: str | None) -> str:
    user = context.session.get(User, user_id) if user_id else None
    return user.name if user else ""
