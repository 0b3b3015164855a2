"""How do other solvers answer the same problem, each as its own documentation would have it used?

Each takes (problem, matrices, deadline on the monotonic clock, seed, tell) and returns orders, unmended;
`tell(cost)` is called with each better cost where the solver says so. VROOM knows no seed. They run in
processes of their own, so what they import is imported when they run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from routing.engines import Orders
from routing.matrix import UNREACHABLE, Matrix
from routing.model import Problem
from routing.processes import processors
from routing.schedule import schedule

Tell = Callable[[int], None]
Rival = Callable[[Problem, Mapping[str, Matrix], float, int, Tell], Orders]

# VROOM's default is exploration level 5, the most.
_VROOM_LEVEL = 5
_FAR = 10**8
# Of the time that OR-Tools has, for a first solution by the way of its manual.
_PATIENCE = 0.2


def nearest_next(
    problem: Problem, matrices: Mapping[str, Matrix], deadline: float, seed: int, tell: Tell
) -> Orders:
    """Each courier in turn goes to the nearest stop that still keeps every rule, until none does."""
    left = {stop.id: stop for stop in problem.stops}
    orders = []
    for shift in problem.shifts:
        matrix, ids, here, now = matrices[shift.profile], list(shift.head), shift.start, shift.window.start_s
        while left and time.monotonic() < deadline:
            row = matrix.seconds[matrix.index(here)]
            near = sorted(
                (int(row[matrix.index(stop.place)]), id)
                for id, stop in left.items()
                if row[matrix.index(stop.place)] != UNREACHABLE and problem.may(shift, stop)
            )
            for away, id in near:
                stop = left[id]
                if stop.windows and now + away > stop.windows[-1].end_s:
                    continue
                timed = schedule(problem, matrices, shift.id, [*ids, id], shift.window.start_s)
                if not timed.violations:
                    ids.append(id)
                    del left[id]
                    here, now = stop.place, timed.route.visits[-1].leave_s
                    break
            else:
                break
        orders.append(tuple(ids))
    return tuple(orders)


def or_tools(
    problem: Problem, matrices: Mapping[str, Matrix], deadline: float, seed: int, tell: Tell
) -> Orders:
    """As in the manual: PATH_CHEAPEST_ARC, then guided local search. Where the first finds nothing in a part
    of the time, as on our days, parallel insertion takes its place."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    from routing.engines.ortools_model import OrToolsModel

    model = OrToolsModel(problem, matrices, seed)
    best: list[tuple[int, Orders]] = []

    def look() -> None:
        cost = model.routing.CostVar().Min()
        if not best or cost < best[0][0]:
            best[:] = [(cost, model.orders())]
            tell(cost)

    model.routing.AddAtSolutionCallback(look)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.solution_limit, no_limit = 1, parameters.solution_limit
    first, ways = None, routing_enums_pb2.FirstSolutionStrategy
    for way, share in ((ways.PATH_CHEAPEST_ARC, _PATIENCE), (ways.PARALLEL_CHEAPEST_INSERTION, 1.0)):
        if not best:
            parameters.first_solution_strategy = way
            parameters.time_limit.FromMilliseconds(max(1, int((deadline - time.monotonic()) * share * 1000)))
            first = model.routing.SolveWithParameters(parameters)
    if not best:
        return problem.heads()
    parameters.solution_limit = no_limit
    parameters.time_limit.FromMilliseconds(max(1, int((deadline - time.monotonic()) * 1000)))
    model.routing.SolveFromAssignmentWithParameters(first, parameters)
    return best[0][1]


def pyvrp(problem: Problem, matrices: Mapping[str, Matrix], deadline: float, seed: int, tell: Tell) -> Orders:
    """`pyvrp.solve` as it comes, over our model; stops too dear to leave out are required."""
    from pyvrp import IteratedLocalSearch, IteratedLocalSearchParams, Solution, SolveParams, solve
    from pyvrp.IteratedLocalSearch import IteratedLocalSearchCallbacks
    from pyvrp.stop import MaxRuntime

    from routing.engines.pyvrp_model import PyVrpModel
    from routing.engines.reduced import reduced

    small = reduced(problem, matrices)
    required = all(problem.drop_cost(stop) >= _FAR for stop in problem.stops)
    model = PyVrpModel(small.problem, matrices, all_served=required)

    class Told(IteratedLocalSearchCallbacks):
        def on_start(self, ils: IteratedLocalSearch) -> None:
            if ils.initial_solution.is_feasible():
                self.on_best(ils.initial_solution)

        def on_best(self, best: Solution) -> None:
            tell(best.distance_cost() + best.duration_cost() + best.uncollected_prizes())

    params = SolveParams(ils=IteratedLocalSearchParams(callbacks=Told()))
    limit = MaxRuntime(max(0.001, deadline - time.monotonic()))
    result = solve(model.data, limit, seed, collect_stats=False, display=False, params=params)
    return small.orders(model.orders(result.best))


def vroom(problem: Problem, matrices: Mapping[str, Matrix], deadline: float, seed: int, tell: Tell) -> Orders:
    """VROOM at its highest level on all processors; breaks and soft windows aside."""
    request = _vroom_input(problem, matrices)
    left = timedelta(seconds=max(0.1, deadline - time.monotonic()))
    steps = request.solve(_VROOM_LEVEL, processors(), timeout=left)._routes_numpy()
    orders: list[list[str]] = [[] for _ in problem.shifts]
    for vehicle, kind, job in zip(steps["vehicle_id"], steps["type"], steps["id"], strict=True):
        if kind in (b"job", "job"):
            orders[int(vehicle)].append(problem.stops[int(job)].id)
    return tuple(tuple(ids) for ids in orders)


def _vroom_input(problem: Problem, matrices: Mapping[str, Matrix]) -> Any:
    import vroom as v

    places = list(problem.places())
    at = {place: i for i, place in enumerate(places)}
    request = v.Input()
    for profile, matrix in matrices.items():
        rows = [matrix.index(place) for place in places]
        seconds = matrix.seconds[np.ix_(rows, rows)]
        request.set_durations_matrix(profile, np.where(seconds < 0, _FAR, seconds).astype(np.uint32))
    may = [
        frozenset(i for i, s in enumerate(problem.shifts) if problem.may(s, stop)) for stop in problem.stops
    ]
    skills = {who: number for number, who in enumerate(dict.fromkeys(may), 1)}
    for i, shift in enumerate(problem.shifts):
        room = [2**40 if most is None else most for most in shift.capacity]
        more: dict[str, Any] = {} if shift.max_stops is None else {"max_tasks": shift.max_stops}
        if shift.max_travel_s is not None:
            more["max_travel_time"] = shift.max_travel_s
        request.add_vehicle(
            v.Vehicle(
                i,
                at[shift.start],
                at[shift.end],
                shift.profile,
                room,
                {number for who, number in skills.items() if i in who},
                v.TimeWindow(shift.window.start_s, shift.window.end_s),
                **more,
            )
        )
    for i, stop in enumerate(problem.stops):
        windows = [v.TimeWindow(w.start_s, w.end_s) for w in stop.windows]
        request.add_job(
            v.Job(
                i,
                at[stop.place],
                default_service=stop.service_s,
                delivery=v.Amount(list(stop.load)),
                pickup=v.Amount(list(stop.collect)),
                skills={skills[may[i]]},
                time_windows=windows,
            )
        )
    return request


RIVALS: dict[str, Rival] = {
    "nearest-next": nearest_next,
    "or-tools": or_tools,
    "pyvrp": pyvrp,
    "vroom": vroom,
}
