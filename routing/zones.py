"""In which zone does a point lie, is this GeoJSON a set of zones at all, and what would new zones change?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from routing.errors import DuplicateId, RoutingError
from routing.matrix import great_circle_m
from routing.model import Place
from routing.polygons import Refused, area_m2, checked

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
    """One feature of a file: `geometry` is a valid GeoJSON (Multi)Polygon, lon before lat."""

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
        object.__setattr__(self, "area_m2", area_m2(found))


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
            data = json.loads(data.removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:
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
    return read_features(features, near)


def read_features(features: Sequence[Any], near: Place | None = None) -> list[ZoneShape]:
    """Zones from GeoJSON features, whatever file they came from, or `BadZones` with every bad one."""
    shapes: list[ZoneShape] = []
    problems: list[ZoneProblem] = []
    names: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        try:
            found = _read_feature(number, feature, near)
            if found.name in names:
                raise Refused("same-name", f"has the same name {found.name!r} as feature {names[found.name]}")
            names[found.name] = number
            shapes.append(found)
        except Refused as refused:
            problems.append(ZoneProblem(number, refused.code, refused.words))
    if problems:
        raise BadZones(problems)
    return shapes


def write_geojson(shapes: Iterable[ZoneShape]) -> str:
    """A FeatureCollection that `read_geojson` reads again; name and priority stand among the properties."""
    features = [
        {
            "type": "Feature",
            "properties": {**shape.properties, "name": shape.name, "priority": shape.priority},
            "geometry": dict(shape.geometry),
        }
        for shape in shapes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def middle(shape: ZoneShape) -> tuple[float, float]:
    """[lon, lat] of a point inside."""
    found = checked(shape.geometry).representative_point()
    return found.x, found.y


class Overlap(NamedTuple):
    """Where two zones lie on each other, `winner` gets the orders."""

    winner: Zone
    loser: Zone
    area_m2: float


def overlaps(zones: Iterable[Zone] | ZoneIndex, *, least_m2: float = 1.0) -> list[Overlap]:
    """Each pair of zones that share more than a border, the largest overlap first."""
    index = _index(zones)
    shapes = [zone.shape for zone in index.zones]
    if not shapes:
        return []
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    found = []
    for winner, loser in sorted((int(i), int(j)) for i, j in zip(one, other, strict=True) if i < j):
        shared = area_m2(shapes[winner].intersection(shapes[loser]))
        if shared >= least_m2:
            found.append(Overlap(index.zones[winner], index.zones[loser], shared))
    return sorted(found, key=lambda overlap: -overlap.area_m2)


class Move(NamedTuple):
    """What would change zones: None is outside of all."""

    id: str
    old: Zone | None
    new: Zone | None


def moves(
    old_zones: Iterable[Zone] | ZoneIndex, new_zones: Iterable[Zone] | ZoneIndex, places: Mapping[str, Place]
) -> tuple[Move, ...]:
    """Which of the places (by their ids) would get a zone of another id, in the order given."""
    ids, points = list(places), list(places.values())
    before, after = locate_many(points, old_zones), locate_many(points, new_zones)
    return tuple(
        Move(id, old, new)
        for id, old, new in zip(ids, before, after, strict=True)
        if (old and old.id) != (new and new.id)
    )


def _index(zones: Iterable[Zone] | ZoneIndex) -> ZoneIndex:
    return zones if isinstance(zones, ZoneIndex) else ZoneIndex(zones)


def _read_feature(number: int, feature: Any, near: Place | None) -> ZoneShape:
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        raise Refused("not-a-feature", "is not a GeoJSON Feature")
    properties = feature.get("properties")
    properties = dict(properties) if isinstance(properties, Mapping) else {}
    name = properties.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Refused("no-name", "has no name in its properties")
    priority = properties.get("priority")
    priority = 0 if priority is None else priority
    if isinstance(priority, bool) or not isinstance(priority, int) or abs(priority) > 10**6:
        raise Refused("bad-priority", f"priority must be a whole number, not {priority!r}")
    geometry = feature.get("geometry")
    found = checked(geometry)
    if near is not None:
        _refuse_swapped(found, near)
    return ZoneShape(number, name.strip(), priority, shapely.geometry.mapping(found), properties)


def _geometry_of(geometry: Any) -> BaseGeometry:
    try:
        return checked(geometry)
    except Refused as refused:
        raise BadZones([ZoneProblem(0, refused.code, refused.words)]) from refused


def _refuse_swapped(found: BaseGeometry, near: Place) -> None:
    middle = found.representative_point()
    if abs(middle.x) > 90:
        return
    here, there = Place(middle.y, middle.x), Place(middle.x, middle.y)
    far, swapped = great_circle_m([here, there], [near])[:, 0]
    if far > _NEAR_M > swapped:
        raise Refused(
            "swapped", "lies near the hub only with latitude and longitude exchanged: lon comes first"
        )
