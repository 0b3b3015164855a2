"""Which goods are set aside for whom? Reserve, free, allocate; never more than lies in the bins."""

from collections.abc import Iterable

from sqlalchemy import exists, func, select

from server.commands.context import Context
from server.db.orders import Item, Order, OrderLine
from server.db.stock import BinStock, Level, Move, PickTask
from server.domain.orders import HOLDING, STEPS, OrderStatus
from server.domain.stock import PICK_OPEN, PICK_STEPS, PickStatus
from server.ids import same_id


def level_of(context: Context, item_id: str) -> Level:
    """The hub's level of an item, made when it is first asked for."""
    id = same_id(str(context.hub_id), "level", item_id)
    found = context.session.get(Level, id)
    if found is None:
        found = Level(id=id, hub_id=context.hub_id, item_id=item_id, on_hand=0, reserved=0, expected=0)
        context.session.add(found)
        context.session.flush()
    return found


def levels_of(context: Context, order: Order) -> dict[str, Level]:
    """SKU -> its level, for those of the order's goods that are known."""
    skus = {line.sku for line in order.lines}
    query = select(Level).join(Item, Item.id == Level.item_id)
    query = query.where(Level.hub_id == context.hub_id, Item.sku.in_(skus))
    found = {level.item.sku: level for level in context.all(query)}
    if new := skus - found.keys():
        for item in context.all(select(Item).where(Item.sku.in_(new))):
            found[item.sku] = level_of(context, item.id)
    return found


def reserve(context: Context, order: Order) -> None:
    """Set aside what the order still lacks, as far as the stock goes; its status follows."""
    if order.status not in HOLDING:
        return
    levels = levels_of(context, order)
    for line in order.lines:
        level = levels.get(line.sku)
        got = min(line.quantity - line.reserved, level.on_hand - level.reserved) if level else 0
        if level and got > 0:
            level.reserved += got
            line.reserved += got
    settle(context, order)


def release(context: Context, order: Order) -> list[str]:
    """Free what is set aside for the order and still in its bins; the ids of its items."""
    levels = levels_of(context, order)
    for line in order.lines:
        if line.reserved > line.picked:
            levels[line.sku].reserved -= line.reserved - line.picked
            line.reserved = line.picked
    context.touch(order)
    context.session.flush()
    return [level.item_id for level in levels.values()]


def give_up(context: Context, order: Order) -> None:
    """A cancelled order: its goods are free for others; what was gathered waits to be put back."""
    freed = release(context, order)
    task = task_of(context, order.id)
    if task is not None:
        gathered = any(line.picked for line in order.lines)
        action, event = ("empty", "task.to_put_back") if gathered else ("cancel", "task.cancelled")
        context.move(task, PICK_STEPS, PickStatus, action, event, order_id=order.id)
    allocate(context, freed)


def allocate(context: Context, item_ids: Iterable[str]) -> None:
    """Give what is free to the orders that lack it, the oldest first (T6)."""
    context.session.flush()
    free = select(Item.sku).join(Level, Level.item_id == Item.id).where(Item.id.in_(set(item_ids)))
    free = free.where(Level.hub_id == context.hub_id, Level.on_hand > Level.reserved)
    lacks = exists().where(
        OrderLine.order_id == Order.id, OrderLine.reserved < OrderLine.quantity, OrderLine.sku.in_(free)
    )
    orders = select(Order).where(Order.hub_id == context.hub_id, lacks)
    orders = orders.where(Order.status.in_((OrderStatus.SHORT, OrderStatus.PICKING)))
    for order in context.all(orders.order_by(Order.accepted_at, Order.number, Order.id)):
        reserve(context, order)


def set_on_hand(context: Context, level: Level, on_hand: int) -> None:
    """Change the count. Where more was set aside than is left, the newest orders lose it, but those that
    somebody has begun to gather last."""
    over = level.reserved - on_hand
    losers: dict[str, Order] = {}
    for line, order in _holders(context, level) if over > 0 else ():
        taken = min(over, line.reserved - line.picked)
        line.reserved -= taken
        over -= taken
        losers[order.id] = order
        if not over:
            break
    with context.session.no_autoflush:  # the row's check wants both figures at once
        level.reserved, level.on_hand = min(level.reserved, on_hand + max(over, 0)), on_hand
    for order in losers.values():
        settle(context, order)


