"""Do orders at one building become one stop, only where one visit can serve them, and come apart again?"""

from __future__ import annotations

import pytest

from routing import grouping
from routing.check import check
from routing.errors import BadValue
from routing.grouping import apart, group, together
from routing.model import Problem, SoftWindow, Stop
from routing.solve import mend, plan_of, solve
from tests.routing.factories import crow, day, east, hours, problem, shift, stop


def test_what_lies_at_one_door_adds_up() -> None:
    built = problem(
        [
            stop("a", east(1000), weight_g=100, cash_minor=7, collect_ml=5, parcels=2),
            stop("far", east(2000)),
            stop("b", east(1009), weight_g=50, cash_minor=1, volume_ml=9),
        ]
    )
    grouped = group(built, within_m=10)
    whole, far = grouped.problem.stops
    assert grouped.members == {"a": ("a", "b"), "far": ("far",)}
    assert (whole.weight_g, whole.cash_minor, whole.collect_ml, whole.parcels) == (150, 8, 5, 3)
    assert (whole.volume_ml, whole.service_s, whole.drop_cost_s) == (9, 240, 200_000)
    assert far == built.stop("far")
    assert grouped.ungroup((("far", "a"),)) == (("far", "a", "b"),)


DIFFERENT: dict[str, dict[str, object]] = {
    "tags": {"tags": {"cold"}},
    "zone": {"zone": "north"},
    "lock": {"shift_id": "anna"},
    "priority": {"priority": 2},
    "soft window": {"soft": SoftWindow(1, 2)},
    "windows": {"windows": (hours(9, 10),)},
    "place": {"place": east(1020)},
    "too heavy together": {"weight_g": 9000},
    "too much money together": {"cash_minor": 60},
    "head": {},
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_one_visit_cannot_serve_stays_apart(name: str) -> None:
    plain = {"place": east(1000), "weight_g": 2000, "cash_minor": 50}
    stops = [Stop("a", **plain), Stop("b", **{**plain, **DIFFERENT[name]})]
    head = ("b",) if name == "head" else ()
    built = Problem(east(0), tuple(stops), (shift(capacity_g=10_000, cash_limit_minor=100, head=head),))
    assert len(group(built).problem.stops) == 2
    again = Problem(built.hub, (stops[0], Stop("b", **plain)), (shift(),))
    assert len(group(again).problem.stops) == 1


def test_one_that_nobody_can_carry_joins_nobody() -> None:
    built = problem([stop("a"), stop("b", weight_g=20_000)], shift(capacity_g=10_000))
    assert set(group(built).members) == {"a", "b"}


def test_who_counts_his_stops_gets_them_one_by_one() -> None:
    built = problem([stop("a"), stop("b"), stop("c", zone="x"), stop("d", zone="x")])
    counting = problem(built.stops, shift(), shift("boris", max_stops=3, zones={"y"}))
    assert set(group(counting).members) == {"a", "b", "c"}


def test_the_last_of_a_group_begins_in_its_window() -> None:
    window = hours(10, 10.5)
    built = problem([stop(id, None, window, service_s=700) for id in "abcd"])
    grouped = group(built)
    assert grouped.members == {"a": ("a", "b", "c"), "d": ("d",)}
    (tight,) = grouped.problem.stop("a").windows
    assert (tight.start_s, tight.end_s) == (window.start_s, window.end_s - 1400)


@pytest.mark.parametrize("within_m", [-1, 1001, float("nan")])
def test_a_distance_that_is_none_is_refused(within_m: float) -> None:
    with pytest.raises(BadValue):
        group(problem([]), within_m)


def test_a_grouped_plan_stands_ungrouped() -> None:
    """Twenty buildings with two to three orders each: solved as twenty stops, true for all orders."""
    base = day(20, 2, 4)
    stops = [
        Stop(f"{one.id}-{i}", one.place, one.windows, 90, 800, 1, one.zone)
        for at, one in enumerate(base.stops)
        for i in range(2 + at % 2)
    ]
    built = Problem(base.hub, tuple(stops), base.shifts)
    matrices = crow(built)
    grouped = group(built)
    assert len(grouped.problem.stops) == 20
    plan = solve(grouped.problem, matrices, budget_s=None, iterations=10)
    orders = grouped.ungroup(tuple(route.stop_ids for route in plan.routes))
    assert mend(built, matrices, orders) == orders and sum(map(len, orders)) == 50
    led = apart(built, matrices, grouped, plan)
    assert check(built, matrices, led) == () and led.assigned == 50
    assert (led.engine, led.iterations) == (plan.engine, plan.iterations)


def test_what_was_left_out_as_a_group_is_tried_one_by_one() -> None:
    """Two orders that one visit could serve, in an answer that left both out."""
    built = problem(
        [stop("a", east(1000), service_s=3000), stop("b", east(1000), service_s=3000)],
        shift("anna", hours(9, 10)),
        shift("ben", hours(9, 11)),
    )
    matrices = crow(built)
    grouped = group(built)
    assert grouped.members == {"a": ("a", "b")}
    nothing = plan_of(grouped.problem, matrices, ((), ()))
    led = apart(built, matrices, grouped, nothing)
    assert check(built, matrices, led) == () and led.assigned == 2


def test_nothing_grouped_the_answer_is_the_plan() -> None:
    built = problem([stop("a", east(1000)), stop("b", east(2000))])
    matrices = crow(built)
    answer = plan_of(built, matrices, (("a", "b"),))
    assert apart(built, matrices, group(built), answer) is answer


def test_of_very_many_each_stays_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    built = problem([stop("a", east(1000)), stop("b", east(1000))])
    assert len(together(built).problem.stops) == 1
    monkeypatch.setattr(grouping, "UP_TO", 1)
    assert together(built).members == {"a": ("a",), "b": ("b",)} and together(built).problem is built
