"""Does PyVRP's model hold each rule by itself, before anybody mends its answers?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.engines import Limits, Orders
from routing.engines.mending import cost_of
from routing.engines.pyvrp_engine import PyVrp
from routing.engines.pyvrp_model import PyVrpModel
from routing.engines.pyvrp_search import Search
from routing.insertion import fill
from routing.model import Break, Problem, Shift, SoftWindow, Stop
from routing.schedule import schedule
from tests.routing.factories import HUB, crow, day, east, hours, problem, shift, stop, without_road


def searched(built: Problem, matrices=None, rounds: int = 100) -> Orders:
    """The best of PyVRP alone, unmended."""
    model = PyVrpModel(built, matrices or crow(built))
    if model.empty:
        return tuple(() for _ in built.shifts)
    search = Search(model.data, seed=1)
    search.run(lambda: search.rounds >= rounds, lambda: None)
    assert search.best.is_feasible()
    return model.orders(search.best)


def pair(**more: object) -> tuple[Stop, Stop]:
    return stop("a", east(1000), **more), stop("b", east(1100), **more)


# What is asked, by whom, and how many stops may be served at most.
RULES: dict[str, tuple[tuple[Stop, ...], Shift, int]] = {
    "no rule broken": (pair(), shift(), 2),
    "weight": (pair(weight_g=600), shift(capacity_g=1000), 1),
    "volume": (pair(volume_ml=600), shift(capacity_ml=1000), 1),
    "parcels": (pair(parcels=2), shift(capacity_parcels=3), 1),
    "what is collected": (pair(weight_g=0, collect_g=600), shift(capacity_g=1000), 1),
    "collected where brought": (pair(weight_g=500, collect_g=500), shift(capacity_g=1000), 2),
    "cash": (pair(cash_minor=600), shift(cash_limit_minor=1000), 1),
    "number of stops": (pair(), shift(max_stops=1), 1),
    "zone": ((stop("a", zone="x"), stop("b", zone="y")), shift(zones=frozenset({"y"})), 1),
    "forbidden zone": ((stop("a", zone="x"), stop("b", zone="y")), shift(forbidden=frozenset({"x"})), 1),
    "tag": ((stop("a", tags=frozenset({"cold"})), stop("b")), shift(), 1),
    "tag that he has": ((stop("a", tags=frozenset({"cold"})),), shift(tags=frozenset({"cold"})), 1),
    "shift": (pair(service_s=1200), shift(window=hours(9, 9.6)), 1),
    "travel": ((stop("a", east(1000)), stop("b", east(-1000))), shift(max_travel_s=700), 1),
    "windows that exclude each other": (
        (stop("a", None, hours(9, 9.1), service_s=900), stop("b", None, hours(9, 9.1), service_s=900)),
        shift(),
        1,
    ),
    "window before the shift": ((stop("a", None, hours(6, 8)),), shift(), 0),
    "gap between windows": ((stop("a", None, hours(6, 8), hours(19, 20)),), shift(), 0),
    "second window": ((stop("a", None, hours(6, 8), hours(12, 13)),), shift(), 1),
    "price": ((stop("a", drop_cost_s=10), stop("b")), shift(end=east(1000)), 2),
    "second trip": (pair(weight_g=600), shift(capacity_g=1000, max_trips=2, reload_s=300), 2),
    "no time for a second trip": (
        pair(weight_g=600),
        shift(window=hours(9, 9.3), capacity_g=1000, max_trips=2, reload_s=600),
        1,
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule(name: str) -> None:
    stops, one, served = RULES[name]
    built = problem(stops, one)
    (ids,) = searched(built)
    assert len(ids) == served
    assert not schedule(built, crow(built), one.id, ids).violations


def test_a_locked_stop_is_on_its_courier_or_nowhere() -> None:
    near, far = shift("near", start=east(900), end=east(900)), shift("far", start=east(5000), end=east(5000))
    built = problem([stop("a", shift_id="far"), stop("b", east(900))], near, far)
    assert searched(built) == (("b",), ("a",))


def test_a_leg_without_road_is_not_ridden() -> None:
    built = problem(pair())
    plain = crow(built)["bicycle"]
    blocked = {"bicycle": without_road(plain, (HUB, east(1000)))}
    assert searched(built, blocked) == (("b", "a"),)


def test_the_vehicle_decides_how_long_it_takes() -> None:
    built = problem(
        [stop("far", east(8000))], shift("walker", hours(9, 11), profile="foot"), shift("rider", hours(9, 11))
    )
    assert searched(built) == ((), ("far",))


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
