"""Is KML read as Google writes it, is a hostile or broken file refused in words by its placemark?"""

from __future__ import annotations

import pytest

from routing.kml import read_kml, write_kml
from routing.model import Place
from routing.zones import BadZones, Zone, ZoneShape, locate_many
from tests.routing.factories import HUB

SQUARE = "24,60,0 25,60,0 25,61,0 24,61,0 24,60,0"
HOLE = "24.4,60.4 24.6,60.4 24.6,60.6 24.4,60.6 24.4,60.4"


def ring(text: str, boundary: str = "outerBoundaryIs") -> str:
    return f"<{boundary}><LinearRing><coordinates>\n {text}\n</coordinates></LinearRing></{boundary}>"


def polygon(*rings: str) -> str:
    return f"<Polygon><tessellate>1</tessellate>{''.join(rings)}</Polygon>"


def placemark(geometry: str, name: str | None = "North", extended: str = "") -> str:
    named = f"<name>{name}</name>" if name is not None else ""
    return f"<Placemark>{named}<styleUrl>#x</styleUrl>{extended}{geometry}</Placemark>"


def kml(*placemarks: str, namespace: str = ' xmlns="http://www.opengis.net/kml/2.2"') -> str:
    inside = f"<Document><Folder><name>Zones</name>{''.join(placemarks)}</Folder></Document>"
    return f'<?xml version="1.0" encoding="UTF-8"?><kml{namespace}>{inside}</kml>'


DATA = (
    "<ExtendedData><Data name='priority'><value> 7 </value></Data><Data name='fee'><value>4.90</value></Data>"
)
SCHEMA = "<ExtendedData><SchemaData schemaUrl='#s'><SimpleData name='priority'>-2</SimpleData></SchemaData>"


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://earth.google.com/kml/2.1"'])
def test_names_holes_and_extended_data_in_any_namespace(namespace: str) -> None:
    geometry = polygon(ring(SQUARE), ring(HOLE, "innerBoundaryIs"))
    text = kml(placemark(geometry, "<![CDATA[A & B]]>", DATA + "</ExtendedData>"), namespace=namespace)
    (found,) = read_kml(text.encode(), near=HUB)
    assert (found.name, found.priority, found.properties["fee"]) == ("A & B", 7, "4.90")
    zone = Zone("z", found.name, found.priority, found.geometry)
    assert locate_many([Place(60.1, 24.1), Place(60.5, 24.5)], [zone]) == [zone, None]


def test_a_multigeometry_is_one_zone_and_a_schema_gives_its_priority() -> None:
    other = polygon(ring("26,60 27,60 27,61 26,61 26,60"))
    geometry = f"<MultiGeometry>{polygon(ring(SQUARE))}<MultiGeometry>{other}</MultiGeometry></MultiGeometry>"
    (found,) = read_kml(kml(placemark(geometry, extended=SCHEMA + "</ExtendedData>")))
    assert found.priority == -2 and len(found.geometry["coordinates"]) == 2


BAD = [
    (placemark(polygon(ring(SQUARE)), None), "no-name"),
    (placemark(polygon(ring(SQUARE)), " "), "no-name"),
    (placemark("<Point><coordinates>24,60</coordinates></Point>"), "wrong-type"),
    (placemark(""), "wrong-type"),
    (placemark(polygon()), "empty"),
    (placemark(polygon(ring(""))), "short-ring"),
    (placemark(polygon(ring("24,60 25,60 25,61 24,61"))), "not-closed"),
    (placemark(polygon(ring("24,60 here 25,61 24,60"))), "bad-position"),
    (placemark(polygon(ring("24, 60 25, 60 25, 61 24, 60"))), "bad-position"),
    (placemark(polygon(ring("24,60 nan,60 25,61 24,60"))), "bad-position"),
    (placemark(polygon(ring("0,0 2,2 2,0 0,2 0,0"))), "invalid"),
    (placemark(polygon(ring("60,24 61,24 61,25 60,25 60,24"))), "swapped"),
    (
        placemark(polygon(ring(SQUARE)), extended=DATA.replace(" 7 ", "high") + "</ExtendedData>"),
        "bad-priority",
    ),
]


@pytest.mark.parametrize("bad, code", BAD, ids=[f"{i}-{code}" for i, (_, code) in enumerate(BAD)])
def test_a_bad_placemark_is_refused_by_its_number(bad: str, code: str) -> None:
    with pytest.raises(BadZones) as refused:
        read_kml(kml(placemark(polygon(ring(SQUARE)), "good"), bad), near=HUB)
    (problem,) = refused.value.problems
    assert (problem.feature, problem.code) == (2, code)


BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "billion laughs": f'<!DOCTYPE kml [<!ENTITY l0 "ha">{BILLION}]><kml>&l9;</kml>',
    "file": '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]><kml>&x;</kml>',
    "dtd": '<!DOCTYPE kml SYSTEM "http://127.0.0.1:1/x.dtd"><kml/>',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_entities_and_document_types_are_refused(text: str) -> None:
    with pytest.raises(BadZones) as refused:
        read_kml(text)
    assert refused.value.problems[0].code == "xml-forbidden"


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "not-xml"),
        (b"<kml>", "not-xml"),
        (b"PK\x03\x04", "not-xml"),
        (b'<?xml version="1.0" encoding="no-such"?><kml/>', "not-xml"),
        (b"<gpx/>", "not-kml"),
        (kml().encode(), "no-features"),
    ],
)
def test_what_is_no_kml_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(BadZones) as refused:
        read_kml(data)
    assert refused.value.problems[0].code == code


def test_a_name_that_xml_cannot_hold_loses_only_what_it_cannot() -> None:
    square = {"type": "Polygon", "coordinates": [[[24, 60], [25, 60], [25, 61], [24, 60]]]}
    (found,) = read_kml(write_kml([ZoneShape(1, "No\x00rth \x1b<1>", 0, square, {"list": [1], "n": 3})]))
    assert found.name == "North <1>" and found.properties["n"] == "3" and "list" not in found.properties
