"""How is the OR-Tools model searched?

Always from the plan at hand: the first solutions of OR-Tools leave stops out and then take the whole budget
to climb from there. Up to 200 stops by iterated local search: ruin by SISR (Christiaens and Vanden Berghe
2020), put back by local cheapest insertion, accept as simulated annealing does. Beyond that, where its local
search does not keep to the time given, by guided local search. Iterated local search has been seen to break
locked heads: they are put right in each answer, and who asked mends the rest. The README of `routing/` has
the figures.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from routing.engines import Better, Limits, Orders
from routing.engines.ortools_model import OrToolsModel, worth_searching
from routing.engines.ortools_prices import exact
from routing.matrix import Matrix
from routing.mend import with_heads
from routing.model import Problem
from routing.schedule import cost_of

_FIRST = routing_enums_pb2.FirstSolutionStrategy
_META = routing_enums_pb2.LocalSearchMetaheuristic
_ITERATED_UP_TO = 200
# A search counted in solutions is ended after so long, far beyond what they take.
_AT_MOST_S, _AT_MOST_S_EACH = 10.0, 0.1


class OrTools:
    """Holds the whole model. It cannot be interrupted, only ended with its process."""

    name = "or-tools"

    def search(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        limits: Limits,
        seed: int,
        start: Orders,
        on_better: Better,
    ) -> int:
        began = time.monotonic()
        if limits.seconds is not None and _building_s(problem) > limits.seconds:
            return 0
        if not worth_searching(problem, matrices):
            return 0
        model = OrToolsModel(problem, matrices, seed, start)
        seen, best = 0, None
        whole = exact(problem) and len(model.shifts) == len(problem.shifts)

        def look() -> None:
            nonlocal seen, best
            seen += 1
            cost = model.routing.CostVar().Min()
            if best is None or cost < best:
                best, orders = cost, with_heads(problem, model.orders())
                on_better(cost if whole else cost_of(problem, matrices, orders), orders, seen)

        model.routing.AddAtSolutionCallback(look)
        left = None if limits.seconds is None else limits.seconds - (time.monotonic() - began)
        if left is not None and left <= 0:
            return 0
        parameters = _limited(left, limits.iterations)
        assignment = model.assignment(start) or model.assignment(problem.heads())
        if assignment is None:
            parameters.local_search_metaheuristic = _META.GUIDED_LOCAL_SEARCH
            parameters.first_solution_strategy = _FIRST.PARALLEL_CHEAPEST_INSERTION
            model.routing.SolveWithParameters(parameters)
        elif len(problem.stops) <= _ITERATED_UP_TO:
            model.routing.SetFirstSolutionHint(assignment)
            near = model.near_s * model.scale
            model.routing.SolveWithIteratedLocalSearch(_iterated(parameters, near))
        else:
            parameters.local_search_metaheuristic = _META.GUIDED_LOCAL_SEARCH
            model.routing.SolveFromAssignmentWithParameters(assignment, parameters)
        return seen


def _building_s(problem: Problem) -> float:
    """About how long the tables take to hand over: 0.2 microseconds a cell on a slow core."""
    return 2e-7 * len(problem.profiles()) * (len(problem.stops) + 2 * len(problem.shifts)) ** 2


def _limited(seconds: float | None, iterations: int | None) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    if seconds is None and iterations is not None:
        # Where rules leave nothing to move no further solution comes, ever.
        seconds = _AT_MOST_S + _AT_MOST_S_EACH * iterations
    if seconds is not None:
        parameters.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    if iterations is not None:
        parameters.solution_limit = iterations
    return parameters


def _iterated(parameters: Any, near: int) -> Any:
    # The one strategy that takes a hint.
    parameters.first_solution_strategy = _FIRST.LOCAL_CHEAPEST_INSERTION
    parameters.use_iterated_local_search = True
    search = parameters.iterated_local_search_parameters
    ruin = search.ruin_recreate_parameters.ruin_strategies.add().sisr
    ruin.max_removed_sequence_size = 10
    ruin.avg_num_removed_visits = 10
    ruin.bypass_factor = 0.01
    search.ruin_recreate_parameters.recreate_strategy.heuristic = _FIRST.LOCAL_CHEAPEST_INSERTION
    # Descending after every ruin costs more rounds than it gains.
    search.improve_perturbed_solution = False
    cooling = search.reference_solution_acceptance_strategy.simulated_annealing
    cooling.initial_temperature = near
    cooling.final_temperature = near / 100
    return parameters
