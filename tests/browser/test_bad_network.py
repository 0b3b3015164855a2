"""What does a phone do with a bad network: silence, errors, lost answers, no sockets, two tabs, an update?"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect

from server.domain.orders import Payment
from tests import world as worlds
from tests.browser.front import before
from tests.browser.person import Person, words
from tests.browser.rounds import delivered, hand_over, set_out
from tests.browser.town import Town, open_town

SHARES = {
    "silent": ["S-1"],
    "unlucky": ["U-1", "U-2"],
    "deaf": ["D-1", "D-2"],
    "twins": [f"T-{n}" for n in range(6)],
    "waiter": [],
    "updater": ["N-1"],
}
COMMANDS = "**/api/commands"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    prepaid = {number: {"payment": Payment.PREPAID} for numbers in SHARES.values() for number in numbers}
    with open_town(tmp_path_factory.mktemp("bad"), SHARES, **prepaid) as town:
        yield town


def test_a_server_that_never_answers_is_shown_as_offline_within_ten_seconds(
    town: Town, meet: Callable[..., Person]
) -> None:
    courier = set_out(meet(town.hub.url), "silent", town)
    courier.is_said("idle")
    held: list[Route] = []
    courier.context.route("**/api/**", lambda route: held.append(route))
    hand_over(courier.page, town.world.stops["S-1"])
    began = time.monotonic()
    courier.is_said("offline", 10)
    assert time.monotonic() - began < 10
    assert held
    courier.context.unroute_all()
    courier.wait(lambda: not courier.queue(), "sent once the server answers again", 60)
    courier.is_said("idle")
    assert delivered(town, "silent") == Counter([town.world.stops["S-1"]])


def test_errors_of_the_server_are_said_and_tried_again(town: Town, meet: Callable[..., Person]) -> None:
    courier = set_out(meet(town.hub.url), "unlucky", town)
    tries: list[str] = []

    def fail(route: Route) -> None:
        tries.append(route.request.url)
        route.fulfill(status=(500, 503)[len(tries) % 2], body="<h1>oops</h1>")

    courier.context.route(COMMANDS, fail)
    for number in SHARES["unlucky"]:
        hand_over(courier.page, town.world.stops[number])
    courier.is_said("error")
    courier.wait(lambda: len(tries) >= 3, "it tries again by itself")
    assert len(courier.queue()) == 2
    courier.context.unroute_all()
    courier.wait(lambda: not courier.queue(), "sent once the server is well again", 60)
    assert delivered(town, "unlucky") == Counter(town.world.stops[number] for number in SHARES["unlucky"])


def test_an_answer_lost_on_the_way_books_nothing_twice(town: Town, meet: Callable[..., Person]) -> None:
    courier = set_out(meet(town.hub.url), "deaf", town)
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    courier.context.route(COMMANDS, lose)
    for number in SHARES["deaf"]:
        hand_over(courier.page, town.world.stops[number])
    courier.wait(lambda: len(lost) >= 2, "the hub takes it, the phone does not hear it")
    courier.is_said("offline")
    assert set(lost) == {200}
    assert len(courier.queue()) == 2
    courier.context.unroute_all()
    courier.wait(lambda: not courier.queue(), "sent again and heard", 60)
    assert delivered(town, "deaf") == Counter(town.world.stops[number] for number in SHARES["deaf"])


def test_two_tabs_are_one_sender(town: Town, meet: Callable[..., Person]) -> None:
    courier = set_out(meet(town.hub.url), "twins", town)
    second = courier.context.new_page()
    second.goto(courier.url)
    expect(second.locator("h2.address")).to_be_visible()
    courier.context.set_offline(True)
    sent: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/commands"):
            sent.extend(json.loads(request.post_data or "{}")["commands"])

    stops = [town.world.stops[number] for number in SHARES["twins"]]
    for page, stop in zip([courier.page, second] * 3, stops, strict=True):
        hand_over(page, stop)
    for page in (courier.page, second):
        expect(page.locator(".queue-wait")).to_have_text(re.compile("^6 · "))
    assert [command["args"]["stop_id"] for command in courier.queue()] == stops
    courier.context.on("requestfinished", note)
    courier.context.set_offline(False)
    courier.wait(lambda: not courier.queue(), "the queue is sent")
    for page in (courier.page, second):
        expect(page.locator(".queue-wait")).to_have_count(0)
    assert Counter(command["args"]["stop_id"] for command in sent) == Counter(stops)
    assert delivered(town, "twins") == Counter(stops)


def test_without_sockets_a_sheet_still_comes_by_itself(town: Town, meet: Callable[..., Person]) -> None:
    courier = meet(town.hub.url)
    cut: list[str] = []

    def refuse(socket: Any) -> None:
        cut.append(socket.url)
        socket.close()

    courier.context.route_web_socket(re.compile("/socket.io/"), refuse)
    courier.sign_in("waiter")
    courier.sees(words("courier.no_sheet"))
    courier.wait(lambda: cut, "it asks for a socket")
    courier.page.evaluate("window.neverLoadedAnew = true")
    with town.app.app_context():
        worlds.order(town.world, "W-1")
        worlds.plan(town.world, {"waiter": ["W-1"]})
    expect(courier.page.get_by_text(words("courier.sheet_new"))).to_be_visible(timeout=20_000)
    assert courier.page.evaluate("window.neverLoadedAnew") is True


def test_a_new_version_waits_until_everything_is_sent(town: Town, meet: Callable[..., Person]) -> None:
    with before(town.hub.port) as front:
        courier = set_out(meet(front.url), "updater", town)
        courier.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        courier.page.reload()
        courier.page.evaluate("window.neverLoadedAnew = true")
        courier.context.route(COMMANDS, lambda route: route.fulfill(status=503))
        hand_over(courier.page, town.world.stops["N-1"])
        front.newer = b"// a newer one"
        courier.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
        courier.sees(words("common.update_later"))
        expect(courier.button(words("common.update_now"))).to_have_count(0)
        courier.page.wait_for_timeout(1500)
        assert courier.page.evaluate("window.neverLoadedAnew") is True
        assert len(courier.queue()) == 1
        courier.context.unroute(COMMANDS)
        courier.wait(lambda: not courier.queue(), "the queue is sent", 60)
        with courier.page.expect_navigation():
            courier.press(words("common.update_now"))
        assert courier.page.evaluate("window.neverLoadedAnew") is None
        courier.go("/done")
        expect(courier.page.get_by_text("N-1")).to_be_visible()
        courier.context.close()
    assert delivered(town, "updater") == Counter([town.world.stops["N-1"]])
