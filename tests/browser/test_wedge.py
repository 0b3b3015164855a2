"""Does every scan of a keyboard-wedge scanner arrive, whatever the layout, the suffix and the focus?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person, words
from tests.browser.scanpage import scan_page
from tests.browser.town import Town, open_town
from tests.browser.wedge import GS, LAYOUTS, Scanner
from warehouse.codes import gtin_check_digit, parcel_code, parse, sheet_code, tote_code

HANDHELD = {"viewport": {"width": 360, "height": 640}}
SUFFIXES = ("Enter", "Tab", "")
PREFIXES = ("", "]E0", "\x02", "]C1")
# What each screen opened by a scan was asked for, in order.
LISTEN = """() => {
  window.opened = []
  addEventListener('hashchange', () => {
    const [, where, code] = location.hash.slice(1).split('/')
    if (where === 'sheet') window.opened.push(decodeURIComponent(code))
  })
}"""


def things(n: int) -> list[str]:
    """`n` codes of every kind: goods, totes, parcels, sheets, bins, SKUs, GS1 with separators."""
    ids = [f"0193a1b2-0000-7000-8000-{number:012d}" for number in range(n)]
    bodies = [f"0401234{number:05d}" for number in range(n)]
    kinds = cycle(
        (
            lambda at: bodies[at] + gtin_check_digit(bodies[at]),
            lambda at: tote_code(ids[at]),
            lambda at: f"A-{at:02d}-07",
            lambda at: parcel_code(ids[at]).lower(),
            lambda at: f"010400638133393110LOT{at}{GS}17261231",
            lambda at: f"sku_{at}.X/{at}",
            lambda at: sheet_code(ids[at]),
        )
    )
    return [kind(at) for at, kind in zip(range(n), kinds, strict=False)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_town(tmp_path_factory.mktemp("wedge"), {"anna": ["W-1"]}) as town:
        yield town


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scan_page(tmp_path_factory.mktemp("scanpage")) as url:
        yield url


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_scan_arrives_once_under_any_layout(
    town: Town, meet: Callable[..., Person], layout: str
) -> None:
    """In the cashier's app: each scan opens a screen, the next finds the first one just opened again."""
    cashier = meet(town.hub.url, **HANDHELD).sign_in("cashier")
    page, codes = cashier.page, things(36)
    expect(page.locator(".scan")).to_be_visible()
    page.evaluate(LISTEN)
    scanner = Scanner(page, layout)
    for n, code in enumerate(codes):
        cashier.go("/")
        expect(page.get_by_role("region", name=words("cashier.scan"))).to_be_visible()
        scanner.scan(code, SUFFIXES[n % 3], prefix=PREFIXES[n % 4])
        page.wait_for_function("n => opened.length > n", arg=n, timeout=5000)
    page.wait_for_timeout(400)
    assert page.evaluate("opened") == [parse(code).code for code in codes]


def alone(meet: Callable[..., Person], url: str, query: str = "") -> Page:
    page = meet(url, **HANDHELD).page
    page.goto(f"{url}/{query}")
    expect(page.locator(".scan")).to_be_visible()
    return page


def heard(page: Page) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate("heard")
    return [scan["code"] for scan in found]


def moments(page: Page) -> list[Callable[[], None]]:
    """What people do between two scans without thinking of the focus."""
    away = page.context.new_page()
    note = page.get_by_label("Note")

    def dialog() -> None:
        page.get_by_role("button", name="Dialog").click()
        expect(page.get_by_role("button", name="Inside")).to_be_visible()

    def tab() -> None:
        away.bring_to_front()
        page.bring_to_front()

    def typing() -> None:
        note.fill("left at")
        note.press("End")

    return [
        lambda: page.locator("body").click(position={"x": 5, "y": 600}),
        lambda: page.get_by_role("button", name="Next place").click(),
        dialog,
        lambda: page.keyboard.press("Escape"),
        tab,
        typing,
        lambda: page.evaluate("document.activeElement.blur()"),
        lambda: page.get_by_role("button", name="Dialog").focus(),
        lambda: page.get_by_role("button", name=words("common.scan_type")).click(),
        lambda: page.get_by_label(words("common.scan_code")).fill("by han"),
    ]


