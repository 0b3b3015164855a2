"""Can every screen of every role be used with gloves, in three languages, on a small phone? (360 x 740)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import expect

from server.domain.orders import Payment
from server.ids import new_id
from server.texts import t
from tests import world as worlds
from tests.browser.measure import Look, picture
from tests.browser.person import Person
from tests.browser.screens import ROLES, Screen
from tests.browser.town import Town, open_town

LANGUAGES = {"en": "en-GB", "ru": "ru-RU", "el": "el-GR"}
SHARES = {
    "anna": [f"A-{n}" for n in range(1, 7)],
    "boris": ["B-1", "B-2", "B-3"],
    "clara": ["C-1", "C-2"],
    "dora": ["D-1"],
    "elsa": ["E-1", "E-2"],
    "gita": ["G-1", "G-2"],
    "filip": [],
}
LONG = {
    "address": "Большая Пушкарская улица, 34, кв. 12, домофон 12К",
    "customer": "Κωνσταντίνος Παπαδόπουλος",
}
ORDERS: dict[str, dict[str, Any]] = {
    "A-3": LONG,
    "A-4": {"payment": Payment.CARD},
    "A-5": {"payment": Payment.PREPAID},
    "B-1": LONG,
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A day in full swing: on the road, not yet left, back and uncounted, counted, closed, planned anew."""
    with open_town(tmp_path_factory.mktemp("touch"), SHARES, **ORDERS) as town, town.app.app_context():
        world = town.world
        for login in ("anna", "clara", "dora", "elsa", "gita"):
            start(town, login)
        worlds.packed(world, "B-1", "B-2")
        worlds.scanned(world, "boris", "B-2")
        hand_over(town, "anna", "A-1")
        for login, number in (("anna", "A-2"), ("gita", "G-1"), ("gita", "G-2")):
            where = {"stop_id": world.stops[number], "order_id": world.orders[number]}
            world.give("fail_stop", where | {"reason": "not-at-home"}, login)
        for login in ("clara", "dora"):
            for number in SHARES[login]:
                hand_over(town, login, number)
        count(town, "dora")
        count(town, "gita")
        signed = {"count_id": count(town, "elsa"), "parcels_signed": True, "comment": "he comes tomorrow"}
        world.give("close_sheet", signed, "cashier")
        hand_over(town, "elsa", "E-1")
        worlds.order(world, "X-1", lat=61.5)
        worlds.order(world, "X-2", lat=None, lon=None)
        for number in ("F-1", "F-2"):
            worlds.order(world, number)
        worlds.plan(world, {"filip": ["F-1", "F-2"]}, publish=False)
        yield town


def start(town: Town, login: str) -> None:
    world = town.world
    world.give("start_shift", {"shift_id": new_id()}, login)
    worlds.left(world, login, *SHARES[login])


def hand_over(town: Town, login: str, number: str) -> None:
    town.world.give("deliver_stop", worlds.cash(town.world, number, given=2000), login)


def count(town: Town, login: str) -> str:
    count_id = new_id()
    args = {"count_id": count_id, "route_id": town.world.routes[login], "currency": "EUR", "pieces": []}
    town.world.give("count_sheet", args, "cashier")
    return count_id


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_every_screen(town: Town, meet: Callable[..., Person], role: str, lang: str) -> None:
    login, screens = ROLES[role]
    person = meet(town.hub.url, locale=LANGUAGES[lang])
    person.page.goto(town.hub.url)
    expect(person.page.locator("form")).to_be_visible()
    offences = look(person, f"{lang}-login", lang, act=True)
    person.sign_in(login, say=partial(t, lang))
    expect(person.page.locator("main")).not_to_be_empty()
    person.wait(lambda: person.stored("rows"), "the rows are there")
    for screen in screens(town):
        open_screen(person, screen)
        found = look(person, f"{lang}-{role}-{screen.name}", lang, act=screen.act)
        offences += [f"{screen.name}: {offence}" for offence in found]
    assert not offences, "\n".join(offences)


def open_screen(person: Person, screen: Screen) -> None:
    """From a screen that is none of them, so that nothing is left open from the one before."""
    page = person.page
    if page.locator("dialog[open]").count():
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    person.go("/elsewhere")
    person.go(screen.path)
    for step in screen.steps:
        page.locator(step).first.click()
    expect(page.locator(screen.ready).first).to_be_visible()


def look(person: Person, name: str, lang: str, *, act: bool) -> list[str]:
    person.page.evaluate("document.fonts.ready.then(() => undefined)")
    picture(person.page, name)
    found = Look.at(person.page)
    return found.offences(lang) + (found.thumb_offences() if act else [])
