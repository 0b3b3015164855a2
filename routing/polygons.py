"""Is this geometry a polygon that can be a zone? Made valid for the map's edge, or refused in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

type Ring = list[tuple[float, float]]


class Refused(Exception):
    """Why something is no zone: a stable code and words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


def checked(geometry: Any) -> BaseGeometry:
    """A valid (Multi)Polygon between -180 and 180 degrees, flat, of GeoJSON; or `Refused` in words.

    What steps over the 180th meridian (an edge of more than 180 degrees, or longitudes beyond 180) is cut
    there into two parts, as RFC 7946 wants it. Rings are not repaired: who drew one knows what was meant.
    """
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        raise Refused("wrong-type", f"must be a Polygon or a MultiPolygon, not {kind or 'nothing'}")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not isinstance(polygons, list | tuple) or not polygons:
        raise Refused("empty", "has no coordinates")
    parts: list[Polygon] = []
    for rings in polygons:
        if not isinstance(rings, list | tuple) or not rings:
            raise Refused("empty", "has a polygon without rings")
        parts += _cut(_polygon([_ring(ring) for ring in rings]))
    found = parts[0] if len(parts) == 1 and geometry["type"] == "Polygon" else MultiPolygon(parts)
    _check_valid(found)
    if found.is_empty or found.area == 0:
        raise Refused("empty", "encloses no area")
    return found


def area_m2(found: BaseGeometry) -> float:
    """Good enough to say which of two neighbouring polygons is smaller: degrees scaled at the middle."""
    if found.is_empty:
        return 0.0
    per_degree = math.pi * 6_371_009 / 180
    return found.area * per_degree**2 * math.cos(math.radians(found.centroid.y))


def _ring(ring: Any) -> Ring:
    """The positions without heights, unwrapped: no edge is longer than half the earth."""
    if not isinstance(ring, list | tuple) or len(ring) < 4:
        raise Refused("short-ring", "has a ring of fewer than four positions")
    for position in ring:
        good = isinstance(position, list | tuple) and len(position) >= 2
        if not good or not all(_finite(number) for number in position[:2]):
            raise Refused("bad-position", f"has a position that is not [lon, lat]: {position!r}")
        lon, lat = position[:2]
        if abs(lon) > 360 or abs(lat) > 90:
            swapped = abs(lat) <= 180 and abs(lon) <= 90
            hint = "; perhaps latitude and longitude are exchanged (GeoJSON has lon first)" if swapped else ""
            raise Refused("out-of-range", f"lies outside of the earth at [{lon}, {lat}]{hint}")
    if list(ring[0][:2]) != list(ring[-1][:2]):
        raise Refused("not-closed", "has a ring whose last position is not its first")
    return _unwrapped([(float(position[0]), float(position[1])) for position in ring])


def _unwrapped(ring: Ring) -> Ring:
    found = [ring[0]]
    for lon, lat in ring[1:]:
        turns = round((lon - found[-1][0]) / 360)
        found.append((lon - 360 * turns, lat))
    if abs(found[-1][0] - found[0][0]) > 180:
        raise Refused("pole", "goes around a pole: such a polygon has no inside on the map")
    return found


def _polygon(rings: Sequence[Ring]) -> Polygon:
    """Holes are moved by whole turns to where their shell lies."""
    shell = rings[0]
    west, east = min(lon for lon, _ in shell), max(lon for lon, _ in shell)
    if east - west > 180:
        raise Refused("too-wide", "spans more than half of the earth")
    holes = []
    for hole in rings[1:]:
        turns = round((hole[0][0] - (west + east) / 2) / 360)
        holes.append([(lon - 360 * turns, lat) for lon, lat in hole])
    found = Polygon(shell, holes)
    _check_valid(found)
    return found


def _cut(whole: Polygon) -> list[Polygon]:
    """The parts of a polygon on each side of the 180th meridian."""
    west, _, east, _ = whole.bounds
    if west >= -180 and east <= 180:
        return [whole]
    parts: list[Polygon] = []
    for turn in (-360, 0, 360):
        part = whole.intersection(box(turn - 180, -90, turn + 180, 90))
        moved = shapely.transform(part, lambda at, turn=turn: at - [turn, 0])  # type: ignore[misc]
        parts += [p for p in getattr(moved, "geoms", [moved]) if isinstance(p, Polygon) and p.area]
    return parts


def _check_valid(found: BaseGeometry) -> None:
    if not found.is_valid:
        raise Refused("invalid", f"is not a valid polygon: {explain_validity(found)}")


def _finite(number: Any) -> bool:
    # A whole number may be too large to be a float at all.
    return not isinstance(number, bool) and isinstance(number, int | float) and -1e300 < number < 1e300
