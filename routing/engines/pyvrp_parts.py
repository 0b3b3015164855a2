"""What must be known of a problem before PyVRP's data are made: its time, its loads, who is like whom?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from routing.matrix import Matrix
from routing.model import Problem, Shift, SoftWindow, Stop

# Of PyVRP's own limit of 2**44, with room to add up.
MOST = 2**40
# Outside of a soft window the price is cut into steps, so many seconds before or after it.
_STEPS_S = (900, 3600)


class Span(NamedTuple):
    """Seconds on the axis, both included, and what it costs to begin in between, taken from its middle."""

    start_s: int
    end_s: int
    price_s: int


@dataclass(frozen=True, slots=True)
class Times:
    """The axis: seconds after the earliest shift's start; `bound` False: time cannot run out."""

    origin_s: int
    horizon_s: int
    bound: bool

    def spans(self, stop: Stop) -> list[Span]:
        """When service may begin within the day, in pieces of one price each; none: never."""
        windows = [self.window(w.start_s, w.end_s) for w in stop.windows] or [(0, self.horizon_s)]
        cuts = _cuts(stop.soft, self.origin_s) if stop.soft else []
        found = []
        for start, end in windows:
            if start > end:
                continue
            edges = [start, *(cut for cut in cuts if start < cut <= end), end + 1]
            for first, after in pairwise(edges):
                middle = self.origin_s + (first + after - 1) // 2
                found.append(Span(first, after - 1, stop.soft.price_s(middle) if stop.soft else 0))
        return found

    def window(self, start_s: int, end_s: int) -> tuple[int, int]:
        return max(0, start_s - self.origin_s), min(self.horizon_s, end_s - self.origin_s)


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of load: what a shift has room for (names of fields; None: no limit), what a stop brings."""

    room: str
    bring: str | None
    take: str | None
    most: int

    def capacity(self, shift: Shift) -> int:
        limit = getattr(shift, self.room)
        return self.most if limit is None else min(limit, self.most)

    def brought(self, stop: Stop) -> int:
        return 1 if self.bring is None else getattr(stop, self.bring)

    def taken(self, stop: Stop) -> int:
        return 0 if self.take is None else getattr(stop, self.take)


_LOADS = (
    ("capacity_g", "weight_g", "collect_g"),
    ("capacity_ml", "volume_ml", "collect_ml"),
    ("capacity_parcels", "parcels", "collect_parcels"),
    # Of a whole route, not of a trip: with second trips these two are not expressed.
    ("max_stops", None, None),
    ("cash_limit_minor", "cash_minor", None),
)


def loads(problem: Problem, stops: Sequence[Stop]) -> list[Load]:
    """The kinds of load that can bind at all."""
    trips = any(shift.max_trips > 1 for shift in problem.shifts)
    found = []
    for room, bring, take in _LOADS:
        if trips and room in ("max_stops", "cash_limit_minor"):
            continue
        load = Load(room, bring, take, MOST)
        most = sum(load.brought(stop) + load.taken(stop) for stop in stops)
        limits = [getattr(shift, room) for shift in problem.shifts]
        if any(limit is not None and limit < most for limit in limits):
            found.append(Load(room, bring, take, most))
    return found


def _cuts(soft: SoftWindow, origin_s: int) -> list[int]:
    """Where on the axis the price of a soft window makes a step."""
    start, end = soft.start_s - origin_s, soft.end_s - origin_s + 1
    early = [0, *_STEPS_S] if soft.early_per_min_s else [0] if soft.early_fixed_s else []
    late = [0, *_STEPS_S] if soft.late_per_min_s else [0] if soft.late_fixed_s else []
    return sorted([*(start - step for step in early), *(end + step for step in late)])


def times(problem: Problem, matrices: Mapping[str, Matrix]) -> Times:
    """Time is left out of the search where no order of stops could run out of it."""
    starts = [shift.window.start_s for shift in problem.shifts] or [0]
    ends = [shift.window.end_s for shift in problem.shifts] or [0]
    origin, horizon = min(starts), max(ends) - min(starts)
    longest = max((int(matrices[name].seconds.max(initial=0)) for name in problem.profiles()), default=0)
    work = sum(stop.service_s + longest for stop in problem.stops)
    trips = max((shift.max_trips * (longest + shift.reload_s) for shift in problem.shifts), default=0)
    shortest = min((end - start for start, end in zip(starts, ends, strict=True)), default=0)
    whole = all(bool((matrices[name].seconds >= 0).all()) for name in problem.profiles())
    open_to_all = all(problem.may(shift, stop) for shift in problem.shifts for stop in problem.stops)
    free = whole and open_to_all and not any(stop.windows or stop.soft for stop in problem.stops)
    return Times(origin, horizon, not (free and work + longest + trips <= shortest))


def alike(problem: Problem) -> list[list[int]]:
    """Indices of shifts that differ in nothing but their id, together; with locked stops none is like it."""
    locked = {stop.shift_id for stop in problem.stops if stop.shift_id is not None}
    kinds: dict[tuple[object, ...], list[int]] = {}
    for i, shift in enumerate(problem.shifts):
        own = shift.id if shift.id in locked else ""
        kinds.setdefault((own, *_LIKENESS(shift)), []).append(i)
    return list(kinds.values())


_LIKENESS = attrgetter(*(field.name for field in fields(Shift) if field.name != "id"))