def _holders(context: Context, level: Level) -> list[tuple[OrderLine, Order]]:
    """Lines that hold pieces of an item in the bins; who is first to lose them stands first."""
    query = select(OrderLine, Order).join(Order, Order.id == OrderLine.order_id)
    query = query.where(Order.hub_id == context.hub_id, Order.status.in_(HOLDING))
    query = query.where(OrderLine.sku == level.item.sku, OrderLine.reserved > OrderLine.picked)
    context.session.flush()
    found = [(line, order) for line, order in context.session.execute(query).all()]

    def age(pair: tuple[OrderLine, Order]) -> tuple[object, ...]:
        line, order = pair
        begun = order.status == OrderStatus.PICKING or any(each.picked for each in order.lines)
        return not begun, order.accepted_at, order.number, order.id, line.n

    return sorted(found, key=age, reverse=True)


def shift(
    context: Context,
    item_id: str,
    quantity: int,
    to: str,
    source: str,
    code: str,
    order_id: str | None = None,
) -> None:
    """Pieces go from a place to another, in the ledger and in the bins. Nothing happens for none."""
    if quantity <= 0:
        return
    for place, signed in ((source, -quantity), (to, quantity)):
        if place.startswith("bin:"):
            bin_stock(context, place.removeprefix("bin:"), item_id).quantity += signed
            level = level_of(context, item_id)
            set_on_hand(context, level, level.on_hand + signed)
    context.stow(item_id, quantity, to, source, code, order_id)


def bin_stock(context: Context, bin_id: str, item_id: str) -> BinStock:
    """Pieces of an item in a bin; the row is made when it is first asked for."""
    found = context.session.get(BinStock, (bin_id, item_id))
    if found is None:
        found = BinStock(bin_id=bin_id, item_id=item_id, quantity=0)
        context.session.add(found)
        context.session.flush()
    return found


def whereabouts(context: Context, order_id: str) -> dict[str, dict[str, int]]:
    """Place -> item id -> pieces of an order there, by the ledger; of bins only what the order moved."""
    query = select(Move.debit, Move.credit, Move.item_id, func.sum(Move.quantity))
    query = query.where(Move.order_id == order_id).group_by(Move.debit, Move.credit, Move.item_id)
    context.session.flush()
    found: dict[str, dict[str, int]] = {}
    for debit, credit, item_id, pieces in context.session.execute(query):
        for place, signed in ((debit, int(pieces)), (credit, -int(pieces))):
            there = found.setdefault(place, {})
            there[item_id] = there.get(item_id, 0) + signed
    return found


def shift_all(context: Context, order: Order, to: str, source: str, code: str) -> None:
    """Everything of an order that is at one place goes to another."""
    for item_id, pieces in sorted(whereabouts(context, order.id).get(source, {}).items()):
        shift(context, item_id, pieces, to, source, code, order.id)


def task_of(context: Context, order_id: str) -> PickTask | None:
    """The order's pick task that is not over: nothing cancelled, put back or packed."""
    open_ = PICK_OPEN | {PickStatus.DONE}
    return context.first(select(PickTask).where(PickTask.order_id == order_id, PickTask.status.in_(open_)))


def settle(context: Context, order: Order) -> None:
    """An order's status and its task's follow from what is set aside for it. While somebody gathers it
    nothing changes: he will find out, and say so."""
    context.touch(order)
    task = task_of(context, order.id)
    if task is not None and task.status in (PickStatus.CLAIMED, PickStatus.DONE):
        return
    short = not order.lines or any(line.reserved < line.quantity for line in order.lines)
    action = "lack" if short else "release" if order.status == OrderStatus.PICKING else "reserve"
    new = STEPS.get((OrderStatus(order.status), action))
    if new is not None:
        context.put(order, new, f"order.{new}", order_id=order.id)
    if task is None and not short:
        id = same_id(context.command_id, "pick", order.id)
        context.session.add(PickTask(id=id, hub_id=context.hub_id, order_id=order.id, status=PickStatus.OPEN))
        context.emit("task.opened", id, order_id=order.id, new=PickStatus.OPEN)
    elif task is not None and short and task.status == PickStatus.OPEN:
        context.move(task, PICK_STEPS, PickStatus, "lack", "task.waiting", order_id=order.id)
    elif task is not None and not short and task.status == PickStatus.WAITING:
        context.move(task, PICK_STEPS, PickStatus, "supply", "task.opened", order_id=order.id)