def test_scans_arrive_whatever_has_the_focus(meet: Callable[..., Person], field: str) -> None:
    """Twenty scans, each after another thing that moves the focus; no touch is needed in between."""
    page = alone(meet, field)
    scanner, codes = Scanner(page), things(20)
    doings = moments(page)
    for n, code in enumerate(codes):
        if n == len(doings):
            page.get_by_role("button", name=words("common.scan_type")).click()  # shut again
        doings[n % len(doings)]()
        scanner.scan(code, SUFFIXES[n % 3])
        page.wait_for_function("n => heard.length > n", arg=n, timeout=5000)
    assert heard(page) == codes
    assert page.get_by_label("Note").input_value() == "left at"
    assert page.locator("dialog[open]").count() == 0


def test_the_soft_keyboard_stays_shut_until_one_button_opens_it(
    meet: Callable[..., Person], field: str
) -> None:
    page = alone(meet, field)
    mode = "document.activeElement.inputMode"
    page.wait_for_function(f"() => {mode} === 'none'")
    page.locator("body").click(position={"x": 5, "y": 600})
    page.wait_for_function(f"() => {mode} === 'none'")
    page.get_by_role("button", name=words("common.scan_type")).click()
    typed = page.get_by_label(words("common.scan_code"))
    expect(typed).to_be_focused()
    assert page.evaluate(mode) == ""
    typed.press_sequentially("A-01-02", delay=90)
    typed.press("Enter")
    assert page.evaluate("heard") == [{"code": "A-01-02", "how": "typed"}]
    expect(typed).to_have_value("")


def test_what_a_scanner_wrote_into_a_field_is_taken_out_again(
    meet: Callable[..., Person], field: str
) -> None:
    page = alone(meet, field)
    page.get_by_role("button", name=words("common.scan_type")).click()
    typed = page.get_by_label(words("common.scan_code"))
    typed.press_sequentially("12", delay=90)
    page.wait_for_timeout(400)
    Scanner(page, "russian").scan("T-KEEP-OUT")
    page.wait_for_function("() => heard.length === 1")
    assert heard(page) == ["T-KEEP-OUT"]
    expect(typed).to_have_value("12")


def test_the_same_code_twice_within_a_second_is_one_and_that_is_said(
    meet: Callable[..., Person], field: str
) -> None:
    page = alone(meet, field)
    scanner = Scanner(page)
    scanner.scan("BIN-0001")
    scanner.scan("BIN-0001")
    expect(page.get_by_text(words("common.scan_twice", code="BIN-0001"))).to_be_visible()
    assert heard(page) == ["BIN-0001"]
    page.wait_for_timeout(1100)
    scanner.scan("BIN-0001")
    page.wait_for_function("() => heard.length === 2")


def test_two_pieces_of_one_item_are_two(meet: Callable[..., Person], field: str) -> None:
    page = alone(meet, field, "?allow")
    scanner = Scanner(page)
    for _ in range(3):
        scanner.scan("4006381333931", "Tab")
        page.wait_for_timeout(250)
    page.wait_for_function("() => heard.length === 3")


def test_a_scanner_that_sends_two_suffixes_presses_no_button(meet: Callable[..., Person], field: str) -> None:
    page = alone(meet, field)
    page.get_by_role("button", name="Dialog").focus()
    # The page is slower with each key than the two suffixes lie apart.
    busy = "() => { const since = Date.now(); while (Date.now() - since < 150); }"
    page.evaluate(f"() => addEventListener('keydown', {busy}, true)")
    Scanner(page).scan("A 01 B 02", "Enter", "Enter")
    page.wait_for_timeout(2500)
    assert heard(page) == ["A 01 B 02"]
    assert page.locator("dialog[open]").count() == 0


def test_a_key_held_down_is_no_scan(meet: Callable[..., Person], field: str) -> None:
    page = alone(meet, field)
    session = page.context.new_cdp_session(page)
    key = {"code": "Digit0", "key": "0", "text": "0", "type": "keyDown"}
    for n in range(12):
        session.send("Input.dispatchKeyEvent", {**key, "autoRepeat": n > 0})
    session.send("Input.dispatchKeyEvent", {"code": "Digit0", "key": "0", "type": "keyUp"})
    page.wait_for_timeout(500)
    assert heard(page) == []


def test_what_a_phones_own_scanner_commits_as_text_is_a_scan(meet: Callable[..., Person], field: str) -> None:
    """Android's keystroke output names no keys: the text comes into the field that holds the focus."""
    page = alone(meet, field)
    page.wait_for_function("() => document.activeElement.inputMode === 'none'")
    page.keyboard.insert_text("4006381333931")
    page.wait_for_function("() => heard.length === 1")
    assert page.evaluate("heard") == [{"code": "4006381333931", "how": "wedge"}]
