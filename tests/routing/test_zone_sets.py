"""Are zones across the map's edge cut, do overlaps and moves come out, and is what is written read again?"""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point
from shapely.geometry import shape as shapely_shape

from routing.kml import read_kml, write_kml
from routing.model import Place
from routing.polygons import Refused, checked
from routing.zones import Zone, ZoneShape, locate_many, moves, overlaps, read_geojson, write_geojson
from tests.routing.test_zones import box, collection, feature, ring


@pytest.mark.parametrize("geometry", [box(179, -1, 181, 1), box(-181, -1, -179, 1), box(-179, -1, 179, 1)])
def test_a_zone_over_the_180th_meridian_is_cut_into_two(geometry: dict) -> None:
    zone = Zone("fiji", "Fiji", 0, geometry)
    assert len(zone.shape.geoms) == 2 and zone.shape.bounds == (-180, -1, 180, 1)
    inside = [Place(0, 179.5), Place(0, -179.5), Place(0, 180), Place(0, -180)]
    assert locate_many(inside, [zone]) == [zone] * 4
    assert locate_many([Place(0, 178.9), Place(0, -178.9), Place(0, 0)], [zone]) == [None] * 3


def test_a_hole_over_the_180th_meridian_stays_a_hole() -> None:
    holed = {"type": "Polygon", "coordinates": [ring(178, -2, 182, 2), ring(-181, -1, -179, 1)]}
    zone = Zone("z", "Z", 0, holed)
    assert locate_many([Place(0, 179.5), Place(0, -179.5), Place(0, 178.5)], [zone]) == [None, None, zone]


def test_what_was_cut_reads_again_as_it_is() -> None:
    (shape,) = read_geojson(collection(feature(box(179, -1, 181, 1))))
    (again,) = read_geojson(write_geojson([shape]))
    assert shapely_shape(again.geometry).equals(shapely_shape(shape.geometry))


def test_overlaps_name_who_wins_and_how_much() -> None:
    low, high = Zone("low", "Low", 0, box(0, 0, 2, 2)), Zone("high", "High", 1, box(1, 1, 3, 3))
    beside = Zone("beside", "Beside", 0, box(2, 0, 4, 1))
    (found,) = overlaps([low, high, beside])
    assert (found.winner, found.loser) == (high, low)
    assert found.area_m2 == pytest.approx(111_195**2, rel=0.01), "a degree by a degree near the equator"
    assert overlaps([]) == []


def test_moves_name_each_order_that_changes_its_zone() -> None:
    old = [Zone("a", "A", 0, box(0, 0, 2, 2)), Zone("b", "B", 0, box(2, 0, 4, 2))]
    new = [Zone("a", "A", 0, box(0, 0, 3, 2)), Zone("c", "C", 0, box(10, 0, 11, 1))]
    places = {"stays": Place(1, 1), "moves": Place(1, 2.5), "out": Place(1, 3.5), "in": Place(0.5, 10.5)}
    found = moves(old, new, {**places, "never": Place(50, 50)})
    assert [(m.id, m.old and m.old.id, m.new and m.new.id) for m in found] == [
        ("moves", "b", "a"),
        ("out", "b", None),
        ("in", None, "c"),
    ]
    assert moves(old, old, places) == ()


@st.composite
def polygons(draw: st.DrawFn) -> dict:
    """Star-shaped rings around a middle anywhere, some with a hole: always valid, also over the edge."""
    lon, lat = draw(st.floats(-180, 180)), draw(st.floats(-60, 60))
    radii = draw(st.lists(st.floats(0.5, 2), min_size=4, max_size=12))
    turns = [(n / len(radii), radius) for n, radius in enumerate(radii)]

    def at(turn: float, radius: float) -> list[float]:
        point = Point(0, 0).buffer(radius, quad_segs=90).exterior.interpolate(turn, normalized=True)
        return [round(lon + point.x, 6), round(lat + point.y, 6)]

    rings = [[at(*one) for one in turns]]
    if draw(st.booleans()):
        rings.append([at(turn, 0.2) for turn, _ in turns])
    return {"type": "Polygon", "coordinates": [[*one, one[0]] for one in rings]}


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=20).map(
    str.strip
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, polygons(), st.integers(-5, 5)), min_size=1, max_size=4))
def test_kml_and_geojson_give_back_what_was_written(found: list[tuple[str, dict, int]]) -> None:
    assume(len({name for name, *_ in found}) == len(found) and all(name for name, *_ in found))
    features = [
        feature(geometry, name=name, priority=level, note="x & <y>") for name, geometry, level in found
    ]
    shapes = read_geojson(collection(*features))
    for again in (read_geojson(write_geojson(shapes)), read_kml(write_kml(shapes))):
        assert [(s.name, s.priority, s.properties["note"]) for s in again] == [
            (s.name, s.priority, "x & <y>") for s in shapes
        ]
        for one, other in zip(again, shapes, strict=True):
            assert shapely_shape(one.geometry).equals_exact(shapely_shape(other.geometry), 1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(polygons(), min_size=1, max_size=6), st.data())
def test_the_index_finds_what_a_plain_loop_finds(found: list[dict], data: st.DataObject) -> None:
    zones = [Zone(str(n), str(n), n % 2, geometry) for n, geometry in enumerate(found)]
    near = st.sampled_from(zones).flatmap(
        lambda zone: st.tuples(
            st.floats(zone.shape.bounds[1], zone.shape.bounds[3]),
            st.floats(zone.shape.bounds[0], zone.shape.bounds[2]),
        )
    )
    places = [Place(*at) for at in data.draw(st.lists(near, min_size=1, max_size=10))]
    best = sorted(zones, key=lambda zone: (-zone.priority, zone.area_m2, zone.id))
    plain = [next((z for z in best if z.shape.intersects(Point(p.lon, p.lat))), None) for p in places]
    assert locate_many(places, zones) == plain


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers(-400, 400) | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=5),
        max_leaves=30,
    ),
    st.sampled_from(["Polygon", "MultiPolygon", "Point", None]),
)
def test_any_rubbish_is_refused_or_valid(coordinates: object, kind: str | None) -> None:
    try:
        found = checked({"type": kind, "coordinates": coordinates})
    except Refused as refused:
        assert refused.code and refused.words
    else:
        assert found.is_valid and found.area > 0


def test_the_written_collection_is_plain_geojson() -> None:
    shape = ZoneShape(1, "Ä", 3, box(0, 0, 1, 1), {"delivery_fee": "4.90"})
    (one,) = json.loads(write_geojson([shape]))["features"]
    assert one["properties"] == {"delivery_fee": "4.90", "name": "Ä", "priority": 3}
