"""How do bins and stock get in? Files name bins, count what lies in them, and announce what will come."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from server.commands import inside, stock
from server.commands.context import Context
from server.db.orders import Item
from server.db.stock import Bin, BinStock, Level, PickLine, PickTask
from server.domain import stock as places
from server.domain.stock import PICK_OPEN, PickStatus
from server.ids import same_id
from warehouse.codes import canonical

_AT_ONCE = 500  # names in one question: databases bound how many a statement may carry


def import_bins(context: Context, a: inside.ImportBins) -> None:
    """Add bins and change their place on the walk; a bin that is not named stays. One that a scanner could
    not tell from another is refused."""
    counts = {"accepted": 0, "updated": 0, "unchanged": 0}
    known, refused = _bins(context), []
    for sent in a.bins:
        fields = {name: getattr(sent, name) for name in ("zone", "aisle", "rack", "level", "sequence")}
        bin = known.get(canonical(sent.bin))
        if bin is None:
            id = same_id(str(context.hub_id), "bin", sent.bin)
            known[canonical(sent.bin)] = bin = Bin(id=id, hub_id=context.hub_id, code=sent.bin, **fields)
            context.session.add(bin)
            counts["accepted"] += 1
        elif bin.code != sent.bin:
            refused.append(_refusal(sent.row, "bin", "bin-looks-like", value=sent.bin, other=bin.code))
        elif all(getattr(bin, name) == value for name, value in fields.items()):
            counts["unchanged"] += 1
        else:
            for name, value in fields.items():
                setattr(bin, name, value)
            _tell_tasks(context, bin)
            counts["updated"] += 1
    context.answer.update(counts, refused=refused)
    context.emit("bins.imported", same_id(a.sha256), sha256=a.sha256, counts=counts)


def _tell_tasks(context: Context, bin: Bin) -> None:
    """A bin's place stands in the lines that go there."""
    there = select(PickLine.task_id).where(PickLine.bin_id == bin.id)
    standing = PickTask.status.in_(PICK_OPEN | {PickStatus.DONE, PickStatus.PUT_BACK})
    for task in context.all(select(PickTask).where(PickTask.id.in_(there), standing)):
        context.touch(task)


def import_stock(context: Context, a: inside.ImportStock) -> None:
    """Set what lies in the named bins; what came goes to the orders that wait for it, the oldest first (T6).

    More is booked before less: what was only carried to another bin is taken from nobody.
    """
    counts = {"accepted": 0, "updated": 0, "unchanged": 0}
    bins, items = _bins(context), _items(context, {sent.sku for sent in a.stock})
    _loaded = _stock_of(context, items.values())  # held, so that no row is asked for twice
    refused: list[dict[str, Any]] = []
    changes: list[tuple[int, Bin, Item]] = []
    for sent in a.stock:
        bin, item = bins.get(canonical(sent.bin)), items.get(sent.sku)
        if bin is None:
            refused.append(_refusal(sent.row, "bin", "unknown-bin", bin=sent.bin, row=sent.row))
        if item is None:
            refused.append(_refusal(sent.row, "sku", "unknown-sku", sku=sent.sku, row=sent.row))
        if bin is not None and item is not None:
            there = stock.bin_stock(context, bin.id, item.id).quantity
            change = sent.quantity - there
            counts["unchanged" if not change else "updated" if there else "accepted"] += 1
            changes.append((change, bin, item))
    supply = places.supply(str(context.hub_id))
    for change, bin, item in sorted(changes, key=lambda each: each[0] < 0):
        here = places.bin_(bin.id)
        to, source = (here, supply) if change > 0 else (supply, here)
        stock.shift(context, item.id, abs(change), to, source, "import")
    stock.allocate(context, {item.id for change, _, item in changes if change > 0})
    context.answer.update(counts, refused=refused)
    context.emit("stock.imported", same_id(a.sha256), sha256=a.sha256, counts=counts)


def import_expected(context: Context, a: inside.ImportExpected) -> None:
    """Replace what is expected of suppliers; it counts as available, but nobody can pick it yet (T5)."""
    items = _items(context, {sent.sku for sent in a.expected})
    for level in context.all(select(Level).where(Level.hub_id == context.hub_id, Level.expected > 0)):
        level.expected, level.expected_on = 0, None
    refused = []
    for sent in a.expected:
        if sent.sku not in items:
            refused.append(_refusal(sent.row, "sku", "unknown-sku", sku=sent.sku, row=sent.row))
            continue
        level = stock.level_of(context, items[sent.sku].id)
        level.expected += sent.quantity
        if sent.quantity:
            level.expected_on = min(filter(None, (level.expected_on, sent.expected_on)), default=None)
    counts = {"accepted": len(a.expected) - len(refused), "updated": 0, "unchanged": 0}
    context.answer.update(counts, refused=refused)
    context.emit("expected.imported", same_id(a.sha256), sha256=a.sha256, counts=counts)


def _refusal(row: int, column: str, code: str, /, **params: object) -> dict[str, Any]:
    """A row that only the data can judge; the importer names it beside those that could not be read."""
    return {"row": row, "column": column, "code": code, "params": params}


def _bins(context: Context) -> dict[str, Bin]:
    """The hub's bins by what a scanner makes of their labels."""
    return {canonical(bin.code): bin for bin in context.all(select(Bin).where(Bin.hub_id == context.hub_id))}


def _items(context: Context, skus: set[str]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    wanted = sorted(skus)
    for start in range(0, len(wanted), _AT_ONCE):
        some = select(Item).where(Item.sku.in_(wanted[start : start + _AT_ONCE]))
        found |= {item.sku: item for item in context.all(some)}
    return found


def _stock_of(context: Context, items: Iterable[Item]) -> list[Any]:
    ids = [item.id for item in items]
    found: list[Any] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found += context.all(select(Level).where(Level.hub_id == context.hub_id, Level.item_id.in_(some)))
        here = select(BinStock).join(Bin, Bin.id == BinStock.bin_id).where(Bin.hub_id == context.hub_id)
        found += context.all(here.where(BinStock.item_id.in_(some)))
    return found
