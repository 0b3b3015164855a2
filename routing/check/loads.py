"""Does everything fit at every moment of every trip, and is nobody trusted with too much money?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from routing.check.shape import judged_routes
from routing.matrix import Matrix
from routing.model import Problem, Stop
from routing.plan import Kind, Plan, Route, Violation


def loads(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Weight, volume and parcels: at a trip's start all that it brings is aboard; each stop takes off what it
    gets and puts on what it gives back. Never more than the bag holds."""
    for route in judged_routes(problem, plan):
        shift = problem.shift(route.shift_id)
        for trip in _trips(problem, route):
            for kind, most, brought, taken in (
                (Kind.WEIGHT, shift.capacity_g, [s.weight_g for s in trip], [s.collect_g for s in trip]),
                (Kind.VOLUME, shift.capacity_ml, [s.volume_ml for s in trip], [s.collect_ml for s in trip]),
                (
                    Kind.PARCELS,
                    shift.capacity_parcels,
                    [s.parcels for s in trip],
                    [s.collect_parcels for s in trip],
                ),
            ):
                aboard = most_aboard = sum(brought)
                for off, on in zip(brought, taken, strict=True):
                    aboard += on - off
                    most_aboard = max(most_aboard, aboard)
                if most is not None and most_aboard > most:
                    yield Violation(kind, shift.id, None, most_aboard - most, "over-capacity")


def cash(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """The money taken on the whole route, all trips together."""
    for route in judged_routes(problem, plan):
        most = problem.shift(route.shift_id).cash_limit_minor
        total = sum(problem.stop(visit.stop_id).cash_minor for visit in route.visits)
        if most is not None and total > most:
            yield Violation(Kind.CASH_LIMIT, route.shift_id, None, total - most, "too-much-cash")


def number_of_stops(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """No more stops than the courier takes."""
    for route in judged_routes(problem, plan):
        most = problem.shift(route.shift_id).max_stops
        if most is not None and len(route.visits) > most:
            yield Violation(Kind.MAX_STOPS, route.shift_id, None, len(route.visits) - most, "over-capacity")


def _trips(problem: Problem, route: Route) -> list[list[Stop]]:
    """The stops of each trip: cut where the route says that he loads again."""
    cuts = {reload.before_stop_id for reload in route.reloads}
    trips: list[list[Stop]] = [[]]
    for visit in route.visits:
        if visit.stop_id in cuts:
            trips.append([])
        trips[-1].append(problem.stop(visit.stop_id))
    return trips
