"""What do things cost in the OR-Tools model, beside the road and what is left out?

Nearly the objective of `cost.py`: of soft windows the minutes of being late, and for fairness the longest
work without its waiting. Which answer is better is judged by `cost.py` itself. Being early is not told, nor
the price of being late at all: with a soft lower bound of times, or a slack that follows from them, OR-Tools
9.15 tries second after second, without end, to complete a given route.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from routing.model import Problem

if TYPE_CHECKING:
    from routing.engines.ortools_model import OrToolsModel


def scale_of(problem: Problem) -> int:
    """What all prices are multiplied with, so that a minute's and a hundredth's are whole numbers."""
    scale = 1
    if any(stop.soft.late_per_min_s % 60 for stop in problem.stops if stop.soft):
        scale = 60
    if problem.wait_percent % 100 or problem.fairness_percent % 100:
        scale = scale * 100 // gcd(scale, 100)
    return scale


def exact(problem: Problem) -> bool:
    """Whether the model's cost is the objective."""
    plain = not problem.wait_percent and not problem.fairness_percent
    return plain and not any(stop.soft for stop in problem.stops)


def add_prices(model: OrToolsModel) -> None:
    """All prices but those of the road and of leaving out."""
    problem, scale = model.problem, model.scale
    for vehicle, shift in enumerate(model.shifts):
        if shift.fixed_cost_s:
            model.routing.SetFixedCostOfVehicle(shift.fixed_cost_s * scale, vehicle)
    for stop, index in zip(model.stops, model.indices, strict=False):
        if stop.soft is None:
            continue
        if stop.soft.late_per_min_s:
            rate = stop.soft.late_per_min_s * scale // 60
            model.time.SetCumulVarSoftUpperBound(index, max(0, stop.soft.end_s - model.origin_s), rate)
    if problem.wait_percent:
        model.time.SetSlackCostCoefficientForAllVehicles(problem.wait_percent * scale // 100)
    if problem.fairness_percent:
        model.routing.AddDimensionWithVehicleTransits(model.worked, 0, model.horizon_s, True, "work")
        work = model.routing.GetDimensionOrDie("work")
        work.SetGlobalSpanCostCoefficient(problem.fairness_percent * scale // 100)
    if any(shift.preferred is not None for shift in model.shifts) and problem.outside_preferred_s:
        _add_preferred(model)


def _add_preferred(model: OrToolsModel) -> None:
    """The number of stops outside of the preferred zones, as the span of a dimension."""
    made: dict[frozenset[str] | None, int] = {}
    rest = [0] * (len(model.hubs) + 2 * len(model.shifts))
    for shift in model.shifts:
        if shift.preferred not in made:
            outside = [int(not shift.prefers(stop)) for stop in model.stops]
            made[shift.preferred] = model.routing.RegisterUnaryTransitVector([*outside, *rest])
    vectors = [made[shift.preferred] for shift in model.shifts]
    model.routing.AddDimensionWithVehicleTransits(vectors, 0, len(model.stops), True, "preferred")
    outside = model.routing.GetDimensionOrDie("preferred")
    outside.SetSpanCostCoefficientForAllVehicles(model.problem.outside_preferred_s * model.scale)
