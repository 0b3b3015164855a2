"""Is a problem that cannot be true refused when it is built?"""

from __future__ import annotations

import dataclasses
import math
import pickle

import pytest

from routing.errors import BadValue, DuplicateId, RoutingError, UnknownId
from routing.model import Place, TimeWindow
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
