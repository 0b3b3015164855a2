"""Are zones taken from GeoJSON all together or not at all, each mistake by its path?"""

import json

import pytest

from routing.model import Place
from server.imports.zones import read_zones

HUB = Place(60.17, 24.94)
SQUARE = [[24.93, 60.16], [24.95, 60.16], [24.95, 60.18], [24.93, 60.18], [24.93, 60.16]]


def feature(name: object = "Kamppi", ring: object = SQUARE, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"name": name} | properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_a_zone_with_priority_and_fee() -> None:
    found = read_zones(collection(feature(priority=3, delivery_fee="2,90"), feature("Töölö")), "EUR", HUB)
    assert [(z.row, z.name, z.priority, z.delivery_fee_minor) for z in found.values] == [
        (1, "Kamppi", 3, 290),
        (2, "Töölö", 0, 0),
    ]
    assert found.values[0].geometry["type"] == "Polygon" and not found.refused


def test_a_fee_is_read_by_its_digits() -> None:
    raw = collection(feature(delivery_fee="FEE")).replace(b'"FEE"', b"4.35")
    assert read_zones(raw, "EUR").values[0].delivery_fee_minor == 435


@pytest.mark.parametrize(
    ("bad", "code", "column"),
    [
        (feature(ring=[[lat, lon] for lon, lat in SQUARE]), "zone-swapped", "features[1]"),
        (feature(ring=SQUARE[:-1]), "zone-not-closed", "features[1]"),
        (feature(""), "zone-no-name", "features[1]"),
        (feature("Other"), "zone-same-name", "features[1]"),
        (feature(delivery_fee=-1), "money-negative", "features[1].properties.delivery_fee"),
        (feature(delivery_fee=True), "money", "features[1].properties.delivery_fee"),
        (feature("x" * 81), "value-long", "features[1].properties.name"),
        (7, "zone-not-a-feature", "features[1]"),
    ],
)
def test_one_wrong_zone_refuses_the_file(bad: object, code: str, column: str) -> None:
    found = read_zones(collection(feature("Other"), bad), "EUR", HUB)
    assert [(r.column, r.code) for r in found.refused] == [(column, code)]
    assert found.values == ()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file-empty"),
        (b"{", "json-broken"),
        (b"[]", "zone-not-a-collection"),
        (collection(), "zone-no-features"),
        (b"[" * 200_000, "json-deep"),
        (collection(feature(priority="P")).replace(b'"P"', b"1" * 5000), "json-constant"),
        (collection(feature(priority="P")).replace(b'"P"', b"Infinity"), "json-constant"),
        ('{"a": "é"}'.encode("latin-1"), "file-encoding"),
    ],
)
def test_a_file_that_is_no_map_gives_nothing(raw: bytes, code: str) -> None:
    found = read_zones(raw, "EUR", HUB)
    assert [r.code for r in found.refused] == [code] and found.values == ()
