"""In which building do random days begin? Shelves and people, and goods already on every part of the way."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from server import clock
from server.db import db
from server.db.schema import upgrade
from server.db.stock import PickTask
from server.ids import same_id
from server.imports.bins import BinRow
from tests import world as town
from tests.databases import bare_app, empty_config

NOON = town.MORNING - timedelta(hours=19)
SKUS = ("JAM", "OIL", "TEA")
BINS = ("A-01", "A-02", "B-01")


class Steady:
    """The same ids and moments in every run, so that a run can be done again."""

    def __init__(self, name: str, late: timedelta = timedelta()) -> None:
        self.name, self.ids, self.late = name, 0, late
        self.kept = clock.now, town.new_id
        clock.now, town.new_id = self.now, self.id  # type: ignore[assignment]

    def now(self) -> datetime:
        self.late += timedelta(milliseconds=1)
        return NOON + self.late

    def id(self) -> str:
        self.ids += 1
        return same_id(self.name, self.ids)

    def end(self) -> None:
        clock.now, town.new_id = self.kept  # type: ignore[assignment]


class Building:
    """A database that is put back to its beginning for every run; on PostgreSQL there is one run."""

    def __init__(self, folder: Path, kind: str = "sqlite") -> None:
        self.app = bare_app(empty_config(kind, folder))
        self.file = folder / "waybill.db" if kind == "sqlite" else None
        with self.app.app_context():
            if self.file:
                event.listen(db.engine, "connect", _hastily)
            upgrade(self.app)
            steady = Steady("building")
            try:
                self.world = build(steady.id)
            finally:
                steady.end()
            self.close()
            if self.file:
                shutil.copy(self.file, self.file.with_suffix(".template"))

    def close(self) -> None:
        db.session.remove()
        db.engine.dispose()

    def begin(self) -> town.World:
        self.close()
        if self.file:
            for suffix in ("-wal", "-shm"):
                self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
            shutil.copy(self.file.with_suffix(".template"), self.file)
        made = self.world
        return town.World(made.hub_id, made.shop_id, dict(made.users), dict(made.orders))


def _hastily(connection: Any, _record: object) -> None:
    """What a test writes need not outlive it."""
    connection.execute("PRAGMA synchronous=OFF")


def build(new_id: Callable[[], str]) -> town.World:
    """One order has left in two parcels, one is packed, one half gathered, one waits for goods."""
    world = town.people()
    paula = world.users["paula"] = new_id()
    who = {"user_id": paula, "hub_id": world.hub_id, "login": "paula", "name": "Paula"}
    world.give("add_user", who | {"roles": ["picker"], "password": town.PASSWORD})
    town.stocked(world, dict.fromkeys(SKUS, 4))
    rows = tuple(BinRow(n, code, "A", "1", "1", "1", n) for n, code in enumerate(BINS, 1))
    world.give("import_bins", {"sha256": "b", "bins": rows})
    for number, sku, pieces in (("B1", "TEA", 2), ("B2", "JAM", 1), ("B3", "OIL", 2), ("B4", "OIL", 5)):
        lines = tuple(town.ShopLine(sku, sku.title(), None, 1, 500, n) for n in range(pieces))
        town.order(world, number, lines=lines)
    _gather(world, "B1", "B2")
    parcels = [{"parcel_id": new_id(), "units": {"TEA": 1}} for _ in range(2)]
    world.give("pack_order", {"order_id": world.orders["B1"], "parcels": parcels}, "picker")
    town.plan(world, {"anna": ["B1", "B2"]})
    for parcel in parcels:
        scanned = {"parcel_id": parcel["parcel_id"], "route_id": world.routes["anna"]}
        world.give("load_parcel", scanned, "anna")
    left = {"route_id": world.routes["anna"], "order_ids": [world.orders["B1"]]}
    world.give("start_route", left, "anna")
    parcel = {"parcel_id": new_id(), "units": {"JAM": 1}}
    world.give("pack_order", {"order_id": world.orders["B2"], "parcels": [parcel]}, "picker")
    return world


def _gather(world: town.World, *numbers: str) -> None:
    for number in numbers:
        named = select(PickTask).where(PickTask.order_id == world.orders[number])
        world.give("claim_task", {"task_id": db.session.scalars(named).one().id}, "picker")
        for line in db.session.scalars(named).one().lines:
            took = {"task_id": line.task_id, "line_id": line.id, "quantity": line.quantity}
            world.give("pick_line", took, "picker")
