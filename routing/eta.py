"""When will he be at the next doors, how sure is that, and how old is what it is known from?

The rest of a route is timed from where the courier was last seen. A fix or a mark is evidence; what came
since is not known, so that its age widens the window, and nobody is said to have arrived before now.

The window is of the begin of service, and holds nine times of ten if travel and service spread as `SPREAD`
says (quantiles 0.05 and 0.95 of the true time divided by the expected one): a leg by bicycle in a town takes
0.8 to 1.4 of what the road engine says, a door 0.5 to 2. Part of that is of the whole day (weather, the
rider: `shared`) and adds up along the route, the rest is of each leg and averages out: the half-widths d of
the legs so far make sqrt(shared x (sum of d)^2 + (1 - shared) x sum of d^2). Waiting for a window to open
swallows delay.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from routing.errors import BadValue
from routing.matrix import Matrix
from routing.model import Place, Problem, Stop, TimeWindow
from routing.plan import Route, Visit
from routing.schedule import schedule


@dataclass(frozen=True, slots=True)
class Spread:
    """True time divided by the expected one, so that one in twenty is less (low) or more (high)."""

    travel_low: float = 0.8
    travel_high: float = 1.4
    service_low: float = 0.5
    service_high: float = 2.0
    shared: float = 0.3

    def __post_init__(self) -> None:
        for name in ("travel", "service"):
            low, high = getattr(self, f"{name}_low"), getattr(self, f"{name}_high")
            if not (math.isfinite(high) and 0 <= low <= 1 <= high):
                raise BadValue(f"spread.{name}", (low, high), "must be below 1 and above it")
        if not 0 <= self.shared <= 1:
            raise BadValue("spread.shared", self.shared, "must be between 0 and 1")


SPREAD = Spread()


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a courier was for certain, and when; `free_s`: when he can leave, if he began a service."""

    place: Place
    at_s: int
    free_s: int | None = None


@dataclass(frozen=True, slots=True)
class Eta:
    """One stop still ahead: there at `arrive_s`, begun at `start_s`, between `earliest_s` and `latest_s`.

    `late_s`: after its last window's end, as expected; `age_s`: of the position that it came from.
    """

    stop_id: str
    arrive_s: int
    start_s: int
    earliest_s: int
    latest_s: int
    late_s: int
    age_s: int


def etas(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    shift_id: str,
    stop_ids: Sequence[str],
    seen: Seen,
    now_s: int,
    spread: Spread = SPREAD,
) -> tuple[Eta, ...]:
    """For the stops still ahead, in their order. A stop without a road is timed by great circle.

    Breaks and reloads ahead are counted as `schedule` lays them. Raises `UnknownId`, `DuplicateId`,
    `NoFigures`.
    """
    free_s = seen.at_s if seen.free_s is None else max(seen.at_s, seen.free_s)
    shift = problem.shift(shift_id)
    window = TimeWindow(free_s, max(free_s, shift.window.end_s))
    # The head is behind him or among the stops given; nobody asks here what was decided.
    rest = replace(shift, start=seen.place, window=window, head=())
    shifts = tuple(rest if one.id == shift_id else one for one in problem.shifts)
    day = replace(problem, shifts=shifts)
    route = schedule(day, matrices, shift_id, stop_ids, free_s).route
    depart_s = free_s
    while route.visits and route.visits[0].arrive_s < now_s:
        # He should be there by now and is not, or nobody has heard of it. Leaving later may mean that a break
        # is behind him, and then he is there sooner: as often as there are breaks.
        depart_s += now_s - route.visits[0].arrive_s
        route = schedule(day, matrices, shift_id, stop_ids, depart_s).route
    # Since then he may have stood still; a service that still runs is no lost time.
    drift = _Drift(spread.shared), _Drift(spread.shared, max(0, now_s - depart_s))
    stops = [problem.stop(id) for id in stop_ids]
    return _spread_out(stops, route, spread, drift, now_s, max(0, now_s - seen.at_s))


class _Drift:
    """By how much the truth may have drifted so far: half-widths along the route."""

    def __init__(self, shared: float, at_first: float = 0.0) -> None:
        self.shared, self.certain = shared, at_first
        self.sum = self.squares = 0.0

    def add(self, by: float) -> None:
        self.sum += by
        self.squares += by * by

    def width_s(self) -> float:
        return self.certain + math.sqrt(self.shared * self.sum**2 + (1 - self.shared) * self.squares)

    def lessen(self, to_s: float) -> None:
        """To at most so much: the rest is swallowed by waiting."""
        width, most = self.width_s(), max(0.0, to_s)
        if width > most:
            part = most / width
            self.certain, self.sum, self.squares = (
                self.certain * part,
                self.sum * part,
                self.squares * part * part,
            )


def _spread_out(
    stops: Sequence[Stop],
    route: Route,
    spread: Spread,
    drift: tuple[_Drift, _Drift],
    now_s: int,
    age_s: int,
) -> tuple[Eta, ...]:
    early, late = drift
    found = []
    for stop, visit in zip(stops, route.visits, strict=True):
        early.add(visit.travel_s * (1 - spread.travel_low))
        late.add(visit.travel_s * (spread.travel_high - 1))
        idle_s = visit.wait_s - _resting_s(route, visit)
        opened = [window.start_s for window in stop.windows if window.start_s <= visit.start_s]
        if idle_s > 0:
            # He waits for the window: coming earlier changes nothing, coming later less.
            late.lessen(late.width_s() - idle_s)
            early.lessen(0)
        elif opened:
            early.lessen(visit.start_s - opened[-1])
        earliest = max(min(visit.start_s, now_s), visit.start_s - round(early.width_s()))
        latest = visit.start_s + round(late.width_s())
        beyond = max(0, visit.start_s - stop.windows[-1].end_s) if stop.windows else 0
        found.append(Eta(stop.id, visit.arrive_s, visit.start_s, earliest, latest, beyond, age_s))
        early.add(stop.service_s * (1 - spread.service_low))
        late.add(stop.service_s * (spread.service_high - 1))
    return tuple(found)


def _resting_s(route: Route, visit: Visit) -> int:
    """Of the wait at a stop, what is a break."""
    return sum(
        max(0, min(rest.end_s, visit.start_s) - max(rest.start_s, visit.arrive_s)) for rest in route.breaks
    )
