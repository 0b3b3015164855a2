"""What does one route cost, and does it stand? Remembered for orders that were asked before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from routing.cost import route_s, worked_s
from routing.line import Line
from routing.matrix import Matrix
from routing.model import Problem
from routing.schedule import Scheduled
from routing.violations import binding


class Price(NamedTuple):
    """Of one route: its part of the objective, seconds from leaving to return, whether a plan may hold it."""

    cost_s: int
    worked_s: int
    holds: bool


class Priced:
    """The routes of a problem by shift index and ids, as `route` times them."""

    def __init__(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        route: Callable[[int, Sequence[str]], Scheduled],
    ) -> None:
        self.problem, self.matrices, self._route = problem, matrices, route
        self.of = lru_cache(maxsize=20_000)(self._of)
        self.line = lru_cache(maxsize=1_000)(self._line)

    def _of(self, i: int, ids: tuple[str, ...]) -> Price:
        route, found = self._route(i, ids)
        stands = not binding(self.problem, self.problem.shifts[i].id, ids, found)
        return Price(route_s(self.problem, route), worked_s(route) if ids else 0, stands)

    def _line(self, i: int, ids: tuple[str, ...]) -> Line:
        stops = [self.problem.stop(id) for id in ids]
        return Line(self.problem, self.matrices, self.problem.shifts[i], stops)
