"""In which zone does a point lie, and is this GeoJSON a set of zones at all?"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from routing.errors import DuplicateId, RoutingError
from routing.matrix import great_circle_m
from routing.model import Place

# A zone further than this from its hub was hardly meant; nearer with lat and lon exchanged, it was swapped.
_NEAR_M = 500_000


class ZoneProblem(NamedTuple):
    """Why one feature (counted from 1) is no zone."""

    feature: int
    code: str
    words: str


class BadZones(RoutingError):
    """A file of zones that cannot be taken; `problems` has a line for each bad feature."""

    def __init__(self, problems: Sequence[ZoneProblem]) -> None:
        lines = [f"feature {p.feature}: {p.words}" if p.feature else p.words for p in problems]
        super().__init__("bad-zones", "\n".join(lines), problems=[p._asdict() for p in problems])
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """One feature read from GeoJSON: `geometry` is a valid GeoJSON (Multi)Polygon, lon before lat."""

    feature: int
    name: str
    priority: int
    geometry: dict[str, Any]
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon served by a hub. Where zones overlap the larger `priority` wins, then the smaller area."""

    id: str
    name: str
    priority: int
    geometry: Mapping[str, Any] = field(hash=False)
    shape: BaseGeometry = field(init=False, repr=False, compare=False)
    area_m2: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        found = _geometry_of(self.geometry)
        object.__setattr__(self, "shape", found)
        object.__setattr__(self, "area_m2", _area_m2(found))


