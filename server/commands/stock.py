"""Which goods are set aside for whom? Reserve, free, allocate; never more is reserved than lies in the bins."""

from collections.abc import Iterable

from sqlalchemy import case, func, select

from server.commands.context import Context
from server.db.orders import Item, Order, OrderLine
from server.db.stock import BinStock, Level, Move, PickTask
from server.domain.orders import STEPS, WAITING, OrderStatus
from server.domain.stock import PICK_OPEN, PICK_STEPS, PickStatus
from server.ids import same_id

# Orders whose lines may still hold a reservation.
_HOLDING = (OrderStatus.SHORT, OrderStatus.RESERVED, OrderStatus.PICKING)


def level_of(context: Context, item_id: str) -> Level:
    """The hub's level of an item, made when it is first asked for."""
    found = context.first(select(Level).where(Level.hub_id == context.hub_id, Level.item_id == item_id))
    if found is None:
        id = same_id(str(context.hub_id), "level", item_id)
        found = Level(id=id, hub_id=context.hub_id, item_id=item_id, on_hand=0, reserved=0, expected=0)
        context.session.add(found)
        context.session.flush()
    return found


def items_of(context: Context, order: Order) -> dict[str, Item]:
    """SKU -> item, as far as the goods are known."""
    wanted = select(Item).where(Item.sku.in_([line.sku for line in order.lines]))
    return {item.sku: item for item in context.all(wanted)}


def reserve(context: Context, order: Order) -> None:
    """Set aside what the order still lacks, as far as the stock goes, and say whether that was all of it."""
    if order.status not in WAITING:
        return
    items = items_of(context, order)
    for line in order.lines:
        lacking = line.quantity - line.reserved
        if lacking <= 0 or line.sku not in items:
            continue
        level = level_of(context, items[line.sku].id)
        got = min(lacking, level.on_hand - level.reserved)
        if got > 0:
            level.reserved += got
            line.reserved += got
    _say(context, order)


def release(context: Context, order: Order) -> None:
    """Free what is set aside for the order and still in its bins."""
    items = items_of(context, order)
    for line in order.lines:
        free = line.reserved - line.picked
        if free > 0 and line.sku in items:
            level_of(context, items[line.sku].id).reserved -= free
        line.reserved = line.picked
    context.touch(order)


def give_up(context: Context, order: Order) -> None:
    """A cancelled order: its goods are free for others; what was gathered waits to be put back."""
    release(context, order)
    task = task_of(context, order.id)
    if task is not None:
        gathered = any(line.picked for line in order.lines)
        action, event = ("empty", "task.to_put_back") if gathered else ("cancel", "task.cancelled")
        context.move(task, PICK_STEPS, PickStatus, action, event, order_id=order.id)
    allocate(context, [item.id for item in items_of(context, order).values()])


def allocate(context: Context, item_ids: Iterable[str]) -> None:
    """Give what is free to the orders that wait for it, the oldest first (T6)."""
    skus = select(Item.sku).join(Level, Level.item_id == Item.id)
    skus = skus.where(Item.id.in_(set(item_ids)), Level.hub_id == context.hub_id)
    waiting = select(OrderLine.order_id).where(
        OrderLine.sku.in_(skus.where(Level.on_hand > Level.reserved)),
        OrderLine.reserved < OrderLine.quantity,
    )
    context.session.flush()
    orders = select(Order).where(Order.hub_id == context.hub_id, Order.status == OrderStatus.SHORT)
    for order in context.all(
        orders.where(Order.id.in_(waiting)).order_by(Order.accepted_at, Order.number, Order.id)
    ):
        reserve(context, order)


def set_on_hand(context: Context, level: Level, on_hand: int) -> None:
    """Change the count; where more was set aside than is left, the newest orders lose it, those not begun first."""
    over = level.reserved - on_hand
    if over <= 0:
        level.on_hand = on_hand
        return
    begun = case((Order.status == OrderStatus.PICKING, 1), else_=0)
    query = select(OrderLine, Order).join(Order, Order.id == OrderLine.order_id)
    query = query.where(
        Order.hub_id == context.hub_id, Order.status.in_(_HOLDING), OrderLine.sku == level.item.sku
    )
    query = query.where(OrderLine.reserved > OrderLine.picked)
    context.session.flush()
    losers: dict[str, Order] = {}
    newest = query.order_by(begun, Order.accepted_at.desc(), Order.id.desc(), OrderLine.n)
    for line, order in context.session.execute(newest).all():
        taken = min(over, line.reserved - line.picked)
        line.reserved -= taken
        over -= taken
        losers[order.id] = order
        if not over:
            break
    with context.session.no_autoflush:  # the row's check wants both figures at once
        level.reserved, level.on_hand = on_hand + over, on_hand
    for order in losers.values():
        _say(context, order)


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
    found = context.session.get(BinStock, (bin_id, item_id))
    if found is None:
        found = BinStock(bin_id=bin_id, item_id=item_id, quantity=0)
        context.session.add(found)
    return found


def goods_at(context: Context, place: str, order_id: str) -> dict[str, int]:
    """Item id -> pieces of an order at a place outside the bins."""
    signed = case((Move.debit == place, Move.quantity), else_=-Move.quantity)
    query = select(Move.item_id, func.sum(signed)).where(Move.order_id == order_id)
    query = query.where((Move.debit == place) | (Move.credit == place)).group_by(Move.item_id)
    context.session.flush()
    return {item_id: int(pieces) for item_id, pieces in context.session.execute(query) if pieces}


def shift_all(context: Context, order: Order, to: str, source: str, code: str) -> None:
    """Everything of an order that is at one place goes to another."""
    for item_id, pieces in sorted(goods_at(context, source, order.id).items()):
        shift(context, item_id, pieces, to, source, code, order.id)


def task_of(context: Context, order_id: str) -> PickTask | None:
    """The order's pick task that is not over: nothing cancelled, put back or packed."""
    open_ = PICK_OPEN | {PickStatus.DONE}
    return context.first(select(PickTask).where(PickTask.order_id == order_id, PickTask.status.in_(open_)))


def _say(context: Context, order: Order) -> None:
    """An order's status and its task follow from what is set aside for it."""
    context.touch(order)
    short = any(line.reserved < line.quantity for line in order.lines)
    if order.status == OrderStatus.PICKING:
        return  # who gathers it will find out, and say so
    action = "lack" if short else "reserve"
    new = STEPS.get((OrderStatus(order.status), action))
    if new is not None:
        context.put(order, new, f"order.{new}", order_id=order.id)
    task = task_of(context, order.id)
    if short and task is not None and task.status == PickStatus.OPEN:
        context.move(task, PICK_STEPS, PickStatus, "lack", "task.waiting", order_id=order.id)
    elif not short and task is None:
        id = same_id(context.command_id, "pick", order.id)
        context.session.add(PickTask(id=id, hub_id=context.hub_id, order_id=order.id, status=PickStatus.OPEN))
        context.emit("task.opened", id, order_id=order.id, new=PickStatus.OPEN)
    elif not short and task is not None and task.status == PickStatus.WAITING:
        context.move(task, PICK_STEPS, PickStatus, "supply", "task.opened", order_id=order.id)
