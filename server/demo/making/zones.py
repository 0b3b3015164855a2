"""Which zones divide the demo town? Drawn by hand along its big streets; points are (lon, lat)."""

import json
from typing import Any

from shapely.geometry import MultiPolygon, Point, Polygon, shape

Ring = list[tuple[float, float]]

ESPLANADI: Ring = [(24.9433, 60.1668), (24.9515, 60.1678), (24.9540, 60.1680)]
MANNERHEIMINTIE: Ring = [
    (24.9433, 60.1668), (24.9409, 60.1686), (24.9385, 60.1702), (24.9365, 60.1712), (24.9345, 60.1726),
]  # fmt: skip
UNIONINKATU: Ring = [(24.9515, 60.1678), (24.9513, 60.1699), (24.9502, 60.1760)]
EROTTAJA: Ring = [(24.9433, 60.1668), (24.9443, 60.1664), (24.9446, 60.1636)]
BULEVARDI: Ring = [(24.9433, 60.1668), (24.9366, 60.1642), (24.9345, 60.1636)]

KAMPPI: Ring = [*BULEVARDI[::-1], *MANNERHEIMINTIE[1:]]
PUNAVUORI: Ring = [*BULEVARDI[::-1], *EROTTAJA[1:]]
KAARTINKAUPUNKI: Ring = [*EROTTAJA[::-1], *ESPLANADI[1:], (24.9540, 60.1636)]
KLUUVI: Ring = [*MANNERHEIMINTIE[::-1], *UNIONINKATU, (24.9440, 60.1760), (24.9345, 60.1766)]
BUILDING_SITE: Ring = [(24.9362, 60.1726), (24.9397, 60.1726), (24.9397, 60.1742), (24.9362, 60.1742)]
KRUUNUNHAKA: Ring = [*UNIONINKATU[::-1], (24.9540, 60.1680), (24.9540, 60.1762)]
SILTASAARI: Ring = [(24.9455, 60.1763), (24.9540, 60.1763), (24.9540, 60.1796), (24.9455, 60.1796)]
LINNUNLAULU: Ring = [(24.9345, 60.1766), (24.9440, 60.1760), (24.9445, 60.1796), (24.9345, 60.1796)]
STATION: Ring = [(24.9385, 60.1698), (24.9448, 60.1698), (24.9448, 60.1724), (24.9385, 60.1724)]

ZONES: tuple[tuple[str, int, str, Polygon | MultiPolygon], ...] = (  # name, priority, fee in euros, shape
    ("Asema", 10, "2.90", Polygon(STATION)),  # lies over Kluuvi and Kamppi: the priority decides
    ("Kluuvi", 1, "2.90", Polygon(KLUUVI, [BUILDING_SITE])),  # nobody delivers into the building site
    ("Kamppi", 1, "2.90", Polygon(KAMPPI)),
    ("Punavuori", 1, "3.90", Polygon(PUNAVUORI)),
    ("Kaartinkaupunki", 1, "3.90", Polygon(KAARTINKAUPUNKI)),
    ("Kruununhaka", 1, "3.90", Polygon(KRUUNUNHAKA)),
    ("Hakaniemi", 1, "4.90", MultiPolygon([Polygon(SILTASAARI), Polygon(LINNUNLAULU)])),
)


def zones_geojson() -> str:
    """The zones as a GeoJSON FeatureCollection, one feature a line."""
    lines = [json.dumps(_feature(*zone), ensure_ascii=False) for zone in ZONES]
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def in_a_zone(lat: float, lon: float) -> bool:
    """Whether any zone serves the point."""
    return any(area.covers(Point(lon, lat)) for *_, area in ZONES)


def _feature(name: str, priority: int, fee: str, area: Polygon | MultiPolygon) -> dict[str, Any]:
    properties = {"name": name, "priority": priority, "delivery_fee": fee}
    return {"type": "Feature", "properties": properties, "geometry": shape(area).__geo_interface__}
