"""Is a courier followed on shift, and only on shift? And does the dispatcher see how old a place is?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Request, expect
from sqlalchemy import select

from server.db.people import Fix
from server.db.plans import Shift
from tests.browser.person import Person, words
from tests.browser.town import Town, open_town

HERE = {"latitude": 60.1690, "longitude": 24.9450, "accuracy": 8}
THERE = {"latitude": 60.1700, "longitude": 24.9460, "accuracy": 8}
ELSEWHERE = {"latitude": 60.1800, "longitude": 24.9600, "accuracy": 8}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with open_town(
        tmp_path_factory.mktemp("gps"), {"anna": ["G-1"], "boris": ["G-2"], "vera": ["G-3"]}
    ) as town:
        yield town


def fixes(town: Town, login: str) -> list[tuple[float, float, bool]]:
    """Latitude, longitude and whether it belongs to a shift, of all the hub holds of him, oldest first."""
    with town.session() as session:
        mine = select(Fix).where(Fix.courier_id == town.world.users[login]).order_by(Fix.at)
        return [(fix.body["lat"], fix.body["lon"], fix.shift_id is not None) for fix in session.scalars(mine)]


def test_places_go_up_on_shift_only_and_the_dispatcher_sees_their_age(
    town: Town, meet: Callable[..., Person]
) -> None:
    courier = meet(town.hub.url, geolocation=HERE, permissions=["geolocation"])
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/positions"):
            sent.append(request.post_data or "")

    courier.context.on("request", note)
    courier.sign_in("anna")
    courier.sees(words("courier.off_shift"))
    courier.context.set_geolocation(ELSEWHERE)
    courier.page.wait_for_timeout(2000)
    assert courier.stored("fixes") == []

    courier.press(words("courier.start_shift"))
    courier.sees(words("courier.gps_waiting"))
    courier.context.set_geolocation(HERE)
    courier.sees(words("courier.gps_tracking"))
    courier.wait(lambda: fixes(town, "anna"), "the first fix goes up")
    # While he moves, a fix is worth keeping after five seconds.
    courier.page.wait_for_timeout(5500)
    courier.context.set_geolocation(THERE)
    courier.wait(lambda: len(fixes(town, "anna")) >= 2, "the second fix goes up")
    assert [fix[:2] for fix in fixes(town, "anna")][:2] == [(60.1690, 24.9450), (60.1700, 24.9460)]

    dispatcher = meet(town.hub.url).sign_in("dispatcher")
    dispatcher.press(words("dispatch.tab.couriers"))
    card = dispatcher.page.locator("article", has_text="Anna")
    expect(card).to_contain_text(words("dispatch.accuracy", n=8))
    expect(card).to_contain_text(words("dispatch.on_shift"))
    age = words("dispatch.position_fresh", age="").strip()
    expect(card.locator(".badge").first).to_contain_text(age)
    first = card.locator(".badge").first.inner_text()
    dispatcher.wait(lambda: card.locator(".badge").first.inner_text() != first, "the age ticks")
    other = dispatcher.page.locator("article", has_text="Boris")
    expect(other).to_contain_text(words("dispatch.position_never"))

    end_shift(courier)
    courier.page.wait_for_timeout(1500)
    before = len(sent)
    known = fixes(town, "anna")
    courier.context.set_geolocation(ELSEWHERE)
    courier.page.wait_for_timeout(3000)
    assert courier.stored("fixes") == []
    assert len(sent) == before
    assert fixes(town, "anna") == known
    assert all(on_shift for *_, on_shift in known)
    assert "60.18" not in "".join(sent)
    expect(card).to_contain_text(words("dispatch.off_shift"))
    assert all(len(json.loads(batch)["fixes"]) <= 200 for batch in sent)


def end_shift(courier: Person) -> None:
    courier.go("/done")
    courier.press(words("courier.end_shift"))
    courier.press(words("courier.end_shift"), courier.page.get_by_role("dialog"))
    courier.sees(words("courier.off_shift"))


def test_fixes_of_a_dead_spot_go_up_afterwards_with_their_own_times(
    town: Town, meet: Callable[..., Person]
) -> None:
    courier = meet(town.hub.url, geolocation=HERE, permissions=["geolocation"]).sign_in("boris")
    courier.sees(words("courier.sheet_new"))
    courier.context.set_offline(True)
    courier.press(words("courier.start_shift"))
    courier.sees(words("courier.gps_waiting"))
    courier.context.set_geolocation(THERE)
    courier.sees(words("courier.gps_tracking"))
    courier.wait(lambda: len(courier.stored("fixes")) == 1, "a fix is kept on the phone")
    [kept] = courier.stored("fixes")
    assert fixes(town, "boris") == []
    courier.context.set_offline(False)
    courier.wait(lambda: fixes(town, "boris") and not courier.stored("fixes"), "what was kept goes up", 60)
    with town.session() as session:
        [fix] = session.scalars(select(Fix).where(Fix.courier_id == town.world.users["boris"]))
        [shift] = session.scalars(select(Shift).where(Shift.courier_id == town.world.users["boris"]))
        assert fix.at.isoformat(timespec="milliseconds").replace("+00:00", "Z") == kept["at"]
        assert shift.started_at <= fix.at < fix.received_at
        assert fix.shift_id == shift.id


def test_a_phone_that_gives_no_place_still_works_and_says_so(town: Town, meet: Callable[..., Person]) -> None:
    courier = meet(town.hub.url).sign_in("vera")
    courier.press(words("courier.start_shift"))
    courier.sees(words("courier.gps_denied"))
    courier.sees(words("courier.read_sheet"))
