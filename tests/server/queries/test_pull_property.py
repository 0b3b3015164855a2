"""Is any sequence of pulls as good as one full pull? For every role, whatever happens in between."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from server import clock, create_app
from server.config import load
from server.db import db
from server.db.people import User
from server.db.schema import upgrade
from server.domain.access import Role
from server.ids import new_id
from server.queries import pull as queries
from server.queries.tables import TABLES
from server.queries.viewer import Viewer
from tests import world as towns
from tests.server.queries.town_day import DEEDS, Day

type Rows = dict[str, dict[str, Any]]

pytestmark = pytest.mark.slow

EXAMPLES = 20
# carla sees the same rows from two sides: as a courier her own, as a picker everybody's.
PEOPLE = ("dispatcher", "admin", "cashier", "picker", "anna", "boris", "carla", "desk")
PULLS = ("pull", "pull_slowly")
STEP = st.tuples(st.sampled_from([*DEEDS, *PULLS * 4]), st.integers(0, 30), st.integers(0, 30))


class Device:
    """What an app does with the answers, and nothing more."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.rows: Rows = {table: {} for table in TABLES}
        self.cursor: str | None = None

    def pull(self, now: datetime, meanwhile: Any = None) -> None:
        have = ",".join(f"{table}:{queries.ids_hash(held)}" for table, held in self.rows.items())
        answer = queries.pull(self.viewer, now, self.cursor, have)
        for table, rows in answer["changes"].items():
            self.rows[table] |= {row["id"]: row for row in rows}
        lacking: dict[str, list[str]] = {}
        for table, ids in answer["ids"].items():
            self.rows[table] = {id: row for id, row in self.rows[table].items() if id in set(ids)}
            lacking[table] = [id for id in ids if id not in self.rows[table]]
        if meanwhile:
            meanwhile()
        for table, rows in queries.rows(self.viewer, now, lacking).items():
            self.rows[table] |= {row["id"]: row for row in rows}
        self.cursor = answer["cursor"]


class Town:
    """A template database and its people; put back before every example."""

    def __init__(self, folder: Path) -> None:
        self.app = create_app(load({}, data=folder, log_level="critical"))
        self.file, self.template = folder / "waybill.db", folder / "template.db"
        with self.app.app_context():
            upgrade(self.app)
            self.world = towns.people()
            self._add("carla", ["courier", "picker"])
            self._add("desk", ["courier", "cashier"])
            Day(self.world).rename(2, 0)
            self.roles = {login: db.session.get_one(User, id).roles for login, id in self.world.users.items()}
            db.session.remove()
            db.engine.dispose()
        shutil.copy(self.file, self.template)

    def _add(self, login: str, roles: list[str]) -> None:
        self.world.users[login] = new_id()
        who = {"user_id": self.world.users[login], "hub_id": self.world.hub_id, "login": login, "name": login}
        self.world.give("add_user", who | {"roles": roles, "password": towns.PASSWORD})

    def put_back(self) -> None:
        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.template, self.file)

    def viewer(self, login: str) -> Viewer:
        roles = frozenset(map(Role, self.roles[login]))
        return Viewer(
            self.world.users[login], self.world.hub_id, new_id(), roles, "Europe/Helsinki", "", True
        )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = Town(tmp_path_factory.mktemp("pulls"))
    with made.app.app_context():
        yield made


def fresh_world(world: towns.World) -> towns.World:
    return towns.World(world.hub_id, world.shop_id, dict(world.users))


EVERYBODY = [("pull", n, 0) for n in range(len(PEOPLE))]
GATHERED = [("gather", 0, 1), ("gather", 0, 2)]
ON_THE_ROAD = [*GATHERED, *[("load", n, 1) for n in range(3)], *[("start", 0, 0)] * 3]
# What chance rarely finds: somebody has seen a row, and only what stands beside it changes.
BESIDE = [
    [("claim", 1, 0), *EVERYBODY, ("rename", 2, 5)],  # the picker's name
    [("claim", 1, 0), *EVERYBODY, ("rename_goods", 1, 1)],
    [("claim", 1, 0), ("rename_goods", 1, 1), *EVERYBODY, ("rename_goods", 2, 3)],  # a code goes over
    [("claim", 1, 0), *EVERYBODY, ("redraw_bins", 0, 4)],
    [*GATHERED, *EVERYBODY, ("cancel", 0, 0), ("come_back", 0, 4)],
    [*ON_THE_ROAD, *EVERYBODY, ("at_the_door", 0, 1), ("at_the_door", 1, 0), ("come_back", 0, 1)],
    [*ON_THE_ROAD, *EVERYBODY, ("at_the_door", 0, 0), ("count", 0, 1), ("close", 0, 0), ("wait", 3, 0)],
    [*EVERYBODY, ("replan", 0, 1), *EVERYBODY, ("settle_replan", 0, 0), *EVERYBODY, ("settle_replan", 0, 2)],
    [*EVERYBODY, ("lock", 0, 1), ("replan", 1, 2), ("settle_replan", 0, 0), ("lock_whole", 0, 0)],
    [("gather", 0, 0), *EVERYBODY, ("cancel", 0, 0), ("cancel", 1, 0), ("put_back", 0, 0), ("supply", 0, 1)],
]


def also[F: Callable[..., None]](test: F) -> F:
    for steps in BESIDE:
        test = example(steps=steps)(test)
    return test


@also
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=6, max_size=24))
def test_any_pulls_equal_one_full_pull(town: Town, steps: list[tuple[str, int, int]]) -> None:
    town.put_back()
    day = Day(fresh_world(town.world))
    devices = [Device(town.viewer(login)) for login in PEOPLE]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: day.now)
        day.accept(1, 1)
        day.accept(1, 1)
        day.plan(0, 1)
        for name, n, m in steps:
            if name in DEEDS:
                DEEDS[name](day, n, m)
            else:
                # Something may happen between an answer and the question for what it lacks.
                slowly = (lambda n=n, m=m: DEEDS["move"](day, m, n)) if name == "pull_slowly" else None
                devices[n % len(devices)].pull(day.now, slowly)
        for device in devices:
            device.pull(day.now)
            whole = Device(device.viewer)
            whole.pull(day.now)
            assert device.rows == whole.rows
