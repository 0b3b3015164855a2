"""Does the whole thread hold, from a file of orders to the counted cash, with a phone that dies?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from server.config import load
from server.db.log import CommandLog
from server.db.money import Count, Entry
from server.db.orders import Order
from server.db.people import User
from server.db.plans import Route, Stop
from server.db.stock import Parcel
from tests.browser import set_up
from tests.browser.desk import count_and_close
from tests.browser.devices import Phone
from tests.browser.floor import HANDHELD, TOTES, Picker
from tests.browser.person import Person, words
from tests.browser.set_up import DUE_MINOR, ORDERS, PASSWORD
from tests.browser.town import Town
from tests.browser.wedge import Scanner
from tests.databases import bare_app
from tests.hub import Hub
from tests.world import World

EXPECTED_MINOR = sum(DUE_MINOR.values())
MISSING_MINOR = 500  # one note of five
GIVEN = {"T-1": ("€20.00", "€7.50"), "T-2": (words("courier.exact"), "€0.00"), "T-3": ("€50.00", "€35.00")}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("thread")
    set_up.install(folder)
    hub = Hub(folder)
    try:
        hub.start()
        yield Town(bare_app(load({}, data=folder)), World(""), hub)
    finally:
        hub.stop()


def test_from_the_file_to_the_counted_cash(
    town: Town, meet: Callable[..., Person], phone: Phone, tmp_path: Path
) -> None:
    dispatcher = meet(town.hub.url).sign_in("dispatcher", PASSWORD)
    import_orders(dispatcher, tmp_path)
    courier = phone.switch_on(town.hub.url).sign_in("aino", PASSWORD)
    courier.sees(words("courier.no_sheet"))
    courier.page.evaluate("window.neverLoadedAnew = true")

    plan(dispatcher)
    publish(dispatcher)
    gather_and_pack(meet(town.hub.url, **HANDHELD).sign_in("picker", PASSWORD))
    take_the_route(town, courier)

    go_offline(courier)
    for number in next_numbers(courier):
        deliver(courier, number)
    shows_unsent(courier)
    phone.kill()
    courier = phone.switch_on(town.hub.url, offline=True)
    shows_unsent(courier)

    courier.context.set_offline(False)
    courier.is_said("idle")
    courier.wait(lambda: not courier.queue(), "the queue is sent")
    each_exactly_once(town, courier)
    sees_delivered(dispatcher)

    cashier = meet(town.hub.url)
    with town.session() as session:
        code = session.scalars(select(Route.sheet_code)).one()
    count_and_close(code, cashier)
    books_are_right(town)


def import_orders(dispatcher: Person, folder: Path) -> None:
    """Good orders come in whole; the bad row is named, with what is wrong in it."""
    on = datetime.now(ZoneInfo(set_up.HUB_TZ)).date() + timedelta(days=1)
    file = set_up.orders_file(folder / "orders.csv", on)
    dispatcher.press(words("dispatch.import"))
    dispatcher.page.get_by_label(words("import.shop")).fill(set_up.SHOP)
    dispatcher.page.locator("input[type=file]").set_input_files(file)
    report = dispatcher.page.get_by_label(words("import.report"))
    cells = report.locator("tbody tr").first.locator("td")
    expect(cells.nth(0)).to_have_text("5")
    expect(cells.nth(1)).to_have_text("quantity")
    expect(cells.nth(2)).to_have_text(re.compile(r"^[A-Z“].*-2.*\.$"))
    expect(report).to_contain_text(words("import.numbers", rows=4, accepted=3, unchanged=0, updated=0))
    dispatcher.press(words("common.close"))
    for address, *_ in ORDERS.values():
        dispatcher.sees(f"{address}, Helsinki")


def plan(dispatcher: Person) -> None:
    """Asked for, seen to be made, and there: over real roads, with nothing left out."""
    page = dispatcher.page
    dispatcher.press(words("dispatch.tab.plan"))
    page.get_by_role("button", name=re.compile("^" + words("dispatch.tomorrow", day=""))).click()
    page.get_by_text(words("dispatch.advanced")).click()
    page.get_by_label(words("dispatch.budget")).fill("2")
    dispatcher.press(words("dispatch.plan"), page.locator(".card"))
    expect(page.get_by_role("heading", name=words("dispatch.planning"))).to_be_visible()
    expect(page.get_by_role("progressbar", name=words("dispatch.planning"))).to_be_visible()
    expect(dispatcher.button(words("dispatch.publish"))).to_be_visible(timeout=90_000)
    expect(page.get_by_role("heading", name=words("dispatch.planning"))).to_have_count(0)
    dispatcher.sees(words("dispatch.none_left_out"))
    dispatcher.sees(words("dispatch.source", what=words("dispatch.source.roads")))


def publish(dispatcher: Person) -> None:
    dispatcher.press(words("dispatch.publish"))
    sheet = dispatcher.page.get_by_role("dialog")
    expect(sheet).to_contain_text("3")
    dispatcher.press(words("dispatch.publish"), sheet)
    dispatcher.sees(words("status.published"))


def gather_and_pack(person: Person) -> None:
    """One order after another: from the bin into a tote, from the tote into a parcel, by scans."""
    picker = Picker(person, None)
    for number, tote in zip(ORDERS, TOTES, strict=False):
        picker.open("/pick")
        picker.begin(number)
        step(picker, set_up.BIN)
        step(picker, set_up.GTIN)
        picker.scan(tote)
        picker.sees("picker.all_in_tote")
        picker.page.wait_for_timeout(1000)  # the same label again within a second would be one scan
        picker.open("/pack")
        step(picker, tote)
        picker.scan(set_up.GTIN)
        picker.press("picker.close#one", n=1)
        picker.sees("picker.labels_for#one", n=1)
    picker.sent()


def step(picker: Picker, code: str) -> None:
    """A scan, after which something else is asked for."""
    asked = picker.page.locator(".scan-label")
    before = asked.inner_text()
    picker.scan(code)
    expect(asked).not_to_have_text(before)


def load_up(town: Town, courier: Person) -> None:
    """Every parcel is scanned as it goes in, the last stop's first."""
    with town.session() as session:
        query = select(Parcel.code).join(Stop, Stop.order_id == Parcel.order_id)
        labels = session.scalars(query.order_by(Stop.position.desc())).all()
    assert len(labels) == len(ORDERS)
    scanner = Scanner(courier.page)
    for n, label in enumerate(labels, 1):
        scanner.scan(label)
        courier.sees(words("courier.loaded_of", n=n, of=len(labels)))


