"""Which few routes lie together, and can they be planned better among themselves?

POPMUSIC (Taillard and Voss 2002): the route tried least, with those nearest to it, is a small problem of its
own; solved again and again, all over the map, in several processes at once that share no route.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait

import numpy as np

from routing.engines import Orders
from routing.engines.pyvrp_model import PyVrpModel
from routing.engines.pyvrp_search import Penalties, Search, Settings
from routing.engines.reduced import reduced
from routing.matrix import Matrix
from routing.mend import mend
from routing.model import Problem
from routing.processes import Fork
from routing.schedule import cost_of

# The answer of a process that has the machine against it may come late, but not never.
_GRACE_S = 0.3


@dataclass(frozen=True, slots=True)
class Tuning:
    """Stops a group, its seconds at first and what each time that all were tried adds to them, how its search
    is set."""

    stops: int
    seconds: float
    settings: Settings
    more_s: float = 0.0


# With fewer routes than this there is nothing to choose from: the whole is one group.
LEAST_ROUTES = 20
_LEAST_STOPS, _MOST_STOPS, _ROUTES = 100, 450, 12
# From so many stops the first groups are short, for there is much to find everywhere, and later ones longer.
_MANY_STOPS, _AT_FIRST, _MORE = 600, 0.6, 0.2
# A small group: its search is over before a longer memory or more neighbours pay.
_SMALL_STOPS = 200
_SMALL = Tuning(_SMALL_STOPS, 0.5, Settings(neighbours=25, history=100, exhaustive_on_best=False))
_LARGE = Tuning(_MOST_STOPS, 0.8, Settings(neighbours=40, history=200, exhaustive_on_best=False))


def tuning_for(orders: Orders) -> Tuning:
    """A dozen routes, if those are 100 stops or more and not too many; half a second and more a hundred."""
    lengths = [len(ids) for ids in orders if ids]
    mean = sum(lengths) / max(1, len(lengths))
    stops = round(min(_MOST_STOPS, max(_LEAST_STOPS, _ROUTES * mean)))
    alike = _SMALL if stops <= _SMALL_STOPS else _LARGE
    seconds = alike.seconds * stops / 100
    if sum(lengths) < _MANY_STOPS:
        return Tuning(stops, seconds, alike.settings)
    return Tuning(stops, _AT_FIRST * seconds, alike.settings, _MORE * seconds)


@dataclass(frozen=True, slots=True)
class Group:
    """Indices of shifts with their orders, and the stops left out that lie near."""

    shifts: tuple[int, ...]
    orders: Orders
    beside: tuple[str, ...]
    seed: int
    until: float
    penalties: Penalties | None


class Map:
    """The routes as they are now, which are being worked on, and how often each was tried."""

    def __init__(self, problem: Problem, matrices: Mapping[str, Matrix], orders: Orders, seed: int) -> None:
        self.problem, self.matrices = problem, matrices
        self.orders = list(orders)
        self.busy: set[int] = set()
        self.tried = [0] * len(orders)
        self._chance = random.Random(seed)
        self._at = {
            profile: {stop.id: matrices[profile].index(stop.place) for stop in problem.stops}
            for profile in problem.profiles()
        }

    def next(self, stops: int, until: float, penalties: Penalties | None) -> Group | None:
        """A group around the route tried least, of routes that nobody is at; None if there is none."""
        free = [i for i, ids in enumerate(self.orders) if ids and i not in self.busy]
        if not free:
            return None
        least = min(self.tried[i] for i in free)
        first = self._chance.choice([i for i in free if self.tried[i] == least])
        chosen, count = [first], len(self.orders[first])
        for i in self._nearest(first, free):
            if count + len(self.orders[i]) > stops:
                break
            chosen.append(i)
            count += len(self.orders[i])
        beside = self._left_out_near(first, max(10, stops // 5))
        chosen += self._spare(chosen)
        self.busy.update(chosen)
        for i in chosen:
            self.tried[i] += 1
        orders = tuple(self.orders[i] for i in chosen)
        return Group(tuple(chosen), orders, beside, self._chance.randrange(2**31), until, penalties)

    def rounds(self) -> int:
        """How often every route was tried."""
        return min((count for count, ids in zip(self.tried, self.orders, strict=True) if ids), default=0)

    def done(self, group: Group, orders: Orders | None) -> bool:
        """Takes the group's routes back, with better orders or None; whether anything has changed."""
        self.busy.difference_update(group.shifts)
        if orders is None:
            return False
        elsewhere = {id for i, ids in enumerate(self.orders) if i not in group.shifts for id in ids}
        if any(id in elsewhere for ids in orders for id in ids):
            return False  # a stop left out that another group has taken in meanwhile
        for i, ids in zip(group.shifts, orders, strict=True):
            self.orders[i] = ids
        return True

    def _nearest(self, first: int, free: Sequence[int]) -> list[int]:
        """The other free routes by the mean time from the first one's stops to their nearest one."""
        others = [i for i in free if i != first]
        if not others:
            return []
        profile = self.problem.shifts[first].profile
        at = self._at[profile]
        rows = [at[id] for id in self.orders[first]]
        columns = [at[id] for i in others for id in self.orders[i]]
        starts = np.cumsum([0, *(len(self.orders[i]) for i in others)])[:-1]
        apart = self.matrices[profile].apart(rows, columns)
        means = np.minimum.reduceat(apart, starts, axis=1).mean(axis=0)
        return [others[i] for i in np.argsort(means, kind="stable")]

    def _left_out_near(self, first: int, most: int) -> tuple[str, ...]:
        served = {id for ids in self.orders for id in ids}
        left = [stop.id for stop in self.problem.stops if stop.id not in served]
        if not left:
            return ()
        profile = self.problem.shifts[first].profile
        at = self._at[profile]
        apart = self.matrices[profile].apart([at[id] for id in self.orders[first]], [at[id] for id in left])
        return tuple(left[i] for i in np.argsort(apart.min(axis=0), kind="stable")[:most])

    def _spare(self, chosen: Sequence[int]) -> list[int]:
        """One courier without a route, if there is any: perhaps one more is cheaper."""
        empty = [i for i, ids in enumerate(self.orders) if not ids and i not in self.busy]
        profile = self.problem.shifts[chosen[0]].profile
        alike = [i for i in empty if self.problem.shifts[i].profile == profile]
        return [self._chance.choice(alike or empty)] if empty else []


