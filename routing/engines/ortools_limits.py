"""What do a bag, a purse and a day hold? The limits of a route as dimensions of the OR-Tools model.

Weight, volume and parcels: without anything collected one dimension adds up what was brought, and begins
anew at the hub. With collecting two are needed, what is still to be brought and what was collected, whose
sum is never above what fits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from routing.model import Shift, Stop

if TYPE_CHECKING:
    from routing.engines.ortools_model import OrToolsModel


def add_limits(model: OrToolsModel) -> None:
    """All limits of the shifts but their hours."""
    for at, name in enumerate(("weight", "volume", "parcels")):
        limits = [shift.capacity[at] for shift in model.shifts]
        if all(limit is None for limit in limits):
            continue
        brought = [stop.load[at] for stop in model.stops]
        taken = [stop.collect[at] for stop in model.stops]
        all_of_it = sum(brought) + sum(taken)
        most = [all_of_it if limit is None else min(limit, all_of_it) for limit in limits]
        if any(taken):
            _add_both_ways(model, name, brought, taken, most)
        else:
            _add_brought(model, name, brought, most)
    _add_summed(model, "stops", lambda stop: 1, lambda shift: shift.max_stops)
    _add_summed(model, "cash", lambda stop: stop.cash_minor, lambda shift: shift.cash_limit_minor)
    _add_road(model)


def _add_brought(model: OrToolsModel, name: str, brought: list[int], most: list[int]) -> None:
    """Adds up what was brought since the last loading; at the hub slack leads back to nothing."""
    at_hubs = [-most[vehicle] for vehicle in model.hubs]
    _add(model, name, [*brought, *at_hubs], most, max(most), True)


def _add_both_ways(
    model: OrToolsModel, name: str, brought: list[int], taken: list[int], most: list[int]
) -> None:
    slack = max(most)
    nothing = [0 for _ in model.hubs]
    _add(model, f"{name} to bring", [*(-load for load in brought), *nothing], most, slack, False)
    at_hubs = [-most[vehicle] for vehicle in model.hubs]
    _add(model, f"{name} collected", [*taken, *at_hubs], most, slack, True)
    routing, solver = model.routing, model.routing.solver()
    to_bring = routing.GetDimensionOrDie(f"{name} to bring")
    collected = routing.GetDimensionOrDie(f"{name} collected")
    for vehicle in range(len(model.shifts)):
        for index in (routing.Start(vehicle), routing.End(vehicle)):
            solver.Add(to_bring.CumulVar(index) + collected.CumulVar(index) <= most[vehicle])
    for index in model.indices:
        # A stop left out is on vehicle -1, where nothing is limited.
        room = solver.Element([2 * slack, *most], routing.VehicleVar(index) + 1)
        solver.Add(to_bring.CumulVar(index) + collected.CumulVar(index) <= room)


def _add(
    model: OrToolsModel, name: str, changes: list[int], most: list[int], slack: int, from_zero: bool
) -> None:
    """A dimension that changes by so much behind each stop and hub; slack is at the hub only."""
    ends = [0] * (2 * len(model.shifts))
    vector = model.routing.RegisterUnaryTransitVector([*changes, *ends])
    most_slack = slack if model.hubs else 0
    model.routing.AddDimensionWithVehicleCapacity(vector, most_slack, most, from_zero, name)
    if model.hubs:
        dimension = model.routing.GetDimensionOrDie(name)
        for index in model.indices[: len(model.stops)]:
            dimension.SlackVar(index).SetValue(0)
        for vehicle in range(len(model.shifts)):
            dimension.SlackVar(model.routing.Start(vehicle)).SetValue(0)


def _add_summed(
    model: OrToolsModel, name: str, of: Callable[[Stop], int], limit_of: Callable[[Shift], int | None]
) -> None:
    """What only adds up along the whole route."""
    limits = [limit_of(shift) for shift in model.shifts]
    if all(limit is None for limit in limits):
        return
    figures = [of(stop) for stop in model.stops]
    rest = [0] * (len(model.hubs) + 2 * len(model.shifts))
    vector = model.routing.RegisterUnaryTransitVector([*figures, *rest])
    most = [sum(figures) if limit is None else min(limit, sum(figures)) for limit in limits]
    model.routing.AddDimensionWithVehicleCapacity(vector, 0, most, True, name)


def _add_road(model: OrToolsModel) -> None:
    """Seconds and metres on the road."""
    shifts = model.shifts
    profiles = sorted({shift.profile for shift in shifts})
    if any(shift.max_travel_s is not None for shift in shifts):
        tables = {profile: model.travel_s(profile) for profile in profiles}
        limits = [shift.max_travel_s for shift in shifts]
        _add_tables(model, "travel", tables, [model.horizon_s if m is None else m for m in limits])
    if any(shift.max_metres is not None for shift in shifts):
        tables = {}
        for profile in profiles:
            at = model.at(profile)
            # Where there is no road the time says so.
            tables[profile] = np.maximum(model.matrices[profile].metres[np.ix_(at, at)].astype(np.int64), 0)
        limits = [shift.max_metres for shift in shifts]
        _add_tables(model, "metres", tables, [2**50 if m is None else m for m in limits])


def _add_tables(model: OrToolsModel, name: str, tables: dict[str, np.ndarray], most: list[int]) -> None:
    made = {p: model.routing.RegisterTransitMatrix(table.tolist()) for p, table in tables.items()}
    transits = [made[shift.profile] for shift in model.shifts]
    model.routing.AddDimensionWithVehicleTransitAndCapacity(transits, 0, most, True, name)
