"""How does a file or a shop's message become commands? Kept raw, read, given one by one."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import groupby
from typing import Any, BinaryIO

from sqlalchemy import select

from routing.model import Place
from server import clock
from server.commands.admin import passwords
from server.commands.bus import Result, run
from server.db.base import db, write_transaction
from server.db.orders import Inbox, Shop
from server.db.people import Hub, User
from server.domain.errors import Problem
from server.ids import new_id, same_id
from server.imports.bins import read_bins
from server.imports.couriers import CourierRow, read_couriers
from server.imports.items import read_items
from server.imports.listing import Listing
from server.imports.refusal import MAX_REPORTED, Refusal
from server.imports.stock import StockRow, read_expected, read_stock
from server.imports.table import load
from server.imports.zones import read_zones
from server.shops.base import HubFacts, OrdersRead
from server.shops.files import read_orders, read_orders_json
from server.shops.signing import verify

RAW_DAYS = 90
STOCK_AT_ONCE = 1000  # rows a transaction: nobody in the building waits for a whole file


@dataclass(slots=True)
class Report:
    """What came of an import. `refused` names row and column; nothing of a refused order was taken."""

    kind: str
    rows: int = 0
    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    too_late: int = 0
    refused_orders: int = 0
    left_out: int = 0
    repeated: bool = False  # this very message was taken before
    refused: list[Refusal] = field(default_factory=list)
    notices: list[Refusal] = field(default_factory=list)

    def count(self, change: str) -> None:
        setattr(self, name := change.replace("-", "_"), getattr(self, name) + 1)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who brings it: `source` is cli, app (over HTTP, by `actor`) or api (a shop)."""

    hub_id: str
    actor: str = "system"
    source: str = "cli"


def take_file(
    kind: str,
    body: bytes | BinaryIO,
    *,
    hub_id: str,
    shop_name: str | None = None,
    actor: str = "system",
    source: str = "cli",
) -> Report:
    """Import orders (of a shop), or what a hub has: items, couriers, zones, bins, stock, what is expected.

    Raises Problem when nothing could be tried.
    """
    sender = Sender(hub_id, actor, source)
    if kind == "orders":
        shop = _shop(shop_name, hub_id)
        return _take_orders(shop, load(body), new_id(), read_orders, sender)
    readers: dict[str, Callable[[bytes | BinaryIO, Sender], Report]] = {
        "items": _take_items,
        "couriers": _take_couriers,
        "zones": _take_zones,
        "bins": _take_bins,
        "stock": _take_stock,
        "expected": _take_expected,
    }
    if kind not in readers:
        raise Problem("unknown-import", kind=kind)
    return readers[kind](body, sender)


def take_message(shop_name: str, headers: Mapping[str, str], raw: bytes) -> Report:
    """Orders a shop's back office sent, signed; the same message again changes nothing."""
    shop = _shop(shop_name, None)
    message_id = verify(headers, raw, shop.secrets, clock.now())
    return _take_orders(shop, raw, message_id, read_orders_json, Sender(shop.hub_id, "system", "api"))


def _shop(name: str | None, hub_id: str | None) -> Shop:
    shop = db.session.scalars(select(Shop).where(Shop.name == name)).first()
    if shop is None or hub_id not in (None, shop.hub_id):
        raise Problem("unknown-shop", name=name or "")
    return shop


def _hub(hub_id: str) -> Hub:
    hub = db.session.get(Hub, hub_id)
    if hub is None:
        raise Problem("unknown-hub")
    return hub


def _take_orders(
    shop: Shop, raw: bytes, message_id: str, read: Callable[..., OrdersRead], sender: Sender
) -> Report:
    """The raw payload is kept before anything is made of it."""
    shop_id, hub = shop.id, _hub(sender.hub_id)
    facts = HubFacts(hub.tz, hub.currency, hub.lat, hub.lon)
    inbox_id, done = _keep(shop_id, message_id, raw)
    if done:
        return Report("orders", repeated=True)
    found = read(raw, facts)
    report = Report(
        "orders",
        rows=found.rows,
        refused=list(found.refused),
        notices=list(found.notices),
        refused_orders=found.refused_orders,
        left_out=found.left_out,
    )
    for order in found.orders:
        args = {"shop_id": shop_id, "inbox_id": inbox_id, "order": order}
        result = _run("accept_order", args, same_id(inbox_id, order.number), sender)
        if result.ok:
            report.count(result.answer.get("change", "unchanged"))
        else:
            report.refused_orders += 1
            report.refused.append(_refusal(result, None, None, order.number))
    _finish(inbox_id, report)
    return report


def _keep(shop_id: str, message_id: str, raw: bytes) -> tuple[str, bool]:
    """The inbox row of this message, and whether it was worked off; one that was cut off is done again."""
    now = clock.now()
    with write_transaction() as session:
        same = select(Inbox).where(Inbox.shop_id == shop_id, Inbox.message_id == message_id)
        kept = session.scalars(same).first()
        if kept is None:
            kept = Inbox(
                id=same_id(shop_id, message_id),
                shop_id=shop_id,
                message_id=message_id,
                body=raw,
                sha256=hashlib.sha256(raw).hexdigest(),
                received_at=now,
                erase_on=(now + timedelta(days=RAW_DAYS)).date(),
            )
            session.add(kept)
        return kept.id, kept.report is not None


