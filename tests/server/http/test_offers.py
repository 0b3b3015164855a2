"""Does an order without a place hear where it could go, and what that would really cost?"""

import time
from datetime import timedelta
from typing import Any

import pytest

from routing.matrix import great_circle
from routing.model import Place as Point
from server import clock
from server.db import mapping
from server.db.plans import Route
from server.ids import new_id
from tests import world as towns
from tests.place import Place
from tests.world import hire, left, order, plan


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day begins in an hour: everybody is still in the building."""
    began = clock.now().replace(microsecond=0) + timedelta(hours=1)
    monkeypatch.setattr(towns, "MORNING", began)
    monkeypatch.setattr(towns, "ON", began.date())


@pytest.fixture
def two(place: Place) -> Place:
    """Anna goes west, boris east; NEW lies in the west, on no route."""
    with place.inside() as world:
        for n in range(3):
            order(world, f"W{n}", lon=24.91 + n * 0.001)
            order(world, f"E{n}", lon=24.96 + n * 0.001)
        order(world, "NEW", lon=24.9105)
        plan(world, {"anna": ["W0", "W1", "W2"], "boris": ["E0", "E1", "E2"]})
    return place


def offers(place: Place, number: str = "NEW", status: int = 200) -> Any:
    return place.client("dispatcher").get(f"/api/orders/{place.world.orders[number]}/offers", status)


def test_the_courier_who_passes_there_comes_first(two: Place) -> None:
    found = offers(two)
    assert [one["courier"] for one in found[:2]] == ["Anna", "Anna"]
    best = found[0]
    assert best["position"] in (0, 1) and best["extra_s"] < 120 < found[-1]["extra_s"]
    assert (best["late"], best["violations"], best["away"], best["estimated"]) == ([], [], False, False)
    prices = [one["cost_s"] for one in found]
    assert prices == sorted(prices)


def test_what_is_offered_is_what_happens(two: Place) -> None:
    with two.inside() as world:  # timed by the same figures
        for number, login in (("W0", "anna"), ("E0", "boris")):
            here = {"stop_id": world.stops[number], "route_id": world.routes[login], "position": 0}
            world.give("move_stop", here, "dispatcher")
    best = offers(two)[-1]
    assert best["extra_m"] > 1000
    with two.inside() as world:
        before = _route(two, best["route_id"])
        args = {name: best[name] for name in ("route_id", "position")}
        args |= {"stop_id": new_id(), "order_id": world.orders["NEW"]}
        world.give("add_stop", args, "dispatcher")
    after = _route(two, best["route_id"])
    assert (after[0] - before[0], after[1] - before[1]) == (best["extra_s"], best["extra_m"])


def _route(place: Place, route_id: str) -> tuple[int, int]:
    with place.session() as session:
        session.rollback()
        route = session.get_one(Route, route_id)
        return route.travel_s, route.travel_m


def test_stored_travel_times_are_used_where_they_know_the_place(two: Place) -> None:
    """A matrix in which everything is three times as long as by great circle."""
    best = offers(two)[0]
    hub = Point(towns.HUB["lat"], towns.HUB["lon"])  # type: ignore[arg-type]
    points = (hub, *(Point(60.169, 24.91 + n * 0.001) for n in range(3)), Point(60.169, 24.9105))
    matrix = great_circle(points, "bicycle", factor=3.9)
    with two.writing() as session:
        session.get_one(Route, best["route_id"]).matrix = mapping.keep_matrix(session, matrix)
    stored = next(one for one in offers(two) if one["position"] == best["position"])
    assert stored["estimated"] is False
    assert stored["extra_m"] == pytest.approx(3 * best["extra_m"], abs=3)
    with two.inside() as world:
        order(world, "AWAY", lat=60.18, lon=24.9105)
    assert {one["courier"]: one["estimated"] for one in offers(two, "AWAY")} == {"Anna": True, "Boris": False}


def test_who_would_be_late_and_what_would_not_fit_is_said(two: Place) -> None:
    with two.inside() as world:
        began = towns.MORNING
        order(world, "SOON", lon=24.98, window_to_at=began + timedelta(minutes=2))
        order(world, "E9", lon=24.98, lat=60.19, window_to_at=began + timedelta(minutes=16))
        args = {"stop_id": new_id(), "order_id": world.orders["E9"], "route_id": world.routes["boris"]}
        world.give("add_stop", args | {"position": 0}, "dispatcher")
    soon = offers(two, "SOON")
    assert all(one["late"][0]["order_id"] for one in soon)
    assert [late["late_s"] > 0 for one in soon for late in one["late"]]
    first = [one for one in offers(two) if one["courier"] == "Boris"]
    fits = [not one["late"] for one in first]
    assert fits == sorted(fits, reverse=True), "what makes nobody late comes first"


def test_who_has_left_would_have_to_come_back(two: Place) -> None:
    with two.inside() as world:
        left(world, "anna", "W0", "W1", "W2")
    found = {one["courier"]: one for one in reversed(offers(two))}
    assert (found["Anna"]["away"], found["Boris"]["away"]) == (True, False)
    assert found["Anna"]["position"] == 3
    assert found["Anna"]["extra_m"] > 4000, "from the building there and back"


def test_locked_routes_and_heads_are_not_disturbed(two: Place) -> None:
    with two.inside() as world:
        world.give("lock_stop", {"stop_id": world.stops["W1"], "how": "head"}, "dispatcher")
        world.give("lock_route", {"route_id": world.routes["boris"], "locked": True}, "dispatcher")
    found = offers(two)
    assert {one["courier"] for one in found} == {"Anna"}
    assert min(one["position"] for one in found) == 2


def test_a_stop_on_a_route_hears_of_the_others_too(two: Place) -> None:
    found = offers(two, "W1")
    assert found[0]["courier"] == "Anna" and "Boris" in {one["courier"] for one in found}


def test_what_cannot_go_is_refused_in_words(two: Place) -> None:
    with two.inside() as world:
        order(world, "FAR", lat=61.0)
        left(world, "anna", "W0", "W1", "W2")
    assert offers(two, "FAR", 422)["code"] == "order-not-ready"
    assert offers(two, "W0", 422)["code"] == "already-loaded"
    assert two.client("dispatcher").get(f"/api/orders/{new_id()}/offers", 404)["code"] == "no-such-order"
    other = two.client("dispatcher", other=True)
    assert other.get(f"/api/orders/{two.world.orders['NEW']}/offers", 404)["code"] == "no-such-order"


def test_twenty_routes_answer_at_once(place: Place) -> None:
    with place.inside() as world:
        shares = {f"c{n}": [f"O{n}-{m}" for m in range(5)] for n in range(20)}
        for row, login in enumerate(shares):
            hire(world, row, login)
        for number in (number for numbers in shares.values() for number in numbers):
            n, m = map(int, number[1:].split("-"))
            order(world, number, lon=24.91 + n * 0.003, lat=60.16 + m * 0.005)
        order(world, "NEW")
        plan(world, shares)
    assert len({one["route_id"] for one in offers(place)}) > 4
    took = []
    for _ in range(3):
        began = time.perf_counter()
        offers(place)
        took.append(time.perf_counter() - began)
    assert min(took) < 1.0, "on a machine that does other things as well"
