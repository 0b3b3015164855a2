"""What does a courier's phone do without a network, when it dies, and when its owner leaves?"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Error, expect

from server.db.plans import Stop
from server.domain.orders import Payment
from tests.browser.person import Person, words
from tests.browser.rounds import delivered, hand_over, set_out
from tests.browser.town import Town, open_town

KILLS = 20
PREPAID = [f"P-{n:02}" for n in range(KILLS)]
SHARES = {
    "killed": PREPAID,
    "reader": ["R-1", "R-2", "R-3"],
    "leaver": ["L-1"],
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    prepaid = {number: {"payment": Payment.PREPAID} for number in PREPAID}
    with open_town(tmp_path_factory.mktemp("offline"), SHARES, **prepaid) as town:
        yield town


def test_everything_is_readable_after_a_cold_start_without_network(
    town: Town, meet: Callable[..., Person]
) -> None:
    reader = set_out(meet(town.hub.url), "reader", town)
    reader.context.set_offline(True)
    reader.page.close()
    began = time.monotonic()
    reader.new_page()
    expect(reader.page.locator("h2.address")).to_have_text("Aleksanterinkatu 11")
    assert time.monotonic() - began < 10
    for text in ("R-1", "Maria Ek", "door code 1234", "€12.50"):
        reader.sees(text)
    links = [link.get_attribute("href") or "" for link in reader.page.locator(".links a").all()]
    assert [link.split(":")[0] for link in links] == ["tel", "sms", "https", "https", "geo"]
    reader.page.locator(".items:not(.way) summary").click()
    reader.sees("Tea")
    reader.go(f"/route/{town.world.routes['reader']}")
    for number in SHARES["reader"]:
        reader.sees(number)
    reader.is_said("offline")


def test_a_mark_outlives_a_tab_that_dies_the_moment_it_is_said_to_be_kept(
    town: Town, meet: Callable[..., Person]
) -> None:
    courier = set_out(meet(town.hub.url), "killed", town)
    courier.context.set_offline(True)
    stops = [town.world.stops[number] for number in PREPAID]
    for n, stop in enumerate(stops, 1):
        hand_over(courier.page, stop)
        crash(courier)
        courier.new_page()
        assert [command["args"]["stop_id"] for command in courier.queue()] == stops[:n]
    courier.context.set_offline(False)
    courier.wait(lambda: not courier.queue(), "the queue is sent")
    assert delivered(town, "killed") == Counter(stops)


def crash(person: Person) -> None:
    """The tab's process ends at once, without a chance to finish anything."""
    with person.page.expect_event("crash"), contextlib.suppress(Error):
        person.page.goto("chrome://crash")
    person.page.close()


def test_leaving_with_marks_on_the_phone_is_asked_about(town: Town, meet: Callable[..., Person]) -> None:
    leaver = set_out(meet(town.hub.url), "leaver", town)
    leaver.context.set_offline(True)
    leaver.press(words("courier.arrive"))
    leaver.wait(lambda: len(leaver.queue()) == 1, "the mark is kept")
    leaver.press(words("common.menu"))
    leaver.press(words("common.logout"))
    leaver.sees(words("common.leave_queue#one", n=1))
    leaver.press(words("common.stay"))
    expect(leaver.page.get_by_text(words("common.leave_title"))).to_have_count(0)
    leaver.press(words("common.logout"))
    leaver.press(words("common.leave_anyway"))
    leaver.sees(words("common.login_queue#one", n=1))
    assert len(leaver.queue()) == 1
    assert leaver.stored("rows") == []
    leaver.context.set_offline(False)
    leaver.sign_in("leaver")
    leaver.wait(lambda: not leaver.queue(), "the mark is sent after signing in again")
    with town.session() as session:
        stop = session.get(Stop, town.world.stops["L-1"])
        assert stop is not None
        assert stop.status == "arrived"
