"""By how much does each place for one more stop on a route miss? For what has no place that fits.

A look costs no walk along the route, as in `line.py`; what is found is a guess, to be made sure of by
`schedule`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from routing.line import NEVER, Line, Node, begin_each_s
from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop

# By more than this nobody's day is moved.
_MOST_S = 4 * 3600


class Misses(NamedTuple):
    """For each position with a road, of seconds: more on the road, late for the stop's own last window, late
    for a window or break behind it, back after the shift's end."""

    position: np.ndarray
    extra_s: np.ndarray
    late_s: np.ndarray
    spoilt_s: np.ndarray
    over_s: np.ndarray


class Wide(Line):
    """A route whose shift may end later."""

    def __init__(
        self, problem: Problem, matrices: Mapping[str, Matrix], shift: Shift, stops: Sequence[Stop]
    ) -> None:
        self._by_windows = np.zeros(0, np.int64)
        super().__init__(problem, matrices, shift, stops)

    def _times(self, nodes: Sequence[Node], legs: Sequence[int]) -> None:
        super()._times(nodes, legs)
        self._by_windows = self._latest(nodes, legs, NEVER)

    def misses(self, stop: Stop) -> Misses:
        """Loads, and who may serve the stop, aside."""
        at = self.matrix.index(stop.place)
        there = self.matrix.seconds[self._at[:-1], at].astype(np.int64)
        onward = self.matrix.seconds[at, self._at[1:]].astype(np.int64)
        arrive = self._free_s + there
        begin = begin_each_s(stop, arrive)
        late = np.zeros(len(arrive), np.int64)
        if stop.windows:
            late = np.where(begin >= NEVER, arrive - stop.windows[-1].end_s, 0)
            begin = np.where(begin >= NEVER, arrive, begin)
        done = begin + stop.service_s + onward + self._rest_s
        spoilt = np.maximum(0, done - self._by_windows)
        good = (there >= 0) & (onward >= 0) & (spoilt <= _MOST_S)
        good[: self._locked] = False
        over = np.maximum(0, np.minimum(done, self._by_windows) - self._latest_s)
        extra = there + onward - self._leg_s
        return Misses(*(column[good] for column in (self._position, extra, late, spoilt, over)))

    def lacking(self, stop: Stop) -> dict[str, int]:
        """What one more stop is too much for, about: of weight, volume, parcels, cash-limit, max-stops."""
        shift, found = self.shift, {}
        for at, name in enumerate(("weight", "volume", "parcels")):
            most = shift.capacity[at]
            alone = max(stop.load[at], stop.collect[at])
            load = alone if self._may_load_again else self._total[at] + stop.load[at]
            if most is not None and max(load, alone) > most:
                found[name] = max(load, alone) - most
        if shift.cash_limit_minor is not None and self.cash_minor + stop.cash_minor > shift.cash_limit_minor:
            found["cash-limit"] = self.cash_minor + stop.cash_minor - shift.cash_limit_minor
        if shift.max_stops is not None and len(self.stops) >= shift.max_stops:
            found["max-stops"] = len(self.stops) + 1 - shift.max_stops
        return found
