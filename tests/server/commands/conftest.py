"""On what do the tests of commands run? A fresh small database, copied from one that was migrated once."""

import shutil

import pytest

from server.db import db
from server.db.schema import upgrade
from tests import world as town
from tests.databases import bare_app, empty_config


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A migrated SQLite file with a hub, its people, a shop and a zone."""
    folder = tmp_path_factory.mktemp("template")
    app = bare_app(empty_config("sqlite", folder))
    with app.app_context():
        upgrade(app)
        made = town.people()
        db.session.remove()
        db.engine.dispose()
    return folder / "waybill.db", made


@pytest.fixture
def world(template, tmp_path):
    """That town, all for this test."""
    file, made = template
    shutil.copy(file, tmp_path / "waybill.db")
    app = bare_app(empty_config("sqlite", tmp_path))
    with app.app_context():
        yield town.World(made.hub_id, made.shop_id, dict(made.users))
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def day(world):
    """Four orders on two published routes: A0, A1 with anna, B0, B1 with boris; all loaded."""
    for number in ("A0", "A1", "B0", "B1"):
        town.order(world, number)
    town.plan(world, {"anna": ["A0", "A1"], "boris": ["B0", "B1"]})
    for login, numbers in {"anna": ("A0", "A1"), "boris": ("B0", "B1")}.items():
        taken = [world.orders[number] for number in numbers]
        world.give("start_route", {"route_id": world.routes[login], "order_ids": taken}, login)
    return world
