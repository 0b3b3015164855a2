"""Does a plan keep every rule? Small functions, each returns violations; nothing here is used to make plans.

Each counts again by itself, from the problem and the matrices. To add a rule: write a function
(problem, matrices, plan) -> violations in the file it belongs to and put it into CHECKS.

A stop in the head of a shift is decided, so nothing is said about it but that it must stand there; a route of
the head alone is held to its departure only.
"""

from __future__ import annotations

from collections.abc import Mapping

from routing.check.loads import cash, loads, number_of_stops
from routing.check.shape import Check, each_stop_once, heads, known_ids
from routing.check.sums import plan_cost, route_travel
from routing.check.timing import breaks, roads, shift_hours, times, trips, windows
from routing.check.who import forbidden, locks, tags, zones
from routing.matrix import Matrix
from routing.model import Problem
from routing.plan import Plan, Violation

CHECKS: tuple[Check, ...] = (
    *(each_stop_once, heads, locks, zones, forbidden, tags),
    *(windows, trips, times, breaks, roads, shift_hours),
    *(loads, cash, number_of_stops, route_travel, plan_cost),
)


def check(problem: Problem, matrices: Mapping[str, Matrix], plan: Plan) -> tuple[Violation, ...]:
    """All violations of a plan; unknown ids end the check, for nothing can be said about them."""
    unknown = tuple(known_ids(problem, matrices, plan))
    if unknown:
        return unknown
    return tuple(violation for rule in CHECKS for violation in rule(problem, matrices, plan))
