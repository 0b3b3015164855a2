"""Where do the screens get their rows from? A real hub on a folder of its own, filled for tomorrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.config import load
from server.db import db
from server.db.base import write_transaction
from server.db.plans import Route
from server.db.schema import upgrade
from tests import world as worlds
from tests.databases import bare_app
from tests.hub import Hub
from tests.world import World


@dataclass(slots=True)
class Town:
    """A running hub, the ids of what is in it, and a way to look into its database."""

    app: Flask
    world: World
    hub: Hub

    @property
    def day(self) -> str:
        """The day that everything is planned for."""
        return worlds.ON.isoformat()

    @property
    def codes(self) -> dict[str, str]:
        """The code on the sheet of each courier, by login."""
        with self.session() as session:
            found = {route.id: route.sheet_code for route in session.scalars(select(Route))}
        return {login: found[route_id] for login, route_id in self.world.routes.items()}

    @contextmanager
    def session(self) -> Iterator[Session]:
        """To look."""
        with self.app.app_context():
            yield db.session()
            db.session.remove()

    @contextmanager
    def written(self) -> Iterator[Session]:
        """To change something behind the back of the hub, which writes too."""
        with self.app.app_context(), write_transaction() as session:
            yield session


@contextmanager
def open_town(
    folder: Path,
    shares: dict[str, Sequence[str]],
    furnish: Callable[[World], object] = lambda _: None,
    **orders: dict[str, Any],
) -> Iterator[Town]:
    """Couriers with published routes of these orders; `orders`: number -> what is special about it. `furnish`
    puts into the building what else it needs before the orders come."""
    app = bare_app(load({}, data=folder))
    upgrade(app)
    with app.app_context():
        world = worlds.people(list(shares))
        furnish(world)
        for n, number in enumerate(number for numbers in shares.values() for number in numbers):
            spot = {"lat": 60.165 + n % 7 * 0.001, "lon": 24.93 + n % 11 * 0.002}
            worlds.order(world, number, **spot | orders.get(number, {}))
        worlds.plan(world, {login: numbers for login, numbers in shares.items() if numbers})
        db.session.remove()
    hub = Hub(folder)
    try:
        hub.start()
        yield Town(app, world, hub)
    finally:
        hub.stop()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
