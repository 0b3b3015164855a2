"""Does PyVRP's model hold each rule by itself, before anybody mends its answers?"""

from __future__ import annotations

from dataclasses import replace

from routing.engines import Limits, Orders
from routing.engines.pyvrp_engine import PyVrp
from routing.engines.pyvrp_model import PyVrpModel
from routing.insertion import fill
from routing.model import Break, SoftWindow
from routing.schedule import cost_of
from tests.routing.engines.alone import pair
from tests.routing.engines.alone import pyvrp as searched
from tests.routing.factories import crow, day, east, hours, problem, shift, stop


def test_a_locked_stop_is_on_its_courier_or_nowhere() -> None:
    near, far = shift("near", start=east(900), end=east(900)), shift("far", start=east(5000), end=east(5000))
    built = problem([stop("a", shift_id="far"), stop("b", east(900))], near, far)
    assert searched(built) == (("b",), ("a",))


def test_a_courier_has_his_price_and_his_likes() -> None:
    built = problem(pair(zone="x"), shift("dear", fixed_cost_s=5000), shift("cheap"))
    assert searched(built)[0] == ()
    built = problem(pair(zone="x"), shift("elsewhere", preferred=frozenset({"y"})), shift("here"))
    assert searched(built)[0] == ()


def test_waiting_has_its_price() -> None:
    """With a price, leaving out the lone evening stop is cheaper than a day of waiting for it."""
    stops = [stop("morning", None, hours(9, 9.5)), stop("evening", None, hours(17, 18), drop_cost_s=9000)]
    one = shift(window=hours(9, 19))
    assert len(searched(problem(stops, one))[0]) == 2
    assert searched(problem(stops, one, wait_percent=50)) == (("morning",),)


def test_its_cost_is_ours() -> None:
    built = replace(day(40, 4), drop_cost_s=1500)
    told: list[tuple[int, Orders]] = []
    PyVrp().search(
        built,
        crow(built),
        Limits(None, 60),
        3,
        built.heads(),
        lambda cost, orders, seen: told.append((cost, orders)),
    )
    cost, orders = told[-1]
    assert cost == cost_of(built, crow(built), orders) < told[0][0]


def test_given_orders_are_where_it_begins() -> None:
    built = problem(
        [
            stop("twice", None, hours(6, 7), hours(9, 10), hours(15, 16)),
            stop("late", east(2000), hours(14, 15)),
            stop("b", weight_g=800),
        ],
        shift(capacity_g=2000, max_trips=2),
    )
    model = PyVrpModel(built, crow(built))
    for orders in ((("late", "twice", "b"),), (("twice", "b"),), ((),)):
        solution = model.solution(orders)
        assert solution.is_feasible() and model.orders(solution) == orders


def test_it_says_what_it_does_not_hold() -> None:
    assert PyVrp.can(day(10, 2)) is None
    rest = shift(breaks=(Break(hours(12, 13), 1800),))
    assert PyVrp.can(problem(pair(), rest)) == "breaks"
    soft = SoftWindow(hours(9, 10).start_s, hours(9, 10).end_s)
    assert PyVrp.can(problem([stop("a", soft=soft)], shift(head=("a",)))) == "heads, soft windows"
    assert PyVrp.can(problem(pair(), fairness_percent=10)) == "fairness"


def test_from_a_bad_plan_to_a_better_one() -> None:
    built = day(120, 8)
    matrices = crow(built)
    start = fill(built, matrices, built.heads())
    told: list[int] = []
    PyVrp().search(built, matrices, Limits(None, 50), 0, start, lambda cost, orders, seen: told.append(cost))
    assert told[-1] < 0.8 * cost_of(built, matrices, start)
    assert told == sorted(told, reverse=True)
