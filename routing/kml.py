"""Which zones does a KML file draw, and how are zones written as one? For Google Earth and My Maps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from routing.model import Place
from routing.zones import BadZones, ZoneProblem, ZoneShape, read_features

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "Model", "Track", "MultiTrack")
# XML 1.0 has no way to write these at all.
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_kml(data: bytes | str, near: Place | None = None) -> list[ZoneShape]:
    """Zones from the placemarks of a KML document, or `BadZones` with every bad one (counted from 1).

    A placemark is a Polygon or a MultiGeometry of Polygons, holes included. Its ExtendedData become
    properties, `priority` among them is a whole number. A file with a DTD or entities is refused.
    """
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        words = "holds a document type or entities, which no map needs"
        raise BadZones([ZoneProblem(0, "xml-forbidden", f"this file {words}")]) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadZones([ZoneProblem(0, "not-xml", f"this is not XML: {error}")]) from error
    if _name(root) != "kml":
        raise BadZones([ZoneProblem(0, "not-kml", "this is not a KML document")])
    placemarks = [element for element in root.iter() if _name(element) == "Placemark"]
    if not placemarks:
        raise BadZones([ZoneProblem(0, "no-features", "there is no placemark in this file")])
    return read_features([_feature(placemark) for placemark in placemarks], near)


def write_kml(shapes: Iterable[ZoneShape]) -> str:
    """A KML 2.2 document that `read_kml` reads again."""
    root = Element("kml", xmlns=_NAMESPACE)
    document = SubElement(root, "Document")
    for shape in shapes:
        placemark = SubElement(document, "Placemark")
        SubElement(placemark, "name").text = _writable(shape.name)
        extended = SubElement(placemark, "ExtendedData")
        for key, value in {**shape.properties, "priority": shape.priority}.items():
            if key != "name" and isinstance(value, str | int | float) and not isinstance(value, bool):
                data = SubElement(extended, "Data", name=_writable(key))
                SubElement(data, "value").text = _writable(str(value))
        many = shape.geometry["type"] == "MultiPolygon"
        parent = SubElement(placemark, "MultiGeometry") if many else placemark
        coordinates = shape.geometry["coordinates"]
        for rings in coordinates if many else [coordinates]:
            _write_polygon(parent, rings)
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _feature(placemark: Element) -> dict[str, Any]:
    """The placemark as a GeoJSON feature, judged by the same rules."""
    properties: dict[str, Any] = dict(_extended(placemark))
    name = next((child for child in placemark if _name(child) == "name"), None)
    properties["name"] = "".join(name.itertext()) if name is not None else None
    priority = properties.get("priority")
    if isinstance(priority, str):
        properties["priority"] = int(priority) if re.fullmatch(r"\s*[+-]?\d{1,9}\s*", priority) else priority
    if priority == "":
        properties["priority"] = None
    return {"type": "Feature", "properties": properties, "geometry": _geometry(placemark)}


def _extended(placemark: Element) -> Iterator[tuple[str, str]]:
    """`Data name=…/value` and the `SimpleData name=…` of a schema."""
    for element in placemark.iter():
        key = element.get("name")
        if key and _name(element) == "SimpleData":
            yield key, (element.text or "").strip()
        elif key and _name(element) == "Data":
            value = next((child for child in element if _name(child) == "value"), None)
            yield key, ("" if value is None else value.text or "").strip()


def _geometry(placemark: Element) -> dict[str, Any] | None:
    shapes = [element for element in placemark.iter() if _name(element) in _SHAPES]
    # Rings and polygons nest: what stands in no other shape is what the placemark is made of.
    inner = {id(below) for element in shapes for below in element.iter() if below is not element}
    outer = [element for element in shapes if id(element) not in inner]
    if not outer:
        return None
    other = next((element for element in outer if _name(element) != "Polygon"), None)
    if other is not None:
        return {"type": _name(other)}
    polygons = [_rings(element) for element in outer]
    many = len(polygons) > 1
    return {"type": "MultiPolygon" if many else "Polygon", "coordinates": polygons if many else polygons[0]}


def _rings(polygon: Element) -> list[list[Any]]:
    """The outer ring first, then the holes."""
    found: list[list[Any]] = []
    for boundary in ("outerBoundaryIs", "innerBoundaryIs"):
        for element in polygon:
            if _name(element) == boundary:
                found += [_positions(ring) for ring in element.iter() if _name(ring) == "LinearRing"]
    return found


def _positions(ring: Element) -> list[Any]:
    text = next((child.text or "" for child in ring if _name(child) == "coordinates"), "")
    return [_position(entry) for entry in text.split()]


def _position(entry: str) -> Any:
    """[lon, lat], or the text itself where it is none: that is refused in words later."""
    try:
        return [float(number) for number in entry.split(",")]
    except ValueError:
        return entry


def _write_polygon(parent: Element, rings: Sequence[Any]) -> None:
    polygon = SubElement(parent, "Polygon")
    for number, ring in enumerate(rings):
        boundary = SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
        linear = SubElement(boundary, "LinearRing")
        SubElement(linear, "coordinates").text = " ".join(f"{float(at[0])!r},{float(at[1])!r}" for at in ring)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _name(element: Element) -> str:
    """Without its namespace: files with an old one, or none, are as good."""
    return str(element.tag).rpartition("}")[2]
