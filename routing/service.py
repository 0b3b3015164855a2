"""How long does it take at a door, and how quick is each courier? Learned from visits that were marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from routing.model import Place

# Fewer visits of a door, or of a courier, are chance.
LEAST_AT_DOOR = 3
LEAST_OF_COURIER = 20
# A shorter visit was marked after it was over, a longer one was forgotten.
_SHORTEST_S, _LONGEST_S = 20, 3600
# Beyond these a courier marks otherwise than the others, and is not quicker or slower.
_QUICKEST, _SLOWEST = 50, 200
# Four decimal places of a degree, about ten metres: one building.
_DIGITS = 4


class Visited(NamedTuple):
    """One visit: where, by whom, and the seconds from the begin of service to its mark."""

    place: Place
    courier_id: str
    service_s: int


class Door(NamedTuple):
    """What a building is known to take, in seconds, and from how many visits."""

    service_s: int
    visits: int


class Pace(NamedTuple):
    """How long a courier takes, in percent of what is expected, and from how many visits that is known."""

    percent: int
    visits: int


@dataclass(frozen=True, slots=True)
class Learned:
    """Doors by building, paces by courier; `default_s` is expected where nothing is known."""

    default_s: int
    doors: Mapping[tuple[float, float], Door]
    paces: Mapping[str, Pace]

    def door(self, place: Place) -> Door | None:
        """What is known of the building at this place."""
        return self.doors.get(_building(place))

    def service_s(self, place: Place, courier_id: str | None = None) -> int:
        """By the building; else by the courier, if he is given and known; else the default."""
        door, pace = self.door(place), self.paces.get(courier_id or "")
        if door is not None:
            return door.service_s
        return self.default_s if pace is None else round(self.default_s * pace.percent / 100)


def learn_service(visits: Iterable[Visited], default_s: int) -> Learned:
    """Medians: of a building from three visits on, of a courier's share of what was expected from twenty on.

    What was expected of a visit is its building's median, else `default_s`. Visits under 20 s or over an hour
    say nothing; a pace lies between 50 and 200 percent. Deterministic; the order of visits does not matter.
    """
    told = [visit for visit in visits if _SHORTEST_S <= visit.service_s <= _LONGEST_S]
    by_building: dict[tuple[float, float], list[int]] = defaultdict(list)
    for visit in told:
        by_building[_building(visit.place)].append(visit.service_s)
    doors = {
        building: Door(round(median(seconds)), len(seconds))
        for building, seconds in by_building.items()
        if len(seconds) >= LEAST_AT_DOOR
    }
    shares: dict[str, list[float]] = defaultdict(list)
    for visit in told:
        door = doors.get(_building(visit.place))
        shares[visit.courier_id].append(100 * visit.service_s / (door.service_s if door else default_s))
    paces = {
        courier: Pace(min(_SLOWEST, max(_QUICKEST, round(median(share)))), len(share))
        for courier, share in shares.items()
        if len(share) >= LEAST_OF_COURIER
    }
    return Learned(default_s, doors, paces)


def _building(place: Place) -> tuple[float, float]:
    return round(place.lat, _DIGITS), round(place.lon, _DIGITS)
