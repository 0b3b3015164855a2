"""Does only what was scanned leave the building, and is every parcel that left asked for at the desk?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from server.db.log import CommandLog
from server.db.money import Discrepancy
from server.db.orders import Order
from server.db.stock import Manifest, Move
from server.domain.orders import Payment
from server.ids import new_id, same_id
from tests import world as worlds
from tests.browser.measure import Look
from tests.browser.person import Person, words
from tests.browser.rounds import pack, set_out
from tests.browser.town import Town, open_town
from tests.browser.wedge import Scanner
from warehouse.codes import parcel_code

SHARES = {
    "anna": ["A-1", "A-2", "A-3", "A-4"],
    "boris": ["B-1", "B-2"],
    "clara": ["C-1", "C-2"],
    "dora": ["D-1", "D-2"],
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    prepaid = {number: {"payment": Payment.PREPAID} for numbers in SHARES.values() for number in numbers}
    with open_town(tmp_path_factory.mktemp("loading"), SHARES, **prepaid) as town:
        yield town


def code(town: Town, number: str) -> str:
    return parcel_code(same_id(town.world.orders[number], "parcel"))


def two_parcels(town: Town, number: str) -> list[str]:
    """Pack an order of two pieces into two parcels; the codes of their labels."""
    ids = [new_id(), new_id()]
    with town.app.app_context():
        worlds.gathered(town.world, number)
        parcels = [{"parcel_id": id, "units": {"TEA": 1}} for id in ids]
        town.world.give("pack_order", {"order_id": town.world.orders[number], "parcels": parcels}, "picker")
    return [parcel_code(id) for id in ids]


def wrong(page: Page) -> None:
    """The red screen is there; it is acknowledged."""
    expect(page.locator("dialog.wrong-scan")).to_be_visible()
    page.get_by_role("button", name=words("common.scan_understood"), exact=True).click()
    expect(page.locator("dialog.wrong-scan")).to_have_count(0)


def test_only_what_was_scanned_leaves_also_without_network(town: Town, meet: Callable[..., Person]) -> None:
    """A-1 has two parcels, A-4 is not packed; all of it is scanned, refused, unloaded and left offline."""
    first, second = two_parcels(town, "A-1")
    with town.app.app_context():
        worlds.packed(town.world, "A-2", "A-3", "B-1", "B-2")
    courier = meet(town.hub.url).sign_in("anna")
    courier.sees(words("courier.sheet_new"))
    tomorrows = courier.page.locator("footer.actions").get_by_role("button")
    expect(tomorrows).to_have_text(words("courier.open_sheet"))
    courier.press(words("courier.start_shift"))
    courier.wait(lambda: not courier.queue(), "the shift has begun")
    courier.context.set_offline(True)
    page, scanner = courier.page, Scanner(courier.page)
    courier.go(f"/load/{town.world.routes['anna']}")
    expect(page.locator(".load-number")).to_have_text("A-3")
    courier.sees(words("courier.loaded_of", n=0, of=4))
    courier.sees(words("courier.still_packed#one", n=1))
    expect(courier.button(words("courier.leave_none"))).to_be_disabled()

    scanner.scan(code(town, "B-1"))
    courier.sees(words("courier.parcel_of_others"))
    courier.sees(words("courier.parcel_of", number="A-3", n=1, of=1))
    wrong(page)
    assert not courier.queue()

    scanner.scan(code(town, "A-3"))
    courier.sees(words("courier.loaded_of", n=1, of=4))
    page.wait_for_timeout(1100)  # within a second the same label is one scan
    scanner.scan(code(town, "A-3"))
    courier.sees(words("common.scan_already"))

    scanner.scan(first)
    courier.sees(words("courier.out_of_turn", parcel=words("courier.parcel_of", number="A-1", n=1, of=2)))
    courier.sees(words("courier.split", number="A-1", n=1, of=2))
    expect(courier.button(words("courier.leave_split", number="A-1"))).to_be_disabled()
    assert not Look.at(page).offences("en")
    courier.press(words("courier.take_off_order", number="A-1"))
    courier.sees(words("courier.loaded_of", n=1, of=4))
    page.wait_for_timeout(1100)
    scanner.scan(first)
    courier.sees(words("courier.loaded_of", n=2, of=4))
    scanner.scan(second)
    courier.sees(words("courier.loaded_of", n=3, of=4))

    courier.press(words("courier.leave#other", n=2))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("A-2")
    expect(dialog).to_contain_text(words("courier.not_scanned"))
    expect(dialog).to_contain_text("A-4")
    expect(dialog).to_contain_text(words("courier.being_packed"))
    courier.press(words("courier.leave_without#other", n=2))
    expect(page.locator(".stop-head")).to_contain_text("A-1")
    courier.context.set_offline(False)
    courier.wait(lambda: not courier.queue(), "all of it is sent")
    left_the_building(town, "anna", {first, second, code(town, "A-3")}, {"A-1", "A-3"})


def left_the_building(town: Town, login: str, parcels: set[str], numbers: set[str]) -> None:
    with town.session() as session:
        manifests = session.scalars(
            select(Manifest).where(Manifest.courier_id == town.world.users[login])
        ).all()
        assert {each for manifest in manifests for each in manifest.parcels} == parcels
        loaded = session.scalars(select(Order.number).where(Order.status == "loaded")).all()
        assert {number for number in loaded if number in SHARES[login]} == numbers
        logged = session.scalars(select(CommandLog).where(CommandLog.actor == town.world.users[login]))
        assert {row.outcome for row in logged} == {"applied"}


def test_a_stop_added_on_the_road_is_fetched_with_a_second_loading(
    town: Town, meet: Callable[..., Person]
) -> None:
    courier = set_out(meet(town.hub.url), "boris", town)
    with town.app.app_context():
        order_id = worlds.order(town.world, "B-3", payment=Payment.PREPAID)
        added = {"stop_id": new_id(), "order_id": order_id, "route_id": town.world.routes["boris"]}
        town.world.give("add_stop", {**added, "position": 0}, "dispatcher")
        worlds.packed(town.world, "B-3")
    courier.sees(words("courier.added#one", n=1))
    expect(courier.page.locator(".stop-head")).to_contain_text("B-1")
    courier.press(words("courier.load_added"))
    expect(courier.page.locator(".load-number")).to_have_text("B-3")
    Scanner(courier.page).scan(code(town, "B-3"))
    courier.press(words("courier.leave_more#one", n=1))
    expect(courier.page.locator(".stop-head")).to_contain_text("B-3")
    courier.wait(lambda: not courier.queue(), "it is sent")
    left_the_building(town, "boris", {code(town, n) for n in ("B-1", "B-2", "B-3")}, {"B-1", "B-2"})


def fail(courier: Person, stop_id: str) -> None:
    courier.go(f"/fail/{stop_id}")
    courier.press(words("fail_reason.refused"))
    courier.press(words("courier.confirm_fail"))
    courier.sees(words("courier.failed_said"))


def test_what_was_refused_is_brought_back_and_scanned_in_at_the_desk(
    town: Town, meet: Callable[..., Person]
) -> None:
    """One parcel comes back with a broken piece; the sheet closes by keyboard without a signature."""
    courier = set_out(meet(town.hub.url), "clara", town)
    for number in SHARES["clara"]:
        fail(courier, town.world.stops[number])
    courier.sees(words("courier.bring_back#other", n=2))
    courier.wait(lambda: not courier.queue(), "the marks are sent")

    cashier = meet(town.hub.url).sign_in("cashier")
    page, scanner = cashier.page, Scanner(cashier.page)
    scanner.scan(town.codes["clara"])
    cashier.sees(words("cashier.parcels_out", n=2, of=2))
    scanner.scan(code(town, "B-1"))
    cashier.sees(words("cashier.parcel_foreign"))
    wrong(page)
    scanner.scan(code(town, "C-1"))
    assert not Look.at(page).offences("en")
    cashier.press(words("cashier.damaged_more", name="Tea"))
    cashier.press(words("cashier.back_damaged#one", n=1))
    cashier.sees(words("cashier.parcels_out", n=1, of=2))
    scanner.scan(code(town, "C-2"))
    expect(cashier.button(words("cashier.back_whole"))).to_be_focused()
    page.wait_for_timeout(200)  # what follows at once belongs to the scanner
    page.keyboard.press("Enter")
    cashier.sees(words("cashier.parcels_settled#other", n=2))
    cashier.wait(lambda: not cashier.queue(), "it is sent")
    came_back(town)
    courier.wait(
        lambda: not courier.page.get_by_text("Bring back").count(), "he answers for nothing any more"
    )

    count_nothing(cashier)
    cashier.button(words("cashier.close")).press("Enter")
    cashier.sees(words("cashier.closed"))


def count_nothing(cashier: Person) -> None:
    cashier.press(words("cashier.done_counting"))
    cashier.press(words("cashier.yes_zero"))
    expect(cashier.page.locator("table.figures")).to_be_visible()


def came_back(town: Town) -> None:
    """Three good pieces on the shelf of returns, one among the damaged, none on the courier."""
    with town.session() as session:
        mine = [town.world.orders[number] for number in SHARES["clara"]]
        orders = session.scalars(select(Order.status).where(Order.id.in_(mine))).all()
        assert set(orders) == {"returned"}
        moves = session.scalars(select(Move).where(Move.order_id.in_(mine))).all()
        placed = {"damaged": 0, "bin": 0, "courier": 0}
        for move in moves:
            for place, signed in ((move.debit, 1), (move.credit, -1)):
                kind = place.partition(":")[0]
                if kind in placed and move.code in ("return", "damaged", "load"):
                    placed[kind] += signed * move.quantity
        assert placed == {"damaged": 1, "bin": 3, "courier": 0}


def test_a_sheet_with_a_parcel_missing_closes_only_with_a_word_and_heals_when_it_turns_up(
    town: Town, meet: Callable[..., Person]
) -> None:
    pack(town, "dora")
    with town.app.app_context():
        worlds.scanned(town.world, "dora", *SHARES["dora"])
        taken = [town.world.orders[number] for number in SHARES["dora"]]
        town.world.give("start_route", {"route_id": town.world.routes["dora"], "order_ids": taken}, "dora")
        for number in SHARES["dora"]:
            where = {"stop_id": town.world.stops[number], "order_id": town.world.orders[number]}
            town.world.give("fail_stop", where | {"reason": "refused"}, "dora")
        worlds.back(town.world, "D-1")
    cashier = meet(town.hub.url).sign_in("cashier")
    Scanner(cashier.page).scan(town.codes["dora"])
    count_nothing(cashier)
    missing = cashier.page.locator(".missing")
    expect(missing).to_contain_text("D-2")
    expect(missing).not_to_contain_text("D-1")
    expect(cashier.button(words("cashier.close"))).to_be_disabled()
    cashier.press(words("cashier.sign_missing#one", n=1))
    cashier.sees(words("cashier.comment_needed"))
    expect(cashier.button(words("cashier.close"))).to_be_disabled()
    cashier.page.get_by_label(words("cashier.comment"), exact=True).fill("left with the neighbour")
    cashier.press(words("cashier.close"))
    cashier.sees(words("cashier.parcels_signed#one", n=1))
    assert [asked.detail["codes"] for asked in open_questions(town)] == [[code(town, "D-2")]]

    Scanner(cashier.page).scan(code(town, "D-2"))
    cashier.press(words("cashier.back_whole"))
    cashier.sees(words("cashier.parcels_settled#other", n=2))
    cashier.wait(lambda: not open_questions(town), "the question settles itself")


def open_questions(town: Town) -> list[Discrepancy]:
    with town.session() as session:
        asked = select(Discrepancy).where(
            Discrepancy.kind == "parcels-missing", Discrepancy.resolved_at.is_(None)
        )
        return list(session.scalars(asked))
