"""How does OR-Tools see the problem?

Here: nodes, times, windows, breaks, who may serve what, locks. What a bag, a purse and a day hold is in
`ortools_limits.py`, what things cost in `ortools_prices.py`. Transits are tables, never Python callbacks:
those cost minutes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp

from routing.engines import Orders
from routing.engines.ortools_limits import add_limits
from routing.engines.ortools_prices import add_prices, scale_of
from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop
from routing.plan import Kind
from routing.schedule import schedule
from routing.violations import binding

# Second trips that the search may add to a route beyond those that it has already.
_MORE_TRIPS = 3


class OrToolsModel:
    """The routing model and the way back from its nodes to our ids.

    Nodes: the stops in an order shuffled by the seed (the search itself knows no seed), then the hub once for
    each time that each shift may load again, then for each shift its start and its end. A shift whose head
    leaves no room for more stays as it is and is no vehicle here.
    """

    def __init__(
        self, problem: Problem, matrices: Mapping[str, Matrix], seed: int, start: Orders | None = None
    ) -> None:
        self.problem, self.matrices = problem, matrices
        self.shifts = [shift for shift in problem.shifts if _has_room(problem, matrices, shift)]
        mine = {shift.id for shift in self.shifts}
        self.stops = [s for s in problem.stops if not problem.in_head(s.id) or problem.lock(s) in mine]
        random.Random(seed).shuffle(self.stops)
        self.hubs = self._reloads(start)
        count, shifts = len(self.stops) + len(self.hubs), self.shifts
        starts = [count + 2 * i for i in range(len(shifts))]
        size = count + 2 * len(shifts)
        self.manager = pywrapcp.RoutingIndexManager(size, len(shifts), starts, [s + 1 for s in starts])
        self.routing = pywrapcp.RoutingModel(self.manager)
        # Seconds since 1970 are too large a number to calculate with: time begins with the earliest shift.
        self.origin_s = min(shift.window.start_s for shift in shifts)
        self.horizon_s = max(shift.window.end_s for shift in shifts) - self.origin_s
        self.scale = scale_of(problem)
        self.indices = [self.manager.NodeToIndex(node) for node in range(count)]
        self._closed = False
        self.near_s = self._add_times()
        self._add_windows()
        self._add_breaks()
        add_limits(self)
        add_prices(self)
        self._add_choices()
        self._add_heads()

    @property
    def hub_indices(self) -> list[int]:
        """The indices of the hub's nodes, as `hubs`."""
        return self.indices[len(self.stops) :]

    def orders(self) -> Orders:
        """The solution at hand, to be read inside a solution callback."""
        routing, found = self.routing, {}
        for vehicle, shift in enumerate(self.shifts):
            ids, index = [], routing.NextVar(routing.Start(vehicle)).Value()
            while not routing.IsEnd(index):
                node = self.manager.IndexToNode(index)
                if node < len(self.stops):
                    ids.append(self.stops[node].id)
                index = routing.NextVar(index).Value()
            found[shift.id] = tuple(ids)
        return tuple(found.get(shift.id, shift.head) for shift in self.problem.shifts)

    def assignment(self, orders: Orders) -> Any:
        """The given orders as a solution to start from; None if the model refuses them. Closes the model."""
        if not self._closed:
            self.routing.CloseModel()
            self._closed = True
        index = dict(zip((stop.id for stop in self.stops), self.indices, strict=False))
        free: dict[int, list[int]] = {vehicle: [] for vehicle in range(len(self.shifts))}
        for vehicle, hub in zip(self.hubs, self.hub_indices, strict=True):
            free[vehicle].append(hub)
        given = dict(zip((shift.id for shift in self.problem.shifts), orders, strict=True))
        routes = []
        for vehicle, shift in enumerate(self.shifts):
            cuts = self._cuts(shift, given[shift.id])
            route: list[int] = []
            for id in given[shift.id]:
                if id in cuts and free[vehicle]:
                    route.append(free[vehicle].pop())
                route.append(index[id])
            routes.append(route)
        return self.routing.ReadAssignmentFromRoutes(routes, True)

    def _cuts(self, shift: Shift, ids: tuple[str, ...]) -> set[str]:
        """The stops before which `schedule` loads again."""
        if shift.max_trips == 1:
            return set()
        reloads = schedule(self.problem, self.matrices, shift.id, ids).route.reloads
        return {reload.before_stop_id for reload in reloads}

    def _reloads(self, start: Orders | None) -> list[int]:
        """The vehicle of each node at the hub."""
        hubs: list[int] = []
        given = dict(zip((shift.id for shift in self.problem.shifts), start or (), strict=False))
        for vehicle, shift in enumerate(self.shifts):
            used = len(self._cuts(shift, given.get(shift.id, ())))
            hubs += [vehicle] * min(shift.max_trips - 1, used + _MORE_TRIPS)
        return hubs

    def _add_times(self) -> int:
        """Costs and the time dimension; returns the typical seconds to a near neighbour."""
        hub, shifts = self.problem.hub, self.shifts
        ends = [place for shift in shifts for place in (shift.start, shift.end)]
        self.places = [*(stop.place for stop in self.stops), *(hub for _ in self.hubs), *ends]
        loading = [shifts[vehicle].reload_s for vehicle in self.hubs]
        self.service_s = [*(stop.service_s for stop in self.stops), *loading, *(0 for _ in ends)]
        service = np.array(self.service_s, np.int64)[:, None]
        costs, times, near = {}, {}, []
        for profile in sorted({shift.profile for shift in shifts}):
            travel = self.travel_s(profile)
            costs[profile] = self.routing.RegisterTransitMatrix((travel * self.scale).tolist())
            times[profile] = self.routing.RegisterTransitMatrix((travel + service).tolist())
            near.append(_near_s(travel[: len(self.stops), : len(self.stops)]))
        self.worked = [times[shift.profile] for shift in shifts]
        for vehicle, shift in enumerate(shifts):
            self.routing.SetArcCostEvaluatorOfVehicle(costs[shift.profile], vehicle)
        self.routing.AddDimensionWithVehicleTransits(
            self.worked, self.horizon_s, self.horizon_s, False, "time"
        )
        self.time = self.routing.GetDimensionOrDie("time")
        return max(1, min(near, default=1))

    def travel_s(self, profile: str) -> np.ndarray:
        """Seconds between all nodes; where there is no road, longer than the whole day."""
        at = self.at(profile)
        travel = self.matrices[profile].seconds[np.ix_(at, at)].astype(np.int64)
        travel[travel < 0] = self.horizon_s + 1
        return travel

    def at(self, profile: str) -> np.ndarray:
        """The rows of all nodes in the matrix of a profile."""
        return np.array([self.matrices[profile].index(place) for place in self.places])

    def _add_windows(self) -> None:
        for vehicle, shift in enumerate(self.shifts):
            first, last = shift.window.start_s - self.origin_s, shift.window.end_s - self.origin_s
            for index in (self.routing.Start(vehicle), self.routing.End(vehicle)):
                self.time.CumulVar(index).SetRange(first, last)
        for stop, index in zip(self.stops, self.indices, strict=False):
            open_s = self._open(stop)
            if not open_s:
                continue
            cumul = self.time.CumulVar(index)
            cumul.SetMin(open_s[0][0])
            if not self.problem.in_head(stop.id):  # what is decided waits for a window, but is never too late
                cumul.SetMax(open_s[-1][1])
            for (_, closes), (opens, _) in pairwise(open_s):
                if opens > closes + 1:
                    cumul.RemoveInterval(closes + 1, opens - 1)

    def _open(self, stop: Stop) -> list[tuple[int, int]]:
        """The windows of a stop inside the day, relative to its origin; empty: none, or none needed."""
        inside = [(w.start_s - self.origin_s, w.end_s - self.origin_s) for w in stop.windows]
        return [(max(0, a), min(self.horizon_s, b)) for a, b in inside if b >= 0 and a <= self.horizon_s]

    def _add_breaks(self) -> None:
        solver = self.routing.solver()
        if not any(shift.breaks for shift in self.shifts):
            return
        nodes = [self.manager.IndexToNode(index) for index in range(self.routing.Size())]
        visits = [self.service_s[node] for node in nodes]
        for vehicle, shift in enumerate(self.shifts):
            pauses = []
            for i, one in enumerate(shift.breaks):
                first, last = one.window.start_s - self.origin_s, one.window.end_s - self.origin_s
                # One that is over before anybody leaves, or may begin after all are home, binds nobody.
                if first + one.duration_s <= 0 or last >= self.horizon_s:
                    continue
                name = f"break {i} of {shift.id}"
                first = max(first, -one.duration_s)
                pauses.append(solver.FixedDurationIntervalVar(first, last, one.duration_s, False, name))
            if pauses:
                self.time.SetBreakIntervalsOfVehicle(pauses, vehicle, visits)

    def _add_choices(self) -> None:
        """Who may serve a stop, and what it costs when nobody does."""
        for stop, index in zip(self.stops, self.indices, strict=False):
            if self.problem.in_head(stop.id):
                continue
            shut = stop.windows and not self._open(stop)
            able = [i for i, shift in enumerate(self.shifts) if _may(self.problem, shift, stop)]
            allowed = [] if shut else able
            self.routing.AddDisjunction([index], self.problem.drop_cost(stop) * self.scale)
            if not allowed:
                self.routing.ActiveVar(index).SetValue(0)
            elif len(allowed) < len(self.shifts):
                # SetAllowedVehiclesForIndex refuses every list in the Python of 9.15; -1 is "left out".
                self.routing.VehicleVar(index).SetValues([-1, *allowed])
        for vehicle, index in zip(self.hubs, self.hub_indices, strict=True):
            self.routing.AddDisjunction([index], 0)
            self.routing.VehicleVar(index).SetValues([-1, vehicle])

    def _add_heads(self) -> None:
        """The beginning of a route that is decided: each next of it is the one."""
        index = dict(zip((stop.id for stop in self.stops), self.indices, strict=False))
        for vehicle, shift in enumerate(self.shifts):
            here = self.routing.Start(vehicle)
            for id in shift.head:
                self.routing.NextVar(here).SetValue(index[id])
                self.routing.VehicleVar(index[id]).SetValue(vehicle)
                here = index[id]


