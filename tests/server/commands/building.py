"""What do tests of the building's commands say and see? Short words for orders, tasks and stock."""

from typing import Any

from sqlalchemy import select

from server.commands.bus import Result
from server.db import db
from server.db.money import Discrepancy
from server.db.orders import Item, Order
from server.db.stock import Bin, BinStock, Level, Move, Parcel, PickLine, PickTask
from server.ids import new_id
from server.imports.bins import BinRow
from server.imports.stock import StockRow
from tests import world as towns
from tests.world import World
from warehouse.codes import tote_code


def lines(*wanted: tuple[str, int]) -> tuple[towns.ShopLine, ...]:
    """An order's lines: (SKU, pieces) each."""
    return tuple(towns.ShopLine(s, s.title(), None, n, 500 + at, 300) for at, (s, n) in enumerate(wanted))


def order(world: World, number: str, *wanted: tuple[str, int]) -> str:
    return towns.order(world, number, lines=lines(*wanted))


def shelves(world: World, **bins: dict[str, int]) -> None:
    """Bins in walking order with their goods: A1={"JAM": 3}."""
    skus = sorted({sku for goods in bins.values() for sku in goods})
    towns.stocked(world, dict.fromkeys(skus, 0), "Z9")
    rows = tuple(BinRow(n, code, "A", "1", "1", "1", n) for n, code in enumerate(bins, 10))
    world.give("import_bins", {"sha256": "b", "bins": rows})
    count(world, **bins)


def count(world: World, **bins: dict[str, int]) -> None:
    stock = [StockRow(0, bin, sku, pieces) for bin, goods in bins.items() for sku, pieces in goods.items()]
    world.give("import_stock", {"sha256": "s", "stock": tuple(stock)})


def status(number: str) -> str:
    return found(number).status


def found(number: str) -> Order:
    db.session.rollback()
    return db.session.scalars(select(Order).where(Order.number == number)).one()


def reserved(number: str) -> list[int]:
    return [line.reserved for line in found(number).lines]


def picked(number: str) -> list[int]:
    return [line.picked for line in found(number).lines]


def task(number: str) -> PickTask:
    """The order's latest."""
    mine = select(PickTask).where(PickTask.order_id == found(number).id).order_by(PickTask.version.desc())
    return db.session.scalars(mine).all()[0]


def todo(number: str) -> list[tuple[str, str, int]]:
    """(bin, SKU, pieces) that are left to take."""
    left = [line for line in task(number).lines if line.done_at is None]
    return [(line.bin.code, line.item.sku, line.quantity) for line in left]


def level(sku: str) -> tuple[int, int]:
    """On hand, reserved."""
    db.session.rollback()
    row = db.session.scalars(select(Level).join(Item, Item.id == Level.item_id).where(Item.sku == sku)).one()
    return row.on_hand, row.reserved


def in_bins(sku: str) -> dict[str, int]:
    db.session.rollback()
    query = select(Bin.code, BinStock.quantity).join(BinStock, BinStock.bin_id == Bin.id)
    query = query.join(Item, Item.id == BinStock.item_id).where(Item.sku == sku, BinStock.quantity > 0)
    return dict(db.session.execute(query).all())


def at(place: str) -> dict[str, int]:
    """SKU -> pieces at the places of this kind (tote, packed, courier, customer, damaged, missing)."""
    db.session.rollback()
    there: dict[str, int] = {}
    for move, sku in db.session.execute(select(Move, Item.sku).join(Item, Item.id == Move.item_id)):
        for side, signed in ((move.debit, move.quantity), (move.credit, -move.quantity)):
            if side.startswith(place + ":"):
                there[sku] = there.get(sku, 0) + signed
    return {sku: pieces for sku, pieces in there.items() if pieces}


def questions() -> list[tuple[str, dict[str, Any]]]:
    db.session.rollback()
    query = select(Discrepancy.kind, Discrepancy.detail).order_by(Discrepancy.id)
    return sorted(((kind, detail) for kind, detail in db.session.execute(query)), key=lambda pair: pair[0])


def kinds() -> list[str]:
    return [kind for kind, _ in questions()]


def claim(world: World, number: str, picker: str = "picker", **more: Any) -> Result:
    return world.tries("claim_task", {"task_id": task(number).id, **more}, picker)


def pick(world: World, line: PickLine, picker: str = "picker", **more: Any) -> Result:
    """A line as it is on the list, unless said otherwise: quantity, short, tote."""
    args = {"task_id": line.task_id, "line_id": line.id, "quantity": line.quantity}
    return world.give("pick_line", args | {"tote": tote_code(line.task_id)} | more, picker)


def left(number: str) -> list[PickLine]:
    return [line for line in task(number).lines if line.done_at is None]


def gather(world: World, number: str, picker: str = "picker") -> None:
    """Claimed, and every line taken as it is on the list."""
    assert claim(world, number, picker).ok
    for line in left(number):
        pick(world, line, picker)


def pack(world: World, number: str, *parcels: dict[str, int], picker: str = "picker") -> Result:
    sent = [{"parcel_id": new_id(), "units": units} for units in parcels]
    return world.tries("pack_order", {"order_id": world.orders[number], "parcels": sent}, picker)


def parcels(number: str) -> list[Parcel]:
    query = select(Parcel).where(Parcel.order_id == found(number).id).order_by(Parcel.packed_at, Parcel.n)
    return list(db.session.scalars(query))


def second_picker(world: World, name: str = "paula") -> str:
    world.users[name] = new_id()
    who = {"user_id": world.users[name], "hub_id": world.hub_id, "login": name, "name": name.title()}
    world.give("add_user", who | {"roles": ["picker"], "password": towns.PASSWORD})
    return name
