"""Which real addresses does the town have, and where?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium
from osmium.geom import GeoJSONFactory
from shapely import from_geojson

PLAIN_NUMBER = re.compile(r"\d{1,3}( ?[A-Za-z])?(-\d{1,3})?")


@dataclass(frozen=True)
class Address:
    """A house door: its words, and its point in degrees."""

    street: str
    number: str
    postcode: str
    lat: float
    lon: float

    @property
    def text(self) -> str:
        return f"{self.street} {self.number}, {self.postcode} Helsinki"


def read_addresses(pbf: Path) -> list[Address]:
    """The distinct complete addresses of `pbf`, by street and number; no two at the same point.

    Numbers and streets that carry more than that (floors, halls, names of shops) are passed over.
    """
    found: dict[tuple[str, str], Address] = {}
    points: set[tuple[float, float]] = set()
    for tags, lat, lon in _addressed(pbf):
        street, number = tags["addr:street"], tags["addr:housenumber"]
        if "addr:postcode" not in tags or "," in street or not PLAIN_NUMBER.fullmatch(number):
            continue
        key = (street.casefold(), number.casefold())
        point = (round(lat, 6), round(lon, 6))
        if key in found or point in points:
            continue
        points.add(point)
        found[key] = Address(street, number, tags["addr:postcode"], *point)
    return [found[key] for key in sorted(found)]


def _addressed(pbf: Path) -> Iterator[tuple[dict[str, str], float, float]]:
    geometries = GeoJSONFactory()
    wanted = osmium.filter.KeyFilter("addr:housenumber")
    items: Any = osmium.FileProcessor(str(pbf)).with_areas(wanted).with_filter(wanted)
    for item in items:
        if "addr:street" not in item.tags:
            continue
        if item.is_node():
            yield dict(item.tags), item.lat, item.lon
        elif item.is_area() and (point := _inside(item, geometries)):
            yield dict(item.tags), *point


def _inside(area: Any, geometries: GeoJSONFactory) -> tuple[float, float] | None:
    """A point within the house; None for one cut at the edge of the extract."""
    try:
        point = from_geojson(geometries.create_multipolygon(area)).representative_point()
    except RuntimeError:
        return None
    return point.y, point.x
