"""Is every stop in the plan exactly once, and every locked head where it must be?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from routing.matrix import Matrix
from routing.model import Problem, Stop
from routing.plan import Kind, Plan, Route, Violation, Visit

Check = Callable[[Problem, Mapping[str, Matrix], Plan], Iterator[Violation]]


def known_ids(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Every stop and shift of the plan is one of the problem."""
    for route in plan.routes:
        if not problem.has_shift(route.shift_id):
            yield Violation(Kind.UNKNOWN, route.shift_id, None, 1, "unknown-shift")
        for id in [visit.stop_id for visit in route.visits] + [one.before_stop_id for one in route.reloads]:
            if not problem.has_stop(id):
                yield Violation(Kind.UNKNOWN, route.shift_id, id, 1, "unknown-stop")
    for left in plan.unassigned:
        if not problem.has_stop(left.stop_id):
            yield Violation(Kind.UNKNOWN, None, left.stop_id, 1, "unknown-stop")


def each_stop_once(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Served once or left out once, and one route a shift."""
    count = Counter(visit.stop_id for route in plan.routes for visit in route.visits)
    count.update(left.stop_id for left in plan.unassigned)
    for stop in problem.stops:
        if count[stop.id] == 0:
            yield Violation(Kind.MISSING, None, stop.id, 1, "nowhere-in-plan")
        elif count[stop.id] > 1:
            yield Violation(Kind.DUPLICATE, None, stop.id, count[stop.id] - 1, "twice-in-plan")
    for shift_id, times in Counter(route.shift_id for route in plan.routes).items():
        if times > 1:
            yield Violation(Kind.DUPLICATE, shift_id, None, times - 1, "two-routes-one-shift")


def heads(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Each route begins with its shift's head, which no other route and no list of left-out stops holds."""
    begins = {route.shift_id: [visit.stop_id for visit in route.visits] for route in plan.routes}
    for shift in problem.shifts:
        head = list(shift.head)
        stands = begins.get(shift.id, [])[: len(head)]
        if stands == head:
            continue
        wrong = [i for i, id in enumerate(head) if i >= len(stands) or stands[i] != id]
        yield Violation(Kind.HEAD, shift.id, head[wrong[0]], len(wrong), "head-not-first")


def judged(problem: Problem, plan: Plan) -> Iterator[tuple[Route, Visit, Stop]]:
    """Every visit that somebody chose: not those of heads."""
    for route in plan.routes:
        head = set(problem.shift(route.shift_id).head)
        for visit in route.visits:
            if visit.stop_id not in head:
                yield route, visit, problem.stop(visit.stop_id)


def judged_routes(problem: Problem, plan: Plan) -> Iterator[Route]:
    """Every route on which somebody chose a stop."""
    for route in plan.routes:
        head = set(problem.shift(route.shift_id).head)
        if any(visit.stop_id not in head for visit in route.visits):
            yield route
