"""What is there to audit? All that an admin can export, all that phones remember, what is really so."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.day.hooks import Heard
from server.day.phone import Phone
from server.day.scene import Person, Scene
from server.day.truth import Place, Truth

OVER = frozenset({"delivered", "returned", "cancelled"})
EXPORTS = ("commands", "events", "entries", "moves")
HOOKS_PATIENCE_S = 90.0  # real

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Before:
    """How it was before the day began: the last version, orders that were over, counts that were there."""

    version: int = 0
    over: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()


@dataclass(slots=True)
class Memory:
    """What one phone remembers: ids of its commands in their order, and the outcome of each."""

    device_id: str
    made: list[str]
    outcomes: dict[str, str]
    waiting: int
    faults: list[str]


@dataclass(slots=True)
class Facts:
    """`tables` as an admin sees them, by id; `bins` id -> code."""

    hub_id: str
    shop: str
    currency: str
    truth: Truth
    before: Before = field(default_factory=Before)
    brought: dict[Place, int] = field(default_factory=dict)  # by the town's file of stock
    commands: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    moves: list[Row] = field(default_factory=list)
    tables: dict[str, dict[str, Row]] = field(default_factory=dict)
    bins: dict[str, str] = field(default_factory=dict)
    devices: list[Row] = field(default_factory=list)
    memories: list[Memory] = field(default_factory=list)
    heard: Heard = field(default_factory=Heard)
    sources: list[str] = field(default_factory=list)
    roads: str | None = None
    notes: list[str] = field(default_factory=list)

    def since(self, lines: list[Row]) -> list[Row]:
        """Those of the day itself."""
        return [line for line in lines if line["version"] > self.before.version]

    def rows(self, table: str) -> list[Row]:
        return list(self.tables.get(table, {}).values())

    @property
    def orders(self) -> dict[str, Row]:
        return self.tables.get("orders", {})


async def look_before(scene: Scene, admin: Person) -> Before:
    """The books as the people find them; what is really on the shelves is that, less what is lost."""
    await admin.phone.pull_now()
    commands, moves = await export(admin.phone, "commands"), await export(admin.phone, "moves")
    books = {where: count for where, count in bins_of(moves, _bins(scene)).items() if count}
    scene.truth.stock(books, scene.lost)
    orders, counts = admin.phone.rows("orders").values(), admin.phone.rows("counts")
    over = frozenset(order["id"] for order in orders if order["status"] in OVER)
    return Before(max(line["version"] for line in commands), over, frozenset(counts))


def pieces(moves: list[Row]) -> Counter[Place]:
    """(place, SKU) -> pieces that the books have there."""
    found: Counter[Place] = Counter()
    for move in moves:
        found[move["debit"], move["sku"]] += move["quantity"]
        found[move["credit"], move["sku"]] -= move["quantity"]
    return found


def bins_of(moves: list[Row], bins: Mapping[str, str]) -> Counter[Place]:
    """(bin code, SKU) -> pieces that the books have there; `bins`: id -> code."""
    found: Counter[Place] = Counter()
    for (place, sku), count in pieces(moves).items():
        if place.startswith("bin:"):
            found[bins.get(place.removeprefix("bin:"), place), sku] += count
    return found


def _bins(scene: Scene) -> dict[str, str]:
    """As a picker sees them: id -> code."""
    rows = next((phone.rows("bins") for phone in scene.phones if phone.rows("bins")), {})
    return {id: row["code"] for id, row in rows.items()}


async def gather(scene: Scene, admin: Person, before: Before) -> Facts:
    """Wait until the shop has heard everything, then look at it all from outside."""
    await _heard(scene, admin.phone)
    await admin.phone.pull_now()
    exports = {what: await export(admin.phone, what) for what in EXPORTS}
    scene.truth.hear({line["command_id"] for line in exports["events"] if _short(line)})
    devices = (await admin.phone.wire.insist("GET", "/api/devices"))["devices"]
    return Facts(
        hub_id=scene.hub_id,
        shop=scene.shop,
        currency=scene.town.currency,
        truth=scene.truth,
        before=before,
        brought=scene.town.shelves(),
        **exports,
        tables=admin.phone.tables,
        bins=_bins(scene),
        devices=devices,
        memories=[_memory(phone) for phone in scene.phones],
        heard=scene.listener.heard,
        sources=scene.sources,
        roads=scene.town.profile if scene.town.roads else None,
        notes=list(scene.notes),
    )


async def export(phone: Phone, what: str) -> list[Row]:
    """All lines of an export, page after page."""
    lines: list[Row] = []
    while True:
        query = {"after": lines[-1]["id"]} if lines else {}
        body: bytes = await phone.wire.insist("GET", f"/api/export/{what}", params=query)
        page = [json.loads(line) for line in body.decode().splitlines()]
        if not page:
            return lines
        lines += page


async def _heard(scene: Scene, phone: Phone) -> None:
    """Messages to the shop may come a little later than the day ends, the more so when it answered badly."""
    loop = asyncio.get_running_loop()
    late_at = loop.time() + HOOKS_PATIENCE_S
    while loop.time() < late_at:
        await phone.pull_now()
        told = scene.listener.heard.last()
        ours = [order for order in phone.rows("orders").values() if order["shop"] == scene.shop]
        if all(told.get(order["number"]) == order["status"] for order in ours):
            return
        await asyncio.sleep(1)


def _short(event: Row) -> bool:
    """A short pick that was taken."""
    return event["name"] == "line.picked" and bool(event["detail"].get("short"))


def _memory(phone: Phone) -> Memory:
    journal = phone.journal
    outcomes = {id: told.outcome for id, told in journal.answers.items()}
    made = [command["id"] for command in journal.made]
    return Memory(phone.device_id, made, outcomes, len(journal.queue), list(journal.faults))
