"""Eight pickers at once who take over each other's work: one winner a line, losers told, the stock right?"""

import random
import threading
import time
from collections import Counter
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from server.db import db
from server.db.log import EventLog
from server.db.people import User
from server.db.schema import upgrade
from server.db.stock import PickTask
from server.imports.bins import BinRow
from server.imports.stock import StockRow
from tests import world as town
from tests.databases import KINDS, bare_app, empty_config
from tests.hub import Hub
from tests.scenarios.books import Books
from tests.scenarios.crew import Worker
from warehouse.codes import tote_code

PICKERS, ORDERS, LINES, SEED = 8, 50, 4, 20261122
SKUS = [f"S{n:02}" for n in range(30)]
BINS = [f"{aisle}-{n}" for aisle in "ABC" for n in range(1, 8)]


def build() -> tuple[town.World, Counter[str]]:
    """Enough of nearly everything, each item in two bins; the world and what was brought."""
    world = town.people()
    for n in range(PICKERS):
        id = world.users[f"p{n}"] = town.new_id()
        who = {"user_id": id, "hub_id": world.hub_id, "login": f"p{n}", "name": f"Picker {n}"}
        world.give("add_user", who | {"roles": ["picker"], "password": town.PASSWORD})
    luck = random.Random(SEED)
    town.stocked(world, dict.fromkeys(["TEA", *SKUS], 0))
    bins = tuple(BinRow(n, code, code[0], "1", "1", "1", n) for n, code in enumerate(BINS, 1))
    world.give("import_bins", {"sha256": "b", "bins": bins})
    stock = tuple(StockRow(0, bin, sku, luck.randint(28, 36)) for sku in SKUS for bin in luck.sample(BINS, 2))
    world.give("import_stock", {"sha256": "s", "stock": stock})
    brought: Counter[str] = Counter()
    for row in stock:
        brought[row.sku] += row.quantity
    for number in range(ORDERS):
        lines = tuple(
            town.ShopLine(sku, sku, None, luck.randint(1, 3), 500, 300) for sku in luck.sample(SKUS, LINES)
        )
        town.order(world, f"N{number:03}", lines=lines)
    return world, brought


class Picker(Worker):
    """Takes the next task or a neighbour's, and tells of every line that was on his list when he looked."""

    def begin(self, names: dict[str, str]) -> None:
        self.names = names
        self.tasks: dict[str, dict[str, Any]] = {}
        self.cursor = ""
        self.told: list[tuple[str, dict[str, Any]]] = []  # line id, the answer

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._read(self.http.post(path, json=body, timeout=60))

    @staticmethod
    def _read(answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 200, (answer.status_code, answer.text[:300])
        return dict(answer.json())

    def work(self) -> None:
        idle = 0
        while idle < 3:
            self.tell("claim_next", [{}])
            self.look()
            if self.random.random() < 0.5:
                self.take_over()
            mine = [task for task in self.tasks.values() if self.claimed(task) == self.phone.actor]
            idle = 0 if mine else idle + 1
            time.sleep(self.random.uniform(0, 0.05))  # others look, too
            for task in mine:
                self.gather(task)

    @staticmethod
    def claimed(task: dict[str, Any]) -> str | None:
        return task["picker_id"] if task["status"] == "claimed" else None

    def take_over(self) -> None:
        others = [task for task in self.tasks.values() if self.claimed(task) not in (None, self.phone.actor)]
        if others:
            args = {"task_id": self.random.choice(others)["id"], "take_over": True}
            if self.tell("claim_task", [args])[0]["outcome"] == "applied":
                self.tasks[args["task_id"]] |= {"status": "claimed", "picker_id": self.phone.actor}

    def gather(self, task: dict[str, Any]) -> None:
        sent = []
        for line in (line for line in task["lines"] if not line["done"]):
            lacks = self.random.random() < 0.03
            took = {"task_id": task["id"], "line_id": line["id"], "tote": tote_code(task["id"])}
            took["quantity"] = line["quantity"] - 1 if lacks else line["quantity"]
            sent.append(took | ({"short": "missing"} if lacks else {}))
        for args, result in zip(sent, self.tell("pick_line", sent) if sent else [], strict=True):
            self.told.append((args["line_id"], result | {"quantity": args["quantity"]}))

    def tell(self, name: str, many: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for args in many:
            self.phone.make(name, args)
        answer = self.post("/api/commands", self.phone.envelope())
        self.phone.hear(answer)
        assert len(answer["results"]) == len(many), answer
        return list(answer["results"])

    def look(self) -> None:
        answer = self._read(self.http.get("/api/pull", params={"cursor": self.cursor}, timeout=60))
        self.cursor = answer["cursor"]
        for task in answer["changes"].get("tasks", ()):
            self.tasks[task["id"]] = task


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_one_winner_a_line(kind: str, tmp_path: Any) -> None:
    config = empty_config(kind, tmp_path)
    app = bare_app(config)
    upgrade(app)
    with app.app_context():
        world, brought = build()
        names = dict(db.session.execute(select(User.id, User.name)).all())
        db.session.remove()
    hub = Hub(tmp_path, None if kind == "sqlite" else config.database_url)
    over = threading.Event()
    crew = [Picker(hub.url, world, f"p{n}", SEED + n, over) for n in range(PICKERS)]
    hub.server.start()
    try:
        hub.wait()
        for picker in crew:
            picker.begin(names)
            picker.start()
        for picker in crew:
            assert picker.done.wait(500), f"{picker.name} hangs: {hub.server.words()}"
            assert picker.failure is None, (SEED, picker.name, picker.failure, hub.server.words())
    finally:
        hub.server.end()
    with app.app_context():
        check_lines(crew, names)
        check_stock(world, brought)
        db.session.remove()
        db.engine.dispose()


def check_lines(crew: list[Picker], names: dict[str, str]) -> None:
    """Of those who told of a line one has it; the others know who."""
    winners: dict[str, str] = {}
    for event in db.session.scalars(select(EventLog).where(EventLog.name == "line.picked")):
        assert event.subject_id not in winners, "a line with two winners"
        winners[str(event.subject_id)] = event.actor
    told = [(picker, line, result) for picker in crew for line, result in picker.told]
    assert len({line for _, line, _ in told}) >= ORDERS * 2
    assert {result["outcome"] for _, _, result in told} <= {"applied", "flagged"}
    lost = 0
    for picker, line, result in told:
        problem = result.get("problem") or {}
        if winners[line] != picker.phone.actor and result["quantity"]:
            assert problem["code"] == "picked-twice", result
            assert problem["params"]["picker"] == names[winners[line]]
            lost += 1
        else:
            assert problem.get("code") != "picked-twice" or winners[line] == picker.phone.actor
    assert lost >= 10, "they did not meet"


def check_stock(world: town.World, brought: Counter[str]) -> None:
    """Nothing was gathered beyond what was ordered, nothing is left to do, and the books agree."""
    books = Books(db.session(), world.hub_id)
    books.check(brought)
    statuses = Counter(db.session.scalars(select(PickTask.status)))
    assert set(statuses) <= {"done", "waiting"}, statuses
    assert statuses["done"] > ORDERS / 2
    for order in books.orders.values():
        assert order.status in ("picking", "short"), (order.number, order.status)
