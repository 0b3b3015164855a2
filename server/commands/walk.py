"""From which bins does a picker take an order's goods? Lines of a task, in walking order (W4)."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from server.commands import stock
from server.commands.context import Context
from server.db.orders import Item, Order
from server.db.stock import Bin, BinStock, PickLine, PickTask
from server.domain.stock import PickStatus
from server.ids import same_id


@dataclass(slots=True)
class _Shelf:
    """A bin with an item: pieces there, and those of them that no claimed task is to take."""

    bin: Bin
    there: int
    free: int


def lay_out(context: Context, task: PickTask, order: Order, *, afresh: bool = False, avoid: str = "") -> None:
    """Put on the list what is set aside for the order and not yet on it.

    `afresh`: lines left over from an earlier claim are withdrawn where their bin has not the pieces any more.
    `avoid` is a bin that cannot be reached now.
    """
    held: Counter[str] = Counter()
    items: dict[str, Item] = {}
    for sku, level in stock.levels_of(context, order).items():
        items[level.item_id] = level.item
        held[level.item_id] = sum(line.reserved - line.picked for line in order.lines if line.sku == sku)
    shelves = _shelves(context, task, {*held, *(line.item_id for line in open_lines(task))})
    for line in open_lines(task):
        shelf = next((s for s in shelves.get(line.item_id, ()) if s.bin.id == line.bin_id), None)
        fits = shelf is not None and line.quantity <= min(shelf.free, held[line.item_id])
        if afresh and not fits:
            withdraw(context, line)
            continue
        held[line.item_id] -= line.quantity
        if shelf is not None:
            shelf.there, shelf.free = shelf.there - line.quantity, shelf.free - line.quantity
    for item_id, pieces in sorted(held.items()):
        within_reach = [shelf for shelf in shelves.get(item_id, ()) if shelf.bin.id != avoid]
        for bin, take in _choose(within_reach, pieces):
            n = len(task.lines)
            id = same_id(context.command_id, "line", task.id, n)
            line = PickLine(id=id, n=n, bin_id=bin.id, item_id=item_id, quantity=take, picked=0)
            line.bin, line.item = bin, items[item_id]
            task.lines.append(line)
    _in_walking_order(task)
    context.touch(task)


def withdraw(context: Context, line: PickLine) -> None:
    """Nothing is to be taken here any more. The line stays for who may have taken it without network."""
    line.done_at = context.moment


def withdrawn(line: PickLine) -> bool:
    return line.done_at is not None and not line.picked and line.short is None


def open_lines(task: PickTask) -> list[PickLine]:
    return [line for line in task.lines if line.done_at is None]


def _shelves(context: Context, task: PickTask, item_ids: set[str]) -> dict[str, list[_Shelf]]:
    """Item id -> its bins in walking order."""
    context.session.flush()
    held = select(PickLine.bin_id, PickLine.item_id, func.sum(PickLine.quantity).label("pieces"))
    held = held.join(PickTask, PickTask.id == PickLine.task_id).where(PickLine.item_id.in_(item_ids))
    held = held.where(PickLine.done_at.is_(None), PickTask.status == PickStatus.CLAIMED)
    held = held.where(PickTask.id != task.id).group_by(PickLine.bin_id, PickLine.item_id)
    others = held.subquery()
    query = select(Bin, BinStock.item_id, BinStock.quantity, func.coalesce(others.c.pieces, 0))
    query = query.join(BinStock, BinStock.bin_id == Bin.id)
    query = query.outerjoin(others, (others.c.bin_id == Bin.id) & (others.c.item_id == BinStock.item_id))
    query = query.where(Bin.hub_id == context.hub_id, BinStock.item_id.in_(item_ids), BinStock.quantity > 0)
    found: dict[str, list[_Shelf]] = {}
    for bin, item_id, there, taken in context.session.execute(query.order_by(Bin.sequence, Bin.code)):
        found.setdefault(item_id, []).append(_Shelf(bin, int(there), int(there) - int(taken)))
    return found


def _choose(shelves: list[_Shelf], pieces: int) -> list[tuple[Bin, int]]:
    """One bin that has them all is better than two; else the first ones on the walk.

    Where others are to take all that is left, the same pieces are laid out once more: what is set aside is
    there, and whose count was wrong will say so.
    """
    whole = next((shelf for shelf in shelves if shelf.free >= pieces), None)
    taken: dict[str, tuple[Bin, int]] = {}
    for free in (True, False):
        for shelf in [whole] if whole else shelves:
            take = min(pieces, shelf.free if free else shelf.there)
            if take <= 0:
                continue
            before = taken.get(shelf.bin.id, (shelf.bin, 0))[1]
            taken[shelf.bin.id] = (shelf.bin, before + take)
            shelf.there, shelf.free, pieces = shelf.there - take, shelf.free - take, pieces - take
    return list(taken.values())


def _in_walking_order(task: PickTask) -> None:
    over = sorted((line for line in task.lines if line.done_at), key=lambda line: line.n)
    left = open_lines(task)
    left.sort(key=lambda line: (line.bin.sequence, line.bin.code, line.item.sku, line.id))
    for n, line in enumerate([*over, *left]):
        line.n = n
