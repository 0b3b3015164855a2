"""What are places, windows and breaks, and which numbers are refused? The small values of the model."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from routing.errors import BadValue, DuplicateId

# Sums of a day's figures must stay far from 64 bits inside the solver.
MOST = 2**40


def whole(name: str, value: object, least: int = 0, most: int = MOST) -> None:
    """Refuses all but a whole number between `least` and `most` (`BadValue`)."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(name, value, "must be a whole number")
    if not least <= value <= most:
        raise BadValue(name, value, f"must be between {least} and {most}")


def several(name: str, value: Iterable[str]) -> frozenset[str]:
    """Refuses one text where a set of texts is meant: its letters would be taken for names (`BadValue`)."""
    if isinstance(value, str):
        raise BadValue(name, value, "must be a set of names")
    return frozenset(value)


def of_kind(name: str, value: object, kind: type) -> None:
    """Refuses what is of another class (`BadValue`)."""
    if not isinstance(value, kind):
        raise BadValue(name, value, f"must be a {kind.__name__}")


def unique(kind: str, ids: Iterable[str]) -> None:
    """Refuses an empty id (`BadValue`) and one that comes twice (`DuplicateId`)."""
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
        whole("window.start_s", self.start_s, -MOST)
        whole("window.end_s", self.end_s, -MOST)
        if self.end_s < self.start_s:
            raise BadValue("window.end_s", self.end_s, f"must not be before the start {self.start_s}")


@dataclass(frozen=True, slots=True)
class SoftWindow:
    """When service should begin. Outside it may, at a price in seconds of the objective: `*_fixed_s` once
    and `*_per_min_s` for each minute (whole seconds, rounded down) before `start_s` or after `end_s`.

    Nobody waits for a soft window: too early costs `early_*`.
    """

    start_s: int
    end_s: int
    late_fixed_s: int = 0
    late_per_min_s: int = 60
    early_fixed_s: int = 0
    early_per_min_s: int = 0

    def __post_init__(self) -> None:
        whole("soft.start_s", self.start_s, -MOST)
        whole("soft.end_s", self.end_s, -MOST)
        if self.end_s < self.start_s:
            raise BadValue("soft.end_s", self.end_s, f"must not be before the start {self.start_s}")
        for name in ("late_fixed_s", "late_per_min_s", "early_fixed_s", "early_per_min_s"):
            whole(f"soft.{name}", getattr(self, name), 0, 10**9)

    def price_s(self, begin_s: int) -> int:
        """What it costs to begin at this second."""
        if begin_s > self.end_s:
            return self.late_fixed_s + self.late_per_min_s * (begin_s - self.end_s) // 60
        if begin_s < self.start_s:
            return self.early_fixed_s + self.early_per_min_s * (self.start_s - begin_s) // 60
        return 0


@dataclass(frozen=True, slots=True)
class Break:
    """A pause of `duration_s` whose beginning lies within `window`.

    It falls between two services, on the way too. Who is home before the window ends, or leaves when a pause
    at its beginning would be over, takes it outside of the route.
    """

    window: TimeWindow
    duration_s: int

    def __post_init__(self) -> None:
        whole("break.duration_s", self.duration_s, 1)
