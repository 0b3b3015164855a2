"""What is there to draw in an OpenStreetMap extract, object by object?

The file is streamed: besides the objects in hand only the node locations, the coastline and the house
numbers already drawn are kept in memory.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium
from osmium.filter import KeyFilter
from osmium.geom import GeoJSONFactory
from shapely.geometry import mapping, shape

from server.basemap import tags as rules
from server.basemap.coast import Frame, Line, land_and_sea
from server.basemap.errors import BasemapError

ROUND = 7  # decimals of a degree, as exact as OpenStreetMap itself


@dataclass(frozen=True)
class Feature:
    """Something to draw and its GeoJSON geometry."""

    drawn: rules.Drawn
    geometry: dict[str, Any]


def frame_of(pbf: Path) -> Frame:
    """The rectangle that the extract covers: its header's word, or else the extent of its nodes.

    Raises BasemapError `map-source-empty` when there is no node at all.
    """
    with osmium.io.Reader(str(pbf)) as reader:
        bounds = reader.header().box()
    west = south = float("inf")
    east = north = float("-inf")
    nodes: Any = osmium.FileProcessor(str(pbf), osmium.osm.NODE)
    for node in nodes:
        if not node.location.valid():
            continue
        west, east = min(west, node.lon), max(east, node.lon)
        south, north = min(south, node.lat), max(north, node.lat)
    if west > east:
        raise BasemapError("map-source-empty", path=str(pbf))
    if bounds.valid() and bounds.size() > 0:
        return (bounds.bottom_left.lon, bounds.bottom_left.lat, bounds.top_right.lon, bounds.top_right.lat)
    margin = 1e-4  # a single node, too, needs some ground to stand on
    return (west - margin, south - margin, east + margin, north + margin)


def features(pbf: Path) -> Iterator[Feature]:
    """Everything to draw, in the order of the file; land and sea come last."""
    frame = frame_of(pbf)
    coast: list[Line] = []
    numbers: set[int] = set()
    geometries = GeoJSONFactory()
    drawable = KeyFilter(*rules.KEYS)
    items: Any = osmium.FileProcessor(str(pbf)).with_areas(drawable).with_filter(drawable)
    for item in items:
        if item.is_node():
            if item.location.valid():
                yield from _of_node(item, numbers)
        elif item.is_way():
            lines = list(_runs(item))
            if item.tags.get("natural") == "coastline":
                coast.extend(lines)
            elif drawn := rules.line(item.tags):
                yield from (Feature(drawn, {"type": "LineString", "coordinates": line}) for line in lines)
        elif item.is_area():
            yield from _of_area(item, geometries, numbers)
    land, sea = land_and_sea(coast, frame)
    for layer, kind, polygons in (("earth", "earth", land), ("water", "ocean", sea)):
        if not polygons.is_empty:
            drawn = rules.Drawn(layer, 0, {"kind": kind, "min_zoom": 0})
            yield Feature(drawn, mapping(polygons))


def _of_node(node: Any, numbers: set[int]) -> Iterator[Feature]:
    geometry = {"type": "Point", "coordinates": (node.lon, node.lat)}
    if drawn := rules.point(node.tags):
        yield Feature(drawn, geometry)
    if number := _new_number(node.tags, numbers):
        yield Feature(number, geometry)


def _of_area(area: Any, geometries: GeoJSONFactory, numbers: set[int]) -> Iterator[Feature]:
    drawn = rules.area(area.tags)
    number = _new_number(area.tags, numbers)
    if not drawn and not number:
        return
    try:
        geometry = json.loads(geometries.create_multipolygon(area))
    except (RuntimeError, osmium.InvalidLocationError):
        return  # cut at the edge of the extract: there is no surface to draw
    if drawn:
        yield Feature(drawn, geometry)
    if number:
        inside = shape(geometry).representative_point()
        place = (round(inside.x, ROUND), round(inside.y, ROUND))
        yield Feature(number, {"type": "Point", "coordinates": place})


def _new_number(tags: rules.Tags, numbers: set[int]) -> rules.Drawn | None:
    """The house number, unless the same one was drawn before: every shop of a house carries it again."""
    drawn = rules.address(tags)
    if drawn is None or "addr_street" not in drawn.attributes:
        return drawn
    seen = hash((drawn.attributes["addr_street"], drawn.attributes["addr_housenumber"]))
    if seen in numbers:
        return None
    numbers.add(seen)
    return drawn


def _runs(way: Any) -> Iterator[Line]:
    """The unbroken pieces of a way whose nodes may lie outside the extract."""
    run: Line = []
    for node in way.nodes:
        if node.location.valid():
            run.append((node.lon, node.lat))
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run
