"""Does a plan keep every rule? Small functions, each returns violations; nothing here is used to make plans.

To add a rule: write a function (problem, matrices, plan) -> violations and put it into CHECKS.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop
from routing.plan import Kind, Plan, Route, Violation, Visit

Check = Callable[[Problem, Mapping[str, Matrix], Plan], Iterator[Violation]]


def check(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> tuple[Violation, ...]:
    """All violations of a plan; unknown ids end the check, for nothing can be said about them."""
    unknown = tuple(known_ids(problem, matrices, plan))
    if unknown:
        return unknown
    return tuple(violation for rule in CHECKS for violation in rule(problem, matrices, plan))


def known_ids(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Every stop and shift of the plan is one of the problem."""
    for route in plan.routes:
        if not problem.has_shift(route.shift_id):
            yield Violation(Kind.UNKNOWN, route.shift_id, None, 1, "unknown-shift")
        for visit in route.visits:
            if not problem.has_stop(visit.stop_id):
                yield Violation(Kind.UNKNOWN, route.shift_id, visit.stop_id, 1, "unknown-stop")
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


def windows(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Service begins inside a window of the stop."""
    for route, visit, stop in _visits(problem, plan):
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


def times(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Nobody arrives sooner than the road allows, and each visit agrees with itself."""
    for route in plan.routes:
        shift = problem.shift(route.shift_id)
        if not route.visits:
            continue
        now, here = route.depart_s, shift.start
        for visit in route.visits:
            stop = problem.stop(visit.stop_id)
            leg = matrices[shift.profile].leg(here, stop.place)
            if leg.seconds is not None:
                off = max(abs(visit.travel_s - leg.seconds), abs(visit.arrive_s - now - visit.travel_s))
                if off or visit.travel_m != leg.metres:
                    yield Violation(Kind.TIMES, shift.id, stop.id, max(off, 1), "not-the-roads-time")
            wait = visit.start_s - visit.arrive_s
            if wait < 0 or wait != visit.wait_s:
                yield Violation(Kind.TIMES, shift.id, stop.id, max(abs(wait - visit.wait_s), 1), "waiting")
            if visit.leave_s != visit.start_s + stop.service_s:
                off = abs(visit.leave_s - visit.start_s - stop.service_s)
                yield Violation(Kind.TIMES, shift.id, stop.id, off, "service-time")
            now, here = visit.leave_s, stop.place
        home = matrices[shift.profile].leg(here, shift.end)
        if home.seconds is not None and route.return_s != now + home.seconds:
            yield Violation(Kind.TIMES, shift.id, None, abs(route.return_s - now - home.seconds), "way-home")


def roads(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Every leg has a road."""
    for route in plan.routes:
        shift = problem.shift(route.shift_id)
        stops = [problem.stop(visit.stop_id) for visit in route.visits]
        places = [shift.start, *(stop.place for stop in stops), shift.end] if stops else []
        for i in range(len(places) - 1):
            if matrices[shift.profile].leg(places[i], places[i + 1]).seconds is None:
                stop_id = stops[min(i, len(stops) - 1)].id
                yield Violation(Kind.NO_ROAD, shift.id, stop_id, 1, "leg-without-road")


def shift_hours(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Out after the shift begins, home before it ends."""
    for route in plan.routes:
        window = problem.shift(route.shift_id).window
        if not route.visits:
            continue
        if route.depart_s < window.start_s:
            early = window.start_s - route.depart_s
            yield Violation(Kind.SHIFT_START, route.shift_id, None, early, "leaves-before-shift")
        if route.return_s > window.end_s:
            late = route.return_s - window.end_s
            yield Violation(Kind.SHIFT_END, route.shift_id, None, late, "back-after-shift")


def loads(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """Weight, parcels and number of stops stay within what the courier can take."""
    for route in plan.routes:
        shift = problem.shift(route.shift_id)
        stops = [problem.stop(visit.stop_id) for visit in route.visits]
        for kind, load, most in (
            (Kind.WEIGHT, sum(stop.weight_g for stop in stops), shift.capacity_g),
            (Kind.PARCELS, sum(stop.parcels for stop in stops), shift.capacity_parcels),
            (Kind.MAX_STOPS, len(stops), shift.max_stops),
        ):
            if most is not None and load > most:
                yield Violation(kind, shift.id, None, load - most, "over-capacity")


def zones(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """A courier serves only his zones."""
    for route, _, stop in _visits(problem, plan):
        allowed = problem.shift(route.shift_id).zones
        if allowed is not None and stop.zone is not None and stop.zone not in allowed:
            yield Violation(Kind.ZONE, route.shift_id, stop.id, 1, "zone-of-another-courier")


def totals(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> Iterator[Violation]:
    """The written sums are the sums of what is written."""
    travelled = 0
    for route in plan.routes:
        shift = problem.shift(route.shift_id)
        seconds, metres = _travelled(problem, matrices, route, shift)
        travelled += seconds
        off = abs(route.travel_s - seconds) + abs(route.travel_m - metres)
        if off:
            yield Violation(Kind.TOTALS, route.shift_id, None, off, "route-travel")
    price = sum(problem.drop_cost(problem.stop(left.stop_id)) for left in plan.unassigned)
    if plan.cost_s != travelled + price:
        yield Violation(Kind.TOTALS, None, None, abs(plan.cost_s - travelled - price), "plan-cost")


CHECKS: tuple[Check, ...] = (each_stop_once, windows, times, roads, shift_hours, loads, zones, totals)


def _visits(problem: Problem, plan: Plan) -> Iterator[tuple[Route, Visit, Stop]]:
    for route in plan.routes:
        for visit in route.visits:
            yield route, visit, problem.stop(visit.stop_id)


def _travelled(
    problem: Problem, matrices: Mapping[str, Matrix], route: Route, shift: Shift
) -> tuple[int, int]:
    if not route.visits:
        return 0, 0
    last = problem.stop(route.visits[-1].stop_id).place
    home = matrices[shift.profile].leg(last, shift.end)
    seconds = sum(visit.travel_s for visit in route.visits) + (home.seconds or 0)
    return seconds, sum(visit.travel_m for visit in route.visits) + (home.metres or 0)
