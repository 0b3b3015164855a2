"""Does the OR-Tools model hold each rule by itself, before anybody mends its answers?"""

from __future__ import annotations

import pytest

from routing.engines import Limits, Orders
from routing.engines.ortools_engine import OrTools
from routing.engines.ortools_model import OrToolsModel
from routing.insertion import fill
from routing.model import Problem, Shift, Stop
from routing.schedule import schedule
from routing.solve import cost_of
from tests.routing.factories import HUB, crow, day, east, hours, problem, shift, stop, without_road


def searched(built: Problem, matrices=None, iterations: int = 30) -> Orders:
    """The last, so the best, answer of the engine alone."""
    answers: list[Orders] = []
    empty: Orders = tuple(() for _ in built.shifts)
    OrTools().search(
        built,
        matrices or crow(built),
        Limits(None, iterations),
        0,
        empty,
        lambda cost, orders, seen: answers.append(orders),
    )
    return answers[-1]


def pair(**more: object) -> tuple[Stop, Stop]:
    return stop("a", east(1000), **more), stop("b", east(1100), **more)


RULES: dict[str, tuple[tuple[Stop, ...], Shift, int]] = {
    "no rule broken": (pair(), shift(), 2),
    "weight": (pair(weight_g=600), shift(capacity_g=1000), 1),
    "parcels": (pair(parcels=2), shift(capacity_parcels=3), 1),
    "number of stops": (pair(), shift(max_stops=1), 1),
    "zone": ((stop("a", zone="x"), stop("b", zone="y")), shift(zones=frozenset({"y"})), 1),
    "shift": (pair(service_s=1200), shift(window=hours(9, 9.6)), 1),
    "windows that exclude each other": (
        (stop("a", None, hours(9, 9.1), service_s=900), stop("b", None, hours(9, 9.1), service_s=900)),
        shift(),
        1,
    ),
    "window before the shift": ((stop("a", None, hours(6, 8)),), shift(), 0),
    "gap between windows": ((stop("a", None, hours(6, 8), hours(19, 20)),), shift(), 0),
    "price": ((stop("a", drop_cost_s=10), stop("b")), shift(end=east(1000)), 2),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule(name: str) -> None:
    stops, one, served = RULES[name]
    built = problem(stops, one)
    (ids,) = searched(built)
    assert len(ids) == served
    assert not schedule(built, crow(built), one.id, ids).violations


def test_a_leg_without_road_is_not_ridden() -> None:
    built = problem(pair())
    plain = crow(built)["bicycle"]
    blocked = {"bicycle": without_road(plain, (HUB, east(1000)))}
    assert searched(built, blocked) == (("b", "a"),)


def test_a_cheap_stop_far_away_is_left_out() -> None:
    built = problem([stop("near"), stop("far", east(9000), drop_cost_s=100)])
    assert searched(built) == (("near",),)


def test_the_vehicle_decides_how_long_it_takes() -> None:
    far = stop("far", east(8000))
    built = problem([far], shift("walker", hours(9, 11), profile="foot"), shift("rider", hours(9, 11)))
    assert searched(built) == ((), ("far",))


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
