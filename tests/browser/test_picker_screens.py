"""Can every screen of the picker be used with gloves, on a small handheld, in three languages? (360 x 640)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import expect

from server.texts import t
from tests.browser.floor import JAM, TEA, TOTES, Picker, open_floor, task_of, wants
from tests.browser.measure import Look, picture
from tests.browser.person import Person
from tests.browser.town import Town
from tests.world import World, left, packed

LANGUAGES = {"en": "en-GB", "ru": "ru-RU", "el": "el-GR"}
HEIGHTS = {"en": 640, "ru": 640, "el": 740}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Orders in every state in which a picker meets them; one to gather for each language."""
    with open_floor(
        tmp_path_factory.mktemp("screens"),
        {
            "anna": ["G-EN", "G-RU", "G-EL", "D-1", "L-1", "L-2"],
            "boris": ["B-1", "B-2"],
            "clara": ["R-1"],
        },
        **{number: wants(TEA=2, JAM=1) for number in ("G-EN", "G-RU", "G-EL", "D-1")},
        **{"L-1": wants(TEA=1), "L-2": wants(TEA=2, SALT=1), "R-1": wants(TEA=3, JAM=2)},
    ) as town:
        with town.app.app_context():
            furnish(town.world)
        with town.app.app_context():
            gather(town, "D-1", TOTES[7])
        yield town


def furnish(world: World) -> None:
    packed(world, "L-1", "L-2", "B-1")
    left(world, "clara", "R-1")
    failed = {"stop_id": world.stops["R-1"], "order_id": world.orders["R-1"], "reason": "refused"}
    world.give("fail_stop", failed, "clara")


def gather(town: Town, number: str, tote: str) -> None:
    task_id = task_of(town, number).id
    with town.app.app_context():
        town.world.give("claim_task", {"task_id": task_id}, "paula")
    for line in task_of(town, number).lines:
        took = {"task_id": task_id, "line_id": line.id, "quantity": line.quantity, "tote": tote}
        with town.app.app_context():
            town.world.give("pick_line", took, "paula")


class Tour:
    """A walk through the screens; each is measured and photographed."""

    def __init__(self, picker: Picker, lang: str) -> None:
        self.picker, self.lang = picker, lang
        self.offences: list[str] = []

    def look(self, name: str, *, act: bool = False) -> None:
        """`act`: there is one thing to press, and it is where the thumb is."""
        page = self.picker.page
        page.wait_for_timeout(100)
        picture(page, f"{self.lang}-picking-{name}")
        found = Look.at(page)
        offences = found.offences(self.lang) + (found.thumb_offences() if act else [])
        self.offences += [f"{name}: {offence}" for offence in offences]

    def go(self, path: str, name: str, *, act: bool = False) -> None:
        self.picker.person.go(path)
        expect(self.picker.page.locator("main")).not_to_be_empty()
        self.look(name, act=act)


def gathering(tour: Tour, town: Town) -> None:
    picker, page = tour.picker, tour.picker.page
    tour.look("list", act=True)
    page.locator(".row-button", has_text=f"G-{tour.lang.upper()}").click()
    tour.look("take", act=True)
    picker.press("picker.take_this")
    expect(page.locator(".huge")).to_have_text("A-01")
    tour.look("bin")
    no_scrolling(tour, "bin")
    picker.scan("B-02-1")
    tour.look("wrong-bin", act=True)
    picker.scan("A-01")
    tour.look("item")
    no_scrolling(tour, "item")
    picker.scan(JAM)
    tour.look("wrong-item", act=True)
    picker.scan(TEA)
    picker.press("picker.not_here")
    tour.look("not-here")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1000)  # on the red screen the same code within a second was one scan
    picker.scan(TEA)
    tour.look("tote")
    no_scrolling(tour, "tote")
    tote = TOTES[list(LANGUAGES).index(tour.lang)]
    picker.scan(tote)
    picker.scan_all(page.locator(".huge").inner_text(), JAM)  # from whichever bin has it now
    tour.look("own-tote")
    picker.scan(tote)
    picker.sees("picker.all_in_tote")
    tour.look("all-in", act=True)


def no_scrolling(tour: Tour, name: str) -> None:
    """What is to be done now is on the screen as it opens."""
    page = tour.picker.page
    hidden = page.evaluate("document.scrollingElement.scrollHeight - window.innerHeight")
    if hidden > 1:
        tour.offences.append(f"{name}: {hidden} px are below the screen")


def packing(tour: Tour, town: Town) -> None:
    picker, orders = tour.picker, town.world.orders
    tour.go("/pack", "pack-list")
    tour.go(f"/pack/{orders['D-1']}", "pack")
    picker.scan_all(TEA, TEA)
    picker.press("picker.next_parcel")
    tour.look("pack-second")
    picker.scan(JAM)
    tour.look("pack-close", act=True)
    picker.press("picker.pack_again")
    tour.look("pack-again")
    picker.page.keyboard.press("Escape")
    tour.go(f"/pack/{orders['L-2']}", "labels", act=True)


def the_rest(tour: Tour, town: Town) -> None:
    orders, routes = town.world.orders, town.world.routes
    tour.go("/load", "load-list")
    tour.go(f"/load/{routes['anna']}", "load")
    tour.go("/returns", "returns")
    tour.picker.page.locator(".row-button").first.click()
    tour.look("back", act=True)
    tour.picker.page.get_by_role("button", name=tour.picker.say("picker.more")).first.click()
    tour.look("back-damaged", act=True)
    tour.picker.page.locator(".primary").click()
    tour.look("back-bin")
    tour.go("/find", "find")
    tour.go(f"/find/{orders['D-1']}", "found")
    tour.go("/task/nothing", "gone", act=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_of_the_picker(town: Town, meet: Callable[..., Person], lang: str) -> None:
    size = {"width": 360, "height": HEIGHTS[lang]}
    person = meet(town.hub.url, locale=LANGUAGES[lang], viewport=size)
    tour = Tour(Picker(person, say=partial(t, lang)), lang)
    gathering(tour, town)
    packing(tour, town)
    the_rest(tour, town)
    assert not tour.offences, "\n".join(tour.offences)
