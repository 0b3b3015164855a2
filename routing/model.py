"""What is the problem: which stops, which shifts, from which hub?

Everything here is frozen and refused when built if it cannot be true (`BadValue`, `DuplicateId`).
Times are whole seconds on one axis that the caller chooses (Waybill: Unix epoch, UTC).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from routing.errors import BadValue, DuplicateId, UnknownId

PROFILES = ("bicycle", "foot", "car")

# An order left out must cost more than any detour of a day, or the solver would save time by not serving.
DROP_COST_S = 100_000

# Sums of a day's figures must stay far from 64 bits inside the solver.
_MOST = 2**40


def _whole(name: str, value: object, least: int = 0) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(name, value, "must be a whole number")
    if not least <= value <= _MOST:
        raise BadValue(name, value, f"must be between {least} and {_MOST}")


def _unique(kind: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id in ids:
        if not id:
            raise BadValue(f"{kind}.id", id, "must not be empty")
        if id in seen:
            raise DuplicateId(kind, id)
        seen.add(id)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point on earth in degrees, WGS 84."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        for name, value, most in (("lat", self.lat, 90), ("lon", self.lon, 180)):
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise BadValue(name, value, "must be a finite number of degrees")
            if abs(value) > most:
                raise BadValue(name, value, f"must be between -{most} and {most} degrees")


@dataclass(frozen=True, slots=True, order=True)
class TimeWindow:
    """From `start_s` to `end_s`, both included: service may begin at any second of it."""

    start_s: int
    end_s: int

    def __post_init__(self) -> None:
        _whole("window.start_s", self.start_s, -_MOST)
        _whole("window.end_s", self.end_s, -_MOST)
        if self.end_s < self.start_s:
            raise BadValue("window.end_s", self.end_s, f"must not be before the start {self.start_s}")


@dataclass(frozen=True, slots=True)
class Stop:
    """One place to serve once. No windows: any time. `drop_cost_s` None: the problem's."""

    id: str
    place: Place
    windows: tuple[TimeWindow, ...] = ()
    service_s: int = 0
    weight_g: int = 0
    parcels: int = 1
    zone: str | None = None
    drop_cost_s: int | None = None

    def __post_init__(self) -> None:
        for name in ("service_s", "weight_g", "parcels"):
            _whole(f"stop.{name}", getattr(self, name))
        if self.drop_cost_s is not None:
            _whole("stop.drop_cost_s", self.drop_cost_s)
        object.__setattr__(self, "windows", tuple(sorted(self.windows)))


@dataclass(frozen=True, slots=True)
class Shift:
    """One courier with a vehicle: leaves `start` and is back at `end` within `window`. None: no limit."""

    id: str
    start: Place
    end: Place
    window: TimeWindow
    capacity_g: int | None = None
    capacity_parcels: int | None = None
    zones: frozenset[str] | None = None
    profile: str = "bicycle"
    max_stops: int | None = None

    def __post_init__(self) -> None:
        for name in ("capacity_g", "capacity_parcels", "max_stops"):
            if getattr(self, name) is not None:
                _whole(f"shift.{name}", getattr(self, name))
        if self.profile not in PROFILES:
            raise BadValue("shift.profile", self.profile, f"must be one of {', '.join(PROFILES)}")
        if self.zones is not None:
            object.__setattr__(self, "zones", frozenset(self.zones))

    def serves(self, stop: Stop) -> bool:
        """Whether the zones of this courier let him carry the stop; a stop without a zone suits all."""
        return self.zones is None or stop.zone is None or stop.zone in self.zones


@dataclass(frozen=True, slots=True)
class Problem:
    """A day at one hub. `drop_cost_s` prices a left-out stop that has no price of its own."""

    hub: Place
    stops: tuple[Stop, ...]
    shifts: tuple[Shift, ...]
    drop_cost_s: int = DROP_COST_S
    _stop_by_id: dict[str, Stop] = field(init=False, repr=False, compare=False)
    _shift_by_id: dict[str, Shift] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stops", tuple(self.stops))
        object.__setattr__(self, "shifts", tuple(self.shifts))
        _whole("problem.drop_cost_s", self.drop_cost_s)
        _unique("stop", (stop.id for stop in self.stops))
        _unique("shift", (shift.id for shift in self.shifts))
        object.__setattr__(self, "_stop_by_id", {stop.id: stop for stop in self.stops})
        object.__setattr__(self, "_shift_by_id", {shift.id: shift for shift in self.shifts})

    def stop(self, id: str) -> Stop:
        """The stop of that id, or `UnknownId`."""
        try:
            return self._stop_by_id[id]
        except KeyError:
            raise UnknownId("stop", id) from None

    def shift(self, id: str) -> Shift:
        """The shift of that id, or `UnknownId`."""
        try:
            return self._shift_by_id[id]
        except KeyError:
            raise UnknownId("shift", id) from None

    def has_stop(self, id: str) -> bool:
        return id in self._stop_by_id

    def has_shift(self, id: str) -> bool:
        return id in self._shift_by_id

    def places(self) -> tuple[Place, ...]:
        """Each place once: hub, starts and ends of shifts, stops. What a matrix must cover."""
        ends = [place for shift in self.shifts for place in (shift.start, shift.end)]
        return tuple(dict.fromkeys([self.hub, *ends, *(stop.place for stop in self.stops)]))

    def profiles(self) -> tuple[str, ...]:
        """The profiles that a matrix is needed for, each once, sorted."""
        return tuple(sorted({shift.profile for shift in self.shifts}))

    def drop_cost(self, stop: Stop) -> int:
        return self.drop_cost_s if stop.drop_cost_s is None else stop.drop_cost_s
