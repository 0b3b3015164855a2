"""Does a courier read his way without a network, and does the office see what was planned beside what was?"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from routing.roads.build import build
from server import demo
from server.db.plans import Route, Stop
from server.domain.orders import Payment
from tests.browser.mapdesk import DESK
from tests.browser.person import Person, words
from tests.browser.rounds import hand_over, set_out
from tests.browser.town import Town, open_town

NUMBERS = ["A-1", "A-2", "A-3"]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Anna's doors may be visited from an hour ago on, along real roads."""
    folder = tmp_path_factory.mktemp("times")
    build(demo.PBF, folder / "roads" / "bicycle", profile="bicycle")
    now = datetime.now(UTC)
    open_ = {"window_from_at": now - timedelta(hours=1), "window_to_at": now + timedelta(days=2)}
    orders = {number: open_ | {"payment": Payment.PREPAID} for number in NUMBERS}
    with open_town(folder, {"anna": NUMBERS}, **orders) as town:
        yield town


@pytest.fixture(scope="module")
def turned(town: Town) -> Town:
    """The worker has written the turns of her sheet."""
    with town.session() as session:
        route = session.get_one(Route, town.world.routes["anna"])
        for _ in range(300):
            session.refresh(route)
            session.rollback()
            if route.turns:
                return town
            time.sleep(0.1)
    raise AssertionError("no turns came")


def test_the_way_is_read_offline_and_the_office_sees_how_it_went(
    turned: Town, meet: Callable[..., Person]
) -> None:
    anna = set_out(meet(turned.hub.url), "anna", turned)
    anna.context.set_offline(True)
    anna.page.close()
    anna.new_page()
    anna.page.locator(".way summary").click()
    way = anna.page.locator(".way li")
    expect(way.first).to_contain_text(words("courier.turn.depart"))
    expect(way.last).to_contain_text(words("courier.turn.arrive"))
    assert way.count() > 2
    assert re.search(r"\d+ m|km", anna.page.locator(".way ol").inner_text())
    anna.press(words("courier.arrive"))
    anna.wait(lambda: len(anna.queue()) == 1, "the mark is kept")
    anna.context.set_offline(False)
    anna.wait(lambda: not anna.queue(), "the mark is sent")
    hand_over(anna.page, turned.world.stops["A-1"])
    anna.wait(lambda: not anna.queue(), "so is the delivery")

    office = meet(turned.hub.url, **DESK)
    office.sign_in("dispatcher")
    office.go(f"/plan/{turned.day}")
    lane = office.page.locator("article.lane")
    expect(lane.get_by_text(re.compile(r"about \d\d:\d\d \(\d\d:\d\d–\d\d:\d\d\)"))).to_have_count(2)
    expect(lane.get_by_text("Expected times from his last mark")).to_be_visible()
    office.press(words("dispatch.times"))
    rows = office.page.get_by_role("table", name="Anna").locator("tbody tr")
    expect(rows).to_have_count(3)
    with turned.session() as session:
        arrived_at = session.get_one(Stop, turned.world.stops["A-1"]).arrived_at
    assert arrived_at is not None
    expect(rows.first).to_contain_text("early")
    expect(rows.nth(1)).not_to_contain_text("early")
    office.sees(words("dispatch.times_marked", n=1, of=3))
    with office.page.expect_download() as file:
        office.page.get_by_role("link", name=words("dispatch.times_file")).click()
    assert file.value.suggested_filename == f"times-{turned.day}.csv"


def test_on_a_phone_the_table_is_cards_of_its_width(turned: Town, meet: Callable[..., Person]) -> None:
    office = meet(turned.hub.url)
    office.sign_in("dispatcher")
    office.go(f"/plan/{turned.day}/times")
    cards = office.page.get_by_role("list", name="Anna").locator("li")
    expect(cards).to_have_count(3)
    assert office.page.locator("table").count() == 0
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not office.page.evaluate(wide)
