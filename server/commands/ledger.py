"""How does a handler touch money? Post what is due, reverse it, and sum a bag."""

from collections.abc import Iterable

from sqlalchemy import and_, case, func, select

from server.commands.context import Context
from server.db.money import Count, Entry
from server.db.orders import Order
from server.domain import cash
from server.domain.money import Money
from server.domain.orders import OrderStatus


def post(context: Context, pairs: Iterable[cash.Pair], **where: str | None) -> None:
    for pair in pairs:
        context.book(pair.debit, pair.credit, pair.money, pair.code, **where)


def _owed_entry(context: Context, order_id: str) -> Entry | None:
    """The posted due of an order that was not reversed."""
    undone = select(Entry.reverses).where(Entry.order_id == order_id, Entry.reverses.is_not(None))
    reversed_keys = set(context.session.scalars(undone))
    posted = select(Entry).where(Entry.order_id == order_id, Entry.code == "due")
    return next((e for e in context.all(posted) if f"{e.command_id}/{e.n}" not in reversed_keys), None)


def owe(context: Context, order: Order, route_id: str | None) -> Money:
    """Post what the customer owes, once; the sum on the sheet is the one that counts from now on."""
    entry = _owed_entry(context, order.id)
    if entry is not None:
        return Money(entry.minor, entry.currency)
    money = Money(order.due_minor, order.currency)
    context.book(
        cash.due(order.id),
        cash.shop(order.shop_id),
        money,
        "due",
        order_id=order.id,
        shop_id=order.shop_id,
        route_id=route_id,
    )
    context.session.flush()
    return money


def forgive(context: Context, order: Order) -> None:
    """Reverse the posted due: the order goes to nobody for now. What was handed over stays due."""
    entry = _owed_entry(context, order.id)
    if entry is not None and order.status != OrderStatus.DELIVERED:
        context.book(
            entry.credit,
            entry.debit,
            Money(entry.minor, entry.currency),
            "reversal",
            order_id=order.id,
            shop_id=order.shop_id,
            route_id=entry.route_id,
            reverses=f"{entry.command_id}/{entry.n}",
        )


def bag(context: Context, courier_id: str, route_id: str, currency: str) -> Money:
    """Cash of one sheet still with the courier."""
    account = cash.courier(courier_id)
    signed = case((Entry.debit == account, Entry.minor), else_=-Entry.minor)
    mine = and_((Entry.debit == account) | (Entry.credit == account), Entry.route_id == route_id)
    total = context.session.scalar(select(func.sum(signed)).where(mine, Entry.currency == currency))
    return Money(int(total or 0), currency)


def refresh_count(context: Context, courier_id: str, route_id: str) -> None:
    """A count that is entered but not yet closed shows the sum as it is now."""
    running = select(Count).where(Count.route_id == route_id, Count.status == "counted")
    for count in context.all(running):
        context.session.flush()
        count.expected_minor = bag(context, courier_id, route_id, count.currency).minor
        count.difference_minor = count.counted_minor - count.expected_minor
