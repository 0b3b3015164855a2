"""Are times along a given order right, and is everything that does not fit named?"""

from __future__ import annotations

import pytest

from routing.errors import DuplicateId, NoFigures, UnknownId
from routing.matrix import great_circle
from routing.plan import Kind
from routing.schedule import MARGIN_S, schedule
from tests.routing.factories import DAY_S, HUB, crow, east, hours, problem, shift, stop, without_road

LEG_S = great_circle([HUB, east(1000)]).leg(HUB, east(1000)).seconds or 0


def kinds(built, ids, **more) -> list[tuple[str, str | None, int]]:
    found = schedule(built, more.pop("matrices", crow(built)), "anna", ids, **more).violations
    return [(v.kind, v.stop_id, v.amount) for v in found]


def test_times_follow_the_road_and_the_service() -> None:
    built = problem([stop("a"), stop("b", east(2000))])
    route, violations = schedule(built, crow(built), "anna", ["a", "b"])
    first, second = route.visits
    assert not violations
    assert route.depart_s == DAY_S + 9 * 3600
    assert first.arrive_s == route.depart_s + LEG_S and first.leave_s == first.start_s + 120
    assert second.arrive_s == first.leave_s + second.travel_s
    assert route.return_s - second.leave_s == route.travel_s - first.travel_s - second.travel_s
    assert route.travel_m == pytest.approx(4000 * 1.3, abs=5)


def test_nobody_leaves_for_nothing() -> None:
    built = problem([])
    route = schedule(built, {}, "anna", []).route
    assert route.depart_s == route.return_s and not route.visits and not route.travel_s


def test_the_courier_leaves_late_enough_not_to_wait() -> None:
    built = problem([stop("a", None, hours(11, 12))])
    visit = schedule(built, crow(built), "anna", ["a"]).route.visits[0]
    assert visit.wait_s == 0 and visit.start_s == DAY_S + 11 * 3600


def test_leaving_later_keeps_a_margin_to_the_end_of_an_earlier_window() -> None:
    built = problem([stop("a", None, hours(9, 10)), stop("b", east(2000), hours(13, 14))])
    route, violations = schedule(built, crow(built), "anna", ["a", "b"])
    assert not violations
    assert route.visits[0].start_s == DAY_S + 10 * 3600 - MARGIN_S
    assert route.visits[1].start_s == DAY_S + 13 * 3600


def test_leaving_later_never_makes_a_late_stop_later() -> None:
    late = hours(8, 9)
    built = problem([stop("a", None, late), stop("b", east(2000), hours(13, 14))])
    route, violations = schedule(built, crow(built), "anna", ["a", "b"])
    assert route.depart_s == DAY_S + 9 * 3600
    assert [(v.kind, v.amount) for v in violations] == [(Kind.LATE, LEG_S)]


def test_a_given_departure_is_kept_even_before_the_shift() -> None:
    built = problem([stop("a", None, hours(11, 12))])
    route, violations = schedule(built, crow(built), "anna", ["a"], depart_s=DAY_S + 8 * 3600)
    assert route.depart_s == DAY_S + 8 * 3600 and route.visits[0].wait_s > 0
    assert [(v.kind, v.amount) for v in violations] == [(Kind.SHIFT_START, 3600)]


def test_of_several_windows_the_next_open_one_is_taken() -> None:
    built = problem([stop("a", None, hours(8, 9), hours(15, 16))])
    assert schedule(built, crow(built), "anna", ["a"]).route.visits[0].start_s == DAY_S + 15 * 3600


def test_after_the_last_window_a_stop_is_late_and_served_on_arrival() -> None:
    built = problem([stop("a", None, hours(7, 8), hours(8, 8.5))])
    assert kinds(built, ["a"]) == [("late", "a", 1800 + LEG_S)]


def test_a_shift_that_ends_too_early() -> None:
    built = problem([stop("a")], shift(window=hours(9, 9.1)))
    assert kinds(built, ["a"]) == [("shift-end", "a", 2 * LEG_S + 120 - 360)]


def test_loads_name_the_first_stop_that_does_not_fit() -> None:
    stops = [stop("a", weight_g=600, parcels=2), stop("b", weight_g=600, parcels=2)]
    built = problem(stops, shift(capacity_g=1000, capacity_parcels=3, max_stops=1))
    assert kinds(built, ["b", "a"]) == [("weight", "a", 200), ("parcels", "a", 1), ("max-stops", "a", 1)]


def test_zones_of_the_courier() -> None:
    stops = [stop("a", zone="north"), stop("b", zone="south"), stop("c")]
    built = problem(stops, shift(zones=frozenset({"north"})))
    assert kinds(built, ["a", "b", "c"]) == [("zone", "b", 1)]


@pytest.mark.parametrize("there", [True, False])
def test_a_leg_without_a_road_is_named_and_still_timed(there: bool) -> None:
    built = problem([stop("a")])
    pair = (HUB, east(1000)) if there else (east(1000), HUB)
    matrices = {"bicycle": without_road(crow(built)["bicycle"], pair)}
    route, violations = schedule(built, matrices, "anna", ["a"])
    assert [(v.kind, v.cause) for v in violations] == [
        (Kind.NO_ROAD, "no-way-there" if there else "no-way-home")
    ]
    assert route.travel_s == 2 * LEG_S
    assert route.visits[0].estimated is there


def test_a_place_that_the_matrix_lacks_is_estimated_and_marked() -> None:
    built = problem([stop("a"), stop("b", east(3000))])
    matrices = {"bicycle": great_circle([HUB, east(1000)])}
    route, violations = schedule(built, matrices, "anna", ["a", "b"])
    assert not violations
    assert [visit.estimated for visit in route.visits] == [False, True]


def test_what_cannot_be_scheduled_is_refused() -> None:
    built = problem([stop("a")])
    with pytest.raises(UnknownId):
        schedule(built, crow(built), "anna", ["zz"])
    with pytest.raises(UnknownId):
        schedule(built, crow(built), "nobody", ["a"])
    with pytest.raises(DuplicateId):
        schedule(built, crow(built), "anna", ["a", "a"])
    with pytest.raises(NoFigures):
        schedule(built, {}, "anna", ["a"])
