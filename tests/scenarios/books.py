"""Do the building's books agree with each other? Bins, figures, reservations, ledger, boxes and statuses."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.db.money import Discrepancy
from server.db.orders import Item, Order, OrderLine
from server.db.stock import Bin, BinStock, Level, Manifest, Move, Parcel, PickLine, PickTask
from server.domain.orders import HOLDING
from server.domain.stock import PICK_OPEN

GATHERED = ("claimed", "waiting", "open", "done", "put-back")


@dataclass(slots=True)
class Told:
    """An order by the books: its row and those of its lines, columns only."""

    id: str
    number: str
    status: str
    parcels: int
    lines: list[Any]


class Books:
    """Everything a hub has written about its goods, read at one moment. Items go by their SKU.

    Columns instead of rows with all that hangs on them: this is read after every step.
    """

    def __init__(self, session: Session, hub_id: str) -> None:
        def rows(query: Any) -> Any:
            return session.execute(query).all()

        self.hub_id = hub_id
        self.skus = dict(rows(select(Item.id, Item.sku)))
        what = select(Order.id, Order.number, Order.status, Order.parcels).where(Order.hub_id == hub_id)
        self.orders = {row.id: Told(*row, []) for row in rows(what)}
        line = select(*OrderLine.__table__.c).join(Order, Order.id == OrderLine.order_id)
        for row in rows(line.where(Order.hub_id == hub_id).order_by(OrderLine.order_id, OrderLine.n)):
            self.orders[row.order_id].lines.append(row)
        tasks = select(PickTask.id, PickTask.order_id, PickTask.status).where(PickTask.hub_id == hub_id)
        self.tasks = rows(tasks)
        left = select(PickLine.task_id, PickLine.item_id, PickLine.quantity)
        self.left = rows(left.where(PickLine.done_at.is_(None)))
        self.parcels = rows(select(*Parcel.__table__.c).where(Parcel.hub_id == hub_id))
        levels = rows(select(*Level.__table__.c).where(Level.hub_id == hub_id))
        self.levels = {self.skus[level.item_id]: level for level in levels}
        here = select(BinStock.bin_id, BinStock.item_id, BinStock.quantity)
        here = here.join(Bin, Bin.id == BinStock.bin_id).where(Bin.hub_id == hub_id)
        self.bins = {(row.bin_id, self.skus[row.item_id]): row.quantity for row in rows(here)}
        self.couriers = dict(rows(select(Manifest.id, Manifest.courier_id)))
        self.places = self._ledger(session)
        found = select(Discrepancy.detail).where(
            Discrepancy.kind == "found-stock", Discrepancy.hub_id == hub_id
        )
        self.found: Counter[str] = Counter()
        for detail in session.scalars(found):
            self.found[detail["sku"]] += detail["pieces"]

    def _ledger(self, session: Session) -> dict[str, Counter[str]]:
        query = select(Move.debit, Move.credit, Move.item_id, func.sum(Move.quantity))
        query = query.where(Move.hub_id == self.hub_id).group_by(Move.debit, Move.credit, Move.item_id)
        places: dict[str, Counter[str]] = {}
        for debit, credit, item_id, pieces in session.execute(query):
            places.setdefault(debit, Counter())[self.skus[item_id]] += pieces
            places.setdefault(credit, Counter())[self.skus[item_id]] -= pieces
        return places

    def check(self, brought: Counter[str]) -> None:
        """`brought`: SKU -> pieces that imports added to the bins, less those they took away."""
        self._stock()
        self._reservations()
        self._places(brought)
        self._boxes()
        for order in self.orders.values():
            self._status(order)

    def _stock(self) -> None:
        for where, pieces in self.bins.items():
            assert pieces >= 0, where
        on_hand: Counter[str] = Counter()
        for (_, sku), pieces in self.bins.items():
            on_hand[sku] += pieces
        for sku, level in self.levels.items():
            assert 0 <= level.reserved <= level.on_hand, (sku, level.reserved, level.on_hand)
            assert level.on_hand == on_hand[sku], (sku, level.on_hand, on_hand[sku])
            assert level.expected >= 0

    def _reservations(self) -> None:
        reserved: Counter[str] = Counter()
        for order in self.orders.values():
            for line in order.lines:
                assert 0 <= line.picked <= line.reserved <= line.quantity, (order.number, line.n)
                if order.status in HOLDING:
                    reserved[line.sku] += line.reserved - line.picked
                else:
                    assert line.reserved == line.picked, (order.number, order.status)
        for sku, level in self.levels.items():
            assert level.reserved == reserved[sku], (sku, level.reserved, reserved[sku])

    def _places(self, brought: Counter[str]) -> None:
        """No piece is born or lost between the places, and none of them holds less than nothing."""
        supply = self.places.get(f"supply:{self.hub_id}", Counter())
        for sku in self.skus.values():
            assert -supply[sku] == brought[sku] + self.found[sku], (sku, supply[sku], brought[sku])
        for place, there in self.places.items():
            if place.startswith("bin:"):
                for sku, pieces in there.items():
                    assert pieces == self.bins[place.removeprefix("bin:"), sku], (place, sku)
            elif not place.startswith("supply:"):
                assert all(pieces >= 0 for pieces in there.values()), (place, there)
        booked = {place.removeprefix("bin:") for place in self.places if place.startswith("bin:")}
        assert {bin for (bin, _), pieces in self.bins.items() if pieces} <= booked

    def _boxes(self) -> None:
        """What the books have in totes, parcels and on couriers is what was scanned into them."""
        boxes: dict[str, Counter[str]] = {}
        for task in self.tasks:
            if task.status in GATHERED:
                tote = boxes.setdefault(f"tote:{task.order_id}", Counter())
                for line in self.orders[task.order_id].lines:
                    tote[line.sku] += line.picked
            if task.status == "put-back":  # what was taken for it after it was handed over, half gathered
                tote.subtract(self.places.get(f"customer:{task.order_id}", Counter()))
        for parcel in self.parcels:
            place = {
                "packed": f"packed:{parcel.order_id}",
                "loaded": f"packed:{parcel.order_id}",
                "out": f"courier:{self.couriers.get(str(parcel.manifest_id))}",
            }.get(parcel.status)
            if place:
                for sku, _name, pieces in parcel.units:
                    boxes.setdefault(place, Counter())[sku] += pieces
        for place in {*boxes, *(p for p in self.places if p.startswith(("tote:", "packed:", "courier:")))}:
            there, scanned = self.places.get(place, Counter()), boxes.get(place, Counter())
            assert +there == +scanned, (place, there, scanned)

    def _status(self, order: Told) -> None:
        """Statuses follow from facts, and nobody waits for goods that are there."""
        open_ = [t for t in self.tasks if t.order_id == order.id and t.status in PICK_OPEN | {"done"}]
        assert len(open_) <= 1, order.number
        task = open_[0].status if open_ else None
        short = not order.lines or any(line.reserved < line.quantity for line in order.lines)
        told = (order.number, order.status, task)
        if order.status == "reserved":
            assert task == "open" and not short, told
        elif order.status == "short":
            assert task in (None, "waiting") and short, told
        elif order.status == "picking":
            assert task in ("claimed", "done"), told
        else:
            assert order.status != "new" and task is None, told
        boxes = {p.status for p in self.parcels if p.order_id == order.id} - {"back", "delivered"}
        if order.status in ("packed", "loaded", "failed"):
            assert boxes, told
        elif order.status != "cancelled":
            assert not boxes, (told, boxes)
        if order.status == "returned":
            assert not any(line.reserved for line in order.lines), told
        if task == "claimed":
            self._list(order, open_[0])
        if task == "done":
            assert all(line.picked == line.quantity for line in order.lines), told
        if order.status in ("short", "picking"):
            for line in order.lines:
                level = self.levels.get(line.sku)
                free = level.on_hand - level.reserved if level else 0
                assert not free or line.reserved == line.quantity, (told, line.sku, free)
        if order.status == "packed":
            self._exact(order)

    def _list(self, order: Told, task: Any) -> None:
        """A picker has something to do, and nothing that his order does not want."""
        left = [line for line in self.left if line.task_id == task.id]
        assert left, order.number
        listed, wanted = Counter[str](), Counter[str]()
        for line in left:
            listed[self.skus[line.item_id]] += line.quantity
        for want in order.lines:
            wanted[want.sku] += want.quantity - want.picked
        assert listed <= wanted, (order.number, listed, wanted)

    def _exact(self, order: Told) -> None:
        """Its parcels hold exactly the order, but for those that were opened again."""
        last = max(parcel.packed_at for parcel in self.parcels if parcel.order_id == order.id)
        packed = [p for p in self.parcels if p.order_id == order.id and p.packed_at == last]
        assert len(packed) == order.parcels == packed[0].of, order.number
        assert units(parcel.units for parcel in packed) == wanted(order), order.number


def wanted(order: Told | Order) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in order.lines:
        found[line.sku] += line.quantity
    return found


def units(parcels: Iterable[list[Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for parcel in parcels:
        for sku, _name, pieces in parcel:
            found[sku] += pieces
    return found
