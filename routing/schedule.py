"""When is the courier where, if he serves these stops in this order, and what does not fit?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from routing.errors import DuplicateId, NoFigures
from routing.matrix import Leg, Matrix, great_circle
from routing.model import Place, Problem, Shift, Stop, TimeWindow
from routing.plan import Kind, Route, Violation, Visit

# A later departure saves waiting, but a window is not to be met at its last second.
MARGIN_S = 300


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
    """Times along a given order.

    Without `depart_s` the courier leaves as late as spares waiting, within the shift, and never so late that
    a late stop comes later still, or any within MARGIN_S of its window's end. Late stops are served on
    arrival. A place that the matrix lacks gets great circle x factor (`Visit.estimated`); a leg without a
    road is timed the same way and reported. Raises `UnknownId`, `DuplicateId`, `NoFigures`.
    """
    shift = problem.shift(shift_id)
    stops = [problem.stop(id) for id in stop_ids]
    _refuse_duplicates(stop_ids)
    if not stops:
        at = shift.window.start_s if depart_s is None else depart_s
        return Scheduled(Route(shift.id, at, (), at, 0, 0), ())
    if shift.profile not in matrices:
        raise NoFigures(f"no matrix for the profile {shift.profile}", profile=shift.profile)
    legs, roadless = _legs(matrices[shift.profile], shift, stops)
    earliest = shift.window.start_s if depart_s is None else depart_s
    route = _times(shift, stops, legs, earliest)
    if depart_s is None:
        later = _spare_s(route, stops)
        if later:
            route = _times(shift, stops, legs, earliest + later)
    return Scheduled(route, (*_roads(shift, stops, roadless), *_violations(shift, stops, route)))


def begin_s(windows: Sequence[TimeWindow], arrive_s: int) -> int:
    """When service begins after arriving: at once inside a window or after the last, else at the next."""
    for window in windows:
        if arrive_s <= window.end_s:
            return max(arrive_s, window.start_s)
    return arrive_s


def _refuse_duplicates(stop_ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for id in stop_ids:
        if id in seen:
            raise DuplicateId("stop", id)
        seen.add(id)


def _legs(matrix: Matrix, shift: Shift, stops: Sequence[Stop]) -> tuple[list[Leg], list[int]]:
    """Every leg from start to end, roadless ones replaced by an estimate and named by position."""
    places = [shift.start, *(stop.place for stop in stops), shift.end]
    legs: list[Leg] = []
    roadless: list[int] = []
    for i, (a, b) in enumerate(pairwise(places)):
        leg = matrix.leg(a, b)
        if leg.seconds is None:
            roadless.append(i)
            leg = _as_the_crow_flies(a, b, matrix.profile)
        legs.append(leg)
    return legs, roadless


def _as_the_crow_flies(a: Place, b: Place, profile: str) -> Leg:
    return great_circle([a, b], profile).leg(a, b)._replace(estimated=True)


def _times(shift: Shift, stops: Sequence[Stop], legs: Sequence[Leg], depart_s: int) -> Route:
    now, visits = depart_s, []
    for stop, leg in zip(stops, legs, strict=False):
        arrive = now + (leg.seconds or 0)
        start = begin_s(stop.windows, arrive)
        now = start + stop.service_s
        visits.append(
            Visit(
                stop.id,
                arrive,
                start,
                now,
                start - arrive,
                leg.seconds or 0,
                leg.metres or 0,
                leg.estimated,
            )
        )
    return Route(
        shift.id,
        depart_s,
        tuple(visits),
        now + (legs[-1].seconds or 0),
        sum(leg.seconds or 0 for leg in legs),
        sum(leg.metres or 0 for leg in legs),
    )


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


def _roads(shift: Shift, stops: Sequence[Stop], roadless: Sequence[int]) -> list[Violation]:
    found = []
    for i in roadless:
        home = i == len(stops)
        cause = "no-way-home" if home else "no-way-there"
        found.append(Violation(Kind.NO_ROAD, shift.id, stops[i - 1 if home else i].id, 1, cause))
    return found


def _violations(shift: Shift, stops: Sequence[Stop], route: Route) -> list[Violation]:
    found: list[Violation] = []
    if route.depart_s < shift.window.start_s:
        early = shift.window.start_s - route.depart_s
        found.append(Violation(Kind.SHIFT_START, shift.id, None, early, "leaves-before-shift"))
    for visit, stop in zip(route.visits, stops, strict=True):
        if stop.windows and visit.start_s > stop.windows[-1].end_s:
            late = visit.start_s - stop.windows[-1].end_s
            found.append(Violation(Kind.LATE, shift.id, stop.id, late, "arrives-after-window"))
        if not shift.serves(stop):
            found.append(Violation(Kind.ZONE, shift.id, stop.id, 1, "zone-of-another-courier"))
    if route.return_s > shift.window.end_s:
        over = route.return_s - shift.window.end_s
        found.append(Violation(Kind.SHIFT_END, shift.id, stops[-1].id, over, "back-after-shift"))
    found += _loads(shift, stops)
    return found


def _loads(shift: Shift, stops: Sequence[Stop]) -> list[Violation]:
    """Everything is loaded at the hub: the stop named is the first that no longer fits."""
    found = []
    for kind, capacity, loads in (
        (Kind.WEIGHT, shift.capacity_g, [stop.weight_g for stop in stops]),
        (Kind.PARCELS, shift.capacity_parcels, [stop.parcels for stop in stops]),
        (Kind.MAX_STOPS, shift.max_stops, [1] * len(stops)),
    ):
        if capacity is None or sum(loads) <= capacity:
            continue
        loaded = 0
        for stop, load in zip(stops, loads, strict=True):
            loaded += load
            if loaded > capacity:
                found.append(Violation(kind, shift.id, stop.id, sum(loads) - capacity, "too-much-loaded"))
                break
    return found
