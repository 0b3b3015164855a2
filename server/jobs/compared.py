"""What would another plan change? Told by routes and orders, as the office is to see it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from routing.difference import Difference, difference
from routing.matrix import Matrix
from routing.model import Problem
from routing.plan import Plan
from routing.solve import covering, plan_of

# Courier -> orders in turn.
type Turns = Mapping[str, Sequence[str]]


def orders_of(problem: Problem, turns: Turns) -> tuple[tuple[str, ...], ...]:
    """What is left of them: orders and couriers that the problem still holds, by its shifts."""
    return tuple(
        tuple(id for id in turns.get(shift.id, ()) if problem.has_stop(id)) for shift in problem.shifts
    )


def since(problem: Problem, matrices: Mapping[str, Matrix], turns: Turns, plan: Plan) -> Difference:
    """From the draft that went these turns to the plan, both timed today, with all that breaks a rule."""
    at_once = plan_of(problem, covering(problem, matrices), orders_of(problem, turns), hurry=lambda: True)
    return difference(problem, at_once, plan)


def told(of: Difference, route_of: Callable[[str], str]) -> dict[str, Any]:
    """`route_of`: the route of a shift."""

    def maybe(shift_id: str | None) -> str | None:
        return None if shift_id is None else route_of(shift_id)

    return {
        "work_s": of.work_s,
        "travel_s": of.travel_s,
        "travel_m": of.travel_m,
        "served": of.served,
        "late_before": of.late_before,
        "late_after": of.late_after,
        "moved": [
            {"order_id": one.stop_id, "old": maybe(one.old), "new": maybe(one.new)} for one in of.moved
        ],
        "routes": [
            {
                "route_id": route_of(one.shift_id),
                "stops": one.stops,
                "work_s": one.work_s,
                "travel_s": one.travel_s,
                "travel_m": one.travel_m,
                "gained": one.gained,
                "lost": one.lost,
                "reordered": one.reordered,
            }
            for one in of.routes
        ],
    }