def improve(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    processes: int,
    seed: int,
    deadline: float,
    on_better: Callable[[Orders, int], object],
    tuning: Tuning,
    penalties: Penalties | None = None,
) -> Orders:
    """Better orders, found group by group until `deadline` (monotonic); each improvement is told."""
    map_ = Map(problem, matrices, orders, seed)
    forks = [Fork(lambda pipe: _work(pipe, problem, matrices, tuning.settings)) for _ in range(processes)]
    given: dict[Connection, Group] = {}
    rounds = 0
    try:
        while (now := time.monotonic()) < deadline + _GRACE_S:
            for fork in forks:
                until = min(now + tuning.seconds + tuning.more_s * map_.rounds(), deadline)
                if fork.pipe not in given and until - now > tuning.seconds / 4:
                    group = map_.next(tuning.stops, until, penalties)
                    if group is not None:
                        fork.pipe.send(group)
                        given[fork.pipe] = group
            if not given:
                break
            for pipe in wait(list(given), max(0.0, deadline + _GRACE_S - time.monotonic())):
                assert isinstance(pipe, Connection)
                found, seen, penalties = pipe.recv()
                rounds += seen
                if map_.done(given.pop(pipe), found):
                    on_better(tuple(map_.orders), rounds)
    finally:
        for fork in forks:
            fork.end()
    return tuple(map_.orders)


def _work(pipe: Connection, problem: Problem, matrices: Mapping[str, Matrix], settings: Settings) -> None:
    """One of the processes: a group in, better orders or None out, for ever."""
    while True:
        pipe.send(_solve(problem, matrices, pipe.recv(), settings))


def _solve(
    problem: Problem, matrices: Mapping[str, Matrix], group: Group, settings: Settings
) -> tuple[Orders | None, int, Penalties | None]:
    """Better orders for the group by all the rules, if any; rounds; penalties to go on with."""
    part = part_of(problem, group)
    small = reduced(part, matrices)
    before = cost_of(part, matrices, group.orders)
    least = min((part.drop_cost(stop) for stop in part.stops), default=0)
    model = PyVrpModel(small.problem, matrices, all_served=not group.beside and least > before)
    if model.empty:
        return None, 0, group.penalties
    start = model.solution(small.without(group.orders))
    search = Search(model.data, group.seed, start, settings, _fitting(group.penalties, model))
    search.run(lambda: time.monotonic() >= group.until, lambda: None)
    if search.best is start or not search.best.is_feasible():
        return None, search.rounds, search.penalties
    orders = small.orders(model.orders(search.best))
    if small.problem is not part:
        orders = mend(part, matrices, orders)
    better = cost_of(part, matrices, orders) < before
    return orders if better else None, search.rounds, search.penalties


def _fitting(penalties: Penalties | None, model: PyVrpModel) -> Penalties | None:
    """Penalties of another group, if it had as many kinds of load."""
    if penalties is None or len(penalties[0]) != model.data.num_load_dimensions:
        return None
    return penalties


def part_of(problem: Problem, group: Group) -> Problem:
    """The problem of these shifts, the stops that they serve and those beside that they may take in."""
    shifts = tuple(problem.shifts[i] for i in group.shifts)
    names = {shift.id for shift in shifts}
    wanted = {id for ids in group.orders for id in ids} | set(group.beside)
    stops = tuple(
        stop for stop in problem.stops if stop.id in wanted and problem.lock(stop) in (None, *names)
    )
    return replace(problem, stops=stops, shifts=shifts)
