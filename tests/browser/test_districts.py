"""Does the dispatcher see a day's districts on the map, and do they become zones when he takes them?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.db.orders import Zone
from tests import world as worlds
from tests.browser.mapdesk import DESK, drawn
from tests.browser.person import Person, words
from tests.browser.town import Town, open_town
from tests.world import World


def waiting(world: World) -> None:
    """Twenty-four orders on no route."""
    for n in range(24):
        worlds.order(world, f"W-{n:02}", lat=60.155 + 0.0012 * n, lon=24.91 + 0.02 * (n % 3))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_town(
        tmp_path_factory.mktemp("districts"), {"anna": ["A-1"], "boris": []}, furnish=waiting
    ) as town:
        yield town


def zones(town: Town) -> set[str]:
    with town.session() as session:
        return set(session.scalars(select(Zone.name).where(Zone.retired_at.is_(None))))


def test_districts_are_looked_at_and_then_taken(town: Town, meet: Callable[..., Person]) -> None:
    office = meet(town.hub.url, **DESK)
    office.sign_in("dispatcher")
    office.go(f"/plan/{town.day}")
    office.press(words("dispatch.districts"))
    office.page.get_by_label(words("dispatch.districts_count")).fill("3")
    office.press(words("dispatch.districts_propose"))
    rows = office.page.locator(".district-list li")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("District 1")
    office.sees(words("dispatch.districts_moves", n=24))
    page = office.page
    expect(page.locator(".map-canvas[data-ready]")).to_be_visible()
    office.wait(lambda: sorted(named(page)) == [f"District {n}" for n in (1, 2, 3)], "the map draws them")
    shared = [int(re.findall(r"orders: (\d+)", name)[0]) for name in rows.all_inner_texts()]
    assert sum(shared) == len(drawn(page, "stops")) == 25, "that on a route is work of the day, too"
    assert max(shared) <= 10
    assert zones(town) == {"Centre"}, "only looked at"
    office.press(words("dispatch.districts_take"))
    office.press(words("dispatch.districts_take"), office.page.locator("dialog[open]"))
    office.sees(words("dispatch.districts_taken"))
    assert zones(town) == {"District 1", "District 2", "District 3"}


def test_on_a_phone_a_day_without_orders_is_said_in_words(town: Town, meet: Callable[..., Person]) -> None:
    office = meet(town.hub.url)
    office.sign_in("dispatcher")
    office.go(f"/plan/{date(2030, 1, 1)}/districts")
    office.press(words("dispatch.districts_propose"))
    office.sees(words("no-orders-to-share"))
    office.go(f"/plan/{town.day}/districts")
    office.press(words("dispatch.districts_propose"))
    expect(office.page.locator(".district-list li")).to_have_count(2)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not office.page.evaluate(wide)


def named(page: Page) -> list[str]:
    return [str(one["name"]) for one in drawn(page, "zones") if "name" in one]
