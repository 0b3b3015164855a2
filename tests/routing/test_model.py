"""Is a problem that cannot be true refused when it is built?"""

from __future__ import annotations

import dataclasses
import math
import pickle
from pathlib import Path

import pytest

import routing
from routing.errors import BadValue, DuplicateId, RoutingError, UnknownId
from routing.model import Break, Place, Problem, Shift, SoftWindow, Stop, TimeWindow
from tests.routing.factories import DAY_S, HUB, east, hours, problem, shift, stop


@pytest.mark.parametrize(
    "lat, lon", [(math.nan, 0), (0, math.inf), (90.1, 0), (0, -180.1), (True, 0), ("60", 25)]
)
def test_a_place_is_on_earth(lat: float, lon: float) -> None:
    with pytest.raises(BadValue) as refused:
        Place(lat, lon)
    assert refused.value.code == "bad-value"
    assert refused.value.params["field"] in ("lat", "lon")


def test_a_window_does_not_end_before_it_starts() -> None:
    with pytest.raises(BadValue):
        TimeWindow(DAY_S, DAY_S - 1)
    assert TimeWindow(DAY_S, DAY_S).start_s == DAY_S


@pytest.mark.parametrize(
    "more", [{"service_s": -1}, {"weight_g": -5}, {"parcels": 1.5}, {"weight_g": 2**63}, {"drop_cost_s": -1}]
)
def test_a_stop_has_whole_and_possible_numbers(more: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        stop("a", **more)


@pytest.mark.parametrize("more", [{"capacity_g": -1}, {"profile": "horse"}, {"max_stops": -2}])
def test_a_shift_has_possible_limits(more: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        shift(**more)


def test_ids_are_unique() -> None:
    with pytest.raises(DuplicateId) as refused:
        problem([stop("a"), stop("a")])
    assert refused.value.params == {"kind": "stop", "id": "a"}
    with pytest.raises(DuplicateId):
        problem([], shift("x"), shift("x"))


def test_windows_are_kept_in_order() -> None:
    assert stop("a", None, hours(16, 18), hours(9, 11)).windows == (hours(9, 11), hours(16, 18))


def test_places_come_once_and_the_hub_first() -> None:
    built = problem([stop("a", east(10)), stop("b", east(10))], shift("x", end=east(20)))
    assert built.places() == (HUB, east(20), east(10))


def test_an_unknown_id_is_named() -> None:
    with pytest.raises(UnknownId, match="zz"):
        problem([stop("a")]).stop("zz")


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        stop("a").weight_g = 5  # type: ignore[misc]


def test_problems_and_errors_cross_processes() -> None:
    built = problem([stop("a", None, hours(9, 10))])
    again = pickle.loads(pickle.dumps(built))
    assert again == built and again.stop("a") == built.stop("a")
    error = pickle.loads(pickle.dumps(DuplicateId("stop", "a")))
    assert isinstance(error, DuplicateId) and isinstance(error, RoutingError)
    assert (error.code, error.params, str(error)) == (
        "duplicate-id",
        {"kind": "stop", "id": "a"},
        "two stops have the id 'a'",
    )


@pytest.mark.parametrize(
    "more",
    [
        {"volume_ml": -1},
        {"cash_minor": 1.5},
        {"priority": 0},
        {"priority": 11},
        {"collect_g": -1},
        {"collect_ml": 2**41},
        {"collect_parcels": True},
        {"tags": "cold"},
        {"zone": 5},
        {"soft": 3},
    ],
)
def test_a_stop_refuses_what_cannot_be_carried_or_paid(more: dict[str, object]) -> None:
    with pytest.raises(BadValue, match="|".join(more)):
        stop("a", **more)


@pytest.mark.parametrize(
    "more",
    [
        {"capacity_ml": -1},
        {"cash_limit_minor": -1},
        {"max_travel_s": -1},
        {"max_metres": 0.5},
        {"max_trips": 0},
        {"reload_s": -1},
        {"fixed_cost_s": -1},
        {"zones": "north"},
        {"window": (0, 1)},
        {"breaks": (60,)},
    ],
)
def test_a_shift_refuses_limits_that_mean_nothing(more: dict[str, object]) -> None:
    with pytest.raises(BadValue, match="|".join(more)):
        shift(**more)


@pytest.mark.parametrize(
    "more", [{"wait_percent": -1}, {"fairness_percent": 10_001}, {"outside_preferred_s": -1}]
)
def test_the_prices_of_a_problem_are_possible(more: dict[str, int]) -> None:
    with pytest.raises(BadValue):
        problem([], **more)


def test_a_soft_window_and_a_break_are_possible() -> None:
    for bad in (
        lambda: SoftWindow(2, 1),
        lambda: SoftWindow(1, 2, late_per_min_s=-1),
        lambda: Break(hours(12, 13), 0),
    ):
        with pytest.raises(BadValue):
            bad()


def test_what_it_costs_to_begin_outside_of_a_soft_window() -> None:
    soft = SoftWindow(1000, 2000, late_fixed_s=50, late_per_min_s=60, early_fixed_s=7, early_per_min_s=30)
    assert [soft.price_s(at) for at in (1000, 2000, 2001, 2030, 2120)] == [0, 0, 51, 80, 170]
    assert [soft.price_s(at) for at in (999, 880)] == [7, 67]


def test_breaks_are_kept_in_order() -> None:
    late, early = Break(hours(15, 16), 60), Break(hours(12, 13), 60)
    assert shift(breaks=(late, early)).breaks == (early, late)


def test_priority_multiplies_the_price_of_the_problem_only() -> None:
    built = problem([stop("a", priority=3), stop("b", priority=3, drop_cost_s=5)], drop_cost_s=100)
    assert [built.drop_cost(one) for one in built.stops] == [300, 5]


def test_locks_name_what_is_there_and_do_not_contradict() -> None:
    with pytest.raises(UnknownId, match="nobody"):
        problem([stop("a", shift_id="nobody")])
    with pytest.raises(UnknownId, match="zz"):
        problem([], shift(head=("zz",)))
    with pytest.raises(DuplicateId):
        problem([stop("a")], shift(head=("a", "a")))
    with pytest.raises(DuplicateId):
        problem([stop("a")], shift("x", head=("a",)), shift("y", head=("a",)))
    with pytest.raises(BadValue):
        problem([stop("a", shift_id="x")], shift("x"), shift("y", head=("a",)))


def test_who_may_serve_a_stop() -> None:
    stops = [
        *(stop("plain"), stop("locked", shift_id="y"), stop("cold", tags={"cold"})),
        *(stop("north", zone="north"), stop("south", zone="south"), stop("begun", zone="south")),
    ]
    x = shift("x", zones={"north"}, tags={"cold", "heavy"}, head=("begun",))
    y = shift("y", forbidden={"north"})
    built = problem(stops, x, y)
    assert {one.id: (built.may(x, one), built.may(y, one)) for one in built.stops} == {
        "plain": (True, True),
        "locked": (False, True),
        "cold": (True, False),
        "north": (True, False),
        "south": (False, True),
        "begun": (True, False),
    }
    assert built.heads() == (("begun",), ()) and built.in_head("begun") and not built.in_head("cold")
    assert [built.lock(built.stop(id)) for id in ("plain", "locked", "begun")] == [None, "y", "x"]


def test_the_page_of_the_model_has_every_field() -> None:
    page = (Path(routing.__file__).parent / "MODEL.md").read_text()
    fields = {f.name for kind in (Stop, Shift, Problem) for f in dataclasses.fields(kind)}
    told = {name for name in fields if f"`{name}`" in page}
    assert {name for name in fields - told if name[0] != "_"} == {"id", "hub", "stops", "shifts"}
