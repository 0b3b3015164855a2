"""Can a dispatcher put a late order on the best route, lock what is agreed, and have the rest made anew?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from server.db.orders import Order
from server.db.plans import Route, Stop
from tests import world as worlds
from tests.browser.mapdesk import DESK
from tests.browser.person import Person, words
from tests.browser.town import Town, open_town

WEST, EAST = {"lat": 60.168, "lon": 24.905}, {"lat": 60.168, "lon": 24.975}
# Anna is to cross the town three times.
SHARES = {"anna": ["W0", "E0", "W1", "E1"], "boris": ["B0"]}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    spots: dict[str, dict[str, Any]] = {
        number: {**(WEST if number[0] == "W" else EAST), "address": f"{number} street"}
        for numbers in SHARES.values()
        for number in numbers
    }
    with open_town(tmp_path_factory.mktemp("change"), SHARES, **spots) as town:
        with town.app.app_context():
            worlds.order(town.world, "NEW", address="New street 1", lat=60.166, lon=24.974)
        yield town


def at_the_plan(person: Person, town: Town) -> Page:
    person.sign_in("dispatcher")
    person.go(f"/plan/{town.day}")
    expect(person.page.get_by_text(words("dispatch.replan_meaning"))).to_be_visible()
    return person.page


def on_route(town: Town, login: str) -> list[str]:
    with town.session() as session:
        query = select(Order.number).join(Stop, Stop.order_id == Order.id)
        query = query.where(Stop.route_id == town.world.routes[login], Stop.removed_at.is_(None))
        return list(session.scalars(query.order_by(Stop.position)))


def lane(page: Page, courier: str) -> Locator:
    return page.locator("article.lane").filter(has_text=courier)


def test_a_late_order_is_put_where_it_costs_least(town: Town, meet: Callable[..., Person]) -> None:
    someone = meet(town.hub.url)
    page = at_the_plan(someone, town)
    page.get_by_role("button").filter(has_text="New street 1").click()
    offers = page.get_by_role("list", name=words("dispatch.offers")).get_by_role("button")
    expect(offers.first).to_be_visible()
    first = offers.first.inner_text()
    assert "Anna" in first or "Boris" in first
    assert "+" in first, "what it costs is said"
    offers.first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text(words("dispatch.none_left_out"))).to_be_visible()
    someone.wait(lambda: "NEW" in on_route(town, "anna") + on_route(town, "boris"), "it is on a route")


def test_what_is_locked_is_said_and_kept(town: Town, meet: Callable[..., Person]) -> None:
    someone = meet(town.hub.url)
    page = at_the_plan(someone, town)
    someone.press(words("dispatch.show_stops", courier="Anna"))
    lane(page, "Anna").get_by_role("button").filter(has_text="W0 street").click()
    someone.press(words("dispatch.lock_head"))
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text(words("dispatch.locked_head"))).to_be_visible()
    expect(someone.button(words("dispatch.down"))).to_be_disabled()
    expect(someone.button(words("dispatch.take_off"))).to_have_count(0)
    someone.press(words("common.close"), sheet)
    expect(lane(page, "Anna").get_by_text(words("dispatch.locked_head"))).to_be_visible()
    someone.press(words("dispatch.lock_route"), lane(page, "Boris"))
    expect(someone.button(words("dispatch.unlock_route"), lane(page, "Boris"))).to_be_visible()

    def stored() -> tuple[str | None, bool]:
        with town.session() as session:
            stop = session.get_one(Stop, town.world.stops["W0"])
            return stop.locked, session.get_one(Route, town.world.routes["boris"]).locked_at is not None

    someone.wait(lambda: stored() == ("head", True), "both locks are in the books")
    someone.press(words("dispatch.unlock_route"), lane(page, "Boris"))
    someone.wait(lambda: stored() == ("head", False), "one is gone")


def test_the_rest_is_made_anew_looked_at_taken_and_undone(town: Town, meet: Callable[..., Person]) -> None:
    someone = meet(town.hub.url, **DESK)
    page = at_the_plan(someone, town)
    before = on_route(town, "anna"), on_route(town, "boris")
    someone.press(words("dispatch.replan"))
    expect(page.get_by_role("heading", name=words("dispatch.replanning"))).to_be_visible()
    preview = page.get_by_role("region", name=words("dispatch.replan_title"))
    expect(preview).to_be_visible(timeout=60_000)
    expect(preview.get_by_text("Anna").first).to_be_visible()
    expect(preview.get_by_text("−").first).to_be_visible()
    assert (on_route(town, "anna"), on_route(town, "boris")) == before, "looking changes nothing"
    someone.press(words("dispatch.replan_take"), preview)
    someone.wait(lambda: (on_route(town, "anna"), on_route(town, "boris")) != before, "the stops have moved")
    assert on_route(town, "anna")[0] == "W0", "locked as head"
    someone.press(words("dispatch.undo"))
    expect(page.get_by_text(words("dispatch.replan_undone"))).to_be_visible()
    someone.wait(lambda: (on_route(town, "anna"), on_route(town, "boris")) == before, "all is as it was")
