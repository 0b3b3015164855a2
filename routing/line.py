"""Where on one route does one more stop fit, and at about what price?

A stop fits between two others if, arriving as early as can be, it is served in a window and left early enough
for the latest arrival with which the rest of the route still holds. So a look at a position costs no walk
along the route. For a plain line the answer is exact; with breaks, second trips, soft windows or a price of
waiting it is a first guess, to be made sure of by `schedule` (`insertion.py` does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop
from routing.plan import Route
from routing.schedule import schedule

NEVER = np.iinfo(np.int64).max // 4
_NAMES = ("weight", "volume", "parcels")


class Node(NamedTuple):
    """A stop, or (None) the hub between two trips; `rest_s` of breaks fall on the leg that leads to it."""

    stop: Stop | None
    rest_s: int


class Line:
    """One shift's stops with, at each leg, the earliest time to go on and the latest time to arrive."""

    def __init__(
        self, problem: Problem, matrices: Mapping[str, Matrix], shift: Shift, stops: Sequence[Stop]
    ) -> None:
        self.problem, self.matrices, self.shift, self.stops = problem, matrices, shift, list(stops)
        self.matrix = matrices[shift.profile]
        self._retime()

    def insert(self, position: int, stop: Stop) -> None:
        self.stops.insert(position, stop)
        self._retime()

    def ids(self) -> tuple[str, ...]:
        return tuple(stop.id for stop in self.stops)

    def plain_for(self, stop: Stop) -> bool:
        """Whether `best` is exact."""
        return self._plain and stop.soft is None

    def room_for(self, stop: Stop) -> tuple[str, ...]:
        """What would be exceeded by one more: of weight, volume, parcels, cash-limit, max-stops."""
        shift = self.shift
        if self._may_load_again:
            full = _exceeded(shift, map(max, stop.load, stop.collect))
        elif self._uniform and not any(stop.collect):
            full = _exceeded(shift, map(int.__add__, self._total, stop.load))
        else:
            room = self._room(stop).any(axis=0)
            full = [name for name, enough in zip(_NAMES, room, strict=True) if not enough]
        money = self.cash_minor + stop.cash_minor
        if shift.cash_limit_minor is not None and stop.cash_minor and money > shift.cash_limit_minor:
            full.append("cash-limit")
        if shift.max_stops is not None and len(self.stops) >= shift.max_stops:
            full.append("max-stops")
        return tuple(full)

    def best(self, stop: Stop) -> tuple[int, int] | None:
        """The cheapest (extra seconds, position), by times and limits; the first of equals."""
        found = self.candidates(stop, 1)
        return found[0] if found else None

    def candidates(self, stop: Stop, most: int) -> list[tuple[int, int]]:
        """The cheapest positions, cheapest first, as (extra seconds of the objective, position)."""
        at = self.matrix.index(stop.place)
        there = self.matrix.seconds[self._at[:-1], at].astype(np.int64)
        onward = self.matrix.seconds[at, self._at[1:]].astype(np.int64)
        begin = begin_each_s(stop, self._free_s + there)
        fits = (
            (there >= 0) & (onward >= 0) & (begin + stop.service_s + onward + self._rest_s <= self._latest_s)
        )
        extra = there + onward - self._leg_s
        if self._limited:
            fits &= self._within_limits(at, extra)
        if not self._uniform or any(stop.collect):
            fits &= self._room(stop).all(axis=1)
        fits[: self._locked] = False
        fixed = self._fixed_s(stop)
        extra = np.where(fits, extra + fixed, NEVER)
        if stop.soft is not None:
            late = begin - stop.soft.end_s
            price = stop.soft.late_fixed_s + stop.soft.late_per_min_s * late // 60
            extra = np.where(fits & (late > 0), extra + price, extra)
        found = [] if not self._may_load_again else self._opening_trips(stop, at, fixed)
        if most == 1 and not found:
            leg = int(extra.argmin())
            return [(int(extra[leg]), int(self._position[leg]))] if extra[leg] < NEVER else []
        order = np.argsort(extra, kind="stable")[:most].tolist()
        found += [(int(extra[leg]), int(self._position[leg])) for leg in order if extra[leg] < NEVER]
        return sorted(set(found))[:most]

    def _fixed_s(self, stop: Stop) -> int:
        """What does not depend on the position: sending him out at all, and where he does not like to go."""
        outside = 0 if self.shift.prefers(stop) else self.problem.outside_preferred_s
        return outside + (0 if self.stops else self.shift.fixed_cost_s)

    def _within_limits(self, at: int, extra: np.ndarray) -> np.ndarray:
        fits = np.ones(len(extra), bool)
        shift, metres = self.shift, self.matrix.metres
        if shift.max_travel_s is not None:
            fits &= extra + int(self._leg_s.sum()) <= shift.max_travel_s
        if shift.max_metres is not None:
            legs = metres[self._at[:-1], self._at[1:]].astype(np.int64)
            more = metres[self._at[:-1], at].astype(np.int64) + metres[at, self._at[1:]] - legs
            fits &= more + int(legs.sum()) <= shift.max_metres
        return fits

    def _room(self, stop: Stop) -> np.ndarray:
        """For each leg and each of weight, volume, parcels: whether the bag holds one more stop there."""
        brought, taken = np.array(stop.load), np.array(stop.collect)
        return (self._load_until + brought <= self._most) & (self._load_from + taken <= self._most)

    def _opening_trips(self, stop: Stop, at: int, fixed_s: int) -> list[tuple[int, int]]:
        """A trip of the new stop alone: first, last, or between two trips."""
        seconds, hub = self.matrix.seconds, self.matrix.index(self.problem.hub)
        to_stop, back = int(seconds[hub, at]), int(seconds[at, hub])
        if min(to_stop, back) < 0 or not self.stops:
            return []
        last = int(seconds[self._at[-2], hub]) + to_stop + int(seconds[at, self._at[-1]])
        found = [(last - int(self._leg_s[-1]) + fixed_s, len(self.stops))]
        if not self._locked:
            first = int(seconds[self._at[0], at]) + back + int(seconds[hub, self._at[1]])
            found.append((first - int(self._leg_s[0]) + fixed_s, 0))
        for leg in np.flatnonzero(self._at[:-1] == hub)[1:]:
            if leg >= self._locked:
                found.append((to_stop + back + fixed_s, int(self._position[leg])))
        return found

    def _retime(self) -> None:
        shift, problem = self.shift, self.problem
        nodes, simple = self._nodes(), not shift.breaks and shift.max_trips == 1
        hub = problem.hub
        places = [shift.start, *(node.stop.place if node.stop else hub for node in nodes), shift.end]
        self._at = np.array([self.matrix.index(place) for place in places])
        legs = self.matrix.seconds[self._at[:-1], self._at[1:]].astype(np.int64)
        self._leg_s = np.maximum(legs, 0)
        rests = [*(node.rest_s for node in nodes), 0]
        self._rest_s = np.array(rests, np.int64) if any(rests) else np.int64(0)
        self._times(nodes, (self._leg_s + self._rest_s).tolist())
        self._position = np.cumsum([0, *(node.stop is not None for node in nodes)])
        self._locked = _leg_after(nodes, len(shift.head))
        self._loads(nodes)
        self.cash_minor = sum(stop.cash_minor for stop in self.stops)
        self._may_load_again = len(nodes) - len(self.stops) + 1 < shift.max_trips
        self._limited = shift.max_travel_s is not None or shift.max_metres is not None
        soft = any(stop.soft for stop in self.stops)
        self._plain = simple and not soft and not problem.wait_percent and bool((legs >= 0).all())

    def _nodes(self) -> list[Node]:
        """The stops; with breaks or trips, as `schedule` lays them."""
        shift = self.shift
        if not self.stops or (shift.max_trips == 1 and not shift.breaks):
            return [Node(stop, 0) for stop in self.stops]
        start_s = shift.window.start_s
        route = schedule(self.problem, self.matrices, shift.id, self.ids(), start_s).route
        cuts = {reload.before_stop_id for reload in route.reloads}
        nodes, left_s = [], route.depart_s
        for stop, visit in zip(self.stops, route.visits, strict=True):
            if stop.id in cuts:
                nodes.append(Node(None, 0))
            nodes.append(Node(stop, _rest_s(route, left_s, visit.start_s)))
            left_s = visit.leave_s
        return nodes

    def _times(self, nodes: Sequence[Node], legs: Sequence[int]) -> None:
        reload_s, given = self.shift.reload_s, set(self.shift.head)
        free = [self.shift.window.start_s]
        for node, leg in zip(nodes, legs, strict=False):
            arrive = free[-1] + leg
            if node.stop is None:
                free.append(arrive + reload_s)
            else:
                begin = _begin_one(node.stop, arrive, node.stop.id in given)
                free.append(begin + node.stop.service_s)
        self._free_s = np.array(free, np.int64)
        self._latest_s = self._latest(nodes, legs, self.shift.window.end_s)

    def _latest(self, nodes: Sequence[Node], legs: Sequence[int], home_by_s: int) -> np.ndarray:
        """For each leg the latest arrival at its end with which the rest still holds."""
        given = set(self.shift.head)
        latest = [home_by_s]
        for node, leg in zip(reversed(nodes), reversed(legs), strict=False):
            if node.stop is None:
                latest.append(latest[-1] - leg - self.shift.reload_s)
            else:
                by = latest[-1] - leg - node.stop.service_s
                latest.append(_latest_s(node.stop, by, node.stop.id in given))
        return np.array(latest[::-1], np.int64)

    def _loads(self, nodes: Sequence[Node]) -> None:
        """For each leg the largest load of its trip until there, and from there on."""
        self._most = np.array([NEVER if most is None else most for most in self.shift.capacity])
        trips: list[list[Stop]] = [[]]
        for node in nodes:
            if node.stop is None:
                trips.append([])
            else:
                trips[-1].append(node.stop)
        self._uniform = len(trips) == 1 and not any(any(stop.collect) for stop in self.stops)
        self._total = tuple(
            sum(loads) for loads in zip((0, 0, 0), *(s.load for s in self.stops), strict=True)
        )
        until, onward = [], []
        for trip in trips:
            start = np.array([stop.load for stop in trip], np.int64).reshape(-1, 3).sum(axis=0)
            change = [np.subtract(stop.collect, stop.load) for stop in trip]
            aboard = np.cumsum([start, *change], axis=0)
            until.append(np.maximum.accumulate(aboard))
            onward.append(np.maximum.accumulate(aboard[::-1])[::-1])
        self._load_until, self._load_from = np.concatenate(until), np.concatenate(onward)


