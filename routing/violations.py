"""What does not fit in a route as `schedule` timed it, and which of that may stand all the same?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from routing.model import Break, Problem, Shift, Stop
from routing.plan import BreakTaken, Kind, Route, Violation
from routing.trips import loaded

# What concerns one stop alone: for a stop of the head it is decided already.
_OF_ONE_STOP = frozenset({Kind.LATE, Kind.ZONE, Kind.FORBIDDEN, Kind.TAG, Kind.NO_ROAD})


def violations(
    problem: Problem,
    shift: Shift,
    stops: Sequence[Stop],
    route: Route,
    roadless: Sequence[int],
    breaks: Iterable[tuple[BreakTaken, Break]],
) -> list[Violation]:
    """Everything that does not fit. `roadless`: positions led to by a leg without a road (the last: home)."""
    found = [*_head(shift, stops)]
    if not stops:
        return found
    found += _roads(shift, stops, roadless)
    if route.depart_s < shift.window.start_s:
        early = shift.window.start_s - route.depart_s
        found.append(Violation(Kind.SHIFT_START, shift.id, None, early, "leaves-before-shift"))
    found += _at_stops(problem, shift, stops, route)
    found += _limits(shift, stops, route)
    found += _breaks(shift, breaks)
    found += _loads(shift, stops, route)
    return found


def binding(
    problem: Problem, shift_id: str, stop_ids: Sequence[str], found: Iterable[Violation]
) -> list[Violation]:
    """Those that a plan may not hold. What is in a head is decided: nothing about one of its stops binds, and
    a route of the head alone stands whatever it breaks."""
    head = problem.shift(shift_id).head
    if head and tuple(stop_ids) == head:
        return [one for one in found if one.kind == Kind.SHIFT_START]
    given = set(head)
    return [one for one in found if not (one.kind in _OF_ONE_STOP and one.stop_id in given)]


def _head(shift: Shift, stops: Sequence[Stop]) -> Iterator[Violation]:
    standing = [stop.id for stop in stops[: len(shift.head)]]
    standing += [""] * (len(shift.head) - len(standing))
    wrong = [id for id, there in zip(shift.head, standing, strict=True) if id != there]
    if wrong:
        yield Violation(Kind.HEAD, shift.id, wrong[0], len(wrong), "not-where-it-is-locked")


def _roads(shift: Shift, stops: Sequence[Stop], roadless: Sequence[int]) -> Iterator[Violation]:
    for i in roadless:
        home = i == len(stops)
        cause = "no-way-home" if home else "no-way-there"
        yield Violation(Kind.NO_ROAD, shift.id, stops[i - 1 if home else i].id, 1, cause)


def _at_stops(problem: Problem, shift: Shift, stops: Sequence[Stop], route: Route) -> Iterator[Violation]:
    for visit, stop in zip(route.visits, stops, strict=True):
        if stop.windows and visit.start_s > stop.windows[-1].end_s:
            late = visit.start_s - stop.windows[-1].end_s
            yield Violation(Kind.LATE, shift.id, stop.id, late, "arrives-after-window")
        if not shift.serves(stop):
            yield Violation(Kind.ZONE, shift.id, stop.id, 1, "zone-of-another-courier")
        if shift.forbids(stop):
            yield Violation(Kind.FORBIDDEN, shift.id, stop.id, 1, "zone-never-served")
        if stop.tags - shift.tags:
            lacking = len(stop.tags - shift.tags)
            yield Violation(Kind.TAG, shift.id, stop.id, lacking, "courier-lacks-tag")
        if problem.lock(stop) not in (None, shift.id):
            yield Violation(Kind.LOCKED, shift.id, stop.id, 1, "locked-to-another")


def _limits(shift: Shift, stops: Sequence[Stop], route: Route) -> Iterator[Violation]:
    for kind, is_, most, cause in (
        (Kind.SHIFT_END, route.return_s, shift.window.end_s, "back-after-shift"),
        (Kind.MAX_TRAVEL, route.travel_s, shift.max_travel_s, "too-long-on-the-road"),
        (Kind.MAX_METRES, route.travel_m, shift.max_metres, "too-far"),
    ):
        if most is not None and is_ > most:
            yield Violation(kind, shift.id, stops[-1].id, is_ - most, cause)


def _breaks(shift: Shift, breaks: Iterable[tuple[BreakTaken, Break]]) -> Iterator[Violation]:
    for taken, ordered in breaks:
        if taken.start_s > ordered.window.end_s:
            late = taken.start_s - ordered.window.end_s
            yield Violation(Kind.BREAK, shift.id, None, late, "break-too-late")


def _loads(shift: Shift, stops: Sequence[Stop], route: Route) -> Iterator[Violation]:
    """The stop named is the first that no longer fits: what it gets was loaded at the hub, or what it gives
    back is too much."""
    for kind, at in ((Kind.WEIGHT, 0), (Kind.VOLUME, 1), (Kind.PARCELS, 2)):
        if shift.capacity[at] is not None:
            yield from _overloaded(shift, stops, route, kind, at)
    for kind, most, of in (
        (Kind.CASH_LIMIT, shift.cash_limit_minor, _cash),
        (Kind.MAX_STOPS, shift.max_stops, _one),
    ):
        yield from _summed(shift, stops, kind, most, of)


def _overloaded(
    shift: Shift, stops: Sequence[Stop], route: Route, kind: Kind, at: int
) -> Iterator[Violation]:
    most = shift.capacity[at] or 0
    trip, peak, back, first = -1, (0, 0, 0), (0, 0, 0), None
    worst: list[tuple[str, int]] = []
    for stop, visit in zip(stops, route.visits, strict=True):
        if visit.trip != trip:
            trip, peak, back, first = visit.trip, (0, 0, 0), (0, 0, 0), None
        peak, back = loaded(peak, back, stop)
        if peak[at] > most:
            if first is None:
                first = stop.id
                worst.append((first, 0))
            worst[-1] = (first, peak[at] - most)
    for id, amount in worst:
        yield Violation(kind, shift.id, id, amount, "too-much-loaded")


def _summed(
    shift: Shift, stops: Sequence[Stop], kind: Kind, most: int | None, of: Callable[[Stop], int]
) -> Iterator[Violation]:
    total = sum(of(stop) for stop in stops)
    if most is None or total <= most:
        return
    so_far = 0
    for stop in stops:
        so_far += of(stop)
        if so_far > most:
            yield Violation(kind, shift.id, stop.id, total - most, "too-much-loaded")
            return


def _cash(stop: Stop) -> int:
    return stop.cash_minor


def _one(stop: Stop) -> int:
    return 1