def take_the_route(town: Town, courier: Person) -> None:
    """The sheet has come by itself; shift, sheet, goods, road."""
    courier.sees(words("courier.sheet_new"))
    assert courier.page.evaluate("window.neverLoadedAnew") is True
    courier.press(words("courier.start_shift"))
    courier.press(words("courier.read_sheet"))
    for address, *_ in ORDERS.values():
        courier.sees(f"{address}, Helsinki")
    courier.press(words("courier.accept"))
    courier.press(words("courier.start_route"))
    load_up(town, courier)
    courier.press(words("courier.leave#other", n=3))
    expect(courier.page.get_by_role("heading", name=words("courier.next_stop"))).to_be_visible()
    courier.wait(lambda: not courier.queue(), "shift and route are known to the hub")


def go_offline(courier: Person) -> None:
    """No network: the next stop is there after loading anew, and after a cold start."""
    courier.context.set_offline(True)
    address = courier.page.locator("h2.address").inner_text()
    courier.page.reload()
    expect(courier.page.locator("h2.address")).to_have_text(address)
    courier.page.close()
    expect(courier.new_page().locator("h2.address")).to_have_text(address)
    courier.is_said("offline")


def next_numbers(courier: Person) -> Iterator[str]:
    """The order at the next stop, as long as there is one."""
    for _ in ORDERS:
        yield next(number for number in ORDERS if number in courier.page.locator(".stop-head").inner_text())


def deliver(courier: Person, number: str) -> None:
    """Cash at the door: what was given, the change in figures, one press."""
    note, change = GIVEN[number]
    before = len(courier.queue())
    courier.press(words("courier.deliver"))
    courier.press(note)
    expect(courier.page.locator(".change strong")).to_have_text(change)
    amount = f"€{DUE_MINOR[number] / 100:.2f}"
    courier.press(words("courier.confirm_cash", amount=amount))
    courier.sees(words("courier.delivered_said"))
    assert len(courier.queue()) == before + 1


def shows_unsent(courier: Person) -> None:
    """Three marks, each said to be not sent yet; the badge says how many and since when."""
    courier.go("/done")
    expect(courier.page.get_by_text(words("common.not_sent"), exact=True)).to_have_count(3)
    expect(courier.page.locator(".queue-wait")).to_have_text(re.compile(r"^3 · \d+ (s|min)$"))
    courier.is_said("offline")
    marked = [command["args"] for command in courier.queue() if command["name"] == "deliver_stop"]
    assert sorted(args["amount_minor"] for args in marked) == sorted(DUE_MINOR.values())
    assert all(args["given_minor"] - args["change_minor"] == args["amount_minor"] for args in marked)


def each_exactly_once(town: Town, courier: Person) -> None:
    with town.session() as session:
        user = session.scalars(select(User).where(User.login == "aino")).one()
        logged = session.scalars(select(CommandLog).where(CommandLog.actor == user.id)).all()
        assert sorted(row.seq for row in logged) == list(range(1, len(logged) + 1))
        assert {row.outcome for row in logged} == {"applied"}
        assert Counter(row.name for row in logged)["deliver_stop"] == 3
        bag = session.scalars(select(Entry).where(Entry.debit == f"courier:{user.id}")).all()
        numbers = {order.id: order.number for order in session.scalars(select(Order))}
        assert {numbers[entry.order_id]: entry.minor for entry in bag} == DUE_MINOR
        assert len(bag) == 3
    assert len({entry["id"] for entry in courier.stored("log")}) == len(logged)


def sees_delivered(dispatcher: Person) -> None:
    dispatcher.press(words("dispatch.tab.orders"))
    expect(dispatcher.page.locator(".row-button .badge")).to_have_text([words("status.delivered")] * 3)


def books_are_right(town: Town) -> None:
    """Till and shortage together are what was expected; the bag is empty; one count, closed once."""
    with town.session() as session:
        balance: Counter[str] = Counter()
        for entry in session.scalars(select(Entry)):
            balance[entry.debit] += entry.minor
            balance[entry.credit] -= entry.minor
        sides = {account.partition(":")[0]: minor for account, minor in balance.items() if minor}
        assert sides == {
            "till": EXPECTED_MINOR - MISSING_MINOR,
            "short": MISSING_MINOR,
            "shop": -EXPECTED_MINOR,
        }
        assert sum(balance.values()) == 0
        count = session.scalars(select(Count)).one()
        assert (count.status, count.reason, count.difference_minor) == (
            "closed",
            "wrong-change",
            -MISSING_MINOR,
        )
        assert count.closed_at is not None
        closings = session.scalars(select(CommandLog).where(CommandLog.name == "close_sheet")).all()
        assert [closing.outcome for closing in closings] == ["applied"]
        assert session.scalars(select(Route.status)).all() == ["closed"]
