"""Does a picker gather right, through wrong scans, no network, a dead phone, another picker, an empty bin?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from server.db.log import CommandLog
from server.db.money import Discrepancy
from tests.browser.devices import Phone
from tests.browser.floor import HANDHELD, JAM, TEA, TOTES, Picker, open_floor, task_of, wants
from tests.browser.person import Person, words
from tests.browser.town import Town

NUMBERS = ("P-1", "P-2", "P-3", "P-4")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_floor(
        tmp_path_factory.mktemp("picking"),
        {"anna": NUMBERS},
        **{"P-1": wants(TEA=2, SALT=1), "P-2": wants(TEA=3, SALT=1), "P-3": wants(TEA=1, SALT=2)},
        **{"P-4": wants(JAM=4)},
    ) as town:
        yield town


def picked(town: Town, number: str) -> list[tuple[str, str, int, bool]]:
    lines = task_of(town, number).lines
    return [(line.item.sku, line.bin.code, line.picked, line.done_at is not None) for line in lines]


def commands(town: Town, name: str) -> int:
    with town.session() as session:
        return len(session.scalars(select(CommandLog).where(CommandLog.name == name)).all())


def test_wrong_scans_change_nothing(town: Town, meet: Callable[..., Person]) -> None:
    picker = Picker(meet(town.hub.url, **HANDHELD))
    picker.begin("P-1")
    before = commands(town, "pick_line")
    picker.asked_for(words("picker.scan_bin", code="A-01"))
    picker.scan_wrong("B-02-1", words("picker.a_bin", code="A-01"), words("picker.a_bin", code="B-02-1"))
    picker.scan_wrong("Z-99-9", words("common.scan_unknown"))
    picker.asked_for(words("picker.scan_bin", code="A-01"))
    picker.scan("A-01")
    picker.scan_wrong(JAM, "Tea, black", "Jam, black currant")
    expect(picker.page.locator(".count strong")).to_have_text("0")
    picker.scan(TEA)
    picker.scan(JAM)  # wrong again, and this time the right one is scanned from the red screen
    expect(picker.red).to_be_visible()
    picker.scan(TEA)
    expect(picker.red).to_have_count(0)
    picker.asked_for(words("picker.scan_tote"))
    picker.scan_wrong(JAM, words("picker.empty_tote"), "Jam, black currant")
    assert commands(town, "pick_line") == before and picker.person.queue() == []
    picker.scan(TOTES[0])
    picker.asked_for(words("picker.scan_bin", code="B-02-1"))
    picker.scan_all("B-02-1", "SALT")
    picker.scan_wrong(TOTES[1], words("picker.your_tote"), TOTES[1])
    picker.scan(TOTES[0])
    picker.sees("picker.all_in_tote")
    picker.sent()
    assert picked(town, "P-1") == [("TEA", "A-01", 2, True), ("SALT", "B-02-1", 1, True)]
    assert (task_of(town, "P-1").status, task_of(town, "P-1").tote) == ("done", TOTES[0])
    assert commands(town, "pick_line") == before + 2


def test_without_a_network_a_task_goes_on_through_a_dead_phone(town: Town, phone: Phone) -> None:
    first = Picker(phone.switch_on(town.hub.url, **HANDHELD), "picker")
    first.begin("P-2")
    first.scan("A-01")
    first.person.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    assert phone.context
    phone.context.set_offline(True)
    first.scan_all(TEA, TEA)
    expect(first.page.locator(".count strong")).to_have_text("2")
    path = first.page.evaluate("location.hash").removeprefix("#")
    cookies = phone.context.cookies()  # browsers write them down only every half a minute
    phone.kill()

    person = phone.switch_on(town.hub.url, path, **HANDHELD, offline=True)
    person.context.add_cookies([{**cookie} for cookie in cookies])  # type: ignore[typeddict-item]
    expect(person.page.locator(".count strong")).to_have_text("2")  # where he stood in the line
    second = Picker(person, None)
    second.scan_all(TEA, TOTES[2], "B-02-1", "SALT", TOTES[2])
    second.sees("picker.all_in_tote")
    second.press("picker.next")
    second.sees("picker.claim_offline")
    assert [command["name"] for command in person.queue()] == ["pick_line", "pick_line"]
    assert phone.context
    phone.context.set_offline(False)
    second.sent()
    assert task_of(town, "P-2").status == "done"
    assert picked(town, "P-2") == [("TEA", "A-01", 3, True), ("SALT", "B-02-1", 1, True)]


def test_a_takeover_is_told_to_both(town: Town, meet: Callable[..., Person]) -> None:
    loser = Picker(meet(town.hub.url, **HANDHELD))
    loser.begin("P-3")
    loser.scan_all("A-01", TEA)
    loser.person.context.set_offline(True)
    loser.scan(TOTES[3])  # kept on his phone: the office does not know of it
    loser.asked_for(words("picker.scan_bin", code="B-02-1"))
    loser.scan_all("B-02-1", "SALT")

    winner = Picker(meet(town.hub.url, **HANDHELD), "paula")
    winner.page.get_by_role("button", name=re.compile("^P-3")).click()
    winner.press("picker.take_over", picker="Picker")
    winner.sees("picker.took_over", picker="Picker")
    winner.scan_all("A-01", TEA, TOTES[4])
    winner.sent()

    loser.person.context.set_offline(False)
    loser.sees("picker.lost", number="P-3", picker="Paula")
    loser.sees("picker.lost_pieces", pieces=1, name="Salt", bin="B-02-1", picker="Paula")
    loser.sees("discrepancy.picked-twice", number="P-3", sku="TEA", pieces=1, picker="Paula")
    loser.person.press(words("common.understood"), within=loser.page.locator(".notice.bad"))
    expect(loser.page.get_by_text(words("picker.lost", number="P-3", picker="Paula"))).to_have_count(0)
    winner.scan_all("B-02-1", "SALT", "SALT", TOTES[4])
    winner.sees("picker.all_in_tote")
    winner.sent()
    assert picked(town, "P-3") == [("TEA", "A-01", 1, True), ("SALT", "B-02-1", 2, True)]
    assert task_of(town, "P-3").picker_id == town.world.users["paula"]


def test_what_a_bin_lacks_comes_from_another_or_is_waited_for(
    town: Town, meet: Callable[..., Person]
) -> None:
    picker = Picker(meet(town.hub.url, **HANDHELD))
    picker.begin("P-4")
    picker.asked_for(words("picker.scan_bin", code="C-03-2"))
    picker.scan_all("C-03-2", JAM)
    picker.press("picker.not_here")
    picker.press("picker.short.missing")
    picker.sees("picker.short_some", n=3)
    picker.scan(TOTES[5])
    picker.asked_for(words("picker.scan_bin", code="B-02-1"))  # two of the three lie there
    picker.sees("picker.rest_here")
    picker.scan_all("B-02-1", JAM, JAM, TOTES[5])
    picker.sees("picker.short_waits")
    expect(picker.page.locator("main")).to_contain_text("1 × Jam, black currant, 340 g")
    assert task_of(town, "P-4").status == "waiting"
    with town.session() as session:
        [flag] = session.scalars(select(Discrepancy).where(Discrepancy.kind == "short-pick")).all()
        assert (flag.detail["pieces"], flag.detail["bin"], flag.detail["reason"]) == (1, "C-03-2", "missing")
