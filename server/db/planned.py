"""How do routing's answers become arguments of commands? A second trip is a route with a sheet of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routing import model, plan
from routing.matrix import Matrix
from server.db.moments import iso


@dataclass(frozen=True, slots=True)
class Trip:
    """A part of a route from the hub and back. `ready_s`: goods can be aboard from then on; `by_s`: he must
    be back, for the next trip to leave as planned. `breaks` are those he takes on it or before it."""

    number: int
    visits: tuple[plan.Visit, ...]
    depart_s: int
    return_s: int
    ready_s: int
    by_s: int
    last: bool
    breaks: tuple[plan.BreakTaken, ...]

    @property
    def stop_ids(self) -> tuple[str, ...]:
        return tuple(visit.stop_id for visit in self.visits)


def trips(route: plan.Route, shift: model.Shift) -> tuple[Trip, ...]:
    """The trips of a route, in order; one that nobody leaves for is one too."""
    again: list[plan.ReloadTaken | None] = [None, *route.reloads, None]
    return tuple(_trip(route, shift, n, again[n], again[n + 1]) for n in range(len(again) - 1))


def _trip(
    route: plan.Route,
    shift: model.Shift,
    number: int,
    before: plan.ReloadTaken | None,
    after: plan.ReloadTaken | None,
) -> Trip:
    """`before` and `after`: when he loads again, None at the route's ends."""
    return_s = after.arrive_s if after else route.return_s
    since = before.arrive_s if before else route.depart_s
    return Trip(
        number,
        tuple(visit for visit in route.visits if visit.trip == number),
        depart_s=before.leave_s if before else route.depart_s,
        return_s=return_s,
        ready_s=before.leave_s if before else shift.window.start_s,
        by_s=after.leave_s - shift.reload_s if after else shift.window.end_s,
        last=after is None,
        breaks=tuple(
            one for one in route.breaks if since <= one.start_s and (not after or one.start_s < return_s)
        ),
    )


def planned(
    plan_id: str,
    answer: plan.Plan,
    problem: model.Problem,
    matrices: Mapping[str, Matrix],
    hashes: Mapping[str, str],
    lines: Mapping[str, list[list[float]] | None],
) -> dict[str, Any]:
    """The arguments of `record_plan`. `hashes`: profile -> hash; `lines`: as `inside.line_key` names them."""
    routes = []
    for route in answer.routes:
        shift = problem.shift(route.shift_id)
        matrix = matrices[shift.profile]
        for trip in trips(route, shift):
            routes.append(_route(trip, shift, _ways(trip, route, problem, matrix)))
    return {
        "plan_id": plan_id,
        "source": answer.source,
        "matrices": dict(hashes),
        "routes": routes,
        "unassigned": [
            {"order_id": left.stop_id, "reason": str(left.reason), "detail": dict(left.detail)}
            for left in answer.unassigned
        ],
        "lines": dict(lines),
    }


def _route(trip: Trip, shift: model.Shift, ways: list[tuple[int, int]]) -> dict[str, Any]:
    return {
        "courier_id": shift.id,
        "trip": trip.number,
        "profile": shift.profile,
        "window_from_at": iso(trip.ready_s),
        "window_to_at": iso(trip.by_s),
        "depart_at": iso(trip.depart_s),
        "return_at": iso(trip.return_s),
        "travel_s": sum(seconds for seconds, _ in ways),
        "travel_m": sum(metres for _, metres in ways),
        "estimated": any(visit.estimated for visit in trip.visits),
        "breaks": [{"start_at": iso(one.start_s), "end_at": iso(one.end_s)} for one in trip.breaks],
        "visits": [
            {
                "order_id": visit.stop_id,
                "arrive_at": iso(visit.arrive_s),
                "leave_at": iso(visit.leave_s),
                "travel_s": seconds,
                "travel_m": metres,
            }
            for visit, (seconds, metres) in zip(trip.visits, ways, strict=False)
        ],
    }


def _ways(trip: Trip, route: plan.Route, problem: model.Problem, matrix: Matrix) -> list[tuple[int, int]]:
    """Seconds and metres to each stop and home. Between trips the plan counts one way over the hub: here it
    is the home way of one trip and the first way of the next."""
    if not trip.visits:
        return []
    ways = [(visit.travel_s, visit.travel_m) for visit in trip.visits]
    places = [problem.stop(id).place for id in trip.stop_ids]
    if trip.number:
        ways[0] = _way(matrix, problem.hub, places[0])
    if trip.last:
        seconds = route.travel_s - sum(visit.travel_s for visit in route.visits)
        metres = route.travel_m - sum(visit.travel_m for visit in route.visits)
        return [*ways, (seconds, metres)]
    return [*ways, _way(matrix, places[-1], problem.hub)]


def _way(matrix: Matrix, a: model.Place, b: model.Place) -> tuple[int, int]:
    leg = matrix.leg(a, b)
    return leg.seconds or 0, leg.metres or 0
