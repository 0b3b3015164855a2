"""Where in the present routes does one more stop fit, and at what price?

A stop fits between two others if, arriving as early as can be, it is served in a window and left early
enough for the latest arrival with which the rest of the route still holds. So a look at a position costs no
walk along the route.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from routing.engines import Orders
from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop

_NEVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True)
class Slot:
    """Before the visit at `position` of the shift at `shift_index`, for `extra_s` more seconds of travel."""

    shift_index: int
    position: int
    extra_s: int


class Line:
    """One shift's stops with, at each, the earliest time to go on and the latest time to arrive."""

    def __init__(self, shift: Shift, matrix: Matrix, stops: Sequence[Stop]) -> None:
        self.shift, self.matrix, self.stops = shift, matrix, list(stops)
        self._retime()

    def insert(self, position: int, stop: Stop) -> None:
        self.stops.insert(position, stop)
        self._retime()

    def room_for(self, stop: Stop) -> tuple[str, ...]:
        """Which loads would be exceeded by one more: of weight, parcels, max-stops."""
        shift = self.shift
        loads = (
            ("weight", shift.capacity_g, self.weight_g + stop.weight_g),
            ("parcels", shift.capacity_parcels, self.parcels + stop.parcels),
            ("max-stops", shift.max_stops, len(self.stops) + 1),
        )
        return tuple(name for name, most, load in loads if most is not None and load > most)

    def best(self, stop: Stop) -> tuple[int, int] | None:
        """The cheapest (extra seconds, position), by times alone; the first of equals."""
        at = self.matrix.index(stop.place)
        there = self.matrix.seconds[self._at[:-1], at].astype(np.int64)
        onward = self.matrix.seconds[at, self._at[1:]].astype(np.int64)
        arrive = self._free_s + there
        begin = _begin_s(stop, arrive)
        fits = (there >= 0) & (onward >= 0) & (begin + stop.service_s + onward <= self._latest_s)
        if not fits.any():
            return None
        extra = np.where(fits, there + onward - self._leg_s, _NEVER)
        position = int(extra.argmin())
        return int(extra[position]), position

    def _retime(self) -> None:
        places = [self.shift.start, *(stop.place for stop in self.stops), self.shift.end]
        self._at = np.array([self.matrix.index(place) for place in places])
        self._leg_s = self.matrix.seconds[self._at[:-1], self._at[1:]].astype(np.int64)
        legs = self._leg_s.tolist()
        free = [self.shift.window.start_s]
        for stop, leg in zip(self.stops, legs, strict=False):
            free.append(_begin_one(stop, free[-1] + leg) + stop.service_s)
        latest = [self.shift.window.end_s]
        for stop, leg in zip(reversed(self.stops), reversed(legs), strict=False):
            latest.append(_latest_s(stop, latest[-1] - leg - stop.service_s))
        self._free_s = np.array(free, np.int64)
        self._latest_s = np.array(latest[::-1], np.int64)
        self.weight_g = sum(stop.weight_g for stop in self.stops)
        self.parcels = sum(stop.parcels for stop in self.stops)


class Lines:
    """All routes of a problem, to look for slots in and to fill."""

    def __init__(self, problem: Problem, matrices: Mapping[str, Matrix], orders: Orders) -> None:
        self.lines = [
            Line(shift, matrices[shift.profile], [problem.stop(id) for id in ids])
            for shift, ids in zip(problem.shifts, orders, strict=True)
        ]

    def best(self, stop: Stop) -> Slot | None:
        """The cheapest slot over all shifts that may serve the stop, or None."""
        found: Slot | None = None
        for i, line in enumerate(self.lines):
            if not line.shift.serves(stop) or line.room_for(stop):
                continue
            slot = line.best(stop)
            if slot and (found is None or slot[0] < found.extra_s):
                found = Slot(i, slot[1], slot[0])
        return found

    def orders(self) -> Orders:
        return tuple(tuple(stop.id for stop in line.stops) for line in self.lines)


def fill(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    ended: Callable[[], bool] = lambda: False,
) -> Orders:
    """Puts every stop that is on no route where it costs least, the hardest to place first.

    A stop stays out if it fits nowhere or costs more than leaving it out. `ended` may end it early.
    """
    lines = Lines(problem, matrices, orders)
    served = {id for ids in orders for id in ids}
    for stop in _hardest_first(stop for stop in problem.stops if stop.id not in served):
        if ended():
            break
        slot = lines.best(stop)
        if slot and slot.extra_s < problem.drop_cost(stop):
            lines.lines[slot.shift_index].insert(slot.position, stop)
    return lines.orders()


def _hardest_first(stops: Iterable[Stop]) -> list[Stop]:
    """Least time open first, then the heaviest; the id makes the order the same every time."""

    def open_s(stop: Stop) -> int:
        return sum(w.end_s - w.start_s for w in stop.windows) if stop.windows else _NEVER

    return sorted(stops, key=lambda stop: (open_s(stop), -stop.weight_g, stop.id))


def _begin_one(stop: Stop, arrive_s: int) -> int:
    for window in stop.windows:
        if arrive_s <= window.end_s:
            return max(arrive_s, window.start_s)
    return arrive_s if not stop.windows else _NEVER


def _begin_s(stop: Stop, arrive_s: np.ndarray) -> np.ndarray:
    """When service begins for each arrival; far in the future where every window is over."""
    if not stop.windows:
        return arrive_s
    begin = np.full(len(arrive_s), _NEVER)
    for window in reversed(stop.windows):
        begin = np.where(arrive_s <= window.end_s, np.maximum(arrive_s, window.start_s), begin)
    return begin


def _latest_s(stop: Stop, begin_s: int) -> int:
    """The latest arrival that lets service begin by `begin_s` at the latest and inside a window."""
    if not stop.windows:
        return begin_s
    for window in reversed(stop.windows):
        if window.start_s <= begin_s:
            return min(begin_s, window.end_s)
    return -_NEVER
