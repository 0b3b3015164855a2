"""What does a plan cost? One number in seconds, and the parts it is the sum of.

    travel_s     seconds on the road, the ways to the hub for loading again and home included
    waiting_s    `wait_percent` of the seconds in which nothing is done: no road, service, loading or break
    left_out_s   the price of each stop on no route (`Problem.drop_cost`)
    soft_s       too late or too early for soft windows (`SoftWindow.price_s`)
    preferred_s  `outside_preferred_s` for each stop outside its courier's preferred zones
    fixed_s      `fixed_cost_s` of each courier who goes out at all
    fairness_s   `fairness_percent` of the seconds, leaving to return, of the courier who is out longest

`check.py` counts all of this again by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from routing.model import Problem
from routing.plan import Route


@dataclass(frozen=True, slots=True)
class Cost:
    """The parts of the objective, each in seconds."""

    travel_s: int = 0
    waiting_s: int = 0
    left_out_s: int = 0
    soft_s: int = 0
    preferred_s: int = 0
    fixed_s: int = 0
    fairness_s: int = 0

    @property
    def total_s(self) -> int:
        return sum(getattr(self, part.name) for part in fields(self))


def cost(problem: Problem, routes: Iterable[Route], left_out: Iterable[str]) -> Cost:
    """The parts for timed routes and the ids of the stops left out. Raises `UnknownId`."""
    used = [route for route in routes if route.visits]
    return Cost(
        travel_s=sum(route.travel_s for route in used),
        waiting_s=problem.wait_percent * sum(idle_s(problem, route) for route in used) // 100,
        left_out_s=sum(problem.drop_cost(problem.stop(id)) for id in left_out),
        soft_s=sum(soft_s(problem, route) for route in used),
        preferred_s=sum(preferred_s(problem, route) for route in used),
        fixed_s=sum(problem.shift(route.shift_id).fixed_cost_s for route in used),
        fairness_s=problem.fairness_percent * max((worked_s(route) for route in used), default=0) // 100,
    )


def route_s(problem: Problem, route: Route) -> int:
    """What one route adds to the objective; fairness, which belongs to all of them, aside."""
    if not route.visits:
        return 0
    price = route.travel_s + soft_s(problem, route) + preferred_s(problem, route)
    price += problem.shift(route.shift_id).fixed_cost_s
    if problem.wait_percent:
        price += problem.wait_percent * idle_s(problem, route) // 100
    return price


def worked_s(route: Route) -> int:
    """Seconds from leaving to being back."""
    return route.return_s - route.depart_s


def idle_s(problem: Problem, route: Route) -> int:
    """Seconds of a route in which nothing is done."""
    serving = sum(visit.leave_s - visit.start_s for visit in route.visits)
    loading = len(route.reloads) * problem.shift(route.shift_id).reload_s
    resting = sum(taken.end_s - taken.start_s for taken in route.breaks)
    return worked_s(route) - route.travel_s - serving - loading - resting


def soft_s(problem: Problem, route: Route) -> int:
    """The price of beginning outside of soft windows."""
    price = 0
    for visit in route.visits:
        soft = problem.stop(visit.stop_id).soft
        if soft is not None:
            price += soft.price_s(visit.start_s)
    return price


def preferred_s(problem: Problem, route: Route) -> int:
    """The price of the stops outside of the courier's preferred zones."""
    shift = problem.shift(route.shift_id)
    if shift.preferred is None:
        return 0
    outside = sum(not shift.prefers(problem.stop(visit.stop_id)) for visit in route.visits)
    return outside * problem.outside_preferred_s
