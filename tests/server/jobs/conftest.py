"""Which database do the tests of slow work have? One of each kind, with a hub, couriers and a shop."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from server.db import db
from tests.databases import migrated_app
from tests.world import World, order, people

# Shifts that are over are not planned, so these days lie ahead.
TOMORROW: date = datetime.now(UTC).date() + timedelta(days=1)


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def app(kind: str, tmp_path: Path) -> Iterator[Flask]:
    app = migrated_app(kind, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    return people()


def orders_of_tomorrow(world: World, count: int) -> list[str]:
    """Ready orders in a row to the east of the hub, deliverable all day."""
    opens = datetime.combine(TOMORROW, datetime.min.time(), UTC) + timedelta(hours=7)
    return [
        order(
            world,
            f"N{n}",
            lat=60.1670 + 0.0004 * (n % 3),
            lon=24.942 + 0.0015 * n,
            delivery_on=TOMORROW,
            window_from_at=opens,
            window_to_at=opens + timedelta(hours=10),
        )
        for n in range(count)
    ]
