"""How does PyVRP see the problem?

One location a stop, so that what a courier may not serve is an arc of his profile that nobody can ride.
Several windows of a stop are clients of one group, of which one at most is served. The cost is distance, and
the distance is seconds; prices of waiting and of a courier's less preferred zones are added to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

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
from routing.matrix import UNREACHABLE, Matrix
from routing.model import Place, Problem, Shift, Stop
from routing.schedule import schedule

# Of PyVRP's own limit of 2**44, with room to add up.
_MOST = 2**40


@dataclass(frozen=True, slots=True)
class _Times:
    """The axis: seconds after the earliest shift's start; `bound` False: time cannot run out."""

    origin_s: int
    horizon_s: int
    bound: bool

    def window(self, start_s: int, end_s: int) -> tuple[int, int]:
        return max(0, start_s - self.origin_s), min(self.horizon_s, end_s - self.origin_s)


@dataclass(frozen=True, slots=True)
class _Load:
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


def _loads(problem: Problem, stops: Sequence[Stop]) -> list[_Load]:
    """The kinds of load that can bind at all."""
    trips = any(shift.max_trips > 1 for shift in problem.shifts)
    found = []
    for room, bring, take in _LOADS:
        if trips and room in ("max_stops", "cash_limit_minor"):
            continue
        load = _Load(room, bring, take, _MOST)
        most = sum(load.brought(stop) + load.taken(stop) for stop in stops)
        limits = [getattr(shift, room) for shift in problem.shifts]
        if any(limit is not None and limit < most for limit in limits):
            found.append(_Load(room, bring, take, most))
    return found


def _times(problem: Problem, matrices: Mapping[str, Matrix]) -> _Times:
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
    free = whole and open_to_all and not any(stop.windows for stop in problem.stops)
    return _Times(origin, horizon, not (free and work + longest + trips <= shortest))


def _alike(problem: Problem) -> list[list[int]]:
    """Indices of shifts that differ in nothing but their id, together; with locked stops none is like it."""
    locked = {stop.shift_id for stop in problem.stops if stop.shift_id is not None}
    kinds: dict[tuple[object, ...], list[int]] = {}
    for i, shift in enumerate(problem.shifts):
        own = shift.id if shift.id in locked else ""
        kinds.setdefault((own, *_LIKENESS(shift)), []).append(i)
    return list(kinds.values())


_LIKENESS = attrgetter(*(field.name for field in fields(Shift) if field.name != "id"))


class PyVrpModel:
    """PyVRP's data for a problem that it can express, and the way there and back for orders.

    `all_served`: the stops are required, which PyVRP searches faster; only to be said when a plan that
    serves all is known and leaving anything out could not pay. `data` is None when there is nothing to plan.
    """

    def __init__(self, problem: Problem, matrices: Mapping[str, Matrix], *, all_served: bool = False) -> None:
        self.problem, self.matrices = problem, matrices
        self.times = _times(problem, matrices)
        self.stops = [stop for stop in problem.stops if self._possible(stop)]
        self._kinds = _alike(problem)
        places = [place for shift in problem.shifts for place in (shift.start, shift.end)]
        self._depots = {place: i for i, place in enumerate(dict.fromkeys(places))}
        self._reloads = sorted({shift.reload_s for shift in problem.shifts if shift.max_trips > 1})
        self._stop_of: list[int] = []
        self._first_client: list[int] = []
        # The price of a second ridden and of a second away: their difference is what waiting costs.
        self._away = min(problem.wait_percent, 100) if self.times.bound else 0
        self._unit = 100 if self._away else 1
        self.data = self._data(all_served) if self.stops and problem.shifts else None

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
        opens = not stop.windows or bool(self._spans(stop))
        return opens and any(self.problem.may(shift, stop) for shift in self.problem.shifts)

    def _data(self, all_served: bool) -> ProblemData:
        shifts = self.problem.shifts
        profiles: dict[tuple[str, frozenset[int], frozenset[int]], int] = {}
        kinds = []
        loads = _loads(self.problem, self.stops)
        for members in self._kinds:
            shift = shifts[members[0]]
            barred = frozenset(i for i, stop in enumerate(self.stops) if not self.problem.may(shift, stop))
            disliked = frozenset(i for i, stop in enumerate(self.stops) if not shift.prefers(stop))
            profile = profiles.setdefault((shift.profile, barred, disliked), len(profiles))
            limit = None if disliked else shift.max_travel_s
            kinds.append(self._vehicles(shift, len(members), profile, loads, limit))
        tables = [self._tables(*profile) for profile in profiles]
        clients, groups = self._clients(loads, all_served)
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
        self, shift: Shift, count: int, profile: int, loads: Sequence[_Load], limit: int | None
    ) -> VehicleType:
        times = {}
        if self.times.bound:
            early, late = self.times.window(shift.window.start_s, shift.window.end_s)
            times = {"tw_early": early, "tw_late": late}
        if shift.max_trips > 1:
            depot = len(self._depots) + self._reloads.index(shift.reload_s)
            times |= {"reload_depots": [depot], "max_reloads": shift.max_trips - 1}
        if limit is not None:
            times["max_distance"] = limit
        return VehicleType(
            count,
            [load.capacity(shift) for load in loads],
            self._depots[shift.start],
            self._depots[shift.end],
            fixed_cost=shift.fixed_cost_s * self._unit,
            unit_distance_cost=self._unit - self._away,
            unit_duration_cost=self._away,
            profile=profile,
            **times,
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

    def _clients(self, loads: Sequence[_Load], all_served: bool) -> tuple[list[Client], list[ClientGroup]]:
        clients: list[Client] = []
        groups: list[ClientGroup] = []
        for i, stop in enumerate(self.stops):
            spans = self._spans(stop) or [(0, self.times.horizon_s)]
            group = len(groups) if len(spans) > 1 else None
            self._first_client.append(len(clients))
            price = self.problem.drop_cost(stop) * self._unit + self._away * stop.service_s
            for start, end in spans:
                limits = {"tw_early": start, "tw_late": end} if self.times.bound else {}
                clients.append(
                    Client(
                        len(self._depots) + 1 + i,
                        [load.brought(stop) for load in loads],
                        [load.taken(stop) for load in loads],
                        stop.service_s if self.times.bound else 0,
                        prize=0 if all_served else min(price, _MOST),
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
        several = shift.max_trips > 1 or any(len(self.problem.stop(id).windows) > 1 for id in ids)
        timed = schedule(self.problem, self.matrices, shift.id, ids).route if several else None
        before = {reload.before_stop_id for reload in timed.reloads} if timed else set()
        path = []
        for at, id in enumerate(ids):
            stop, client = self.problem.stop(id), self._first_client[index[id]]
            if id in before:
                depot = len(self._depots) + self._reloads.index(shift.reload_s)
                path.append(Activity(ActivityType.DEPOT, depot))
            if timed and len(stop.windows) > 1:
                client += self._alternative(stop, timed.visits[at].start_s)
            path.append(Activity(ActivityType.CLIENT, client))
        return path

    def _alternative(self, stop: Stop, start_s: int) -> int:
        """Which of the windows that lie within the day holds this second; the first where none does."""
        at = start_s - self.times.origin_s
        spans = self._spans(stop)
        return next((i for i, (start, end) in enumerate(spans) if start <= at <= end), 0)

    def _spans(self, stop: Stop) -> list[tuple[int, int]]:
        """The windows of a stop as far as they lie within the day."""
        spans = [self.times.window(w.start_s, w.end_s) for w in stop.windows]
        return [(start, end) for start, end in spans if start <= end]
