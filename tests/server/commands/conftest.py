"""On what do the tests of commands run? A fresh small database, copied from one that was migrated once."""

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from server.db import db
from server.db.schema import upgrade
from tests import world as town
from tests.databases import bare_app, empty_config
from tests.server.commands.building import second_picker, shelves

type Template = tuple[Path, town.World]


@contextmanager
def opened(folder: Path) -> Iterator[Flask]:
    """The database in a folder, for commands."""
    app = bare_app(empty_config("sqlite", folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A migrated SQLite file with a hub, its people, a shop and a zone."""
    folder = tmp_path_factory.mktemp("template")
    with opened(folder) as app:
        upgrade(app)
        made = town.people()
    return folder / "waybill.db", made


@pytest.fixture(scope="session")
def day_template(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """That file some hours later: see `day`."""
    folder = tmp_path_factory.mktemp("day")
    shutil.copy(template[0], folder / "waybill.db")
    world = copy.deepcopy(template[1])
    with opened(folder):
        for number in ("A0", "A1", "B0", "B1"):
            town.order(world, number)
        town.plan(world, {"anna": ["A0", "A1"], "boris": ["B0", "B1"]})
        town.left(world, "anna", "A0", "A1")
        town.left(world, "boris", "B0", "B1")
    return folder / "waybill.db", world


@pytest.fixture(scope="session")
def shelf_template(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """That file while the building is at work: see `shelf`."""
    folder = tmp_path_factory.mktemp("shelf")
    shutil.copy(template[0], folder / "waybill.db")
    world = copy.deepcopy(template[1])
    with opened(folder):
        for number in ("B0", "C0", "D0", "E0"):
            town.order(world, number)
        town.plan(world, {"boris": ["B0", "C0"]})
        town.packed(world, "B0")
        town.claimed(world, "C0")
        town.gathered(world, "D0")
    return folder / "waybill.db", world


@pytest.fixture
def shelf(shelf_template: Template, tmp_path: Path) -> Iterator[town.World]:
    """B0 packed and C0 being gathered for boris, who has not left; D0 lies in its tote, E0 waits."""
    shutil.copy(shelf_template[0], tmp_path / "waybill.db")
    with opened(tmp_path):
        yield copy.deepcopy(shelf_template[1])


@pytest.fixture
def world(template: Template, tmp_path: Path) -> Iterator[town.World]:
    """That town, all for this test."""
    shutil.copy(template[0], tmp_path / "waybill.db")
    with opened(tmp_path):
        yield copy.deepcopy(template[1])


@pytest.fixture
def day(day_template: Template, tmp_path: Path) -> Iterator[town.World]:
    """Four orders on two routes that have left: A0, A1 with anna, B0, B1 with boris."""
    shutil.copy(day_template[0], tmp_path / "waybill.db")
    with opened(tmp_path):
        yield copy.deepcopy(day_template[1])


@pytest.fixture
def floor(world: town.World) -> town.World:
    """Jam in two bins, oil in the one between; a second picker."""
    shelves(world, A1={"JAM": 3}, B2={"OIL": 5}, C3={"JAM": 4})
    second_picker(world)
    return world
