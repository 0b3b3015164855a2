"""What does a courier do all day? On the road, handing over; and what the hub has of it."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.db.log import CommandLog
from server.db.orders import Order
from server.db.plans import Stop
from server.domain.orders import OrderStatus
from tests import world as worlds
from tests.browser.person import Person, words
from tests.browser.town import Town


def pack(town: Town, login: str) -> None:
    """Everything of his route that is not packed yet is, one parcel an order."""
    with town.app.app_context():
        worlds.packed(town.world, *(order.number for order in orders_of(town, login) if _unpacked(order)))


def _unpacked(order: Order) -> bool:
    return order.status in (OrderStatus.RESERVED, OrderStatus.PICKING)


def orders_of(town: Town, login: str) -> list[Order]:
    """The orders of his route, the last stop's first."""
    with town.session() as session:
        query = select(Order).join(Stop, Stop.order_id == Order.id)
        query = query.where(Stop.route_id == town.world.routes[login], Stop.removed_at.is_(None))
        return list(session.scalars(query.order_by(Stop.position.desc())))


def load(town: Town, login: str) -> None:
    """The storekeeper has scanned all of it onto his route."""
    pack(town, login)
    with town.app.app_context():
        worlds.scanned(town.world, login, *(order.number for order in orders_of(town, login)))


def set_out(person: Person, login: str, town: Town) -> Person:
    """Signed in, on shift, loaded, on the road, and the hub knows it."""
    load(town, login)
    person.sign_in(login)
    person.sees(words("courier.sheet_new"))
    person.press(words("courier.start_shift"))
    person.go(f"/load/{town.world.routes[login]}")
    person.page.get_by_role("button", name=re.compile(r"^Set out with \d")).click()
    expect(person.page.locator("h2.address")).to_be_visible()
    person.wait(lambda: not person.queue(), "the start is sent")
    return person


def hand_over(page: Page, stop_id: str) -> None:
    """A prepaid stop: its screen, one press, and the phone says that it is kept."""
    page.evaluate("path => { location.hash = path }", f"/deliver/{stop_id}")
    page.get_by_role("button", name=words("courier.confirm_prepaid"), exact=True).click()
    expect(page.get_by_text(words("courier.delivered_said"))).to_be_visible()
    expect(page).to_have_url(re.compile("#/$"))  # what was said may be of the stop before


def delivered(town: Town, login: str) -> Counter[str | None]:
    """How often the hub has each stop as delivered, by this courier."""
    with town.session() as session:
        rows = session.scalars(
            select(CommandLog).where(
                CommandLog.actor == town.world.users[login], CommandLog.name == "deliver_stop"
            )
        )
        return Counter(row.args["stop_id"] for row in rows)
