"""May this courier serve this stop at all: zones, tags, locks?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from routing.check.shape import judged
from routing.matrix import Matrix
from routing.model import Problem
from routing.plan import Kind, Plan, Violation


def zones(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """A courier with zones serves only those."""
    for route, _, stop in judged(problem, plan):
        allowed = problem.shift(route.shift_id).zones
        if allowed is not None and stop.zone is not None and stop.zone not in allowed:
            yield Violation(Kind.ZONE, route.shift_id, stop.id, 1, "zone-of-another-courier")


def forbidden(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Nobody goes where he never goes."""
    for route, _, stop in judged(problem, plan):
        if stop.zone is not None and stop.zone in problem.shift(route.shift_id).forbidden:
            yield Violation(Kind.FORBIDDEN, route.shift_id, stop.id, 1, "zone-never-served")


def tags(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """The courier has every tag that a stop asks for."""
    for route, _, stop in judged(problem, plan):
        lacking = [tag for tag in stop.tags if tag not in problem.shift(route.shift_id).tags]
        if lacking:
            yield Violation(Kind.TAG, route.shift_id, stop.id, len(lacking), "courier-lacks-tag")


def locks(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """A stop locked to a courier, by itself or in his head, is on no other route."""
    in_head = {id: shift.id for shift in problem.shifts for id in shift.head}
    for route in plan.routes:
        for visit in route.visits:
            only = in_head.get(visit.stop_id, problem.stop(visit.stop_id).shift_id)
            if only is not None and only != route.shift_id:
                yield Violation(Kind.LOCKED, route.shift_id, visit.stop_id, 1, "locked-to-another")
