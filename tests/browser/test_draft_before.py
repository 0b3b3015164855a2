"""Does a dispatcher see what a new draft changes against the one before, and can he have that one again?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from server.db.orders import Order
from server.db.people import User
from server.db.plans import Plan, Route, Stop
from tests import world as worlds
from tests.browser.person import Person, words
from tests.browser.town import Town, open_town

WEST, EAST = {"lat": 60.168, "lon": 24.905}, {"lat": 60.168, "lon": 24.975}
# Each would go to the other side of the town.
CROSSED = {"anna": ["W0", "W1", "E2"], "boris": ["E0", "E1", "W2"]}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    shares: dict[str, list[str]] = {"stan": ["X0"], "anna": [], "boris": []}
    with open_town(tmp_path_factory.mktemp("drafts"), shares) as town:
        with town.app.app_context():
            for number in (number for numbers in CROSSED.values() for number in numbers):
                side = WEST if number[0] == "W" else EAST
                worlds.order(town.world, number, address=f"{number} street", **side)
            worlds.plan(town.world, CROSSED, publish=False)
        yield town


def draft(town: Town) -> dict[str, list[str]]:
    """Numbers by courier, of the plan that waits for a decision."""
    with town.session() as session:
        query = select(User.login, Order.number).join(Route, Route.courier_id == User.id)
        query = query.join(Stop, Stop.route_id == Route.id).join(Order, Order.id == Stop.order_id)
        query = query.join(Plan, Plan.id == Route.plan_id).where(Plan.status == "ready")
        found: dict[str, list[str]] = {}
        for login, number in session.execute(query.where(Stop.removed_at.is_(None)).order_by(Stop.position)):
            found.setdefault(login, []).append(number)
        return found


def told(town: Town) -> set[str]:
    """Numbers of those that go with another courier or in another place, as the server has reckoned."""
    with town.session() as session:
        difference = session.scalars(select(Plan.difference).where(Plan.status == "ready")).one()
        assert difference is not None
        changed = {one["order_id"] for one in difference["moved"]}
        changed |= {order_id for route in difference["routes"] for order_id in route["reordered"]}
        return set(session.scalars(select(Order.number).where(Order.id.in_(changed))))


def test_what_changes_is_told_and_the_way_back_is_there(town: Town, meet: Callable[..., Person]) -> None:
    someone = meet(town.hub.url)
    someone.sign_in("dispatcher")
    someone.go(f"/plan/{town.day}")
    page = someone.page
    assert draft(town) == CROSSED
    page.get_by_text(words("dispatch.plan_again"), exact=True).click()
    someone.sees(words("dispatch.replaces_draft"))
    page.get_by_text(words("dispatch.advanced")).click()
    page.get_by_label(words("dispatch.budget")).fill("2")
    someone.press(words("dispatch.plan"), page.locator("details.card"))
    against = page.locator("details.card").filter(has_text=words("dispatch.draft_before"))
    expect(against).to_be_visible(timeout=60_000)
    found = draft(town)
    moved = {number for who, numbers in found.items() for number in set(numbers) - set(CROSSED.get(who, []))}
    every = told(town)
    assert moved and moved <= every
    form = "other" if len(every) > 1 else "one"
    expect(against).to_contain_text(words(f"dispatch.against#{form}", n=len(every)))
    against.locator("summary").first.click()
    expect(against.get_by_text("−").first).to_be_visible()
    expect(against.get_by_text(f"{min(moved)} street")).to_be_visible()
    someone.press(words("dispatch.draft_before"), against)
    someone.wait(lambda: draft(town) == CROSSED, "the draft before is there again")
    expect(someone.button(words("dispatch.publish"))).to_be_visible()
