"""Which zones does a GeoJSON file draw? Shapes are judged by routing.zones, names and fees here."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, NoReturn

from routing.model import Place
from routing.zones import BadZones, ZoneShape, read_geojson
from server.imports import fields
from server.imports.cells import Cells
from server.imports.listing import Listing
from server.imports.refusal import Refusal, Report
from server.imports.table import FileRefused, check_encoding, load


@dataclass(frozen=True, slots=True)
class ZoneFeature:
    """One zone: `row` is its feature counted from 1, `geometry` a valid GeoJSON (Multi)Polygon."""

    row: int
    name: str
    priority: int
    delivery_fee_minor: int
    geometry: dict[str, Any]


def read_zones(source: bytes | BinaryIO, currency: str, near: Place | None = None) -> Listing[ZoneFeature]:
    """Zones of a GeoJSON file, all of them or none: a map with a hole in it misleads.

    `near` is the hub; with it a file whose latitude and longitude were exchanged is recognised.
    """
    try:
        shapes = read_geojson(_parse(source), near)
    except FileRefused as refused:
        return Listing(0, (), refused.refusals)
    except RecursionError:
        return Listing(0, (), (Refusal(None, None, "json-deep"),))
    except BadZones as bad:
        report = Report()
        report.refuse(*(_refusal(problem.feature, problem.code, problem.words) for problem in bad.problems))
        return Listing(0, (), tuple(report.refused), (), report.left_out)
    read = [_zone(shape, currency) for shape in shapes]
    wrong = tuple(problem for _, cells in read for problem in cells.problems)
    return Listing(len(shapes), () if wrong else tuple(zone for zone, _ in read), wrong)


def _refusal(feature: int, code: str, words: str) -> Refusal:
    column = f"features[{feature - 1}]" if feature else None
    return Refusal(None, column, f"zone-{code}", {"detail": words})


def _zone(shape: ZoneShape, currency: str) -> tuple[ZoneFeature, Cells]:
    path = f"features[{shape.feature - 1}].properties."
    fee = shape.properties.get("delivery_fee")
    given = {"name": shape.name, "delivery_fee": "" if fee is None else str(fee)}
    cells = Cells(given, None, path)
    name = cells.take("name", partial(fields.text, limit=80, required=True), "")
    fee_minor = cells.take("delivery_fee", partial(fields.minor, currency=currency, empty=0), 0)
    return ZoneFeature(shape.feature, name, shape.priority, fee_minor, shape.geometry), cells


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


def _parse(source: bytes | BinaryIO) -> Any:
    raw = load(source)
    check_encoding(raw)
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=_Exact, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = {"row": error.lineno, "place": error.colno}
        raise FileRefused(Refusal(error.lineno, None, "json-broken", where)) from None
    except ValueError:  # a whole number of thousands of digits
        raise FileRefused(Refusal(None, None, "json-constant", {"value": "…"})) from None
