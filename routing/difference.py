"""What changes when one plan takes the place of another: kilometres, minutes, late stops, for whom?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from routing.cost import worked_s
from routing.model import Problem
from routing.plan import Plan, Route


class Moved(NamedTuple):
    """A stop with another courier than before; None: on no route."""

    stop_id: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RouteDifference:
    """One courier: `*_s`, `*_m` and `stops` are what is more than before (less: negative).

    `gained` and `lost`: stops that he gets and gives away; `reordered`: those that he keeps, but which others
    that he keeps have overtaken.
    """

    shift_id: str
    stops: int
    work_s: int
    travel_s: int
    travel_m: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    reordered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All of it; figures are what is more than before. `late_*`: the ids of stops begun after their window.

    `moved`: stops with another courier, on none now, or on none before; `routes`: only those that differ.
    """

    cost_s: int
    work_s: int
    travel_s: int
    travel_m: int
    served: int
    late_before: tuple[str, ...]
    late_after: tuple[str, ...]
    moved: tuple[Moved, ...]
    reordered: tuple[str, ...]
    routes: tuple[RouteDifference, ...]

    @property
    def late(self) -> int:
        """How many more stops are late."""
        return len(self.late_after) - len(self.late_before)

    @property
    def gains(self) -> tuple[str, ...]:
        """The couriers who get stops."""
        return tuple(route.shift_id for route in self.routes if route.gained)

    @property
    def loses(self) -> tuple[str, ...]:
        """The couriers who give stops away."""
        return tuple(route.shift_id for route in self.routes if route.lost)

    @property
    def changed(self) -> frozenset[str]:
        """Every stop whose courier or place in the order is another: what somebody's phone has to be told."""
        return frozenset(self.reordered) | {one.stop_id for one in self.moved}


def difference(problem: Problem, before: Plan, after: Plan) -> Difference:
    """From one plan to another over the same stops. A stop that the problem does not hold is not counted.

    A courier who is in one plan only has an empty route in the other.
    """
    old, new = _routes(before), _routes(after)
    had = {id: shift for shift, route in old.items() for id in route.stop_ids if problem.has_stop(id)}
    has = {id: shift for shift, route in new.items() for id in route.stop_ids if problem.has_stop(id)}
    everyone = [stop.id for stop in problem.stops]
    moved = tuple(Moved(id, had.get(id), has.get(id)) for id in everyone if had.get(id) != has.get(id))
    routes = [_route(problem, shift, old.get(shift), new.get(shift)) for shift in dict.fromkeys([*old, *new])]
    changed = tuple(one for one in routes if one is not None)
    return Difference(
        cost_s=after.cost_s - before.cost_s,
        work_s=sum(map(worked_s, new.values())) - sum(map(worked_s, old.values())),
        travel_s=after.travel_s - before.travel_s,
        travel_m=after.travel_m - before.travel_m,
        served=len(has) - len(had),
        late_before=_late(problem, old.values()),
        late_after=_late(problem, new.values()),
        moved=moved,
        reordered=tuple(id for one in changed for id in one.reordered),
        routes=changed,
    )


def reordered(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """The fewest of the stops in both that must be moved to make one order of the other.

    All but a longest increasing subsequence; stops that came in between move nobody.
    """
    place = {id: i for i, id in enumerate(before)}
    both = [id for id in after if id in place]
    ends: list[int] = []  # the least last place of an increasing run of each length
    last: list[int] = []  # and which stop it is
    came_from: list[int] = []
    for i, id in enumerate(both):
        length = bisect_left(ends, place[id])
        came_from.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [place[id]], [i]
    kept: set[int] = set()
    at = last[-1] if last else -1
    while at >= 0:
        kept.add(at)
        at = came_from[at]
    return tuple(id for i, id in enumerate(both) if i not in kept)


def _routes(plan: Plan) -> dict[str, Route]:
    return {route.shift_id: route for route in plan.routes}


def _route(problem: Problem, shift_id: str, old: Route | None, new: Route | None) -> RouteDifference | None:
    had, has = ([id for id in _ids(route) if problem.has_stop(id)] for route in (old, new))
    one = RouteDifference(
        shift_id,
        stops=len(has) - len(had),
        work_s=_worked_s(new) - _worked_s(old),
        travel_s=(new.travel_s if new else 0) - (old.travel_s if old else 0),
        travel_m=(new.travel_m if new else 0) - (old.travel_m if old else 0),
        gained=tuple(id for id in has if id not in set(had)),
        lost=tuple(id for id in had if id not in set(has)),
        reordered=reordered(had, has),
    )
    same = had == has and not (one.work_s or one.travel_s or one.travel_m)
    return None if same else one


def _ids(route: Route | None) -> tuple[str, ...]:
    return route.stop_ids if route else ()


def _worked_s(route: Route | None) -> int:
    return worked_s(route) if route else 0


def _late(problem: Problem, routes: Iterable[Route]) -> tuple[str, ...]:
    """Begun after the last window, or after the soft one."""
    late = []
    for route in routes:
        for visit in route.visits:
            if not problem.has_stop(visit.stop_id):
                continue
            stop = problem.stop(visit.stop_id)
            ends = [window.end_s for window in stop.windows[-1:]]
            ends += [stop.soft.end_s] if stop.soft else []
            if ends and visit.start_s > min(ends):
                late.append(visit.stop_id)
    return tuple(late)
