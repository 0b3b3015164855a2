"""Where along a route does each break fall? At the earliest place that hurts no window.

A break lies between two services: before setting out, on the way, or waiting for a window to open. Nobody
stands idle for one if it can be had later. Found by one pass backwards (how late may each point be, with so
many breaks taken, that the rest still holds?) and one forwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from routing.model import Break, Stop, TimeWindow
from routing.plan import BreakTaken

NEVER = 2**60


class Point(NamedTuple):
    """A stop, or (stop None) the hub between two trips, with the leg that leads to it.

    `given`: of the head, served whenever it comes, so its windows' ends bind nobody.
    """

    stop: Stop | None
    windows: tuple[TimeWindow, ...]
    service_s: int
    travel_s: int
    travel_m: int
    estimated: bool
    given: bool


class Timed(NamedTuple):
    """When a point is reached, begun and left."""

    arrive_s: int
    begin_s: int
    leave_s: int


class Walk(NamedTuple):
    """Times at every point, the return, and the breaks taken inside, each with its order."""

    times: list[Timed]
    return_s: int
    breaks: list[tuple[BreakTaken, Break]]


def begin_s(windows: Sequence[TimeWindow], arrive_s: int) -> int:
    """When service begins after arriving: at once inside a window or after the last, else at the next."""
    for window in windows:
        if arrive_s <= window.end_s:
            return max(arrive_s, window.start_s)
    return arrive_s


def walk(points: Sequence[Point], home_s: int, depart_s: int, ends_s: int, breaks: Sequence[Break]) -> Walk:
    """Times along the points from `depart_s` on, the way home of `home_s` last; the shift ends at `ends_s`.

    Breaks that can be had before leaving or after the return are taken there. What cannot be kept is still
    timed: late stops are served on arrival, a break that comes too late begins when it can.
    """
    ahead = _before(breaks, depart_s)
    if not ahead:
        return _plain(points, home_s, depart_s)
    latest = _latest(points, home_s, ends_s, ahead)
    times: list[Timed] = []
    found: list[tuple[BreakTaken, Break]] = []
    now, taken = depart_s, 0
    for i, point in enumerate(points):
        leg = _Leg(now, point.travel_s)
        count = _how_many(leg, point, latest[i], ahead, taken)
        pauses, arrive, ready = leg.with_breaks(ahead[taken : taken + count])
        begin = begin_s(point.windows, ready)
        times.append(Timed(arrive, begin, begin + point.service_s))
        found += zip(pauses, ahead[taken : taken + count], strict=True)
        taken, now = taken + count, times[-1].leave_s
    leg = _Leg(now, home_s)
    count = _on_the_way_home(leg, latest[-1], ahead, taken)
    pauses, _, ready = leg.with_breaks(ahead[taken : taken + count])
    found += zip(pauses, ahead[taken : taken + count], strict=True)
    return Walk(times, ready, found)


def _plain(points: Sequence[Point], home_s: int, depart_s: int) -> Walk:
    now, times = depart_s, []
    for point in points:
        arrive = now + point.travel_s
        begin = begin_s(point.windows, arrive) if point.windows else arrive
        now = begin + point.service_s
        times.append(Timed(arrive, begin, now))
    return Walk(times, now + home_s, [])


def _before(breaks: Sequence[Break], depart_s: int) -> list[Break]:
    """The breaks that are not over before leaving."""
    rested_s = -NEVER
    for i, one in enumerate(breaks):
        begin = max(one.window.start_s, rested_s)
        rested_s = begin + one.duration_s
        if begin > one.window.end_s or rested_s > depart_s:
            return list(breaks[i:])
    return []


class _Leg(NamedTuple):
    """From `now_s` on, with so much way ahead."""

    now_s: int
    travel_s: int

    def with_breaks(self, breaks: Sequence[Break]) -> tuple[list[BreakTaken], int, int]:
        """These breaks one after the other, each as early as can be: they, the arrival, and when all is over.

        The way goes on between them, so the arrival is later by those begun before it.
        """
        pauses, arrive, free = [], self.now_s + self.travel_s, self.now_s
        for one in breaks:
            begin = max(free, one.window.start_s)
            free = begin + one.duration_s
            pauses.append(BreakTaken(begin, free))
            if begin < arrive:
                arrive += one.duration_s
        return pauses, arrive, max(arrive, free)


def _fits(leg: _Leg, point: Point | None, latest: Sequence[int], breaks: Sequence[Break], k: int) -> bool:
    """Whether with these breaks on the leg, k then being taken, the rest still holds."""
    pauses, _, ready = leg.with_breaks(breaks)
    late = any(taken.start_s > one.window.end_s for taken, one in zip(pauses, breaks, strict=True))
    return not late and (ready if point is None else begin_s(point.windows, ready)) <= latest[k]


def _how_many(leg: _Leg, point: Point, latest: Sequence[int], ahead: Sequence[Break], taken: int) -> int:
    """How many breaks to take on this leg."""
    if taken == len(ahead):
        return 0
    begin = begin_s(point.windows, leg.now_s + leg.travel_s)
    if begin < ahead[taken].window.start_s and begin <= latest[taken]:
        return 0
    left = range(len(ahead) - taken + 1)
    fitting = [m for m in left if _fits(leg, point, latest, ahead[taken : taken + m], taken + m)]
    easy = 0
    for m in left[1:]:
        pauses, _, _ = leg.with_breaks(ahead[taken : taken + m])
        _, _, ready = leg.with_breaks(ahead[taken : taken + m - 1])
        if pauses[-1].start_s > begin_s(point.windows, ready):
            break
        easy = m
    if fitting:
        return max((m for m in fitting if m <= easy), default=min(fitting))
    # Nothing holds any more: a break is taken when after this point it would come too late.
    count = 0
    while taken + count < len(ahead):
        _, _, ready = leg.with_breaks(ahead[taken : taken + count])
        leave = begin_s(point.windows, ready) + point.service_s
        if leave <= ahead[taken + count].window.end_s:
            break
        count += 1
    return count


def _on_the_way_home(leg: _Leg, latest: Sequence[int], ahead: Sequence[Break], taken: int) -> int:
    """How many breaks to take before the return: as few as can be."""
    left = range(len(ahead) - taken + 1)
    for m in left:
        if _fits(leg, None, latest, ahead[taken : taken + m], taken + m):
            return m
    for m in left:
        # After the shift's end too: what is not in time at home is taken on the way.
        _, _, ready = leg.with_breaks(ahead[taken : taken + m])
        if _at_home_by(ahead[taken + m :]) >= ready:
            return m
    return len(ahead) - taken


def _latest(points: Sequence[Point], home_s: int, ends_s: int, ahead: Sequence[Break]) -> list[list[int]]:
    """For each point (the return last) and number of breaks taken: the latest begin with which all holds."""
    count = len(ahead)
    table = [[min(ends_s, _at_home_by(ahead[k:])) for k in range(count + 1)]]
    after_s = home_s
    for point in reversed(points):
        onward = table[-1]
        row = []
        for k in range(count + 1):
            leave = onward[k] - after_s
            for m in range(1, count - k + 1):
                if onward[k + m] - after_s > leave:
                    leave = max(leave, _leave_by(onward[k + m], after_s, ahead[k : k + m]))
            row.append(_begin_by(point, leave - point.service_s))
        table.append(row)
        after_s = point.travel_s
    return table[::-1]


def _at_home_by(breaks: Sequence[Break]) -> int:
    """The latest return after which these breaks can still begin in their windows."""
    by = NEVER
    for one in reversed(breaks):
        by = min(one.window.end_s, by - one.duration_s)
        if by < one.window.start_s:
            return -NEVER
    return by


def _leave_by(reach_by_s: int, travel_s: int, breaks: Sequence[Break]) -> int:
    """The latest leaving for which these breaks and the way are over by `reach_by_s`."""
    by, all_s = reach_by_s, travel_s
    for one in reversed(breaks):
        by = min(one.window.end_s, by - one.duration_s)
        if by < one.window.start_s:
            return -NEVER
        all_s += one.duration_s
    return min(by, reach_by_s - all_s)


def _begin_by(point: Point, by_s: int) -> int:
    """The latest begin by `by_s` that is inside a window; far in the past if there is none."""
    if not point.windows or (point.given and by_s > point.windows[-1].end_s):
        return by_s
    for window in reversed(point.windows):
        if window.start_s <= by_s:
            return min(by_s, window.end_s)
    return -NEVER
