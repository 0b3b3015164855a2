"""Does the OR-Tools model hold each rule by itself, before anybody mends its answers?"""

from __future__ import annotations

import pytest

from routing.check import check
from routing.engines import Limits, Orders
from routing.engines.ortools_engine import OrTools
from routing.engines.ortools_model import OrToolsModel
from routing.insertion import fill
from routing.model import Problem, SoftWindow
from routing.schedule import cost_of
from routing.solve import solve
from tests.routing.engines.alone import or_tools as searched
from tests.routing.engines.alone import pair
from tests.routing.factories import HUB, crow, day, east, hours, problem, shift, stop


def test_a_cheap_stop_far_away_is_left_out() -> None:
    built = problem([stop("near"), stop("far", east(9000), drop_cost_s=100)])
    assert searched(built) == (("near",),)


def test_given_orders_are_a_solution_to_start_from() -> None:
    built = problem(pair())
    model = OrToolsModel(built, crow(built), 3)
    assert model.assignment((("b", "a"),)) is not None
    over = problem(pair(), shift(max_stops=1))
    assert OrToolsModel(over, crow(over), 3).assignment((("b", "a"),)) is None


def test_many_stops_are_improved_from_the_plan_at_hand() -> None:
    built = day(260, 12)
    matrices = crow(built)
    start = fill(built, matrices, tuple(() for _ in built.shifts))
    found: list[tuple[int, Orders]] = []
    OrTools().search(
        built,
        matrices,
        Limits(None, 40),
        0,
        start,
        lambda cost, orders, seen: found.append((cost, orders)),
    )
    cost, orders = found[-1]
    assert cost < cost_of(built, matrices, start)
    assert cost == cost_of(built, matrices, orders)


def test_a_stop_locked_to_a_courier_is_his_or_nobodys() -> None:
    far = shift("far", start=east(9000), end=east(9000))
    built = problem([stop("a", shift_id="far"), stop("b", shift_id="near")], shift("near"), far)
    assert searched(built) == (("b",), ("a",))
    short = shift("far", hours(9, 9.1), start=east(9000), end=east(9000))
    assert searched(problem(built.stops, shift("near"), short)) == (("b",), ())


def test_a_head_stands_first_in_its_order_whatever_it_costs() -> None:
    stops = [stop(f"s{i}", east(1000 * i)) for i in range(1, 7)]
    built = problem(stops, shift("x", head=("s5", "s1")), shift("y"))
    first, second = searched(built, start=built.heads())
    assert first[:2] == ("s5", "s1")
    assert sorted([*first, *second]) == sorted(one.id for one in stops)


def test_a_head_may_be_late_and_one_without_room_stays_alone() -> None:
    late = stop("late", east(2000), hours(9, 9.01))
    heavy = stop("heavy", weight_g=9000)
    stops = [late, heavy, stop("a"), stop("b", drop_cost_s=50_000)]
    built = problem(stops, shift("x", head=("late",)), shift("y", capacity_g=5000, head=("heavy",)))
    first, second = searched(built, start=built.heads())
    assert second == ("heavy",)
    assert first[0] == "late" and set(first[1:]) == {"a", "b"}


def test_a_head_waits_for_its_windows_and_holds_up_what_follows() -> None:
    noon = stop("noon", east(500), hours(12, 13), hours(15, 16))

    def takes(*window: float) -> bool:
        built = problem([noon, stop("next", east(600), hours(*window))], shift(head=("noon",)))
        return OrToolsModel(built, crow(built), 3).assignment((("noon", "next"),)) is not None

    assert takes(12, 14) and takes(17, 18)
    assert not takes(9, 11.9)


def test_being_late_for_a_soft_window_is_weighed_against_the_way() -> None:
    soft = SoftWindow(hours(9, 9).start_s, hours(9.2, 9.2).end_s, late_per_min_s=100)
    near, far = stop("near", east(1000), service_s=3600), stop("far", east(1300), soft=soft, service_s=60)
    (strict,) = searched(problem([near, far], shift(end=east(1500))))
    (easy,) = searched(problem([near, stop("far", east(1300))], shift(end=east(1500))))
    assert (strict, easy) == (("far", "near"), ("near", "far"))


