"""What is behind a figure of stock? Its bins, the orders that hold or want it, and the last moves (T5)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from server.db.base import db
from server.db.log import CommandLog
from server.db.orders import Order, OrderLine
from server.db.people import User
from server.db.stock import Bin, BinStock, Level, Move
from server.domain.errors import Unknown
from server.domain.orders import HOLDING
from server.queries.shapes import Shape, iso, stock_row
from server.queries.viewer import Viewer

MOVES = 50


def figure(viewer: Viewer, item_id: str) -> Shape:
    """The item's row of the pull table `stock`, and all that its numbers are made of. What is on hand and
    what lies at `places` is what `supplied` brought. Raises Unknown `unknown-thing`."""
    session = db.session()
    level = session.scalars(
        select(Level).where(Level.hub_id == viewer.hub_id, Level.item_id == item_id)
    ).first()
    if level is None:
        raise Unknown("unknown-thing", what="item")
    places = _places(viewer.hub_id, item_id)
    supplied = -places.pop(f"supply:{viewer.hub_id}", 0)
    moves = _moves(viewer.hub_id, item_id)
    known = {name for move in moves for name in (move.debit, move.credit)}
    names = _names({*known, *places})
    elsewhere = {name: pieces for name, pieces in places.items() if not name.startswith("bin:") and pieces}
    return stock_row(level) | {
        "bins": _bins(viewer.hub_id, item_id),
        "orders": _orders(viewer.hub_id, level.item.sku),
        "places": _grouped(elsewhere, names),
        "supplied": supplied,
        "moves": [_move(move, names) for move in moves],
    }


def _bins(hub_id: str, item_id: str) -> list[Shape]:
    query = select(Bin.id, Bin.code, Bin.zone, BinStock.quantity).join(BinStock, BinStock.bin_id == Bin.id)
    query = query.where(Bin.hub_id == hub_id, BinStock.item_id == item_id, BinStock.quantity > 0)
    found = db.session().execute(query.order_by(Bin.sequence, Bin.code))
    return [{"bin_id": id, "bin": code, "zone": zone, "quantity": n} for id, code, zone, n in found]


def _orders(hub_id: str, sku: str) -> list[Shape]:
    """Who has pieces set aside in the bins, and who waits for some; the oldest first, as goods are given."""
    wanted = func.sum(OrderLine.quantity).label("quantity")
    held = func.sum(OrderLine.reserved).label("reserved")
    gathered = func.sum(OrderLine.picked).label("picked")
    query = select(Order.id, Order.number, Order.status, wanted, held, gathered)
    query = query.join(OrderLine, OrderLine.order_id == Order.id)
    query = query.where(Order.hub_id == hub_id, Order.status.in_(HOLDING), OrderLine.sku == sku)
    query = query.group_by(Order.id, Order.number, Order.status, Order.accepted_at)
    return [
        {
            "order_id": row.id,
            "number": row.number,
            "status": row.status,
            "quantity": int(row.quantity),
            "reserved": int(row.reserved - row.picked),
            "picked": int(row.picked),
            "waits": int(row.quantity - row.reserved),
        }
        for row in db.session().execute(query.order_by(Order.accepted_at, Order.number))
    ]


def _places(hub_id: str, item_id: str) -> Counter[str]:
    """Place -> pieces there, by the ledger."""
    query = select(Move.debit, Move.credit, func.sum(Move.quantity)).where(Move.hub_id == hub_id)
    query = query.where(Move.item_id == item_id).group_by(Move.debit, Move.credit)
    found: Counter[str] = Counter()
    for debit, credit, pieces in db.session().execute(query):
        found[debit] += int(pieces)
        found[credit] -= int(pieces)
    return found


def _grouped(places: dict[str, int], names: dict[str, str]) -> list[Shape]:
    """Totes, parcels and couriers one by one; customers together, for there may be thousands."""
    rows = [_place(name, names) | {"quantity": pieces} for name, pieces in sorted(places.items())]
    customers = sum(row["quantity"] for row in rows if row["kind"] == "customer")
    rows = [row for row in rows if row["kind"] != "customer"]
    if customers:
        rows.append({"kind": "customer", "id": None, "name": None, "quantity": customers})
    return rows


def _moves(hub_id: str, item_id: str) -> list[Any]:
    columns = (Move.command_id, Move.n, Move.quantity, Move.debit, Move.credit, Move.code, Move.received_at)
    who = func.coalesce(User.name, Move.actor).label("who")
    query = select(*columns, Move.order_id, Order.number, who)
    query = query.join(CommandLog, CommandLog.id == Move.command_id)
    query = query.outerjoin(Order, Order.id == Move.order_id).outerjoin(User, User.id == Move.actor)
    query = query.where(Move.hub_id == hub_id, Move.item_id == item_id)
    query = query.order_by(CommandLog.version.desc(), Move.n.desc()).limit(MOVES)
    return list(db.session().execute(query))


def _names(places: Iterable[str]) -> dict[str, str]:
    """What people call these places: a bin's code, an order's number, a courier's name."""
    ids = [place.partition(":")[2] for place in places]
    found: dict[str, str] = {}
    for row, name in ((Bin, Bin.code), (Order, Order.number), (User, User.name)):
        query = select(row.id, name).where(row.id.in_(ids))
        found |= dict(db.session().execute(query).all())
    return found


def _place(place: str, names: dict[str, str]) -> Shape:
    kind, _, id = place.partition(":")
    return {"kind": kind, "id": id if id in names else None, "name": names.get(id)}


def _move(move: Any, names: dict[str, str]) -> Shape:
    return {
        "id": f"{move.command_id}/{move.n}",
        "at": iso(move.received_at),
        "quantity": move.quantity,
        "source": _place(move.credit, names),
        "to": _place(move.debit, names),
        "code": move.code,
        "order_id": move.order_id,
        "number": move.number,
        "who": move.who,
    }