class ZoneIndex:
    """Zones made ready for many questions: an R-tree over prepared polygons, winners of overlaps first."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self.zones = sorted(zones, key=lambda zone: (-zone.priority, zone.area_m2, zone.id))
        seen: set[str] = set()
        for zone in self.zones:
            if zone.id in seen:
                raise DuplicateId("zone", zone.id)
            seen.add(zone.id)
        shapely.prepare([zone.shape for zone in self.zones])
        self._tree = shapely.STRtree([zone.shape for zone in self.zones])

    def locate_many(self, places: Sequence[Place]) -> list[Zone | None]:
        """The zone of each place, in order; a point on a border belongs, None is outside of all."""
        if not places or not self.zones:
            return [None] * len(places)
        points = shapely.points([(place.lon, place.lat) for place in places])
        which, zone = self._tree.query(points, predicate="intersects")
        best = np.full(len(places), len(self.zones))
        np.minimum.at(best, which, zone)
        return [self.zones[i] if i < len(self.zones) else None for i in best]

    def locate(self, place: Place) -> Zone | None:
        """The zone of one place, or None."""
        return self.locate_many([place])[0]


def locate(place: Place, zones: Iterable[Zone] | ZoneIndex) -> Zone | None:
    """The zone a place lies in: largest priority, then smallest area; borders belong; None is outside."""
    return _index(zones).locate(place)


def locate_many(places: Sequence[Place], zones: Iterable[Zone] | ZoneIndex) -> list[Zone | None]:
    """`locate` for many places at once."""
    return _index(zones).locate_many(places)


def read_geojson(data: Mapping[str, Any] | str, near: Place | None = None) -> list[ZoneShape]:
    """Zones from a GeoJSON FeatureCollection (a dict or its text), or `BadZones` with every bad feature.

    Properties: `name` (required), `priority` (whole number, 0 if missing); the rest is handed on. With `near`
    (the hub) polygons whose latitude and longitude were exchanged are recognised.
    """
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError as error:
            raise BadZones([ZoneProblem(0, "not-json", f"this is not JSON: {error}")]) from error
    features = data.get("features") if isinstance(data, Mapping) else None
    if (
        not isinstance(data, Mapping)
        or data.get("type") != "FeatureCollection"
        or not isinstance(features, list)
    ):
        raise BadZones([ZoneProblem(0, "not-a-collection", "this is not a GeoJSON FeatureCollection")])
    if not features:
        raise BadZones([ZoneProblem(0, "no-features", "there is no feature in this file")])
    shapes: list[ZoneShape] = []
    problems: list[ZoneProblem] = []
    names: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        try:
            found = _read_feature(number, feature, near)
            if found.name in names:
                raise _Refused(
                    "same-name", f"has the same name {found.name!r} as feature {names[found.name]}"
                )
            names[found.name] = number
            shapes.append(found)
        except _Refused as refused:
            problems.append(ZoneProblem(number, refused.code, refused.words))
    if problems:
        raise BadZones(problems)
    return shapes


class _Refused(Exception):
    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


def _index(zones: Iterable[Zone] | ZoneIndex) -> ZoneIndex:
    return zones if isinstance(zones, ZoneIndex) else ZoneIndex(zones)


def _read_feature(number: int, feature: Any, near: Place | None) -> ZoneShape:
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        raise _Refused("not-a-feature", "is not a GeoJSON Feature")
    properties = feature.get("properties")
    properties = dict(properties) if isinstance(properties, Mapping) else {}
    name = properties.get("name")
    if not isinstance(name, str) or not name.strip():
        raise _Refused("no-name", "has no name in its properties")
    priority = properties.get("priority")
    priority = 0 if priority is None else priority
    if isinstance(priority, bool) or not isinstance(priority, int) or abs(priority) > 10**6:
        raise _Refused("bad-priority", f"priority must be a whole number, not {priority!r}")
    geometry = feature.get("geometry")
    found = _checked(geometry)
    if near is not None:
        _refuse_swapped(found, near)
    return ZoneShape(number, name.strip(), priority, shapely.geometry.mapping(found), properties)


def _geometry_of(geometry: Any) -> BaseGeometry:
    try:
        return _checked(geometry)
    except _Refused as refused:
        raise BadZones([ZoneProblem(0, refused.code, refused.words)]) from refused


def _checked(geometry: Any) -> BaseGeometry:
    """A valid polygon in range, or `_Refused` in words."""
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        raise _Refused("wrong-type", f"must be a Polygon or a MultiPolygon, not {kind or 'nothing'}")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not isinstance(polygons, list | tuple) or not polygons:
        raise _Refused("empty", "has no coordinates")
    for rings in polygons:
        if not isinstance(rings, list | tuple) or not rings:
            raise _Refused("empty", "has a polygon without rings")
        for ring in rings:
            _check_ring(ring)
    found = shape({"type": geometry["type"], "coordinates": coordinates})
    _check_antimeridian(found)
    if not found.is_valid:
        raise _Refused("invalid", f"is not a valid polygon: {explain_validity(found)}")
    if found.is_empty or found.area == 0:
        raise _Refused("empty", "encloses no area")
    return shapely.force_2d(found)


def _check_ring(ring: Any) -> None:
    if not isinstance(ring, list | tuple) or len(ring) < 4:
        raise _Refused("short-ring", "has a ring of fewer than four positions")
    for position in ring:
        good = isinstance(position, list | tuple) and len(position) >= 2
        if not good or not all(_finite(number) for number in position[:2]):
            raise _Refused("bad-position", f"has a position that is not [lon, lat]: {position!r}")
        lon, lat = position[:2]
        if abs(lon) > 180 or abs(lat) > 90:
            swapped = abs(lat) <= 180 and abs(lon) <= 90
            hint = "; perhaps latitude and longitude are exchanged (GeoJSON has lon first)" if swapped else ""
            raise _Refused("out-of-range", f"lies outside of the earth at [{lon}, {lat}]{hint}")
    if list(ring[0][:2]) != list(ring[-1][:2]):
        raise _Refused("not-closed", "has a ring whose last position is not its first")


def _finite(number: Any) -> bool:
    return not isinstance(number, bool) and isinstance(number, int | float) and math.isfinite(number)


def _check_antimeridian(found: BaseGeometry) -> None:
    """Half the world in one polygon is nearly always one that steps over 180 degrees."""
    for polygon in getattr(found, "geoms", [found]):
        west, _, east, _ = polygon.bounds
        if east - west > 180:
            raise _Refused("antimeridian", "crosses the 180th meridian: cut it there into two polygons")


def _refuse_swapped(found: BaseGeometry, near: Place) -> None:
    middle = found.representative_point()
    if abs(middle.x) > 90:
        return
    here, there = Place(middle.y, middle.x), Place(middle.x, middle.y)
    far, swapped = great_circle_m([here, there], [near])[:, 0]
    if far > _NEAR_M > swapped:
        raise _Refused(
            "swapped", "lies near the hub only with latitude and longitude exchanged: lon comes first"
        )


def _area_m2(found: BaseGeometry) -> float:
    """Good enough to say which of two neighbouring polygons is smaller: degrees scaled at the middle."""
    per_degree = math.pi * 6_371_009 / 180
    return found.area * per_degree**2 * math.cos(math.radians(found.centroid.y))
