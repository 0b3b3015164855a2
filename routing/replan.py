"""What is the rest of the day to be, with as few phones told anew as it is worth?

The objective of `cost.py`, plus a price for each stop that gets another courier and for each that is served
in another order than now. At price 0 the plan is as good as the search finds it; at a high one nothing
changes but what must. Found from the present orders: new stops put in, stops moved one by one, one put out
to let a new one in; and, given time, from the answer of the engines, which know nothing of these prices,
part by part where it is worth them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from routing.check import check
from routing.child import solve_in_child
from routing.cost import cost
from routing.difference import Difference, difference
from routing.engines import Orders
from routing.matrix import Matrix
from routing.model import Problem
from routing.plan import Plan
from routing.retouch import Prices, Retouch
from routing.solve import covering, plan_of
from routing.standing import Standing, rest_of

# Of a budget, what the first steps may take; of the rest, what the engines get, before their answer is
# weighed.
_STEPS, _ENGINES = 0.3, 0.8


@dataclass(frozen=True, slots=True)
class Replanned:
    """`problem` is the rest of the day, `before` the present orders in it as they would run."""

    problem: Problem
    before: Plan
    plan: Plan
    difference: Difference


def replan(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    standings: Mapping[str, Standing],
    prices: Prices | None = None,
    *,
    budget_s: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
) -> Replanned:
    """The rest of the day, planned anew. `problem` holds today's stops, new ones too; `orders`: as it was.

    Without a budget and iterations no engine is asked: it takes a fraction of a second, and the same input
    gives the same plan. Raises what `rest_of` and `solve_in_child` raise.
    """
    began = time.monotonic()
    prices = prices or Prices()
    matrices = covering(_with_places(problem, standings), matrices)
    rest, present = rest_of(problem, matrices, orders, standings)
    matrices = covering(rest, matrices)

    begun_s = began if budget_s is None else began + budget_s * _STEPS

    def ended(until_s: float) -> bool:
        return (budget_s is not None and time.monotonic() >= until_s) or bool(stop and stop())

    under_way = frozenset(id for id, one in standings.items() if one.left)
    search = Retouch(rest, matrices, present, prices, under_way, lambda: ended(begun_s))
    best = search.improved(search.begun())
    if (budget_s is not None or iterations is not None) and rest.stops and rest.shifts:
        end_s = began + (budget_s or 0)
        left_s = None if budget_s is None else max(0.01, (end_s - time.monotonic()) * _ENGINES)
        answer = solve_in_child(
            rest, matrices, budget_s=left_s, iterations=iterations, seed=seed, stop=stop, start=best
        )
        free = tuple(route.stop_ids for route in answer.routes)
        search.ended = lambda: ended(end_s)
        best = min(best, search.part_by_part(best, free), free, key=search.total_s)
        best = search.improved(best)
    before, plan = _timed(search, present), _timed(search, best)
    if check(rest, matrices, plan):
        plan = plan_of(rest, matrices, best)
    plan = replace(plan, engine="replan", elapsed_s=round(time.monotonic() - began, 3))
    return Replanned(rest, before, plan, difference(rest, before, plan))


def _with_places(problem: Problem, standings: Mapping[str, Standing]) -> Problem:
    """The problem as its matrices must cover it: couriers are where they are."""
    shifts = tuple(
        replace(shift, start=standings[shift.id].place) if shift.id in standings else shift
        for shift in problem.shifts
    )
    return replace(problem, shifts=shifts)


def _timed(search: Retouch, orders: Orders) -> Plan:
    """The plan of these orders, with the times of who is under way."""
    plan = plan_of(search.problem, search.matrices, orders)
    routes = tuple(search.route(i, ids).route for i, ids in enumerate(orders))
    left = [one.stop_id for one in plan.unassigned]
    return replace(plan, routes=routes, cost_s=cost(search.problem, routes, left).total_s)
