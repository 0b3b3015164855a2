"""What does an answer in OSRM's form say? The same for the engine in the process, its server and Valhalla."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Place
from routing.roads import RoadPath, Snapped, Step
from routing.roads.matching import Part


def place(position: Any) -> Place:
    """From [lon, lat]."""
    return Place(float(position[1]), float(position[0]))


def decoded(polyline: str, precision: int = 6) -> tuple[Place, ...]:
    """The places of an encoded polyline (Google's format, Valhalla with six digits)."""
    places, at, lat, lon = [], 0, 0, 0
    while at < len(polyline):
        steps = []
        for _ in range(2):
            shift = value = 0
            while True:
                byte = ord(polyline[at]) - 63
                at += 1
                value |= (byte & 0x1F) << shift
                shift += 5
                if byte < 0x20:
                    break
            steps.append(~(value >> 1) if value & 1 else value >> 1)
        lat, lon = lat + steps[0], lon + steps[1]
        places.append(Place(lat / 10**precision, lon / 10**precision))
    return tuple(places)


def line(geometry: Any) -> tuple[Place, ...]:
    """GeoJSON or a polyline of six digits."""
    if isinstance(geometry, str):
        return decoded(geometry)
    return tuple(place(position) for position in geometry["coordinates"])


def path(answer: Any) -> RoadPath:
    """The first route of a /route answer with steps."""
    found = answer["routes"][0]
    legs = tuple(tuple(_step(step) for step in leg["steps"]) for leg in found["legs"])
    return RoadPath(line(found["geometry"]), legs, round(found["duration"]), round(found["distance"]))


def nearest(answer: Any) -> Snapped:
    """The first waypoint of a /nearest answer."""
    found = answer["waypoints"][0]
    return Snapped(place(found["location"]), float(found["distance"]), str(found["name"]))


def parts(answer: Any) -> list[Part]:
    """The matchings of a /match answer, in the order of time."""
    ends: dict[int, list[int]] = {}
    for at, point in enumerate(answer["tracepoints"]):
        # A fix that fits nowhere is null, or in Valhalla's words a point that names no matching.
        if point and point["matchings_index"] is not None:
            ends.setdefault(int(point["matchings_index"]), []).append(at)
    found = []
    for number, matching in enumerate(answer["matchings"]):
        seen = ends.get(number, [])
        if len(seen) > 1:
            figures = float(matching["distance"]), float(matching["confidence"])
            found.append(Part(line(matching["geometry"]), *figures, seen[0], seen[-1]))
    return found


def matrix(
    places: tuple[Place, ...],
    seconds: np.ndarray,
    metres: np.ndarray,
    off_road: Sequence[int],
    source: str,
    profile: str,
) -> Matrix:
    """A matrix of raw tables, not a number where there is no way; nothing leads to or from `off_road`."""
    off = list(off_road)
    for table in (seconds, metres):
        table[off, :] = np.nan
        table[:, off] = np.nan
        np.fill_diagonal(table, 0)
    missing = np.isnan(seconds) | np.isnan(metres)
    # Between two places that share a spot of a one-way street OSRM says some decimetres less than nothing.
    whole = (np.rint(np.maximum(table, 0)) for table in (seconds, metres))
    seconds, metres = (np.where(missing, UNREACHABLE, table) for table in whole)
    return Matrix(places, seconds, metres, source, profile, frozenset(places[i] for i in off))


def _step(step: Any) -> Step:
    manoeuvre = step["maneuver"]
    modifier = str(manoeuvre["modifier"]) if "modifier" in list(manoeuvre) else ""
    return Step(
        str(manoeuvre["type"]),
        modifier,
        str(step["name"]),
        place(manoeuvre["location"]),
        round(step["duration"]),
        round(step["distance"]),
    )
