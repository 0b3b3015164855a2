"""What is the answer: which courier goes where and when, who is left out, and what does not fit?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a stop was left out. `explain.py` says how each is verified."""

    NO_COURIER = "no-courier"
    NO_ROAD = "no-road"
    ZONE = "zone"
    FORBIDDEN = "forbidden"
    TAG = "tag"
    WEIGHT = "weight"
    VOLUME = "volume"
    PARCELS = "parcels"
    CASH_LIMIT = "cash-limit"
    SHIFT_TOO_SHORT = "shift-too-short"
    WINDOW = "window"
    SHIFT_FULL = "shift-full"
    CHEAPER_OUT = "cheaper-out"
    OUT_OF_TIME = "out-of-time"


class Kind(StrEnum):
    """What does not fit in a route or plan. `amount` is in the unit named here."""

    LATE = "late"  # seconds after the last window's end
    SHIFT_END = "shift-end"  # seconds after the shift's end
    SHIFT_START = "shift-start"  # seconds before the shift's start
    WEIGHT = "weight"  # grams too many
    PARCELS = "parcels"  # parcels too many
    VOLUME = "volume"  # millilitres too many
    CASH_LIMIT = "cash-limit"  # minor units of money too many
    MAX_STOPS = "max-stops"  # stops too many
    MAX_TRAVEL = "max-travel"  # seconds of travel too many
    MAX_METRES = "max-metres"  # metres too many
    ZONE = "zone"  # 1: not among the courier's zones
    FORBIDDEN = "forbidden"  # 1: in a zone where this courier never goes
    TAG = "tag"  # tags that the courier lacks
    BREAK = "break"  # seconds by which a break begins too late; 1 where it is missing or not as ordered
    HEAD = "head"  # stops of the locked head that are not where they must be
    LOCKED = "locked"  # 1: on the route of another than the courier it is locked to
    NO_ROAD = "no-road"  # 1
    EARLY = "early"  # seconds before any window
    TIMES = "times"  # seconds by which a route contradicts itself or the road
    TOTALS = "totals"  # difference of a written sum
    MISSING = "missing"  # 1: neither on a route nor left out
    DUPLICATE = "duplicate"  # times too often
    UNKNOWN = "unknown"  # 1: a stop or shift that the problem does not hold


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that does not fit. `cause` is a kebab-case code; `stop_id` None: the route as a whole."""

    kind: Kind
    shift_id: str | None
    stop_id: str | None
    amount: int
    cause: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop as it was timed; wait_s = start_s - arrive_s (a break taken there included).

    `travel_*` is the way to it from the stop before, by the hub where he loads there again. `trip` counts
    from 0: how often he has loaded again before.
    """

    stop_id: str
    arrive_s: int
    start_s: int
    leave_s: int
    wait_s: int
    travel_s: int
    travel_m: int
    estimated: bool = False  # the leg is great circle x factor because the matrix lacks the place
    trip: int = 0


@dataclass(frozen=True, slots=True)
class BreakTaken:
    """A break inside the route: on the way (the arrival is later by it) or waiting at a stop."""

    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class ReloadTaken:
    """At the hub again, before this stop: what comes back is unloaded, the next trip's goods are loaded."""

    before_stop_id: str
    arrive_s: int
    leave_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """One shift's round, the leg home included in `travel_*`. No visits: nobody leaves, depart = return.

    `breaks` are those taken between `depart_s` and `return_s`, in order.
    """

    shift_id: str
    depart_s: int
    visits: tuple[Visit, ...]
    return_s: int
    travel_s: int
    travel_m: int
    breaks: tuple[BreakTaken, ...] = ()
    reloads: tuple[ReloadTaken, ...] = ()

    @property
    def stop_ids(self) -> tuple[str, ...]:
        return tuple(visit.stop_id for visit in self.visits)

    @property
    def wait_s(self) -> int:
        """Seconds spent at stops before service could begin, breaks included."""
        return sum(visit.wait_s for visit in self.visits)


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A stop left out: the reason and the figures that prove it."""

    stop_id: str
    reason: Reason
    detail: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """A route for every shift (empty ones too, in the problem's order) and all that is left out.

    `cost_s` is the objective, by `cost.py`. `source` names where the times came from,
    `engine` who found the plan, `iterations` how many solutions it looked at.
    """

    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    source: str
    cost_s: int
    engine: str = ""
    iterations: int = 0
    elapsed_s: float = 0.0

    @property
    def travel_s(self) -> int:
        return sum(route.travel_s for route in self.routes)

    @property
    def travel_m(self) -> int:
        return sum(route.travel_m for route in self.routes)

    @property
    def assigned(self) -> int:
        return sum(len(route.visits) for route in self.routes)
