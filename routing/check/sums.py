"""Are the written sums what is written, travel within its limits, and the cost the objective?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from routing.check.shape import judged_routes
from routing.matrix import Matrix
from routing.model import Problem, Stop
from routing.plan import Kind, Plan, Route, Violation


def route_travel(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """A route's travel is the sum of its legs, and no longer than its courier may be on the road."""
    for route in plan.routes:
        seconds, metres = _travelled(problem, matrices, route)
        off = abs(route.travel_s - seconds) + abs(route.travel_m - metres)
        if off:
            yield Violation(Kind.TOTALS, route.shift_id, None, off, "route-travel")
    for route in judged_routes(problem, plan):
        shift = problem.shift(route.shift_id)
        seconds, metres = _travelled(problem, matrices, route)
        if shift.max_travel_s is not None and seconds > shift.max_travel_s:
            over = seconds - shift.max_travel_s
            yield Violation(Kind.MAX_TRAVEL, shift.id, None, over, "too-long-on-the-road")
        if shift.max_metres is not None and metres > shift.max_metres:
            yield Violation(Kind.MAX_METRES, shift.id, None, metres - shift.max_metres, "too-far")


def plan_cost(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """The plan's cost: travel, waiting, what is left out, soft windows, zones, couriers used, fairness."""
    total = waited = longest = 0
    for route in plan.routes:
        if not route.visits:
            continue
        shift = problem.shift(route.shift_id)
        seconds, _ = _travelled(problem, matrices, route)
        out = route.return_s - route.depart_s
        longest = max(longest, out)
        busy = seconds + shift.reload_s * len(route.reloads)
        busy += sum(rest.end_s - rest.start_s for rest in route.breaks)
        total += seconds + shift.fixed_cost_s
        for visit in route.visits:
            stop = problem.stop(visit.stop_id)
            busy += stop.service_s
            total += _soft(stop, visit.start_s)
            outside = shift.preferred is not None and stop.zone is not None
            if outside and stop.zone not in (shift.preferred or ()):
                total += problem.outside_preferred_s
        waited += out - busy
    for left in plan.unassigned:
        stop = problem.stop(left.stop_id)
        own = stop.drop_cost_s
        total += min(problem.drop_cost_s * stop.priority, 2**40) if own is None else own
    total += problem.wait_percent * waited // 100 + problem.fairness_percent * longest // 100
    if plan.cost_s != total:
        yield Violation(Kind.TOTALS, None, None, abs(plan.cost_s - total), "plan-cost")


def _soft(stop: Stop, begin_s: int) -> int:
    """Whole seconds for being off the soft window: once, and by the minute."""
    soft = stop.soft
    if soft is None or soft.start_s <= begin_s <= soft.end_s:
        return 0
    if begin_s > soft.end_s:
        return soft.late_fixed_s + (begin_s - soft.end_s) * soft.late_per_min_s // 60
    return soft.early_fixed_s + (soft.start_s - begin_s) * soft.early_per_min_s // 60


def _travelled(problem: Problem, matrices: Mapping[str, Matrix], route: Route) -> tuple[int, int]:
    """Seconds and metres of what the visits say, with the way home by the matrix."""
    if not route.visits:
        return 0, 0
    shift = problem.shift(route.shift_id)
    last = problem.stop(route.visits[-1].stop_id).place
    home = matrices[shift.profile].leg(last, shift.end)
    home_s, home_m = home.seconds, home.metres
    if home_s is None or home_m is None:
        # Nothing is known of a way that is not there: `roads` says so.
        home_s = route.travel_s - sum(visit.travel_s for visit in route.visits)
        home_m = route.travel_m - sum(visit.travel_m for visit in route.visits)
    seconds = sum(visit.travel_s for visit in route.visits) + home_s
    return seconds, sum(visit.travel_m for visit in route.visits) + home_m
