"""How does one come to the dispatcher's map, with people on the road, and what is drawn on it?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from server import demo
from server.basemap import build_basemap
from server.db.people import Position
from server.db.plans import Shift
from tests.browser.crowd import Crowd, on_the_road
from tests.browser.person import Person
from tests.browser.town import Town, open_town

DESK: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 800},
    "device_scale_factor": 1,
    "is_mobile": False,
    "has_touch": False,
}
AGES_S = {"fiona": 15, "adam": 150, "stan": 700, "otto": 30}
LOGINS = ["anna", "boris", *AGES_S]
LATE = "boris-4"


@contextmanager
def live_town(folder: Path) -> Iterator[tuple[Town, Crowd]]:
    """Anna and Boris are under way with five stops each, three of Anna's on one spot, one of Boris' late from
    the beginning; the others have one stop each. Otto's shift is over."""
    build_basemap(demo.PBF, folder / "map" / "town.pmtiles")
    shares = {login: [f"{login}-{n}" for n in range(1 if login in AGES_S else 5)] for login in LOGINS}
    now = datetime.now(UTC)
    day = {"window_from_at": now - timedelta(hours=1), "window_to_at": now + timedelta(days=2)}
    orders: dict[str, dict[str, Any]] = {number: day for numbers in shares.values() for number in numbers}
    for n in range(3):
        orders[f"anna-{n}"] = day | {"lat": 60.1712, "lon": 24.9490}
    orders[LATE] = day | {"window_to_at": now - timedelta(minutes=30)}
    with open_town(folder, shares, **orders) as town:
        crowd = on_the_road(town, LOGINS)
        with town.session() as session:
            over = session.query(Shift).filter_by(courier_id=town.world.users["otto"]).one().id
        with town.app.app_context():
            town.world.give("end_shift", {"shift_id": over}, "otto")
        yield town, crowd


def place(town: Town, login: str, age_s: float, lat: float = 60.17) -> None:
    """He was there so long ago, and the hub hears of it now."""
    now = datetime.now(UTC)
    lon = 24.936 + 0.003 * LOGINS.index(login)
    with town.written() as session:
        session.merge(
            Position(
                courier_id=town.world.users[login],
                hub_id=town.world.hub_id,
                at=now - timedelta(seconds=age_s),
                received_at=now,
                lat=lat,
                lon=lon,
                accuracy_m=7,
            )
        )


def at_the_map(someone: Person) -> Page:
    someone.sign_in("dispatcher")
    someone.go("/map")
    expect(someone.page.locator(".map-canvas[data-ready]")).to_be_visible()
    expect(someone.page.locator(".stop-line").first).to_be_visible()
    return someone.page


def drawn(page: Page, source: str) -> list[dict[str, Any]]:
    """What the map was given to draw: properties and coordinates."""
    found: list[dict[str, Any]] = page.evaluate(
        """async (name) => {
          const data = await document.querySelector('.map-canvas').map.getSource(name).getData()
          return data.features.map((one) => ({ ...one.properties, at: one.geometry.coordinates }))
        }""",
        source,
    )
    return found


def line(page: Page, town: Town, number: str) -> Locator:
    return page.locator(f"#line-{town.world.stops[number]}")
