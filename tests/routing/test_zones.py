"""Does a point find its zone, and is a bad file refused in words by feature?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from routing.errors import DuplicateId
from routing.model import Place
from routing.zones import BadZones, Zone, ZoneIndex, locate, locate_many, read_geojson
from tests.routing.factories import HUB


def ring(west: float, south: float, east: float, north: float, by: float = 400) -> list[list[float]]:
    """Counter-clockwise, with a corner every `by` degrees along its southern and northern edges."""
    steps = [west + by * step for step in range(int((east - west) / by) + 1)]
    along = [*(step for step in steps if step < east), east]
    return [*([lon, south] for lon in along), *([lon, north] for lon in reversed(along)), [west, south]]


def box(*edges: float, by: float = 400) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [ring(*edges, by=by)]}


AROUND_THE_POLE = [[0, 80], [90, 80], [180, 80], [-90, 80], [0, 80]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "A", **properties}, "geometry": geometry}


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


BIG = Zone("big", "Big", 0, box(0, 0, 10, 10))
SMALL = Zone("small", "Small", 0, box(4, 4, 6, 6))
FIRST = Zone("first", "First", 1, box(0, 0, 5, 10))


@pytest.mark.parametrize(
    "lat, lon, zone",
    [
        (1, 8, BIG),
        (5.5, 5.5, SMALL),
        (4.5, 4.5, FIRST),
        (20, 20, None),
        (0, 8, BIG),
        (10, 10, BIG),
        (6, 5.5, SMALL),
        (7, 5, FIRST),
    ],
)
def test_priority_then_the_smallest_area_and_borders_belong(
    lat: float, lon: float, zone: Zone | None
) -> None:
    assert locate(Place(lat, lon), [BIG, SMALL, FIRST]) is zone


def test_a_hole_is_outside_and_its_border_inside() -> None:
    holed = Zone("h", "H", 0, {"type": "Polygon", "coordinates": [ring(0, 0, 10, 10), ring(4, 4, 6, 6)]})
    assert locate_many([Place(5, 5), Place(4, 5), Place(1, 1)], [holed]) == [None, holed, holed]


def test_many_parts_are_one_zone() -> None:
    parts = {"type": "MultiPolygon", "coordinates": [[ring(0, 0, 1, 1)], [ring(5, 5, 6, 6)]]}
    index = ZoneIndex([Zone("m", "M", 0, parts)])
    assert [
        zone and zone.id for zone in index.locate_many([Place(0.5, 0.5), Place(5.5, 5.5), Place(3, 3)])
    ] == [
        "m",
        "m",
        None,
    ]


def test_nothing_lies_in_no_zones() -> None:
    assert locate_many([HUB], []) == [None] and locate_many([], [BIG]) == []


def test_zone_ids_are_unique() -> None:
    with pytest.raises(DuplicateId):
        ZoneIndex([BIG, BIG])


def test_reading_keeps_name_priority_and_the_rest() -> None:
    text = json.dumps(collection(feature(box(0, 0, 1, 1), name=" Centre ", priority=3, delivery_fee="2.90")))
    (shape,) = read_geojson("\ufeff" + text)
    assert (shape.feature, shape.name, shape.priority) == (1, "Centre", 3)
    assert shape.properties["delivery_fee"] == "2.90"
    zone = Zone("1", shape.name, shape.priority, shape.geometry)
    assert locate(Place(0.5, 0.5), [zone]) == zone


BOWTIE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
BAD: list[tuple[Any, str]] = [
    ("text", "not-a-feature"),
    ({"type": "Feature", "geometry": box(0, 0, 1, 1)}, "no-name"),
    (feature(box(0, 0, 1, 1), priority="high"), "bad-priority"),
    (feature(None), "wrong-type"),
    (feature({"type": "Point", "coordinates": [0, 0]}), "wrong-type"),
    (feature({"type": "Polygon", "coordinates": []}), "empty"),
    (feature({"type": "Polygon"}), "empty"),
    (feature({"type": "Polygon", "coordinates": [[]]}), "short-ring"),
    (feature({"type": "Polygon", "coordinates": [[*ring(0, 0, 1, 1)[:-1], [0, 0.5]]]}), "not-closed"),
    (feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}), "short-ring"),
    (feature({"type": "Polygon", "coordinates": [[[0, 0], [1, "x"], [1, 1], [0, 0]]]}), "bad-position"),
    (feature({"type": "Polygon", "coordinates": [[[0, 0], [10**400, 1], [1, 1], [0, 0]]]}), "bad-position"),
    (feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}), "invalid"),
    (feature(BOWTIE), "invalid"),
    (feature(box(0, 80, 1, 95)), "out-of-range"),
    (feature(box(-170, 0, 20, 1, by=50)), "too-wide"),
    (feature({"type": "Polygon", "coordinates": [AROUND_THE_POLE]}), "pole"),
    (feature(box(60.1, 24.9, 60.2, 25.0)), "swapped"),
]


@pytest.mark.parametrize("bad, code", BAD, ids=[f"{i}-{code}" for i, (_, code) in enumerate(BAD)])
def test_a_bad_feature_is_refused_by_its_number(bad: Any, code: str) -> None:
    with pytest.raises(BadZones) as refused:
        read_geojson(collection(feature(box(24, 60, 25, 61), name="good"), bad), near=HUB)
    (problem,) = refused.value.problems
    assert (problem.feature, problem.code) == (2, code)
    assert f"feature 2: {problem.words}" in str(refused.value)


def test_latitude_beyond_the_pole_hints_at_an_exchange() -> None:
    with pytest.raises(BadZones, match="perhaps latitude and longitude are exchanged"):
        read_geojson(collection(feature(box(10, 120, 11, 121))))


def test_all_bad_features_are_told_at_once_and_a_name_twice() -> None:
    with pytest.raises(BadZones) as refused:
        read_geojson(
            collection(feature(None), feature(box(0, 0, 1, 1)), feature(BOWTIE), feature(box(3, 3, 4, 4)))
        )
    assert [(p.feature, p.code) for p in refused.value.problems] == [
        (1, "wrong-type"),
        (3, "invalid"),
        (4, "same-name"),
    ]


@pytest.mark.parametrize(
    "data, code",
    [
        ("{", "not-json"),
        ('{"features": ' + "[" * 100_000, "not-json"),
        ("[]", "not-a-collection"),
        ({"type": "Polygon"}, "not-a-collection"),
        (collection(), "no-features"),
    ],
)
def test_what_is_no_collection_is_refused(data: Any, code: str) -> None:
    with pytest.raises(BadZones) as refused:
        read_geojson(data)
    assert refused.value.problems[0].code == code


def test_a_zone_cannot_be_built_from_a_bad_polygon() -> None:
    with pytest.raises(BadZones):
        Zone("x", "X", 0, BOWTIE)


def test_three_dimensions_are_flattened() -> None:
    raised = {"type": "Polygon", "coordinates": [[[*position, 12.0] for position in ring(0, 0, 1, 1)]]}
    (shape,) = read_geojson(collection(feature(raised)))
    assert all(len(position) == 2 for position in shape.geometry["coordinates"][0])
