"""Which part of an extract is sea, when its coastline is only a few lines cut at the edge?

OpenStreetMap draws the coast as lines with land on the left and water on the right of their direction.
Inside the frame of the extract they cut the frame into faces; each face is land or sea by the side of the
coastline it touches. A coast that does not part the frame (torn data) leaves everything land.
"""

from collections.abc import Iterable
from itertools import pairwise
from math import hypot

from shapely import STRtree
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box
from shapely.ops import linemerge, nearest_points, polygonize, unary_union

Line = list[tuple[float, float]]
Frame = tuple[float, float, float, float]

SIDE_DEG = 1e-6  # a tenth of a metre: a point this far beside the coast lies in the face next to it
REACH = 0.05  # of the frame's larger side: how far a cut coastline is prolonged to meet the frame


def land_and_sea(coast: Iterable[Line], frame: Frame) -> tuple[MultiPolygon, MultiPolygon]:
    """Cut `frame` (min_lon, min_lat, max_lon, max_lat) along `coast`, lines of (lon, lat).

    Returns land and sea, either of which may be empty; together they are the whole frame.
    """
    whole = box(*frame)
    lines = _inside([LineString(points) for points in coast if len(points) > 1], whole)
    if not lines:
        return MultiPolygon([whole]), MultiPolygon()
    prolonged = [part for line in _merged(lines) for part in _to_the_frame(line, whole)]
    faces = list(polygonize(unary_union([whole.exterior, *lines, *prolonged])))
    votes = _votes(lines, faces)
    sea = [face for face, vote in zip(faces, votes, strict=True) if vote < 0]
    land = [face for face, vote in zip(faces, votes, strict=True) if vote >= 0]
    return MultiPolygon(land), MultiPolygon(sea)


def _parts(geometry: object) -> list[LineString]:
    if isinstance(geometry, LineString):
        return [] if geometry.is_empty else [geometry]
    inner = getattr(geometry, "geoms", ())
    return [part for item in inner for part in _parts(item)]


def _inside(lines: list[LineString], whole: Polygon) -> list[LineString]:
    return [part for line in lines for part in _parts(line.intersection(whole))]


def _merged(lines: list[LineString]) -> list[LineString]:
    return _parts(linemerge(MultiLineString(lines), directed=True))


def _to_the_frame(line: LineString, whole: Polygon) -> list[LineString]:
    """Short bridges from the loose ends of a cut coastline to the edge of the frame."""
    if line.is_closed:
        return []
    west, south, east, north = whole.bounds
    reach_deg = REACH * max(east - west, north - south)
    ends = [Point(line.coords[0]), Point(line.coords[-1])]
    targets = [nearest_points(whole.exterior, end)[0] for end in ends]
    return [
        LineString([end, target])
        for end, target in zip(ends, targets, strict=True)
        if 0 < end.distance(target) <= reach_deg
    ]


def _votes(lines: list[LineString], faces: list[Polygon]) -> list[float]:
    """For each face the length of coast that calls it land less the length that calls it sea."""
    tree = STRtree(faces)
    votes = [0.0] * len(faces)
    for line in lines:
        points = list(line.coords)
        for (x1, y1), (x2, y2) in pairwise(points):
            length = hypot(x2 - x1, y2 - y1)
            if length == 0:
                continue
            across = ((y1 - y2) / length * SIDE_DEG, (x2 - x1) / length * SIDE_DEG)
            for sign in (1, -1):
                beside = Point((x1 + x2) / 2 + sign * across[0], (y1 + y2) / 2 + sign * across[1])
                for index in tree.query(beside, predicate="within"):
                    votes[index] += sign * length
    return votes
