"""Does every stop left out get the reason that binds, with figures that prove it?"""

from __future__ import annotations

import pytest

from routing.explain import explain
from routing.matrix import UNREACHABLE, Matrix, great_circle
from routing.model import Problem, Shift, Stop
from routing.plan import Reason, Unassigned
from tests.routing.factories import HUB, crow, east, hours, problem, shift, stop, without_road

NORTH = frozenset({"north"})
ALONE: list[tuple[Stop, tuple[Shift, ...], Reason, dict[str, object]]] = [
    (stop("a", zone="south"), (shift(zones=NORTH),), Reason.ZONE, {"zone": "south"}),
    (
        stop("a", weight_g=9000),
        (shift(capacity_g=5000), shift("b", capacity_g=8000)),
        Reason.WEIGHT,
        {"weight_g": 9000, "most_g": 8000},
    ),
    (
        stop("a", parcels=4),
        (shift(capacity_parcels=3),),
        Reason.PARCELS,
        {"parcels": 4, "most_parcels": 3},
    ),
    (
        stop("a", zone="south"),
        (shift(forbidden={"south"}), shift("b", zones=NORTH)),
        Reason.FORBIDDEN,
        {"zone": "south"},
    ),
    (
        stop("a", tags={"cold", "heavy", "id"}),
        (shift(tags={"cold"}), shift("b", tags={"cold", "id"})),
        Reason.TAG,
        {"tags": ["heavy"]},
    ),
    (
        stop("a", volume_ml=900),
        (shift(capacity_ml=500), shift("b", capacity_ml=800)),
        Reason.VOLUME,
        {"volume_ml": 900, "most_ml": 800},
    ),
    (
        stop("a", collect_ml=900),
        (shift(capacity_ml=500),),
        Reason.VOLUME,
        {"volume_ml": 900, "most_ml": 500},
    ),
    (
        stop("a", cash_minor=9000),
        (shift(cash_limit_minor=8000), shift("b", cash_limit_minor=0)),
        Reason.CASH_LIMIT,
        {"cash_minor": 9000, "most_minor": 8000},
    ),
    (
        stop("a", weight_g=9000, shift_id="anna"),
        (shift(capacity_g=5000), shift("b")),
        Reason.WEIGHT,
        {"weight_g": 9000, "most_g": 5000},
    ),
    (
        stop("a"),
        (shift(max_travel_s=10), shift("b", max_metres=10), shift("c", max_metres=10**6, max_stops=0)),
        Reason.SHIFT_FULL,
        {"blocked_by": {"max-metres": 1, "max-stops": 1, "max-travel": 1}},
    ),
    (stop("a", service_s=7200), (shift(window=hours(9, 10)),), Reason.SHIFT_TOO_SHORT, {}),
    (stop("a", None, hours(6, 8)), (shift(),), Reason.WINDOW, {}),
    (stop("a", None, hours(17.99, 20)), (shift(),), Reason.WINDOW, {}),
    (stop("a"), (shift(max_stops=0),), Reason.SHIFT_FULL, {"blocked_by": {"max-stops": 1}}),
]


def only(built: Problem, matrices: dict[str, Matrix], orders: tuple[tuple[str, ...], ...]) -> Unassigned:
    (left,) = explain(built, matrices, orders)
    return left


@pytest.mark.parametrize("one, shifts, reason, detail", ALONE)
def test_the_reason_of_a_stop_alone(one, shifts, reason, detail) -> None:
    built = problem([one], *shifts)
    left = only(built, crow(built), tuple(() for _ in shifts))
    assert left.reason == reason
    assert detail.items() <= left.detail.items()


def test_without_shifts_there_is_no_courier() -> None:
    built = Problem(HUB, (stop("a"),), ())
    assert only(built, {}, ()).reason == Reason.NO_COURIER


def test_no_road_there_or_back_comes_before_everything_else() -> None:
    built = problem([stop("a", zone="south", weight_g=10**6)], shift(zones=NORTH, capacity_g=1))
    for pair, why in (((HUB, east(1000)), "no-way-there"), ((east(1000), HUB), "no-way-back")):
        matrices = {"bicycle": without_road(crow(built)["bicycle"], pair)}
        left = only(built, matrices, ((),))
        assert left.reason == Reason.NO_ROAD
        assert left.detail == {"profiles": ["bicycle"], "off_road": False, "why": {"bicycle": why}}


def test_a_place_off_the_network_is_said_to_be_so() -> None:
    built = problem([stop("a")])
    plain = crow(built)["bicycle"]
    far = without_road(plain, (HUB, east(1000)), (east(1000), HUB))
    matrix = Matrix(far.places, far.seconds, far.metres, "x", off_road=frozenset({east(1000)}))
    assert (matrix.seconds == UNREACHABLE).sum() == 2
    detail = only(built, {"bicycle": matrix}, ((),)).detail
    assert detail["off_road"] is True and detail["why"] == {"bicycle": "off-road"}


def test_each_vehicle_has_its_own_reason() -> None:
    """The car has no way back, on foot none leads there: nobody serves it."""
    built = problem([stop("a")], shift(profile="car"), shift("b", profile="foot"))
    figures = crow(built)
    matrices = {
        "car": without_road(figures["car"], (east(1000), HUB)),
        "foot": without_road(figures["foot"], (HUB, east(1000))),
    }
    detail = only(built, matrices, ((), ())).detail
    assert detail["why"] == {"car": "no-way-back", "foot": "no-way-there"}
    matrices["foot"] = figures["foot"]
    assert only(built, matrices, ((), ())).reason == Reason.OUT_OF_TIME


def test_one_able_courier_is_enough_to_pass_on_to_the_next_reason() -> None:
    """South may go only to the one whose bag is too small: neither zone nor weight alone forbids it."""
    built = problem([stop("a", zone="south", weight_g=2000)], shift(zones=NORTH), shift("b", capacity_g=1000))
    assert only(built, crow(built), ((), ())).reason == Reason.WEIGHT


def test_a_full_shift_says_what_fills_it() -> None:
    built = problem([stop("a", weight_g=800), stop("b", weight_g=800)], shift(capacity_g=1000))
    left = only(built, crow(built), (("a",),))
    assert (left.stop_id, left.reason) == ("b", Reason.SHIFT_FULL)
    assert left.detail == {"blocked_by": {"weight": 1}}


def test_a_shift_full_of_time() -> None:
    built = problem([stop("a", service_s=1800), stop("b", service_s=1800)], shift(window=hours(9, 9.75)))
    assert only(built, crow(built), (("a",),)).detail == {"blocked_by": {"time": 1}}


def test_cheaper_out_proves_its_price() -> None:
    built = problem([stop("far", east(9000), drop_cost_s=60)])
    left = only(built, crow(built), ((),))
    there = great_circle([HUB, east(9000)]).leg(HUB, east(9000)).seconds or 0
    assert left.reason == Reason.CHEAPER_OUT
    assert left.detail == {"shift_id": "anna", "extra_s": 2 * there, "drop_cost_s": 60}


def test_a_stop_that_would_fit_was_left_by_the_clock() -> None:
    built = problem([stop("a")])
    assert only(built, crow(built), ((),)).reason == Reason.OUT_OF_TIME