def worth_searching(problem: Problem, matrices: Mapping[str, Matrix]) -> bool:
    """Whether there is anything to decide: a stop in no head, and a shift whose head leaves room."""
    loose = any(not problem.in_head(stop.id) for stop in problem.stops)
    return loose and any(_has_room(problem, matrices, shift) for shift in problem.shifts)


def _has_room(problem: Problem, matrices: Mapping[str, Matrix], shift: Shift) -> bool:
    """Whether the head of a shift keeps the rules that further stops would have to keep too."""
    if not shift.head:
        return True
    route, found = schedule(problem, matrices, shift.id, shift.head)
    roadless = any(one.kind == Kind.NO_ROAD for one in found)
    # What would bind if one more stop followed.
    return not roadless and not route.reloads and not binding(problem, shift.id, (*shift.head, ""), found)


def _may(problem: Problem, shift: Shift, stop: Stop) -> bool:
    """Locks, zones, tags, and loads that no arrangement could make fit: the fewer candidates, the quicker."""
    loads = zip(map(max, stop.load, stop.collect), shift.capacity, strict=True)
    return all(most is None or load <= most for load, most in loads) and problem.may(shift, stop)


def _near_s(travel: np.ndarray) -> int:
    """Mean seconds from a stop to its five nearest: the scale on which moves in the plan gain or lose."""
    count = len(travel)
    if count < 2:
        return 1
    others = travel + np.diag(np.full(count, np.iinfo(np.int64).max // 4))
    nearest = np.partition(others, min(5, count - 1) - 1, axis=1)[:, : min(5, count - 1)]
    return int(nearest.mean())
