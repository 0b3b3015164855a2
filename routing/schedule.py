"""When is the courier where, if he serves these stops in this order, and what does not fit?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from routing.breaks import Point, Walk, begin_s, walk
from routing.cost import cost, route_s
from routing.engines import Orders
from routing.errors import DuplicateId, NoFigures
from routing.matrix import Leg, Matrix, great_circle
from routing.model import Place, Problem, Shift, Stop
from routing.plan import ReloadTaken, Route, Violation, Visit
from routing.trips import Ways, reloads
from routing.violations import binding, violations

__all__ = ["MARGIN_S", "Scheduled", "begin_s", "holds", "schedule"]

# A later departure saves waiting, but a window is not to be met at its last second.
MARGIN_S = 300

# Departures looked at where soft windows, breaks or second trips make the latest one not surely the best.
_TRIED = 3


class Scheduled(NamedTuple):
    """The timed route, and what does not fit (empty: everything does)."""

    route: Route
    violations: tuple[Violation, ...]


def schedule(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    shift_id: str,
    stop_ids: Sequence[str],
    depart_s: int | None = None,
) -> Scheduled:
    """Times along a given order, breaks and loading again at the hub included.

    Without `depart_s` the courier leaves as late as spares waiting, within the shift, and never so late that
    a late stop comes later still, or any within MARGIN_S of its window's end; later still only if that spares
    being too early for soft windows. Late stops are served on arrival. A place that the matrix lacks gets
    great circle x factor (`Visit.estimated`); a leg without a road is timed the same way and reported.
    Raises `UnknownId`, `DuplicateId`, `NoFigures`.
    """
    shift = problem.shift(shift_id)
    stops = [problem.stop(id) for id in stop_ids]
    _refuse_duplicates(stop_ids)
    earliest = shift.window.start_s if depart_s is None else depart_s
    if not stops:
        route = Route(shift.id, earliest, (), earliest, 0, 0)
        return Scheduled(route, tuple(violations(problem, shift, stops, route, [], [])))
    if shift.profile not in matrices:
        raise NoFigures(f"no matrix for the profile {shift.profile}", profile=shift.profile)
    course = _Course(problem, shift, stops, matrices[shift.profile], earliest)
    best = course.timed(earliest)
    if depart_s is None:
        best = course.leaving_later(best)
    return best


def holds(problem: Problem, matrices: Mapping[str, Matrix], shift_id: str, stop_ids: Sequence[str]) -> bool:
    """Whether a plan may hold this route: nothing does not fit but what the head forces on it."""
    return not binding(
        problem, shift_id, stop_ids, schedule(problem, matrices, shift_id, stop_ids).violations
    )


def cost_of(problem: Problem, matrices: Mapping[str, Matrix], orders: Orders) -> int:
    """The objective of these orders in seconds, as they are."""
    routes = [
        schedule(problem, matrices, shift.id, ids).route
        for shift, ids in zip(problem.shifts, orders, strict=True)
    ]
    served = {id for ids in orders for id in ids}
    return cost(problem, routes, [stop.id for stop in problem.stops if stop.id not in served]).total_s


def _refuse_duplicates(stop_ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for id in stop_ids:
        if id in seen:
            raise DuplicateId("stop", id)
        seen.add(id)


class _Course:
    """The order with its legs and trips, to be timed from any departure."""

    def __init__(
        self, problem: Problem, shift: Shift, stops: Sequence[Stop], matrix: Matrix, earliest_s: int
    ) -> None:
        self.problem, self.shift, self.stops, self.matrix = problem, shift, stops, matrix
        self.roadless: list[int] = []
        places = [shift.start, *(stop.place for stop in stops), shift.end]
        legs = [self._leg(a, b, i) for i, (a, b) in enumerate(pairwise(places))]
        self.home = legs[-1]
        given = frozenset(id for id in shift.head)
        cuts = self._cuts(legs, given, earliest_s)
        self.roadless = [i for i in self.roadless if i not in cuts]
        self.points: list[Point] = []
        for i, (stop, leg) in enumerate(zip(stops, legs, strict=False)):
            if i in cuts:
                to_hub = self._leg(stops[i - 1].place, problem.hub, i)
                self.points.append(_point(None, to_hub, shift.reload_s, False))
                leg = self._leg(problem.hub, stop.place, i)
            self.points.append(_point(stop, leg, stop.service_s, stop.id in given))

    def _cuts(self, legs: Sequence[Leg], given: frozenset[str], earliest_s: int) -> frozenset[int]:
        if self.shift.max_trips == 1:
            return frozenset()
        hub, stops = self.problem.hub, self.stops
        ways = Ways(
            [leg.seconds or 0 for leg in legs],
            [self._leg(stop.place, hub).seconds or 0 for stop in stops],
            [self._leg(hub, stop.place).seconds or 0 for stop in stops],
            legs[-1].seconds or 0,
        )
        return reloads(self.shift, stops, given, ways, earliest_s)

    def _leg(self, a: Place, b: Place, before: int | None = None) -> Leg:
        """The leg from a to b; without a road an estimate, named by the position that it leads to."""
        leg = self.matrix.leg(a, b)
        if leg.seconds is not None:
            return leg
        if before is not None:
            self.roadless.append(before)
        return great_circle([a, b], self.matrix.profile).leg(a, b)._replace(estimated=True)

    def timed(self, depart_s: int) -> Scheduled:
        shift = self.shift
        walked = walk(self.points, self.home.seconds or 0, depart_s, shift.window.end_s, shift.breaks)
        route = self._route(depart_s, walked)
        roadless = sorted(set(self.roadless))
        found = violations(self.problem, shift, self.stops, route, roadless, walked.breaks)
        return Scheduled(route, tuple(found))

    def leaving_later(self, first: Scheduled) -> Scheduled:
        """The same course begun later, where that costs no more and fits no worse."""
        spare = _spare_s(first.route, self.stops)
        simple = not self.shift.breaks and not any(stop.soft for stop in self.stops)
        if simple:
            return self.timed(first.route.depart_s + spare) if spare else first
        best, best_price = first, self._price(first)
        for later in self._departures(first.route, spare):
            tried = self.timed(first.route.depart_s + later)
            price = self._price(tried)
            if price <= best_price:
                best, best_price = tried, price
        return best

    def _price(self, scheduled: Scheduled) -> tuple[int, int, int]:
        """Fewer and smaller violations first, then the cost, then the waiting."""
        amount = sum(one.amount for one in scheduled.violations)
        return amount, route_s(self.problem, scheduled.route), scheduled.route.wait_s

    def _departures(self, route: Route, spare: int) -> list[int]:
        """Delays worth a look: what spares waiting, and what spares being early somewhere."""
        delays: set[int] = set()
        waited = 0
        for visit, stop in zip(route.visits, self.stops, strict=True):
            waited += visit.wait_s
            if stop.soft is not None and visit.start_s < stop.soft.start_s:
                delays.add(stop.soft.start_s - visit.start_s + waited)
        early = sorted(delays)
        some = early[:: max(1, len(early) // _TRIED)][:_TRIED]
        return sorted({delay for delay in (spare, spare // 2, *some) if delay > 0})

    def _route(self, depart_s: int, walked: Walk) -> Route:
        visits: list[Visit] = []
        again: list[ReloadTaken] = []
        seconds = metres = 0
        estimated = False
        for point, at in zip(self.points, walked.times, strict=True):
            seconds, metres = seconds + point.travel_s, metres + point.travel_m
            estimated = estimated or point.estimated
            if point.stop is None:
                following = self.stops[len(visits)].id
                again.append(ReloadTaken(following, at.arrive_s, at.leave_s))
                continue
            arrive, begin, leave = at
            times = arrive, begin, leave, begin - arrive
            visits.append(Visit(point.stop.id, *times, seconds, metres, estimated, len(again)))
            seconds, metres, estimated = 0, 0, False
        return Route(
            self.shift.id,
            depart_s,
            tuple(visits),
            walked.return_s,
            sum(visit.travel_s for visit in visits) + (self.home.seconds or 0),
            sum(visit.travel_m for visit in visits) + (self.home.metres or 0),
            tuple(taken for taken, _ in walked.breaks),
            tuple(again),
        )


def _point(stop: Stop | None, leg: Leg, service_s: int, given: bool) -> Point:
    windows = stop.windows if stop else ()
    return Point(stop, windows, service_s, leg.seconds or 0, leg.metres or 0, leg.estimated, given)


def _spare_s(route: Route, stops: Sequence[Stop]) -> int:
    """By how much all can begin later, at most as long as somebody would wait anyway.

    Savelsbergh's forward time slack: delay is swallowed by the waiting before a stop, and what remains must
    fit before the end of the window in which the stop is served.
    """
    waited, spare = 0, route.wait_s
    for visit, stop in zip(route.visits, stops, strict=True):
        waited += visit.wait_s
        if stop.windows:
            inside = [w.end_s for w in stop.windows if w.start_s <= visit.start_s <= w.end_s]
            room = max(0, inside[0] - visit.start_s - MARGIN_S) if inside else 0
            spare = min(spare, waited + room)
    return spare
