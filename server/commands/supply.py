"""How do bins and stock get in? Files name bins, count what lies in them, and announce what will come."""

from typing import Any

from sqlalchemy import select

from server.commands import inside, stock
from server.commands.context import Context
from server.db.orders import Item
from server.db.stock import Bin, Level
from server.domain import stock as places
from server.domain.errors import Problem
from server.ids import same_id


def import_bins(context: Context, a: inside.ImportBins) -> None:
    """Add bins and change their place on the walk; a bin that is not named stays."""
    counts = {"accepted": 0, "updated": 0, "unchanged": 0}
    known = _bins(context)
    for sent in a.bins:
        fields = {name: getattr(sent, name) for name in ("zone", "aisle", "rack", "level", "sequence")}
        bin = known.get(sent.bin)
        if bin is None:
            id = same_id(str(context.hub_id), "bin", sent.bin)
            known[sent.bin] = bin = Bin(id=id, hub_id=context.hub_id, code=sent.bin, **fields)
            context.session.add(bin)
            counts["accepted"] += 1
        elif all(getattr(bin, name) == value for name, value in fields.items()):
            counts["unchanged"] += 1
        else:
            for name, value in fields.items():
                setattr(bin, name, value)
            counts["updated"] += 1
    context.answer.update(counts)
    context.emit("bins.imported", same_id(a.sha256), sha256=a.sha256, counts=counts)


def import_stock(context: Context, a: inside.ImportStock) -> None:
    """Set what lies in the named bins; what came goes to the orders that wait for it, the oldest first (T6)."""
    counts = {"accepted": 0, "updated": 0, "unchanged": 0}
    bins, items = _bins(context), _items(context, [sent.sku for sent in a.stock])
    come: set[str] = set()
    for sent in a.stock:
        bin, item = bins.get(sent.bin), items.get(sent.sku)
        if bin is None or item is None:
            raise Problem(
                "unknown-bin" if bin is None else "unknown-sku", bin=sent.bin, sku=sent.sku, row=sent.row
            )
        there = stock.bin_stock(context, bin.id, item.id)
        change = sent.quantity - there.quantity
        counts["updated" if change else "unchanged"] += 1
        supply, place = places.supply(str(context.hub_id)), places.bin_(bin.id)
        if change > 0:
            stock.shift(context, item.id, change, place, supply, "import")
            come.add(item.id)
        else:
            stock.shift(context, item.id, -change, supply, place, "import")
    stock.allocate(context, come)
    context.answer.update(counts)
    context.emit("stock.imported", same_id(a.sha256), sha256=a.sha256, counts=counts)


def import_expected(context: Context, a: inside.ImportExpected) -> None:
    """Replace what is expected of suppliers; it counts as available, but nobody can pick it yet (T5)."""
    items = _items(context, [sent.sku for sent in a.expected])
    for level in context.all(select(Level).where(Level.hub_id == context.hub_id, Level.expected > 0)):
        level.expected, level.expected_on = 0, None
    for sent in a.expected:
        if sent.sku not in items:
            raise Problem("unknown-sku", sku=sent.sku, row=sent.row)
        level = stock.level_of(context, items[sent.sku].id)
        level.expected += sent.quantity
        level.expected_on = min(filter(None, (level.expected_on, sent.expected_on)), default=None)
    context.answer.update({"accepted": len(a.expected), "updated": 0, "unchanged": 0})
    context.emit("expected.imported", same_id(a.sha256), sha256=a.sha256)


def _bins(context: Context) -> dict[str, Bin]:
    return {bin.code: bin for bin in context.all(select(Bin).where(Bin.hub_id == context.hub_id))}


def _items(context: Context, skus: list[Any]) -> dict[str, Item]:
    return {item.sku: item for item in context.all(select(Item).where(Item.sku.in_(skus)))}
