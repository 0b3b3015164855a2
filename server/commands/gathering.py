"""What did a picker take? Finished lines are facts; of two who took the same the first heard of has it."""

from typing import Any

from sqlalchemy import select

from server.commands import building, picking, stock, walk
from server.commands.context import Context
from server.db.log import EventLog
from server.db.orders import Order
from server.db.stock import PickLine, PickTask
from server.domain import stock as places
from server.domain.errors import Unknown
from server.domain.orders import STEPS, OrderStatus
from server.domain.stock import PICK_OPEN, PICK_STEPS, PickStatus
from warehouse.picking import ShortReason

_OVER = frozenset({PickStatus.DONE, PickStatus.PACKED})


def pick_line(context: Context, a: building.PickLine) -> None:
    """Pieces left a bin, whoever the task belongs to by now. What the order does not want any more is not
    booked: it goes back to where it was, and who took it is told."""
    task = context.get(PickTask, a.task_id, lock=True)
    line = next((each for each in task.lines if each.id == a.line_id), None)
    if line is None:
        raise Unknown("unknown-thing", what="line")
    order = context.get(Order, task.order_id, lock=True)
    wanted = _wanted(order, line)
    over = line.done_at is not None and not walk.withdrawn(line)
    if over or task.status in _OVER or not wanted:
        if a.quantity:
            _ask(context, "picked-twice", order, line, a.quantity, picker=_winner(context, task, line))
        return
    pieces = min(a.quantity, wanted)
    short = a.short if pieces < line.quantity else None
    if pieces:
        _use_tote(context, task, a.tote)
        _take(context, order, line, pieces)
    line.picked, line.short, line.done_at = pieces, short, context.moment
    context.touch(task)
    context.emit("line.picked", line.id, order_id=order.id, pieces=pieces, short=short)
    if a.quantity > pieces:
        _ask(context, "picked-too-many", order, line, a.quantity - pieces)
    if short is not None:
        _not_there(context, line, short)
    _go_on(context, task, order, line)


def _wanted(order: Order, line: PickLine) -> int:
    """Pieces of the line's item that the order still lacks in its tote."""
    same = (each for each in order.lines if each.sku == line.item.sku)
    return sum(each.quantity - each.picked for each in same)


def _winner(context: Context, task: PickTask, line: PickLine) -> str:
    """Who has told of this line, or else took the pieces from elsewhere."""
    same = [each.id for each in task.lines if each.item_id == line.item_id and each.picked]
    winner = _told_by(context, [line.id]) or _told_by(context, same)
    return picking.name_of(context, winner or task.picker_id)


def _told_by(context: Context, line_ids: list[str]) -> str | None:
    told = select(EventLog.actor).where(EventLog.name == "line.picked", EventLog.subject_id.in_(line_ids))
    return context.first(told.order_by(EventLog.version.desc()))


def _use_tote(context: Context, task: PickTask, tote: str | None) -> None:
    """The first tote is the task's own; another, or one that is in use, is a human's question."""
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
    shelf = stock.bin_stock(context, line.bin_id, line.item_id)  # held: a row nobody holds is read again
    there, source = shelf.quantity, places.bin_(line.bin_id)
    if pieces > there:
        supply = places.supply(str(context.hub_id))
        stock.shift(context, line.item_id, pieces - there, source, supply, "found")
        _ask(context, "found-stock", order, line, pieces - there, bin=line.bin.code)
    level, left = stock.level_of(context, line.item_id), pieces
    for wanted in (each for each in order.lines if each.sku == line.item.sku):
        part = min(left, wanted.quantity - wanted.picked)
        level.reserved -= min(part, wanted.reserved - wanted.picked)
        wanted.picked += part
        wanted.reserved = max(wanted.reserved, wanted.picked)
        left -= part
    context.touch(order)
    stock.shift(context, line.item_id, pieces, places.tote(order.id), source, "pick", order.id)
    if pieces > there:  # what was set aside for this lies in another bin, and is free
        stock.allocate(context, [line.item_id])


