"""Does ruin and recreate find, by all the rules, what the other engines miss?"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from routing.engines import Limits, Orders
from routing.engines.pyvrp_engine import PyVrp
from routing.engines.ruin import Ruin
from routing.insertion import fill
from routing.matrix import Matrix
from routing.model import Break, Problem, SoftWindow
from routing.schedule import cost_of, holds
from tests.routing.engines.alone import ruin
from tests.routing.factories import crow, day, east, hours, problem, shift, stop
from tests.routing.hard_days import hard_day


def least(built: Problem, matrices: dict[str, Matrix]) -> int:
    """The cost of the cheapest plan that keeps every rule, of all that there are. Without fairness."""
    heads = built.heads()
    loose = [one.id for one in built.stops if not built.in_head(one.id)]
    nothing = cost_of(built, matrices, heads)
    best = {frozenset[str](): 0}
    for k, one in enumerate(built.shifts):
        routes: dict[frozenset[str], int] = {}
        for count in range(len(loose) + 1):
            for some in permutations(loose, count):
                ids = (*heads[k], *some)
                if some and not holds(built, matrices, one.id, ids):
                    continue
                more = cost_of(built, matrices, (*heads[:k], ids, *heads[k + 1 :])) - nothing
                routes[frozenset(some)] = min(more, routes.get(frozenset(some), more))
        both: dict[frozenset[str], int] = {}
        for used, cost in best.items():
            for some_more, more in routes.items():
                if not used & some_more:
                    served = used | some_more
                    both[served] = min(cost + more, both.get(served, cost + more))
        best = both
    return nothing + min(best.values())


@pytest.mark.parametrize("seed", [2001, 2016, 2018, 2056, 2060, 2065, 2076])
def test_a_few_stops_with_every_rule_are_planned_as_well_as_can_be(seed: int) -> None:
    built = replace(hard_day(5, 2, seed), fairness_percent=0)
    matrices = crow(built)
    start = fill(built, matrices, built.heads())
    found = ruin(built, matrices, looks=12_000, start=start)
    assert cost_of(built, matrices, found) == least(built, matrices)


def restful_day(stops: int, shifts: int, seed: int) -> Problem:
    """Every courier rests at noon, and every fourth stop is better served within an hour."""
    plain = day(stops, shifts, seed)
    made = [
        replace(one, soft=SoftWindow(hours(10 + i % 7, 20).start_s, hours(9, 11 + i % 7).end_s))
        if i % 4 == 0
        else one
        for i, one in enumerate(plain.stops)
    ]
    crew = [replace(one, breaks=(Break(hours(12, 14), 1800),)) for one in plain.shifts]
    return replace(plain, stops=tuple(made), shifts=tuple(crew))


def test_it_tells_what_its_answers_cost_and_the_same_seed_tells_the_same() -> None:
    built = restful_day(40, 3, 0)
    matrices = crow(built)
    start = fill(built, matrices, built.heads())

    def told() -> list[tuple[int, Orders, int]]:
        found: list[tuple[int, Orders, int]] = []
        seen = Ruin().search(
            built, matrices, Limits(None, 1200), 3, start, lambda *better: found.append(better)
        )
        assert seen == 1200
        return found

    found = told()
    assert [cost for cost, _, _ in found] == [cost_of(built, matrices, orders) for _, orders, _ in found]
    falling = [cost_of(built, matrices, start), *(cost for cost, _, _ in found)]
    assert falling == sorted(set(falling), reverse=True) and falling[-1] < 0.97 * falling[0]
    assert told() == found


def test_what_is_left_out_is_brought_in_and_heads_stay() -> None:
    stops = [stop(f"s{i}", east(200 * i)) for i in range(1, 13)]
    built = problem(stops, shift("a", head=("s12", "s3")), shift("b", max_stops=4))
    best = [built.heads()]
    Ruin().search(
        built, crow(built), Limits(None, 3000), 0, best[0], lambda cost, orders, seen: best.append(orders)
    )
    assert best[-1][0][:2] == ("s12", "s3")
    assert sorted(id for ids in best[-1] for id in ids) == sorted(one.id for one in stops)


def test_pyvrp_weighs_being_late_for_a_soft_window() -> None:
    """Both are wanted at nine, and nobody can be at both: were the windows hard, one would be left out."""
    nine = SoftWindow(hours(9, 9.1).start_s, hours(9, 9.1).end_s)
    stops = [stop("west", east(-1500), soft=nine), stop("east", east(1500), soft=nine), stop("plain")]
    built = problem(stops, shift())
    told: list[Orders] = []
    PyVrp().search(
        built, crow(built), Limits(None, 50), 0, built.heads(), lambda cost, orders, seen: told.append(orders)
    )
    assert sorted(told[-1][0]) == ["east", "plain", "west"]
