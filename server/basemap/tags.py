"""Which layer and kind does an OpenStreetMap object have on the base map, by its tags?

Pure tables and functions: tags in, `Drawn` or None out. The names of layers and kinds are those of the
Protomaps basemap schema, version 4.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

Tags = Mapping[str, str]

ROADS: dict[str, tuple[str, int]] = {  # highway value -> kind, first zoom
    "motorway": ("highway", 3),
    "trunk": ("major_road", 6),
    "primary": ("major_road", 7),
    "secondary": ("major_road", 9),
    "tertiary": ("major_road", 9),
    "residential": ("minor_road", 12),
    "unclassified": ("minor_road", 12),
    "living_street": ("minor_road", 12),
    "road": ("minor_road", 12),
    "service": ("minor_road", 13),
    "pedestrian": ("path", 12),
    "cycleway": ("path", 13),
    "track": ("path", 13),
    "bridleway": ("path", 13),
    "footway": ("path", 13),
    "path": ("path", 13),
    "steps": ("path", 13),
    "corridor": ("path", 14),
}
RAILS = {"rail": 10, "light_rail": 11, "narrow_gauge": 11, "subway": 11, "tram": 12, "funicular": 13}
WATERWAYS = {"river": 9, "canal": 10, "stream": 13, "drain": 14, "ditch": 14}
PLACES: dict[
    str, tuple[str, int, int]
] = {  # place value -> kind, first zoom, rank when no population is given
    "city": ("locality", 6, 11),
    "town": ("locality", 8, 8),
    "village": ("locality", 11, 5),
    "hamlet": ("locality", 12, 3),
    "suburb": ("neighbourhood", 12, 0),
    "quarter": ("neighbourhood", 13, 0),
    "neighbourhood": ("neighbourhood", 14, 0),
}
AREAS: tuple[tuple[str, dict[str, str]], ...] = (  # key -> {value: kind}; the first match wins
    (
        "natural",
        {v: v for v in ("wood", "scrub", "grassland", "beach", "sand", "bare_rock", "glacier", "wetland")},
    ),
    ("natural", {"heath": "scrub", "scree": "bare_rock", "shingle": "beach"}),
    (
        "leisure",
        {v: v for v in ("park", "garden", "playground", "pitch", "golf_course", "nature_reserve", "stadium")},
    ),
    ("amenity", {v: v for v in ("school", "university", "college", "kindergarten", "hospital")}),
    (
        "landuse",
        {v: v for v in ("forest", "grass", "meadow", "cemetery", "allotments", "village_green", "farmland")},
    ),
    (
        "landuse",
        {v: v for v in ("recreation_ground", "orchard", "industrial", "commercial", "railway", "military")},
    ),
    ("landuse", {v: v for v in ("residential", "retail")}),
    ("tourism", {"zoo": "zoo"}),
    ("aeroway", {"aerodrome": "aerodrome", "runway": "runway", "taxiway": "taxiway"}),
    ("man_made", {"pier": "pier"}),
    ("highway", {"pedestrian": "pedestrian", "footway": "pedestrian"}),
)
STOPS = {  # (key, value) -> kind, first zoom
    ("railway", "station"): ("station", 12),
    ("amenity", "ferry_terminal"): ("ferry_terminal", 13),
    ("amenity", "bus_station"): ("bus_station", 14),
    ("railway", "tram_stop"): ("tram_stop", 15),
    ("railway", "subway_entrance"): ("subway_entrance", 15),
    ("highway", "bus_stop"): ("bus_stop", 15),
}
LANGUAGES = ("en", "ru", "el")
KEYS = (  # an object with none of these keys is never drawn
    "highway", "railway", "waterway", "natural", "landuse", "leisure", "amenity", "tourism", "aeroway",
    "man_made", "building", "building:part", "place", "addr:housenumber",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One object as it is drawn: its layer, the first zoom that shows it, its attributes."""

    layer: str
    min_zoom: int
    attributes: dict[str, str | int | bool]


