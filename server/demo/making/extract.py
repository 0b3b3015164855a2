"""What of an OpenStreetMap extract does the demo town keep?

Roads with every tag that the bicycle, foot and car profiles read, turn restrictions, addresses, and what
the base map draws. Everything else goes: authors, dates, change sets, shops, lamps, opening hours.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import osmium

from server.basemap import tags as drawn

GENERATOR = "waybill"
ROAD_TAGS = {
    "access", "barrier", "bicycle", "bollard", "bridge", "bus", "construction", "crossing", "duration",
    "except", "foot", "footway", "highway", "hov", "impassable", "junction", "lanes", "maxheight", "maxspeed",
    "maxwidth", "motor_vehicle", "motorcar", "motorroad", "name", "oneway", "proposed", "railway", "ref",
    "restriction", "route", "service", "sidewalk", "smoothness", "surface", "toll", "tracktype",
    "traffic_calming", "traffic_signals", "tunnel", "type", "vehicle", "width",
}  # fmt: skip
ROAD_FAMILIES = (
    "cycleway",
    "oneway:",
    "maxspeed:",
    "access:",
    "bicycle:",
    "restriction:",
    "name:en",
    "name:ru",
)
MAP_TAGS = {
    "aeroway", "amenity", "area", "building", "building:part", "landuse", "leisure", "man_made", "name:el",
    "natural", "place", "population", "tourism", "water", "waterway",
}  # fmt: skip
ADDRESS_TAGS = {"addr:street", "addr:housenumber", "addr:postcode", "addr:city"}
ROAD_NODES = {
    "crossing",
    "give_way",
    "mini_roundabout",
    "motorway_junction",
    "stop",
    "traffic_signals",
    "turning_circle",
}


def filter_extract(source: Path, out: Path) -> None:
    """Write what the town needs of `source` (.osm.pbf) to `out` (.osm.pbf), ids and order unchanged.

    Filtering a filtered extract changes nothing. Raises RuntimeError if `source` cannot be read.
    """
    relations, member_ways = _relations(source)
    ways, nodes = _ways(source, member_ways)
    header = osmium.io.Header()
    header.set("generator", GENERATOR)
    with osmium.io.Reader(str(source)) as reader:
        header.add_box(reader.header().box())
    file = osmium.io.File(str(out), "pbf,add_metadata=none")
    with osmium.SimpleWriter(file, header=header, overwrite=True) as writer:
        items: Any = osmium.FileProcessor(str(source))
        for item in items:
            if item.is_node():
                if item.id in nodes or _node_matters(item.tags):
                    writer.add_node(_bare(item, _tags(item.tags, _node_matters(item.tags))))
            elif item.is_way():
                if item.id in ways:
                    writer.add_way(_bare(item, _tags(item.tags, _way_matters(item.tags))))
            elif item.id in relations and (members := _members(item, ways, nodes)):
                writer.add_relation(_bare(item, _tags(item.tags, True), members=members))


def _bare(item: Any, tags: dict[str, str], **more: Any) -> Any:
    return item.replace(tags=tags, **more)


def _tags(tags: Iterable[Any], matters: bool) -> dict[str, str]:
    if not matters:
        return {}
    kept = ROAD_TAGS | MAP_TAGS | ADDRESS_TAGS
    return {tag.k: tag.v for tag in tags if tag.k in kept or tag.k.startswith(ROAD_FAMILIES)}


def _has_address(tags: Any) -> bool:
    return "addr:street" in tags and "addr:housenumber" in tags


def _node_matters(tags: Any) -> bool:
    if not tags:
        return False
    on_road = "barrier" in tags or tags.get("highway") in ROAD_NODES
    return on_road or _has_address(tags) or drawn.point(tags) is not None


def _way_matters(tags: Any) -> bool:
    if "highway" in tags or tags.get("route") == "ferry" or tags.get("natural") == "coastline":
        return True
    return _has_address(tags) or drawn.line(tags) is not None or drawn.area(tags) is not None


def _relation_matters(tags: Any) -> bool:
    if tags.get("type") == "multipolygon":
        return _has_address(tags) or drawn.area(tags) is not None
    return tags.get("type") == "restriction"


def _relations(source: Path) -> tuple[set[int], set[int]]:
    """The relations to keep, and the ways that must be kept to draw those of them that are surfaces."""
    kept: set[int] = set()
    ways: set[int] = set()
    relations: Any = osmium.FileProcessor(str(source), osmium.osm.RELATION)
    for relation in relations:
        if _relation_matters(relation.tags):
            kept.add(relation.id)
            if relation.tags.get("type") == "multipolygon":
                ways |= {member.ref for member in relation.members if member.type == "w"}
    return kept, ways


def _ways(source: Path, member_ways: set[int]) -> tuple[set[int], set[int]]:
    """The ways to keep, and all their nodes."""
    ways: set[int] = set()
    nodes: set[int] = set()
    items: Any = osmium.FileProcessor(str(source), osmium.osm.WAY)
    for way in items:
        if way.id in member_ways or _way_matters(way.tags):
            ways.add(way.id)
            nodes |= {node.ref for node in way.nodes}
    return ways, nodes


def _members(relation: Any, ways: set[int], nodes: set[int]) -> list[tuple[str, int, str]]:
    """The members that are kept; none of a turn restriction that is not kept whole."""
    kept = {"w": ways, "n": nodes, "r": set[int]()}
    members = [(m.type, m.ref, m.role) for m in relation.members if m.ref in kept[m.type]]
    whole = len(members) == len(relation.members)
    return members if whole or relation.tags.get("type") == "multipolygon" else []