def _not_there(context: Context, line: PickLine, reason: ShortReason) -> None:
    """What a bin was believed to hold is missing there, or cannot be sold (W9)."""
    there = stock.bin_stock(context, line.bin_id, line.item_id).quantity
    hub_id, source = str(context.hub_id), places.bin_(line.bin_id)
    if reason is ShortReason.DAMAGED:
        broken = min(line.quantity - line.picked, there)
        stock.shift(context, line.item_id, broken, places.damaged(hub_id), source, "damaged")
    elif reason is not ShortReason.BLOCKED:
        stock.shift(context, line.item_id, there, places.missing(hub_id), source, "missing")


def _go_on(context: Context, task: PickTask, order: Order, line: PickLine) -> None:
    """What becomes of the task: more to take, done, or let go until there are goods."""
    if task.status not in PICK_OPEN:
        _to_put_back(context, task, order, line)
        return
    _drop_surplus(context, task, order, line)
    if task.picker_id == context.actor:
        task.lease_until_at = context.received_at + picking.LEASE
    if all(each.picked == each.quantity for each in order.lines):
        _done(context, task, order)
    elif task.status != PickStatus.CLAIMED:
        stock.reserve(context, order)
    else:
        if line.short is not None or not walk.open_lines(task):
            blocked = line.bin_id if line.short == ShortReason.BLOCKED else ""
            stock.reserve(context, order)
            walk.lay_out(context, task, order, avoid=blocked)
        _say_short(context, task, order, line)
        if not walk.open_lines(task):
            picking.let_go(context, task, order)


def _drop_surplus(context: Context, task: PickTask, order: Order, line: PickLine) -> None:
    """Nothing is on the list that the order does not want any more."""
    same = [each for each in walk.open_lines(task) if each.item_id == line.item_id]
    surplus = sum(each.quantity for each in same) - _wanted(order, line)
    for each in reversed(same):
        if surplus <= 0:
            break
        surplus -= (less := min(surplus, each.quantity))
        if less == each.quantity:
            walk.withdraw(context, each)
        else:
            each.quantity -= less


def _say_short(context: Context, task: PickTask, order: Order, line: PickLine) -> None:
    """Somebody must know when what a bin lacks can be taken from no other."""
    listed = sum(each.quantity for each in walk.open_lines(task) if each.item_id == line.item_id)
    lacking = min(line.quantity - line.picked, _wanted(order, line) - listed)
    if line.short is None or lacking <= 0:
        return
    bin, name = line.bin.code, line.item.name
    _ask(context, "short-pick", order, line, lacking, name=name, bin=bin, reason=line.short)


def _done(context: Context, task: PickTask, order: Order) -> None:
    """Everything lies in the tote. Of what was taken without network we may hear when nobody has the task."""
    context.move(task, PICK_STEPS, PickStatus, "finish", "task.done", order_id=order.id)
    if order.status == OrderStatus.SHORT:
        context.move(order, STEPS, OrderStatus, "reserve", "order.reserved", order_id=order.id)
    if order.status == OrderStatus.RESERVED:
        context.move(order, STEPS, OrderStatus, "claim", "order.picking", order_id=order.id)


def _to_put_back(context: Context, task: PickTask, order: Order, line: PickLine) -> None:
    """The order was cancelled while he gathered without network: what he took is to be put back."""
    if not line.picked:
        return
    _ask(context, "picked-after-cancel", order, line, line.picked)
    if task.status == PickStatus.CANCELLED:
        context.move(task, PICK_STEPS, PickStatus, "empty", "task.to_put_back", order_id=order.id)


def _ask(context: Context, kind: str, order: Order, line: PickLine, pieces: int, **more: str | None) -> None:
    """So many pieces of a line are a human's question."""
    detail: dict[str, Any] = {"number": order.number, "sku": line.item.sku, "pieces": pieces, **more}
    context.flag(kind, order_id=order.id, **detail)
