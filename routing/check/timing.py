"""Does every time agree with the road, the windows, the trips, the breaks and the shift?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from routing.check.shape import judged, judged_routes
from routing.matrix import Matrix
from routing.model import Place, Problem, Shift
from routing.plan import BreakTaken, Kind, Plan, Route, Violation


def windows(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Service begins inside a window of the stop."""
    for route, visit, stop in judged(problem, plan):
        if not stop.windows or any(w.start_s <= visit.start_s <= w.end_s for w in stop.windows):
            continue
        ends = [w.end_s for w in stop.windows if w.end_s < visit.start_s]
        starts = [w.start_s for w in stop.windows if w.start_s > visit.start_s]
        if ends:
            late = visit.start_s - max(ends)
            yield Violation(Kind.LATE, route.shift_id, stop.id, late, "begins-after-window")
        else:
            early = min(starts) - visit.start_s
            yield Violation(Kind.EARLY, route.shift_id, stop.id, early, "begins-before-window")


def trips(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Each visit counts the reloads before it, which follow its order; no more trips than allowed."""
    for route in plan.routes:
        shift, made = problem.shift(route.shift_id), 0
        cuts = [reload.before_stop_id for reload in route.reloads]
        for i, visit in enumerate(route.visits):
            if made < len(cuts) and cuts[made] == visit.stop_id and i > 0:
                made += 1
            if visit.trip != made:
                off = abs(visit.trip - made)
                yield Violation(Kind.TIMES, shift.id, visit.stop_id, off, "not-this-trip")
        if made < len(cuts):
            yield Violation(Kind.TIMES, shift.id, cuts[made], len(cuts) - made, "reload-out-of-order")
        if made + 1 > shift.max_trips:
            yield Violation(Kind.TIMES, shift.id, None, made + 1 - shift.max_trips, "too-many-trips")


def times(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Nobody arrives sooner than the road allows, and each visit agrees with itself."""
    for route in plan.routes:
        shift = problem.shift(route.shift_id)
        if route.visits:
            yield from _times(problem, matrices[shift.profile], shift, route)
        elif route.return_s != route.depart_s:
            off = abs(route.return_s - route.depart_s)
            yield Violation(Kind.TIMES, shift.id, None, off, "out-without-a-stop")


def _times(problem: Problem, matrix: Matrix, shift: Shift, route: Route) -> Iterator[Violation]:
    again = {reload.before_stop_id: reload for reload in route.reloads}
    now, here = route.depart_s, shift.start
    for visit in route.visits:
        stop, ways = problem.stop(visit.stop_id), []
        reload = again.get(stop.id)
        if reload is not None:
            yield from _way(matrix, route, stop.id, (here, problem.hub), (now, reload.arrive_s))
            ways.append(matrix.leg(here, problem.hub))
            loading = reload.leave_s - reload.arrive_s - _rest_s(route, reload.arrive_s, reload.leave_s)
            if loading < shift.reload_s:
                yield Violation(Kind.TIMES, shift.id, stop.id, shift.reload_s - loading, "loading-time")
            now, here = reload.leave_s, problem.hub
        yield from _way(matrix, route, stop.id, (here, stop.place), (now, visit.arrive_s))
        ways.append(matrix.leg(here, stop.place))
        if all(leg.seconds is not None for leg in ways):
            off = abs(visit.travel_s - sum(leg.seconds or 0 for leg in ways))
            off += abs(visit.travel_m - sum(leg.metres or 0 for leg in ways))
            if off:
                yield Violation(Kind.TIMES, shift.id, stop.id, off, "not-the-roads-figures")
        wait = visit.start_s - visit.arrive_s
        if wait < 0 or wait != visit.wait_s:
            yield Violation(Kind.TIMES, shift.id, stop.id, max(abs(wait - visit.wait_s), 1), "waiting")
        if visit.leave_s != visit.start_s + stop.service_s:
            off = abs(visit.leave_s - visit.start_s - stop.service_s)
            yield Violation(Kind.TIMES, shift.id, stop.id, off, "service-time")
        now, here = visit.leave_s, stop.place
    yield from _way(matrix, route, None, (here, shift.end), (now, route.return_s))


def _way(
    matrix: Matrix, route: Route, stop_id: str | None, between: tuple[Place, Place], at: tuple[int, int]
) -> Iterator[Violation]:
    """The time between leaving and arriving is the road's and that of the breaks begun on it."""
    seconds = matrix.leg(*between).seconds
    leave_s, arrive_s = at
    if seconds is not None:
        off = abs(arrive_s - leave_s - seconds - _rest_s(route, leave_s, arrive_s))
        if off:
            cause = "not-the-roads-time" if stop_id else "way-home"
            yield Violation(Kind.TIMES, route.shift_id, stop_id, off, cause)


def _rest_s(route: Route, from_s: int, to_s: int) -> int:
    return sum(rest.end_s - rest.start_s for rest in route.breaks if from_s <= rest.start_s < to_s)


def breaks(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Every break ordered is taken in its window, while nothing else is done, or can be had outside."""
    for route in plan.routes:
        yield from _overlaps(route)
    for route in judged_routes(problem, plan):
        yield from _ordered(problem.shift(route.shift_id), route)


def _overlaps(route: Route) -> Iterator[Violation]:
    """No break meets a service, an arrival, another break, or lies outside of the route."""
    free = route.depart_s
    for rest in route.breaks:
        if rest.start_s < free or rest.end_s > route.return_s or rest.end_s < rest.start_s:
            yield Violation(Kind.BREAK, route.shift_id, None, 1, "break-not-inside")
        free = rest.end_s
        arrivals = [reload.arrive_s for reload in route.reloads]
        for visit in route.visits:
            arrivals.append(visit.arrive_s)
            if rest.start_s < visit.leave_s and visit.start_s < rest.end_s:
                yield Violation(Kind.BREAK, route.shift_id, visit.stop_id, 1, "break-during-service")
        if any(rest.start_s < arrive < rest.end_s for arrive in arrivals):
            yield Violation(Kind.BREAK, route.shift_id, None, 1, "arrives-during-break")


def _ordered(shift: Shift, route: Route) -> Iterator[Violation]:
    taken: list[BreakTaken] = list(route.breaks)
    free, out = -(2**62), False
    for one in shift.breaks:
        first, last = one.window.start_s, one.window.end_s
        begin = max(free, first)
        if not out and begin <= last and begin + one.duration_s <= route.depart_s:
            free = begin + one.duration_s
            continue
        out = True
        if taken and taken[0].end_s - taken[0].start_s == one.duration_s and taken[0].start_s >= first:
            rest = taken.pop(0)
            free = rest.end_s
            if rest.start_s > last:
                yield Violation(Kind.BREAK, shift.id, None, rest.start_s - last, "break-too-late")
            continue
        begin = max(free, first, route.return_s)
        free = begin + one.duration_s
        if begin > last:
            yield Violation(Kind.BREAK, shift.id, None, 1, "break-missing")
    if taken:
        yield Violation(Kind.BREAK, shift.id, None, len(taken), "break-nobody-ordered")


def roads(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Every leg that somebody chose has a road."""
    for route in judged_routes(problem, plan):
        shift = problem.shift(route.shift_id)
        matrix, here = matrices[shift.profile], shift.start
        cuts = {reload.before_stop_id for reload in route.reloads}
        for i, visit in enumerate(route.visits):
            place = problem.stop(visit.stop_id).place
            by = [here, problem.hub, place] if visit.stop_id in cuts else [here, place]
            legs = [matrix.leg(a, b).seconds for a, b in pairwise(by)]
            if None in legs and i >= len(shift.head):
                yield Violation(Kind.NO_ROAD, shift.id, visit.stop_id, 1, "leg-without-road")
            here = place
        if matrix.leg(here, shift.end).seconds is None:
            yield Violation(Kind.NO_ROAD, shift.id, route.visits[-1].stop_id, 1, "leg-without-road")


def shift_hours(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Out after the shift begins, home before it ends."""
    for route in plan.routes:
        window = problem.shift(route.shift_id).window
        if route.visits and route.depart_s < window.start_s:
            early = window.start_s - route.depart_s
            yield Violation(Kind.SHIFT_START, route.shift_id, None, early, "leaves-before-shift")
    for route in judged_routes(problem, plan):
        window = problem.shift(route.shift_id).window
        if route.return_s > window.end_s:
            late = route.return_s - window.end_s
            yield Violation(Kind.SHIFT_END, route.shift_id, None, late, "back-after-shift")