def test_preferred_zones_are_weighed_against_the_way() -> None:
    stops = [stop("n", east(1000), zone="north"), stop("s", east(1000), zone="south")]
    shifts = (shift("x", preferred={"north"}), shift("y", preferred={"south"}))
    assert searched(problem(stops, *shifts, outside_preferred_s=900)) == (("n",), ("s",))
    together = searched(problem(stops, *shifts, outside_preferred_s=10))
    assert sorted(map(len, together)) == [0, 2]


def test_sending_one_more_courier_out_has_its_price() -> None:
    stops = [stop("w", east(-2000)), stop("e", east(2000))]
    ends = {"start": east(-2000), "end": east(-2000)}, {"start": east(2000), "end": east(2000)}
    cheap = tuple(shift(name, **where) for name, where in zip("xy", ends, strict=True))
    assert sorted(map(len, searched(problem(stops, *cheap)))) == [1, 1]
    dear = tuple(shift(name, fixed_cost_s=9000, **where) for name, where in zip("xy", ends, strict=True))
    assert sorted(map(len, searched(problem(stops, *dear)))) == [0, 2]


def test_fairness_shares_the_work() -> None:
    stops = [stop(f"s{i}", east(300 + i), service_s=1200) for i in range(4)]
    both = shift("x"), shift("y")
    assert sorted(map(len, searched(problem(stops, *both)))) == [0, 4]
    assert sorted(map(len, searched(problem(stops, *both, fairness_percent=50)))) == [2, 2]


def test_waiting_has_its_price() -> None:
    """Riding on to the one that opens late and back is a longer way, but nobody stands waiting meanwhile."""
    stops = [
        stop("early", east(1000), hours(9, 9.8)),
        stop("late", east(1100), hours(10.2, 10.3)),
        stop("any", east(-1500), service_s=1500),
    ]
    built = problem(stops, shift(end=east(1000)))
    free, dear = searched(built), searched(problem(stops, built.shifts[0], wait_percent=300))
    assert (free, dear) == ((("any", "early", "late"),), (("early", "any", "late"),))


def test_the_price_told_is_the_objective() -> None:
    soft = SoftWindow(hours(9, 9).start_s, hours(9, 9).end_s, late_fixed_s=500, late_per_min_s=7)
    built = problem([stop("a", soft=soft), stop("b")], shift(fixed_cost_s=100), wait_percent=33)
    told: list[tuple[int, Orders]] = []
    OrTools().search(
        built, crow(built), Limits(None, 20), 0, ((),), lambda cost, orders, seen: told.append((cost, orders))
    )
    assert told and all(cost == cost_of(built, crow(built), orders) for cost, orders in told)


@pytest.mark.parametrize(
    "stops, shifts",
    [
        ((), (shift(),)),
        ((stop("a"),), ()),
        ((stop("a", None, hours(1, 2)), stop("b", None, hours(1, 2))), (shift(), shift("b"))),
        (tuple(stop(f"s{i}", HUB) for i in range(9)), (shift(), shift("b", window=hours(9, 9)))),
        ((stop("a", weight_g=2**40, drop_cost_s=2**40),) * 1, (shift(capacity_g=2**40, max_trips=100),)),
        ((stop("a", service_s=2**40), stop("b")), (shift(reload_s=2**40, max_trips=2, fixed_cost_s=2**40),)),
        ((stop("a", cash_minor=2**40), stop("b", collect_ml=2**40)), (shift(cash_limit_minor=0),)),
    ],
)
def test_nothing_to_decide_and_huge_numbers_do_no_harm(stops, shifts) -> None:
    built = Problem(HUB, stops, shifts, drop_cost_s=2**40, wait_percent=10_000, fairness_percent=33)
    plan = solve(built, crow(built), budget_s=2, iterations=20, engine=OrTools())
    assert check(built, crow(built), plan) == ()
