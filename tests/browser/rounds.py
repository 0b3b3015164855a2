"""What does a courier do all day? On shift, on the road, handing over; and what the hub has of it."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.db.log import CommandLog
from tests.browser.person import Person, words
from tests.browser.town import Town


def set_out(person: Person, login: str, town: Town) -> Person:
    """Signed in, on shift, on the road, and the hub knows it."""
    person.sign_in(login)
    person.sees(words("courier.sheet_new"))
    person.press(words("courier.start_shift"))
    person.go(f"/start/{town.world.routes[login]}")
    person.page.get_by_role("button", name=re.compile(r"^Leave with \d")).click()
    expect(person.page.locator("h2.address")).to_be_visible()
    person.wait(lambda: not person.queue(), "the start is sent")
    return person


def hand_over(page: Page, stop_id: str) -> None:
    """A prepaid stop: its screen, one press, and the phone says that it is kept."""
    page.evaluate("path => { location.hash = path }", f"/deliver/{stop_id}")
    page.get_by_role("button", name=words("courier.confirm_prepaid"), exact=True).click()
    expect(page.get_by_text(words("courier.delivered_said"))).to_be_visible()


def delivered(town: Town, login: str) -> Counter[str | None]:
    """How often the hub has each stop as delivered, by this courier."""
    with town.session() as session:
        rows = session.scalars(
            select(CommandLog).where(
                CommandLog.actor == town.world.users[login], CommandLog.name == "deliver_stop"
            )
        )
        return Counter(row.args["stop_id"] for row in rows)
