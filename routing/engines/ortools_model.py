"""How does OR-Tools see the problem?

Times per profile (travel plus service), windows (several a stop), shifts, weight, parcels, number of stops,
zones, prices of leaving out. Transits are tables, never Python callbacks: those cost minutes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp

from routing.engines import Orders
from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop


class OrToolsModel:
    """The routing model and the way back from its nodes to our ids.

    Nodes: the stops in an order shuffled by the seed (the search itself knows no seed), then for each shift
    its start and its end.
    """

    def __init__(self, problem: Problem, matrices: Mapping[str, Matrix], seed: int) -> None:
        self.problem, self.matrices = problem, matrices
        self.stops = list(problem.stops)
        random.Random(seed).shuffle(self.stops)
        count, shifts = len(self.stops), problem.shifts
        starts = [count + 2 * i for i in range(len(shifts))]
        size = count + 2 * len(shifts)
        self.manager = pywrapcp.RoutingIndexManager(size, len(shifts), starts, [s + 1 for s in starts])
        self.routing = pywrapcp.RoutingModel(self.manager)
        # Seconds since 1970 are too large a number to calculate with: time begins with the earliest shift.
        self.origin_s = min(shift.window.start_s for shift in shifts)
        self.horizon_s = max(shift.window.end_s for shift in shifts) - self.origin_s
        self._indices = [self.manager.NodeToIndex(node) for node in range(count)]
        self.near_s = self._add_times()
        self._add_windows()
        self._add_loads()
        self._add_choices()

    def orders(self) -> Orders:
        """The solution at hand, to be read inside a solution callback."""
        routing, orders = self.routing, []
        for vehicle in range(len(self.problem.shifts)):
            ids, index = [], routing.NextVar(routing.Start(vehicle)).Value()
            while not routing.IsEnd(index):
                ids.append(self.stops[self.manager.IndexToNode(index)].id)
                index = routing.NextVar(index).Value()
            orders.append(tuple(ids))
        return tuple(orders)

    def assignment(self, orders: Orders) -> Any:
        """The given orders as a solution to start from; None if the model refuses them. Closes the model."""
        self.routing.CloseModel()
        index = {stop.id: i for stop, i in zip(self.stops, self._indices, strict=True)}
        return self.routing.ReadAssignmentFromRoutes([[index[id] for id in ids] for ids in orders], True)

    def _add_times(self) -> int:
        """Costs and the time dimension; returns the typical seconds to a near neighbour."""
        ends = [place for shift in self.problem.shifts for place in (shift.start, shift.end)]
        places = [*(stop.place for stop in self.stops), *ends]
        service = np.array([*(stop.service_s for stop in self.stops), *(0 for _ in ends)], np.int64)
        costs, times, near = {}, {}, []
        for profile in self.problem.profiles():
            matrix = self.matrices[profile]
            at = np.array([matrix.index(place) for place in places])
            travel = matrix.seconds[np.ix_(at, at)].astype(np.int64)
            # Longer than the whole day: no arc of this length can be on a route.
            travel[travel < 0] = self.horizon_s + 1
            costs[profile] = self.routing.RegisterTransitMatrix(travel.tolist())
            times[profile] = self.routing.RegisterTransitMatrix((travel + service[:, None]).tolist())
            near.append(_near_s(travel[: len(self.stops), : len(self.stops)]))
        profiles = [shift.profile for shift in self.problem.shifts]
        for vehicle, profile in enumerate(profiles):
            self.routing.SetArcCostEvaluatorOfVehicle(costs[profile], vehicle)
        self.routing.AddDimensionWithVehicleTransits(
            [times[profile] for profile in profiles], self.horizon_s, self.horizon_s, False, "time"
        )
        return max(1, min(near, default=1))

    def _add_windows(self) -> None:
        time = self.routing.GetDimensionOrDie("time")
        for vehicle, shift in enumerate(self.problem.shifts):
            first, last = shift.window.start_s - self.origin_s, shift.window.end_s - self.origin_s
            for index in (self.routing.Start(vehicle), self.routing.End(vehicle)):
                time.CumulVar(index).SetRange(first, last)
        for stop, index in zip(self.stops, self._indices, strict=True):
            open_s = self.open_windows(stop)
            if not open_s:
                continue
            cumul = time.CumulVar(index)
            cumul.SetRange(open_s[0][0], open_s[-1][1])
            for (_, closes), (opens, _) in pairwise(open_s):
                if opens > closes + 1:
                    cumul.RemoveInterval(closes + 1, opens - 1)

    def open_windows(self, stop: Stop) -> list[tuple[int, int]]:
        """The windows of a stop inside the day, relative to its origin; empty: none, or none needed."""
        inside = [(w.start_s - self.origin_s, w.end_s - self.origin_s) for w in stop.windows]
        return [(max(0, a), min(self.horizon_s, b)) for a, b in inside if b >= 0 and a <= self.horizon_s]

    def _add_loads(self) -> None:
        for name, load_of, capacity_of in (
            ("weight", lambda stop: stop.weight_g, lambda shift: shift.capacity_g),
            ("parcels", lambda stop: stop.parcels, lambda shift: shift.capacity_parcels),
            ("stops", lambda stop: 1, lambda shift: shift.max_stops),
        ):
            loads = [load_of(stop) for stop in self.stops]
            limits = [capacity_of(shift) for shift in self.problem.shifts]
            if all(limit is None for limit in limits):
                continue
            vector = self.routing.RegisterUnaryTransitVector([*loads, *(0 for _ in range(2 * len(limits)))])
            all_of_it = sum(loads)
            capacities = [all_of_it if limit is None else limit for limit in limits]
            self.routing.AddDimensionWithVehicleCapacity(vector, 0, capacities, True, name)

    def _add_choices(self) -> None:
        """Who may serve a stop, and what it costs when nobody does."""
        for stop, index in zip(self.stops, self._indices, strict=True):
            if stop.windows and not self.open_windows(stop):
                allowed = []
            else:
                allowed = [i for i, shift in enumerate(self.problem.shifts) if _may(shift, stop)]
            self.routing.AddDisjunction([index], self.problem.drop_cost(stop))
            if not allowed:
                self.routing.ActiveVar(index).SetValue(0)
            elif len(allowed) < len(self.problem.shifts):
                # SetAllowedVehiclesForIndex refuses every list in the Python of 9.15; -1 is "left out".
                self.routing.VehicleVar(index).SetValues([-1, *allowed])


def _may(shift: Shift, stop: Stop) -> bool:
    """Zones, and loads that no arrangement could make fit: the fewer candidates, the quicker the search."""
    fits = (shift.capacity_g is None or stop.weight_g <= shift.capacity_g) and (
        shift.capacity_parcels is None or stop.parcels <= shift.capacity_parcels
    )
    return fits and shift.serves(stop)


def _near_s(travel: np.ndarray) -> int:
    """Mean seconds from a stop to its five nearest: the scale on which moves in the plan gain or lose."""
    count = len(travel)
    if count < 2:
        return 1
    others = travel + np.diag(np.full(count, np.iinfo(np.int64).max // 4))
    nearest = np.partition(others, min(5, count - 1) - 1, axis=1)[:, : min(5, count - 1)]
    return int(nearest.mean())
