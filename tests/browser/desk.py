"""How is the sheet of the whole thread counted? By keyboard alone, blind, and once for all."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Page, Response, expect

from tests.browser.person import Person, words
from tests.browser.set_up import ORDERS, PASSWORD

SUMS = re.compile(r"12[.,]50|17[.,]50|15[.,]00|45[.,]00")


def scan(page: Page, code: str) -> None:
    """As a scanner types: five milliseconds a character, then Enter."""
    page.keyboard.type(code, delay=5)
    page.keyboard.press("Enter")


def count_and_close(code: str, cashier: Person) -> None:
    """By keyboard alone, and blind: no sum is on the screen or in any answer before the count is in."""
    told: list[Response] = []
    cashier.page.on("response", lambda answer: told.append(answer))
    cashier.sign_in("cashier", PASSWORD)
    page = cashier.page
    expect(page.get_by_role("heading", name=words("cashier.title"))).to_be_visible()
    scan(page, code)
    expect(page.get_by_role("heading", name=words("cashier.count"))).to_be_visible()
    page.locator("summary").filter(has_text=words("cashier.orders")).click()
    for number in ORDERS:
        cashier.sees(number)
    assert not SUMS.search(page.locator("body").inner_text())
    assert sums_in(answer.json() for answer in told if "/api/" in answer.url and answer.ok) == []
    assert sums_in(cashier.stored("rows")) == []

    page.locator(".pieces input").first.focus()
    walk_to(page, words("cashier.pieces", value="€20.00"))
    page.keyboard.press("2")
    expect(page.locator(".total strong")).to_have_text("€40.00")
    walk_to(page, words("cashier.done_counting"))
    page.keyboard.press("Enter")
    figures = page.locator("table.figures td")
    expect(figures).to_have_text(["€40.00", "€45.00", "-€5.00"])
    cashier.sees(words("cashier.short", sum="€5.00"))
    expect(cashier.button(words("cashier.close"))).to_be_disabled()
    cashier.button(words("count_reason.wrong-change")).press("Enter")
    cashier.button(words("cashier.close")).dblclick()
    cashier.sees(words("cashier.closed"))
    cashier.press(words("cashier.next_sheet"))
    page.wait_for_timeout(1000)  # the same label again within a second would be one scan
    scan(page, code)
    cashier.sees(words("cashier.closed_for_good"))
    expect(page.get_by_role("heading", name=words("cashier.count"))).to_have_count(0)


def walk_to(page: Page, name: str) -> None:
    """Enter after Enter, down the list of notes and coins."""
    for _ in range(20):
        focused = page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.innerText")
        if focused.strip() == name:
            return
        page.keyboard.press("Enter")
    raise AssertionError(f"Enter does not lead to {name}")


def sums_in(bodies: Any) -> list[str]:
    """Every amount anywhere in what was told, by the house's naming of amounts."""
    return re.findall(r'"\w*_minor": (?!null)[^,}]+', json.dumps(list(bodies)))
