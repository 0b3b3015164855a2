"""What are orders worth once they keep every rule? For engines that know fewer rules than the problem."""

from __future__ import annotations

from collections.abc import Mapping

from routing.cost import cost
from routing.engines import Orders
from routing.matrix import Matrix
from routing.mend import mend
from routing.model import Problem
from routing.schedule import schedule

__all__ = ["cost_of", "mend"]


def cost_of(problem: Problem, matrices: Mapping[str, Matrix], orders: Orders) -> int:
    """The objective of these orders in seconds, as they are."""
    routes = [
        schedule(problem, matrices, shift.id, ids).route
        for shift, ids in zip(problem.shifts, orders, strict=True)
    ]
    served = {id for ids in orders for id in ids}
    return cost(problem, routes, [stop.id for stop in problem.stops if stop.id not in served]).total_s