def names(tags: Tags) -> dict[str, str | int | bool]:
    """The name, its English, Russian and Greek forms, and its script where that is not Latin."""
    name = tags.get("name")
    if not name:
        return {}
    found: dict[str, str | int | bool] = {"name": name}
    found |= {f"name:{lang}": tags[f"name:{lang}"] for lang in LANGUAGES if f"name:{lang}" in tags}
    letter = next((character for character in name if character.isalpha()), "a")
    script = unicodedata.name(letter, "LATIN").split()[0].capitalize()
    return found if script == "Latin" else found | {"script": script}


def _drawn(layer: str, kind: str, min_zoom: int, tags: Tags, **more: str | int | bool) -> Drawn:
    return Drawn(layer, min_zoom, {"kind": kind, "min_zoom": min_zoom, **more, **names(tags)})


def line(tags: Tags) -> Drawn | None:
    """How a way is drawn as a line; areas of roads are left to `area`."""
    crossing: dict[str, str | int | bool] = {}
    for key in ("tunnel", "bridge"):
        if tags.get(key, "no") != "no":
            crossing[f"is_{key}"] = True
    value = tags.get("highway", "")
    base = value.removesuffix("_link")
    if base in ROADS and tags.get("area") != "yes":
        kind, min_zoom = ROADS[base]
        link = {"is_link": True} if value != base else {}
        oneway = {"oneway": "yes"} if tags.get("oneway") == "yes" else {}
        return _drawn("roads", kind, min_zoom, tags, kind_detail=base, **crossing, **link, **oneway)
    if (rail := tags.get("railway", "")) in RAILS:
        min_zoom = 13 if "service" in tags else RAILS[rail]
        return _drawn("roads", "rail", min_zoom, tags, kind_detail=rail, **crossing)
    if tags.get("man_made") == "pier" and tags.get("area") != "yes":
        return _drawn("roads", "path", 13, tags, kind_detail="pier")
    if (stream := tags.get("waterway", "")) in WATERWAYS and "is_tunnel" not in crossing:
        return _drawn("water", stream, WATERWAYS[stream], tags)
    return None


def area(tags: Tags) -> Drawn | None:
    """How a closed way or a multipolygon is drawn as a surface."""
    for key in ("building", "building:part"):
        if tags.get(key, "no") != "no":
            return _drawn("buildings", key.replace(":", "_"), 13, tags)
    if tags.get("natural") == "water" or tags.get("waterway") in ("riverbank", "dock"):
        return _drawn("water", tags.get("water", "water"), 6, tags)
    if tags.get("landuse") in ("reservoir", "basin") or tags.get("leisure") == "swimming_pool":
        return _drawn("water", "water", 10, tags)
    if "highway" in tags and tags.get("area") != "yes" and tags.get("type") != "multipolygon":
        return None  # a street that ends where it began is a line, not a square
    for key, kinds in AREAS:
        if kind := kinds.get(tags.get(key, "")):
            return _drawn("landuse", kind, 8, tags)
    return None


def point(tags: Tags) -> Drawn | None:
    """How a node is drawn: a place, a station or stop, or the name of a bay."""
    if (place := tags.get("place", "")) in PLACES and "name" in tags:
        kind, min_zoom, rank = PLACES[place]
        population = tags.get("population", "")
        if kind == "locality" and population.isdecimal():
            rank = population_rank(int(population))
        sort_key = 20 - rank
        return _drawn(
            "places", kind, min_zoom, tags, kind_detail=place, population_rank=rank, sort_key=sort_key
        )
    for (key, value), (kind, min_zoom) in STOPS.items():
        if tags.get(key) == value:
            return _drawn("transit", kind, min_zoom, tags)
    if tags.get("natural") in ("bay", "strait") and "name" in tags:
        return _drawn("water", tags["natural"], 12, tags)
    return None


def address(tags: Tags) -> Drawn | None:
    """The house number of a building or an entrance, drawn from the closest zoom on."""
    number = tags.get("addr:housenumber")
    if not number:
        return None
    attributes: dict[str, str | int | bool] = {"kind": "address", "addr_housenumber": number}
    if street := tags.get("addr:street"):
        attributes["addr_street"] = street
    return Drawn("buildings", 15, attributes)


def population_rank(population: int) -> int:
    """0 (nobody) … 17 (a billion), the step function of the schema that sizes the names of places."""
    steps = (200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
    more = (1_000_000, 5_000_000, 10_000_000, 20_000_000, 100_000_000, 1_000_000_000)
    return sum(population >= step for step in steps + more)
