"""How does PyVRP see the problem?

One location a stop, so that what a courier may not serve is an arc of his profile that nobody can ride.
Several windows of a stop, and steps in the price of a soft one, are clients of one group, of which one at
most is served. The cost is distance, and the distance is seconds; prices of waiting and of a courier's less
preferred zones are added to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    ClientGroup,
    Depot,
    Location,
    ProblemData,
    Route,
    Solution,
    VehicleType,
)

from routing.engines import Orders
from routing.engines.pyvrp_parts import MOST, Load, alike, loads, times
from routing.matrix import UNREACHABLE, Matrix
from routing.model import Place, Problem, Shift, Stop
from routing.schedule import schedule


class PyVrpModel:
    """PyVRP's data for a problem that it can express, and the way there and back for orders.

    `all_served`: the stops are required, which PyVRP searches faster; only to be said when a plan that
    serves all is known and leaving anything out could not pay.
    """

    def __init__(self, problem: Problem, matrices: Mapping[str, Matrix], *, all_served: bool = False) -> None:
        self.problem, self.matrices = problem, matrices
        self.times = times(problem, matrices)
        self.stops = [stop for stop in problem.stops if self._possible(stop)]
        self._kinds = alike(problem)
        places = [place for shift in problem.shifts for place in (shift.start, shift.end)]
        self._depots = {place: i for i, place in enumerate(dict.fromkeys(places))}
        self._reloads = sorted({shift.reload_s for shift in problem.shifts if shift.max_trips > 1})
        self._stop_of: list[int] = []
        self._first_client: list[int] = []
        # The price of a second ridden and of a second away: their difference is what waiting costs.
        self._away = min(problem.wait_percent, 100) if self.times.bound else 0
        self._unit = 100 if self._away else 1
        self._made = None if self.empty else self._data(all_served)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to plan: then there are no data either."""
        return not self.stops

    @property
    def data(self) -> ProblemData:
        assert self._made is not None, "an empty model has no data"
        return self._made

    def solution(self, orders: Orders) -> Solution:
        """The given orders as a solution; stops that the model does not hold are passed over."""
        index = {stop.id: i for i, stop in enumerate(self.stops)}
        routes = []
        for kind, members in enumerate(self._kinds):
            for at in members:
                shift = self.problem.shifts[at]
                ids = [id for id in orders[at] if id in index]
                if ids:
                    routes.append(Route(self.data, self._activities(shift, ids, index), kind))
        return Solution(self.data, routes)

    def orders(self, solution: Solution) -> Orders:
        """Who serves what in which order. Couriers who are alike get their routes in the solution's order."""
        found: list[tuple[str, ...]] = [()] * len(self.problem.shifts)
        free = [list(members) for members in self._kinds]
        for route in solution.routes():
            at = free[route.vehicle_type()].pop(0)
            visits = [self._stop_of[visit.idx] for visit in route if visit.is_client()]
            found[at] = tuple(self.stops[i].id for i in visits)
        return tuple(found)

    def _possible(self, stop: Stop) -> bool:
        opens = bool(self.times.spans(stop))
        return opens and any(self.problem.may(shift, stop) for shift in self.problem.shifts)

    def _data(self, all_served: bool) -> ProblemData:
        shifts = self.problem.shifts
        profiles: dict[tuple[str, frozenset[int], frozenset[int]], int] = {}
        kinds = []
        carried = loads(self.problem, self.stops)
        for members in self._kinds:
            shift = shifts[members[0]]
            barred = frozenset(i for i, stop in enumerate(self.stops) if not self.problem.may(shift, stop))
            disliked = frozenset(i for i, stop in enumerate(self.stops) if not shift.prefers(stop))
            profile = profiles.setdefault((shift.profile, barred, disliked), len(profiles))
            limit = None if disliked else shift.max_travel_s
            kinds.append(self._vehicles(shift, len(members), profile, carried, limit))
        tables: list[Any] = [self._tables(*profile) for profile in profiles]
        clients, groups = self._clients(carried, all_served)
        depots = [Depot(i) for i in range(len(self._depots))]
        hub = len(self._depots)
        depots += [Depot(hub, service_duration=reload_s) for reload_s in self._reloads]
        return ProblemData(
            [Location(place.lon, place.lat) for place in self._places()],
            clients,
            depots,
            kinds,
            [distances for distances, _ in tables],
            [durations for _, durations in tables],
            groups,
        )

    def _places(self) -> list[Place]:
        """Starts and ends, the hub for loading again, then the stops."""
        return [*self._depots, self.problem.hub, *(stop.place for stop in self.stops)]

    def _vehicles(
        self, shift: Shift, count: int, profile: int, carried: Sequence[Load], limit: int | None
    ) -> VehicleType:
        more: dict[str, Any] = {}
        if self.times.bound:
            early, late = self.times.window(shift.window.start_s, shift.window.end_s)
            more = {"tw_early": early, "tw_late": late}
        if shift.max_trips > 1:
            depot = len(self._depots) + self._reloads.index(shift.reload_s)
            more |= {"reload_depots": [depot], "max_reloads": shift.max_trips - 1}
        if limit is not None:
            more["max_distance"] = limit
        return VehicleType(
            count,
            [load.capacity(shift) for load in carried],
            self._depots[shift.start],
            self._depots[shift.end],
            fixed_cost=shift.fixed_cost_s * self._unit,
            unit_distance_cost=self._unit - self._away,
            unit_duration_cost=self._away,
            profile=profile,
            **more,
        )

    def _tables(
        self, profile: str, barred: frozenset[int], disliked: frozenset[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Distances and durations of one profile, int64."""
        matrix = self.matrices[profile]
        at = np.array([matrix.index(place) for place in self._places()])
        seconds = matrix.seconds[np.ix_(at, at)].astype(np.int64)
        missing = seconds == UNREACHABLE
        first = len(self._depots) + 1
        missing[:, [first + i for i in barred]] = True
        np.fill_diagonal(missing, False)
        distances = seconds.copy()
        if disliked:
            distances[:, [first + i for i in disliked]] += self.problem.outside_preferred_s
        far = 2 * self.times.horizon_s + 1
        distances[missing] = seconds[missing] = far
        np.fill_diagonal(distances, 0)
        np.fill_diagonal(seconds, 0)
        return distances, seconds if self.times.bound else np.zeros_like(seconds)

    def _clients(self, carried: Sequence[Load], all_served: bool) -> tuple[list[Client], list[ClientGroup]]:
        clients: list[Client] = []
        groups: list[ClientGroup] = []
        for i, stop in enumerate(self.stops):
            spans = self.times.spans(stop)
            group = len(groups) if len(spans) > 1 else None
            self._first_client.append(len(clients))
            price = self.problem.drop_cost(stop) * self._unit + self._away * stop.service_s
            dearest = max(span.price_s for span in spans) * self._unit
            for start, end, off in spans:
                limits: dict[str, Any] = {"tw_early": start, "tw_late": end} if self.times.bound else {}
                prize = (dearest if all_served else price) - off * self._unit
                clients.append(
                    Client(
                        len(self._depots) + 1 + i,
                        [load.brought(stop) for load in carried],
                        [load.taken(stop) for load in carried],
                        stop.service_s if self.times.bound else 0,
                        prize=max(0, min(prize, MOST)),
                        required=all_served and group is None,
                        group=group,
                        **limits,
                    )
                )
                self._stop_of.append(i)
            if group is not None:
                groups.append(ClientGroup(list(range(self._first_client[i], len(clients))), all_served))
        return clients, groups

    def _activities(self, shift: Shift, ids: Sequence[str], index: Mapping[str, int]) -> list[Activity]:
        """What lies between start and end, by the windows and reloads that its times fall to."""
        several = shift.max_trips > 1 or any(len(self.times.spans(self.problem.stop(id))) > 1 for id in ids)
        timed = schedule(self.problem, self.matrices, shift.id, ids).route if several else None
        before = {reload.before_stop_id for reload in timed.reloads} if timed else set()
        path = []
        for at, id in enumerate(ids):
            stop, client = self.problem.stop(id), self._first_client[index[id]]
            if id in before:
                depot = len(self._depots) + self._reloads.index(shift.reload_s)
                path.append(Activity(ActivityType.DEPOT, depot))
            if timed:
                client += self._alternative(stop, timed.visits[at].start_s)
            path.append(Activity(ActivityType.CLIENT, client))
        return path

    def _alternative(self, stop: Stop, start_s: int) -> int:
        """Which of the stop's spans holds this second; the first where none does."""
        at = start_s - self.times.origin_s
        return next(
            (i for i, span in enumerate(self.times.spans(stop)) if span.start_s <= at <= span.end_s), 0
        )
