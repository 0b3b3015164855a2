"""Which zones does a GeoJSON or KML file draw? Shapes are judged by routing.zones, names and fees here."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, NoReturn

from routing.kml import read_kml
from routing.model import Place
from routing.zones import BadZones, Zone, ZoneProblem, ZoneShape, overlaps, read_geojson
from server.imports import fields
from server.imports.cells import Cells
from server.imports.listing import Listing
from server.imports.refusal import Refusal, Report
from server.imports.table import FileRefused, check_encoding, load

# Neighbours drawn by hand share slivers: those are no news.
LEAST_OVERLAP_M2 = 1000
MOST_OVERLAPS = 20


@dataclass(frozen=True, slots=True)
class ZoneFeature:
    """One zone: `row` is its feature counted from 1, `geometry` a valid GeoJSON (Multi)Polygon."""

    row: int
    name: str
    priority: int
    delivery_fee_minor: int
    geometry: dict[str, Any]


def read_zones(source: bytes | BinaryIO, currency: str, near: Place | None = None) -> Listing[ZoneFeature]:
    """Zones of a GeoJSON or KML file, all of them or none: a map with a hole in it misleads.

    `near` is the hub; with it a file whose latitude and longitude were exchanged is recognised. Which of the
    two it is, its first character tells. Where zones lie on each other a notice says who gets the orders.
    """
    kml = False
    try:
        raw = load(source)
        kml = raw.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
        shapes = read_kml(raw, near) if kml else read_geojson(_parse(raw), near)
    except FileRefused as refused:
        return Listing(0, (), refused.refusals)
    except RecursionError:
        return Listing(0, (), (Refusal(None, None, "json-deep"),))
    except BadZones as bad:
        report = Report()
        report.refuse(*(_refusal(problem, kml) for problem in bad.problems))
        return Listing(0, (), tuple(report.refused), (), report.left_out)
    read = [_zone(shape, currency, kml) for shape in shapes]
    wrong = tuple(problem for _, cells in read for problem in cells.problems)
    zones = () if wrong else tuple(zone for zone, _ in read)
    return Listing(len(shapes), zones, wrong, _overlaps(shapes))


def _path(feature: int, kml: bool) -> str:
    return f"{'placemarks' if kml else 'features'}[{feature - 1}]"


def _refusal(problem: ZoneProblem, kml: bool) -> Refusal:
    column = _path(problem.feature, kml) if problem.feature else None
    return Refusal(None, column, f"zone-{problem.code}", {"detail": problem.words})


def _overlaps(shapes: list[ZoneShape]) -> tuple[Refusal, ...]:
    """The largest overlaps: meant or not, it is good to know who wins."""
    zones = [Zone(shape.name, shape.name, shape.priority, shape.geometry) for shape in shapes]
    return tuple(
        Refusal(None, None, "zone-overlap", {"winner": w.name, "loser": loser.name, "area_m2": round(area)})
        for w, loser, area in overlaps(zones, least_m2=LEAST_OVERLAP_M2)[:MOST_OVERLAPS]
    )


def _zone(shape: ZoneShape, currency: str, kml: bool) -> tuple[ZoneFeature, Cells]:
    path = f"{_path(shape.feature, kml)}.properties."
    fee = shape.properties.get("delivery_fee")
    given = {"name": shape.name, "delivery_fee": "" if fee is None else str(fee)}
    cells = Cells(given, None, path)
    name = cells.take("name", partial(fields.text, limit=80, required=True), "")
    fee_minor = cells.take("delivery_fee", partial(fields.minor, currency=currency, empty=0), 0)
    # In lists, as the database gives it back: a zone that did not change must compare as equal.
    geometry = json.loads(json.dumps(shape.geometry))
    return ZoneFeature(shape.feature, name, shape.priority, fee_minor, geometry), cells


class _Exact(float):
    """A JSON number that remembers its digits: coordinates are floats, a fee must not be."""

    digits: str

    def __new__(cls, digits: str) -> "_Exact":
        made = super().__new__(cls, digits)
        made.digits = digits
        return made

    def __str__(self) -> str:
        return self.digits


def _no_constant(name: str) -> NoReturn:
    raise FileRefused(Refusal(None, None, "json-constant", {"value": name}))


def _parse(raw: bytes) -> Any:
    if raw.startswith(b"PK\x03\x04"):
        raise FileRefused(Refusal(None, None, "zone-zipped"))
    check_encoding(raw)
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=_Exact, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = {"row": error.lineno, "place": error.colno}
        raise FileRefused(Refusal(error.lineno, None, "json-broken", where)) from None
    except ValueError:  # a whole number of thousands of digits
        raise FileRefused(Refusal(None, None, "json-constant", {"value": "…"})) from None
