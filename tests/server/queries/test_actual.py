"""Does the table of a day say what was planned and what was, and what doors are known to take?"""

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.db.orders import Order
from server.db.plans import Route, Stop
from server.queries import learned
from tests import world as towns
from tests.place import Place
from tests.world import MORNING, ON

WAY_S = 300  # as the town's plans say


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was learned is read anew at each question."""
    monkeypatch.setattr(learned, "_FRESH_S", 0.0)


def ridden(place: Place, *numbers: str, late_s: int = 0, stay_s: int = 300, arrive: bool = True) -> None:
    """Anna rides these; each is reached `late_s` after the plan's 10 minutes and takes `stay_s`."""
    with place.inside() as world:
        for number in numbers:
            towns.order(world, number)
        towns.plan(world, {"anna": numbers})
        route_id, stops = world.routes["anna"], [world.stops[number] for number in numbers]
    with place.writing() as session:
        route = session.get_one(Route, route_id)
        route.status, route.depart_at = "started", MORNING
        for n, id in enumerate(stops):
            stop = session.get_one(Stop, id)
            at = MORNING + timedelta(minutes=10 * n + 10, seconds=late_s)
            stop.status, stop.arrived_at = "delivered", at if arrive else None
            stop.done_at = at + timedelta(seconds=stay_s)


def told(place: Place, on: str = ON.isoformat()) -> Any:
    return place.client("dispatcher").get(f"/api/times?on={on}")


def test_each_stop_says_planned_and_actual(place: Place) -> None:
    ridden(place, "A0", "A1", late_s=90)
    (route,) = told(place)["routes"]
    first, second = route["stops"]
    assert route["courier"] == "Anna"
    assert (first["planned_at"], first["arrived_at"]) == (f"{ON}T07:10:00Z", f"{ON}T07:11:30Z")
    assert first["late_s"] == second["late_s"] == 90
    assert (first["service_planned_s"], first["service_s"]) == (240, 300)
    assert (first["travel_planned_s"], first["travel_s"]) == (WAY_S, 690)
    assert second["travel_s"] == 600 - 300, "from the mark of the first to the arrival at the second"
    assert (first["number"], first["address"]) == ("A0", "Aleksanterinkatu 11")


def test_sums_are_over_what_is_known_of_both(place: Place) -> None:
    ridden(place, "A0", "A1", "A2", late_s=60)
    with place.writing() as session:
        session.get_one(Stop, place.world.stops["A1"]).arrived_at = None
    (route,) = told(place)["routes"]
    assert [stop["late_s"] for stop in route["stops"]] == [60, None, 60]
    assert [stop["travel_s"] is None for stop in route["stops"]] == [False, True, False]
    wanted = {"stops": 3, "done": 3, "arrived": 2, "late_s": 60, "service_planned_s": 480, "service_s": 600}
    assert wanted.items() <= route["totals"].items()
    assert told(place)["totals"] == route["totals"]


def test_who_waits_for_a_window_is_not_slow_at_the_door(place: Place) -> None:
    ridden(place, "A0")
    with place.writing() as session:
        stop = session.get_one(Stop, place.world.stops["A0"])
        order = session.get_one(Order, stop.order_id)
        assert stop.done_at is not None
        order.window_from_at = stop.done_at - timedelta(seconds=100)
    assert told(place)["routes"][0]["stops"][0]["service_s"] == 100


def test_drafts_and_other_days_and_hubs_are_not_in_it(place: Place) -> None:
    with place.inside() as world:
        towns.order(world, "A0")
        towns.plan(world, {"anna": ["A0"]}, publish=False)
    assert told(place)["routes"] == []
    ridden(place, "B0")
    assert len(told(place)["routes"]) == 1
    assert told(place, (ON + timedelta(days=1)).isoformat())["routes"] == []
    stranger = place.client("dispatcher", other=True)
    assert stranger.get(f"/api/times?on={ON}")["routes"] == []


def test_doors_and_couriers_are_known_by_their_visits(place: Place) -> None:
    ridden(place, *(f"A{n}" for n in range(20)), stay_s=360)
    (route,) = told(place)["routes"]
    assert route["stops"][0]["learned"] == {"service_s": 360, "visits": 20}
    assert route["pace"] == {"percent": 100, "visits": 20}
    with place.writing() as session:
        for n in range(20):
            session.get_one(Order, place.world.orders[f"A{n}"]).lat = 60.15 + n / 1000
    (route,) = told(place)["routes"]
    assert route["stops"][0]["learned"] is None
    assert route["pace"] == {"percent": 150, "visits": 20}


def test_what_lies_ninety_days_back_is_forgotten(place: Place) -> None:
    ridden(place, "A0", "A1", "A2")
    long_ago = learned.SPAN + timedelta(days=400)
    with place.writing() as session:
        for number in ("A0", "A1", "A2"):
            stop = session.get_one(Stop, place.world.stops[number])
            assert stop.arrived_at is not None and stop.done_at is not None
            stop.arrived_at, stop.done_at = stop.arrived_at - long_ago, stop.done_at - long_ago
    assert told(place)["routes"][0]["stops"][0]["learned"] is None


def test_a_file_has_a_line_a_stop_in_local_time_and_nobodys_address(place: Place) -> None:
    ridden(place, "=1+1", "A1", late_s=90)
    answer = place.client("dispatcher").http.get(f"/api/times.csv?on={ON}")
    assert answer.mimetype == "text/csv" and f"times-{ON}.csv" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    first, second = csv.DictReader(io.StringIO(text))
    planned = (MORNING + timedelta(minutes=10)).astimezone(ZoneInfo(towns.HUB["tz"]))
    came = planned + timedelta(seconds=90)
    assert (first["planned_arrival"], first["arrival"]) == (f"{planned:%F %T}", f"{came:%F %T}")
    assert (first["difference_min"], first["service_min"], first["travel_min"]) == ("1.5", "5.0", "11.5")
    assert (first["order"], second["order"], second["stop"]) == ("'=1+1", "A1", "2")
    assert "Aleksanterinkatu" not in text and "Maria" not in text


def test_only_the_office_reads_it(place: Place) -> None:
    for login in ("anna", "picker", "cashier"):
        place.client(login).get(f"/api/times?on={ON}", 403)
    assert datetime.fromisoformat(told(place)["on"]).date() == ON
