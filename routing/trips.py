"""After which stops does a courier go back to the hub to load again?

The order of the stops is given; what is sought is the cheapest way to cut it into trips that fit into the
bag: the Split of Prins (2004), with times. Labels run along the order, one for each way to have cut so far;
those that begin a trip at the same stop carry the same load, so of them only the cheapest and the earliest
are kept. Breaks are not looked at here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from routing.breaks import NEVER
from routing.model import Shift, SoftWindow, Stop, TimeWindow

# A second late at a window weighs this many seconds on the road.
_LATE_WEIGHT = 10_000


class Ways(NamedTuple):
    """Seconds along the order: `legs` from the stop before (the start first), to the hub and from there."""

    legs: Sequence[int]
    to_hub: Sequence[int]
    from_hub: Sequence[int]
    home_s: int


def fits_at_once(shift: Shift, stops: Sequence[Stop]) -> bool:
    """Whether one trip holds all of it."""
    peak, back = (0, 0, 0), (0, 0, 0)
    for stop in stops:
        peak, back = loaded(peak, back, stop)
        if over(shift, peak):
            return False
    return True


def loaded(
    peak: tuple[int, int, int], back: tuple[int, int, int], stop: Stop
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """The largest load and the collected load of a trip, one stop longer.

    What a further stop gets is aboard from the trip's start on, so it raises every load before it.
    """
    back_g, back_ml, back_parcels = back
    grams, millilitres, parcels = stop.load
    back = (back_g + stop.collect_g, back_ml + stop.collect_ml, back_parcels + stop.collect_parcels)
    return (
        max(peak[0] + grams, back[0]),
        max(peak[1] + millilitres, back[1]),
        max(peak[2] + parcels, back[2]),
    ), back


def over(shift: Shift, peak: tuple[int, int, int]) -> bool:
    """Whether a load exceeds the bag in any respect."""
    return any(most is not None and load > most for load, most in zip(peak, shift.capacity, strict=True))


def reloads(
    shift: Shift, stops: Sequence[Stop], given: frozenset[str], ways: Ways, depart_s: int
) -> frozenset[int]:
    """The positions before which the courier loads again; where nothing fits, as many stops as can be do."""
    if shift.max_trips == 1 or fits_at_once(shift, stops):
        return frozenset()
    greedy = _greedy(shift, stops)
    if greedy is None:
        return frozenset(_overloaded(shift, stops))
    return _cheapest(shift, stops, given, ways, depart_s, min(shift.max_trips, len(greedy) + 2))


def _greedy(shift: Shift, stops: Sequence[Stop]) -> list[int] | None:
    """Each trip as long as it can be: the fewest trips; None: too many, or a stop that fits no trip."""
    cuts = _overloaded(shift, stops)
    trip_of = [sum(cut <= i for cut in cuts) for i in range(len(stops))]
    for trip in range(len(cuts) + 1):
        inside = [stop for stop, of in zip(stops, trip_of, strict=True) if of == trip]
        if not fits_at_once(shift, inside):
            return None
    return cuts


def _overloaded(shift: Shift, stops: Sequence[Stop]) -> list[int]:
    """The cuts of trips as long as they can be; what the trips do not suffice for is in the last."""
    cuts: list[int] = []
    peak, back = (0, 0, 0), (0, 0, 0)
    for i, stop in enumerate(stops):
        peak, back = loaded(peak, back, stop)
        if over(shift, peak) and i > 0 and len(cuts) + 1 < shift.max_trips:
            cuts.append(i)
            peak, back = loaded((0, 0, 0), (0, 0, 0), stop)
    return cuts


class _Labels(NamedTuple):
    """Ways to have cut so far, side by side: `time_s` ready to go on, `trip` from 0, where it began."""

    time_s: np.ndarray
    cost_s: np.ndarray
    trip: np.ndarray
    first: np.ndarray
    cuts: list[tuple[int, ...]]

    def at(self, which: np.ndarray) -> _Labels:
        time_s, cost_s, trip, first = (column[which] for column in self[:4])
        return _Labels(time_s, cost_s, trip, first, [self.cuts[i] for i in which.tolist()])


def _cheapest(
    shift: Shift, stops: Sequence[Stop], given: frozenset[str], ways: Ways, depart_s: int, trips: int
) -> frozenset[int]:
    ends = _ends(shift, stops)
    none = np.zeros(1, np.int64)
    labels = _Labels(none + depart_s, none, none, none, [()])
    for i, stop in enumerate(stops):
        direct = labels._replace(time_s=labels.time_s + ways.legs[i])
        longer = ends[labels.first] > i
        if not longer.all():
            direct = direct.at(np.flatnonzero(longer))
        labels = _together(direct, _from_hub(labels, ways, i, shift.reload_s, trips)) if i else direct
        begin, late = _begin(stop, labels.time_s)
        price = 0 if stop.id in given else late * _LATE_WEIGHT
        if stop.soft is not None:
            price = price + _soft(stop.soft, begin)
        labels = labels._replace(time_s=begin + stop.service_s, cost_s=labels.cost_s + price)
    late = np.maximum(0, labels.time_s + ways.home_s - shift.window.end_s)
    return frozenset(labels.cuts[int((labels.cost_s + late * _LATE_WEIGHT).argmin())])


def _ends(shift: Shift, stops: Sequence[Stop]) -> np.ndarray:
    """For each stop where a trip may begin, the first stop that this trip can no longer hold."""
    most = np.array([NEVER if limit is None else limit for limit in shift.capacity])
    load = np.array([stop.load for stop in stops], np.int64)
    collect = np.array([stop.collect for stop in stops], np.int64)
    peak, back = np.zeros_like(load), np.zeros_like(collect)
    ends, first = np.full(len(stops), len(stops)), 0
    for i in range(len(stops)):
        # A trip that begins later holds less, so the trips end in the order in which they begin.
        live = slice(first, i + 1)
        back[live] += collect[i]
        peak[live] = np.maximum(peak[live] + load[i], back[live])
        while first <= i and (peak[first] > most).any():
            ends[first] = i
            first += 1
    return ends


def _together(one: _Labels, other: _Labels) -> _Labels:
    time_s, cost_s, trip, first = (np.concatenate(pair) for pair in zip(one[:4], other[:4], strict=True))
    return _Labels(time_s, cost_s, trip, first, one.cuts + other.cuts)


def _from_hub(labels: _Labels, ways: Ways, i: int, reload_s: int, trips: int) -> _Labels:
    """Those that load again before stop i: of each number of trips the cheapest and the earliest."""
    kept: list[int] = []
    for trip in range(trips - 1):
        same = np.flatnonzero(labels.trip == trip)
        if len(same):
            cheapest, earliest = same[labels.cost_s[same].argmin()], same[labels.time_s[same].argmin()]
            kept += sorted({int(cheapest), int(earliest)})
    chosen = labels.at(np.array(kept, np.int64))
    way = ways.to_hub[i - 1] + ways.from_hub[i]
    return _Labels(
        chosen.time_s + way + reload_s,
        chosen.cost_s + way - ways.legs[i],
        chosen.trip + 1,
        np.full(len(kept), i),
        [(*cuts, i) for cuts in chosen.cuts],
    )


def _begin(stop: Stop, arrive_s: np.ndarray) -> tuple[np.ndarray, np.ndarray | int]:
    """When service begins for each arrival, and how late that is."""
    windows: tuple[TimeWindow, ...] = stop.windows
    if not windows:
        return arrive_s, 0
    begin = arrive_s
    for window in reversed(windows):
        begin = np.where(arrive_s <= window.end_s, np.maximum(arrive_s, window.start_s), begin)
    return begin, np.maximum(0, arrive_s - windows[-1].end_s)


def _soft(soft: SoftWindow, begin_s: np.ndarray) -> np.ndarray:
    """`SoftWindow.price_s` for many."""
    late = np.where(
        begin_s > soft.end_s, soft.late_fixed_s + soft.late_per_min_s * (begin_s - soft.end_s) // 60, 0
    )
    if not soft.early_fixed_s and not soft.early_per_min_s:
        return late
    early = soft.early_fixed_s + soft.early_per_min_s * (soft.start_s - begin_s) // 60
    return np.where(begin_s < soft.start_s, early, late)
