"""What does a route cost, does it stand, and who has room? Remembered for orders that were asked before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from routing.cost import route_s, worked_s
from routing.engines import Orders
from routing.line import Line
from routing.matrix import Matrix
from routing.model import Problem, Stop
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

    def total_s(self, orders: Orders) -> int:
        """The objective of these orders."""
        prices = [self.of(i, ids) for i, ids in enumerate(orders)]
        served = {id for ids in orders for id in ids}
        out = sum(self.problem.drop_cost(stop) for stop in self.problem.stops if stop.id not in served)
        longest = max((price.worked_s for price in prices), default=0)
        return sum(price.cost_s for price in prices) + out + self.problem.fairness_percent * longest // 100

    def lines_for(self, orders: Orders, stop: Stop) -> Iterator[tuple[int, Line]]:
        """The routes of those who may serve the stop and have room for it, by shift index."""
        for i, shift in enumerate(self.problem.shifts):
            if self.problem.may(shift, stop):
                line = self.line(i, orders[i])
                if not line.room_for(stop):
                    yield i, line

    def _of(self, i: int, ids: tuple[str, ...]) -> Price:
        route, found = self._route(i, ids)
        stands = not binding(self.problem, self.problem.shifts[i].id, ids, found)
        return Price(route_s(self.problem, route), worked_s(route) if ids else 0, stands)

    def _line(self, i: int, ids: tuple[str, ...]) -> Line:
        stops = [self.problem.stop(id) for id in ids]
        return Line(self.problem, self.matrices, self.problem.shifts[i], stops)