def _finish(inbox_id: str, report: Report) -> None:
    counts = {name: value for name, value in report.as_dict().items() if isinstance(value, int)}
    with write_transaction() as session:
        kept = session.get(Inbox, inbox_id)
        if kept is not None:
            kept.report = counts


def _take_items(body: bytes | BinaryIO, sender: Sender) -> Report:
    raw = load(body)
    found = read_items(raw, _hub(sender.hub_id).currency)
    report = Report("items", rows=found.rows, refused=list(found.refused), notices=list(found.notices))
    args = {"sha256": hashlib.sha256(raw).hexdigest(), "items": found.values}
    if found.values:
        _count_all(report, _run("import_items", args, new_id(), Sender("", sender.actor, sender.source)))
    return report


def _take_zones(body: bytes | BinaryIO, sender: Sender) -> Report:
    raw, hub = load(body), _hub(sender.hub_id)
    found = read_zones(raw, hub.currency, Place(hub.lat, hub.lon))
    report = Report("zones", rows=found.rows, refused=list(found.refused), notices=list(found.notices))
    args = {"sha256": hashlib.sha256(raw).hexdigest(), "zones": found.values}
    if found.values and not found.refused:
        _count_all(report, _run("import_zones", args, new_id(), sender))
    return report


def _take_bins(body: bytes | BinaryIO, sender: Sender) -> Report:
    _hub(sender.hub_id)
    raw = load(body)
    report, found = _listed("bins", read_bins(raw))
    if found:
        args = {"sha256": hashlib.sha256(raw).hexdigest(), "bins": found}
        _count_all(report, _run("import_bins", args, new_id(), sender))
    return report


def _take_stock(body: bytes | BinaryIO, sender: Sender) -> Report:
    _hub(sender.hub_id)
    raw = load(body)
    report, found = _listed("stock", read_stock(raw))
    for rows in _batches(found):
        args = {"sha256": hashlib.sha256(raw).hexdigest(), "stock": rows}
        _count_all(report, _run("import_stock", args, new_id(), sender))
    return report


def _batches(rows: tuple[StockRow, ...]) -> Iterator[tuple[StockRow, ...]]:
    """An item's bins stay together: else what was carried from one to another would be short in between."""
    batch: list[StockRow] = []
    for _sku, same in groupby(sorted(rows, key=lambda row: (row.sku, row.row)), key=lambda row: row.sku):
        if len(batch) >= STOCK_AT_ONCE:
            yield tuple(batch)
            batch = []
        batch += same
    if batch:
        yield tuple(batch)


def _take_expected(body: bytes | BinaryIO, sender: Sender) -> Report:
    _hub(sender.hub_id)
    raw = load(body)
    report, found = _listed("expected", read_expected(raw))
    if found:
        args = {"sha256": hashlib.sha256(raw).hexdigest(), "expected": found}
        _count_all(report, _run("import_expected", args, new_id(), sender))
    return report


def _listed[V](kind: str, found: Listing[V]) -> tuple[Report, tuple[V, ...]]:
    report = Report(kind, rows=found.rows, left_out=found.left_out)
    report.refused, report.notices = list(found.refused), list(found.notices)
    return report, found.values


def _take_couriers(body: bytes | BinaryIO, sender: Sender) -> Report:
    found = read_couriers(body, _hub(sender.hub_id).currency)
    report = Report("couriers", rows=found.rows, refused=list(found.refused), notices=list(found.notices))
    for courier in found.values:
        if len(courier.rules.get("breaks", ())) > 1:
            report.refused.append(Refusal(courier.row, "breaks", "break-only-one"))
            continue
        # Hashing takes a good part of a second, so it stays outside the transaction.
        hashed = None if _known(courier) or not courier.password else passwords.hash(courier.password)
        args = {
            "user_id": same_id("user", courier.login),
            "login": courier.login,
            "courier": courier,
            "password_hash": hashed,
        }
        result = _run("import_courier", args, new_id(), sender)
        if result.ok:
            report.count(result.answer["change"])
        else:
            report.refused.append(_refusal(result, courier.row, "login", None))
    return report


def _known(courier: CourierRow) -> bool:
    return db.session.scalars(select(User.id).where(User.login == courier.login)).first() is not None


def _run(name: str, args: dict[str, Any], id: str, sender: Sender) -> Result:
    return run(name, args, id=id, hub_id=sender.hub_id or None, actor=sender.actor, source=sender.source)


def _count_all(report: Report, result: Result) -> None:
    if not result.ok:
        report.refused.append(_refusal(result, None, None, None))
        return
    for change in ("accepted", "updated", "unchanged"):
        setattr(report, change, getattr(report, change) + result.answer.get(change, 0))
    refused = [Refusal(**place) for place in result.answer.get("refused", ())]
    room = max(0, MAX_REPORTED - len(report.refused))
    report.refused += refused[:room]
    report.left_out += len(refused[room:])


def _refusal(result: Result, row: int | None, column: str | None, number: str | None) -> Refusal:
    trouble = result.problem or {"code": "internal-error", "params": {}}
    return Refusal(row, column, trouble["code"], trouble["params"], number)
