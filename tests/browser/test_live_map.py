"""Does the dispatcher see who is where and how old that is, and what is late, on the map and beside it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from server.db.people import Fix
from server.db.plans import Shift
from tests.browser.crowd import Crowd
from tests.browser.mapdesk import AGES_S, DESK, LATE, at_the_map, drawn, line, live_town, place
from tests.browser.person import Person, words
from tests.browser.town import Town


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Crowd]]:
    with live_town(tmp_path_factory.mktemp("live")) as both:
        yield both


@pytest.fixture
def town(both: tuple[Town, Crowd]) -> Town:
    return both[0]


def test_the_base_map_is_ours_and_nothing_is_fetched_from_elsewhere(
    town: Town, meet: Callable[..., Person]
) -> None:
    someone = meet(town.hub.url, **DESK)
    asked: list[str] = []
    someone.context.on("request", lambda request: asked.append(request.url))
    page = at_the_map(someone)
    query = (
        "document.querySelector('.map-canvas').map.querySourceFeatures('town', {sourceLayer: 'roads'}).length"
    )
    someone.wait(lambda: page.evaluate(query) > 50, "roads are there", patience_s=90)
    assert {url for url in asked if not url.startswith((town.hub.url, "blob:", "data:"))} == set()
    assert any(url.endswith("/map/town.pmtiles") for url in asked)
    expect(page.get_by_role("link", name="© OpenStreetMap contributors")).to_be_visible()
    assert page.locator(".maplibregl-marker").count() == 0


def test_a_courier_is_drawn_as_old_as_his_place_is(town: Town, meet: Callable[..., Person]) -> None:
    for login, age_s in AGES_S.items():
        place(town, login, age_s)
    someone = meet(town.hub.url, **DESK)
    page = at_the_map(someone)
    someone.wait(lambda: len(drawn(page, "couriers")) >= len(AGES_S), "all are drawn")
    seen = {one["words"].split("\n")[0]: one for one in drawn(page, "couriers")}
    assert {name: seen[name]["sign"] for name in ("Fiona", "Adam", "Stan", "Otto")} == {
        "Fiona": "courier-fresh",
        "Adam": "courier-ageing",
        "Stan": "courier-stale",
        "Otto": "courier-off",
    }
    assert seen["Adam"]["words"].endswith("2 min")
    assert seen["Stan"]["words"].endswith("11 min")

    def fiona() -> tuple[str, str]:
        found = next(one for one in drawn(page, "couriers") if one["words"].startswith("Fiona"))
        return found["sign"], found["words"].split("\n")[1]

    # Seconds later nobody has moved and nothing was told: what was fresh is not any more.
    place(town, "fiona", 108)
    someone.wait(lambda: fiona() == ("courier-fresh", "1 min"), "her last place has come")
    someone.wait(lambda: fiona() == ("courier-ageing", "2 min"), "it has aged by itself")


def test_stops_have_signs_and_those_of_one_spot_stand_apart(town: Town, meet: Callable[..., Person]) -> None:
    someone = meet(town.hub.url, **DESK)
    page = at_the_map(someone)
    stops = {one["id"]: one for one in drawn(page, "stops")}
    same = [tuple(stops[town.world.stops[f"anna-{n}"]]["at"]) for n in range(3)]
    assert len(set(same)) == 3
    assert max(abs(lat - 60.1712) for _, lat in same) < 0.001
    assert stops[town.world.stops["anna-0"]]["sign"] == "stop-en_route"
    assert stops[town.world.stops[LATE]]["sign"] == "stop-planned-late"
    late = line(page, town, LATE)
    expect(late).to_contain_text(words("dispatch.late_by", span="").strip())
    page.get_by_role("button", name=words("dispatch.late_only", n=1)).click()
    expect(page.locator(".stop-line")).to_have_count(1)
    someone.wait(lambda: [one["id"] for one in drawn(page, "stops")] == [town.world.stops[LATE]], "alone")


def test_what_is_chosen_in_the_table_is_chosen_on_the_map_and_back(
    town: Town, meet: Callable[..., Person]
) -> None:
    someone = meet(town.hub.url, **DESK | {"viewport": {"width": 1280, "height": 1900}})
    page = at_the_map(someone)
    anna, boris = town.world.stops["anna-3"], town.world.stops["boris-2"]
    line(page, town, "anna-3").click()
    at = next(one["at"] for one in drawn(page, "stops") if one["id"] == anna)
    someone.wait(lambda: [one["at"] for one in drawn(page, "chosen")] == [at], "it is marked on the map")
    someone.wait(
        lambda: page.evaluate("!document.querySelector('.map-canvas').map.isMoving()"), "it came there"
    )
    other = next(one["at"] for one in drawn(page, "stops") if one["id"] == boris)
    page.evaluate("at => document.querySelector('.map-canvas').map.jumpTo({center: at, zoom: 17})", other)
    page.wait_for_timeout(1500)
    box = page.locator(".map-canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(line(page, town, "boris-2")).to_have_attribute("aria-selected", "true")
    expect(line(page, town, "anna-3")).to_have_attribute("aria-selected", "false")


def test_keys_alone_find_and_open_an_order(town: Town, meet: Callable[..., Person]) -> None:
    page = at_the_map(meet(town.hub.url, **DESK))
    page.keyboard.press("/")
    page.keyboard.type("boris")
    expect(page.locator(".stop-line")).to_have_count(5)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".stop-line").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    second = page.locator(".stop-line").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    chosen = second.get_attribute("id")
    page.keyboard.press("Enter")
    number = next(n for n, id in town.world.stops.items() if chosen == f"line-{id}")
    expect(page.get_by_role("heading", name=words("dispatch.order", number=number))).to_be_visible()


def test_a_way_is_drawn_in_pieces_and_its_gaps_are_told(town: Town, meet: Callable[..., Person]) -> None:
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=3)
    with town.written() as session:
        shift = session.query(Shift).filter_by(courier_id=town.world.users["fiona"]).one()
        shift.started_at = begin
        for s in (0, 10, 20, 110, 120):
            at = begin + timedelta(seconds=s)
            body = {"lat": 60.165 + s * 2e-5, "lon": 24.94, "accuracy_m": 5}
            user = town.world.users["fiona"]
            session.add(Fix(courier_id=user, at=at, shift_id=shift.id, received_at=at, body=body))
    someone = meet(town.hub.url, timezone_id="Europe/Helsinki", **DESK)
    page = at_the_map(someone)
    page.get_by_label(words("dispatch.courier"), exact=True).select_option(label="Fiona")
    someone.press(words("dispatch.track"))
    page.get_by_text(words("dispatch.gaps", n=1)).click()
    expect(page.locator(".gaps li")).to_contain_text("1 min")
    someone.wait(lambda: len(drawn(page, "track")) == 4, "two pieces and two ends")
    pieces = [one["at"] for one in drawn(page, "track") if "piece" in one]
    assert [len(piece) for piece in pieces] == [3, 2]
    slider = page.get_by_role("slider")
    gap = int((begin + timedelta(seconds=60)).timestamp() * 1000)
    slider.evaluate("(one, at) => { one.value = at; one.dispatchEvent(new Event('input')) }", gap)
    expect(page.locator(".slider strong")).to_contain_text(words("dispatch.in_gap", time="").strip(": "))
    assert drawn(page, "moment") == []
