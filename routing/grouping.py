"""Which orders are one stop? Those at one building that one visit can serve.

Engines then decide about fewer stops, and a courier parks once. What comes back is led apart again into the
orders, which follow one another on the route.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from routing.engines import Orders
from routing.errors import BadValue
from routing.insertion import fill
from routing.matrix import Matrix, great_circle_m
from routing.mend import mend
from routing.model import Problem, Shift, Stop, TimeWindow
from routing.plan import Plan
from routing.solve import plan_of

# Doors of one building.
WITHIN_M = 15.0
# Looking for neighbours takes the square of the stops.
UP_TO = 2000
_SUMMED = (
    *("service_s", "weight_g", "volume_ml", "parcels", "cash_minor"),
    *("collect_g", "collect_ml", "collect_parcels"),
)


@dataclass(frozen=True, slots=True)
class Grouped:
    """`problem` with groups as stops, each under the id of its first; `members[id]` in order of service."""

    problem: Problem
    members: dict[str, tuple[str, ...]]

    def ungroup(self, orders: Orders) -> Orders:
        """Orders of stops of `problem` as orders of the stops that they were made of."""
        return tuple(tuple(one for id in ids for one in self.members[id]) for ids in orders)


def together(problem: Problem) -> Grouped:
    """`group` where it costs little beside a search; of more than UP_TO stops each stays alone."""
    if len(problem.stops) <= UP_TO:
        return group(problem)
    return Grouped(problem, {stop.id: (stop.id,) for stop in problem.stops})


def apart(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    grouped: Grouped,
    answer: Plan,
    late: Callable[[], bool] = lambda: False,
) -> Plan:
    """An answer to `grouped.problem` as a plan of `problem`: led apart, mended, filled and timed again.

    `late` says that there is no more time to fill gaps and to look for reasons.
    """
    if len(grouped.problem.stops) == len(problem.stops):
        return answer
    orders = grouped.ungroup(tuple(route.stop_ids for route in answer.routes))
    whole = fill(problem, matrices, mend(problem, matrices, orders), late)
    name, seen = answer.engine, answer.iterations
    plan = plan_of(problem, matrices, whole, engine=name, iterations=seen, hurry=late)
    return replace(plan, elapsed_s=answer.elapsed_s)


def group(problem: Problem, within_m: float = WITHIN_M) -> Grouped:
    """Makes one stop of stops that lie within `within_m` metres of the first and ask for the same.

    The same windows, soft window, tags, zone, lock and priority; the sum must fit into every bag that holds
    one of them. Weights, money, service times and prices of leaving out add up; windows are shortened by the
    services before the last, which must still begin in the same one. Stops in heads stay alone, and so do all
    that somebody who counts his stops may serve. The few metres between the members are not in the times: who
    ungroups an answer mends and times it again. Raises `BadValue` for a distance that is none.
    """
    if not 0 <= within_m <= 1000:
        raise BadValue("within_m", within_m, "must be between 0 and 1000 metres")
    members: list[list[Stop]] = []
    for alike in _alike(problem):
        members += _near(problem, alike, within_m)
    made = {group[0].id: _joined(problem, group) for group in members}
    stops = tuple(made[stop.id] for stop in problem.stops if stop.id in made)
    by_first = {group[0].id: tuple(stop.id for stop in group) for group in members}
    return Grouped(replace(problem, stops=stops), by_first)


def _alike(problem: Problem) -> Iterable[list[Stop]]:
    """Stops that differ in place and quantities only; those of heads each alone."""
    kinds: dict[object, list[Stop]] = {}
    for stop in problem.stops:
        key: object = (
            *(stop.windows, stop.soft, stop.tags, stop.zone, stop.shift_id),
            *(stop.priority, stop.drop_cost_s is None),
        )
        kinds.setdefault(stop.id if problem.in_head(stop.id) else key, []).append(stop)
    return kinds.values()


def _near(problem: Problem, alike: list[Stop], within_m: float) -> list[list[Stop]]:
    """Greedily: the first stop left takes those near to it, as long as they may go together."""
    if len(alike) == 1:
        return [alike]
    able = [shift for shift in problem.shifts if problem.may(shift, alike[0])]
    left, found = list(alike), []
    while left:
        first, *rest = left
        metres = great_circle_m([first.place], [stop.place for stop in rest])[0] if rest else np.zeros(0)
        together, left = [first], []
        for stop, far in zip(rest, metres.tolist(), strict=True):
            if far <= within_m and _fit(problem, able, [*together, stop]):
                together.append(stop)
            else:
                left.append(stop)
        found.append(together)
    return found


def _fit(problem: Problem, able: Iterable[Shift], group: list[Stop]) -> bool:
    """Whether each bag that holds the largest of them holds all, and the last still begins in the window."""
    if group[0].windows and not _windows(group):
        return False
    if any(shift.max_stops is not None for shift in able):
        return False
    whole = _joined(problem, group)
    return all(_holds(shift, whole) or not any(_holds(shift, one) for one in group) for shift in able)


def _holds(shift: Shift, stop: Stop) -> bool:
    limits = (*shift.capacity, shift.cash_limit_minor)
    loads = (*map(max, stop.load, stop.collect), stop.cash_minor)
    return all(most is None or load <= most for load, most in zip(loads, limits, strict=True))


def _windows(group: list[Stop]) -> tuple[TimeWindow, ...]:
    """When the first may begin so that the last begins in the same window too."""
    before_s = sum(stop.service_s for stop in group[:-1])
    ends = [(window.start_s, window.end_s - before_s) for window in group[0].windows]
    return tuple(TimeWindow(start, end) for start, end in ends if start <= end)


def _joined(problem: Problem, group: list[Stop]) -> Stop:
    first = group[0]
    if len(group) == 1:
        return first
    sums = {name: sum(getattr(stop, name) for stop in group) for name in _SUMMED}
    price = sum(problem.drop_cost(stop) for stop in group)
    return replace(first, windows=_windows(group), drop_cost_s=price, **sums)