def _exceeded(shift: Shift, loads: Iterable[int]) -> list[str]:
    named = zip(_NAMES, shift.capacity, loads, strict=True)
    return [name for name, most, load in named if most is not None and load > most]


def _leg_after(nodes: Sequence[Node], count: int) -> int:
    """The first leg that lies behind so many stops."""
    seen = 0
    for leg, node in enumerate(nodes):
        if seen == count:
            return leg
        seen += node.stop is not None
    return len(nodes)


def _rest_s(route: Route, from_s: int, to_s: int) -> int:
    return sum(rest.end_s - rest.start_s for rest in route.breaks if from_s <= rest.start_s < to_s)


def _begin_one(stop: Stop, arrive_s: int, given: bool) -> int:
    for window in stop.windows:
        if arrive_s <= window.end_s:
            return max(arrive_s, window.start_s)
    return arrive_s if given or not stop.windows else NEVER


def begin_each_s(stop: Stop, arrive_s: np.ndarray) -> np.ndarray:
    """When service begins for each arrival; far in the future where every window is over."""
    if not stop.windows:
        return arrive_s
    begin = np.full(len(arrive_s), NEVER)
    for window in reversed(stop.windows):
        begin = np.where(arrive_s <= window.end_s, np.maximum(arrive_s, window.start_s), begin)
    return begin


def _latest_s(stop: Stop, begin_s: int, given: bool) -> int:
    """The latest arrival that lets service begin by `begin_s` at the latest and inside a window."""
    if not stop.windows or (given and begin_s > stop.windows[-1].end_s):
        return begin_s
    for window in reversed(stop.windows):
        if window.start_s <= begin_s:
            return min(begin_s, window.end_s)
    return -NEVER
