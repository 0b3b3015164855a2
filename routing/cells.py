"""Which districts does this day call for? As many as couriers, equal in expected minutes, compact."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from routing.model import Place
from routing.polygons import checked

_PER_DEGREE_M = math.pi * 6_371_009 / 180
# Beyond the outermost places the map belongs to them as far as this, or as places lie apart.
_LEAST_MARGIN_M = 150.0
# A tenth of a metre: shared corners are rounded alike on both sides, so that no gap opens between districts.
_DIGITS = 6
# A piece apart joins its neighbours if none of them gets heavier than this times the mean.
_MOST = 1.2


class Cells:
    """The Voronoi cells of distinct places, cut at some distance around all of them."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._lon, self._lat = places[0].lon, places[0].lat
        self._stretch = math.cos(math.radians(self._lat))
        flat = np.array([self._flat(place) for place in places])
        points = shapely.points(flat)
        around = shapely.multipoints(points)
        margin = max(_LEAST_MARGIN_M, _spacing(flat))
        clip = shapely.buffer(shapely.convex_hull(around), margin, quad_segs=4)
        if len(places) == 1:
            self.shapes = np.array([clip], object)
        else:
            drawn = shapely.voronoi_polygons(around, extend_to=clip)
            cells = np.array(shapely.get_parts(drawn), object)
            # GEOS gives cells in an order of its own: each is its point's.
            at, cell = shapely.STRtree(cells).query(points, predicate="intersects")
            mine = np.zeros(len(places), int)
            mine[at] = cell
            self.shapes = shapely.intersection(cells[mine], clip)
        self.borders = self._borders()

    def _flat(self, place: Place) -> tuple[float, float]:
        """Metres east and north of the first place, the short way around the earth."""
        east = (place.lon - self._lon + 180) % 360 - 180
        return east * self._stretch * _PER_DEGREE_M, (place.lat - self._lat) * _PER_DEGREE_M

    def _borders(self) -> list[dict[int, float]]:
        """Of each cell its neighbours, and how many metres of border they share."""
        found: list[dict[int, float]] = [{} for _ in self.shapes]
        one, other = shapely.STRtree(self.shapes).query(self.shapes, predicate="intersects")
        pairs = one < other
        one, other = one[pairs], other[pairs]
        shared = shapely.length(shapely.intersection(self.shapes[one], self.shapes[other]))
        for a, b, metres in zip(one.tolist(), other.tolist(), shared.tolist(), strict=True):
            if metres > 0.01:
                found[a][b] = found[b][a] = metres
        return found

    def pieces(self, members: Iterable[int]) -> list[list[int]]:
        """The members that hang together by their borders, the largest piece first."""
        left, found = set(members), []
        while left:
            piece, edge = [], [min(left)]
            left.discard(edge[0])
            while edge:
                at = edge.pop()
                piece.append(at)
                new = sorted(left.intersection(self.borders[at]))
                left.difference_update(new)
                edge += new
            found.append(sorted(piece))
        return sorted(found, key=lambda piece: (-len(piece), piece))

    def polygon(self, members: Iterable[int]) -> dict[str, Any]:
        """The cells of the members as one GeoJSON geometry."""
        whole = shapely.union_all(self.shapes[list(members)])

        def degrees(at: np.ndarray) -> np.ndarray:
            lon = self._lon + at[:, 0] / (_PER_DEGREE_M * self._stretch)
            return np.round(np.column_stack([lon, self._lat + at[:, 1] / _PER_DEGREE_M]), _DIGITS)

        found = shapely.transform(whole, degrees)
        return mapping(checked(mapping(found if found.is_valid else shapely.make_valid(found))))


def _spacing(flat: np.ndarray) -> float:
    """The usual metres from a place to the nearest other one."""
    if len(flat) < 2:
        return 0.0
    points = shapely.points(flat)
    tree = shapely.STRtree(points)
    _, away = tree.query_nearest(points, exclusive=True, return_distance=True, all_matches=False)
    return float(np.median(away))


def mended(
    cells: Cells,
    share: np.ndarray,
    load_s: np.ndarray,
    weight_s: np.ndarray,
    near: np.ndarray,
    even: float = 1.02,
) -> np.ndarray:
    """Shares without pieces apart where that costs little balance, then evened out at the borders.

    `load_s`: expected seconds of each district; `weight_s`: what a place adds; `near`: squared seconds
    between places; `even`: how much more than the mean is even enough. Of equal choices the first is taken.
    """
    share, load_s = share.copy(), load_s.copy()

    def move(places: Sequence[int], to: int) -> None:
        for at in places:
            load_s[share[at]] -= weight_s[at]
            load_s[to] += weight_s[at]
            share[at] = to

    for number in range(len(load_s)):
        for piece in cells.pieces(np.flatnonzero(share == number).tolist())[1:]:
            metres: dict[int, float] = {}
            for at in piece:
                for beside, shared in cells.borders[at].items():
                    if share[beside] != number:
                        metres[int(share[beside])] = metres.get(int(share[beside]), 0) + shared
            extra = weight_s[piece].sum()
            fits = [to for to in metres if load_s[to] + extra <= _MOST * load_s.mean()]
            if fits:
                move(piece, max(fits, key=lambda to: (metres[to], -to)))
    for _ in range(2 * len(share)):
        step = _best_step(cells, share, load_s, weight_s, near, even)
        if step is None:
            break
        move([step[0]], step[1])
    return share


def _best_step(
    cells: Cells,
    share: np.ndarray,
    load_s: np.ndarray,
    weight_s: np.ndarray,
    near: np.ndarray,
    even: float,
) -> tuple[int, int] | None:
    """The place at a border, and the lighter district it should go to; None: as even as it gets.

    From the heaviest district that can give one: the place that spreads its new district least, provided that
    both end up lighter than the giver was and the giver stays in one piece.
    """
    for giver in np.argsort(-load_s, kind="stable").tolist():
        if load_s[giver] <= even * load_s.mean():
            return None
        members = np.flatnonzero(share == giver)
        whole = len(cells.pieces(members.tolist()))
        options = []
        for at in members.tolist():
            for to in {int(share[beside]) for beside in cells.borders[at]} - {giver}:
                if load_s[to] + weight_s[at] < load_s[giver] and len(members) > 1:
                    theirs = np.flatnonzero(share == to)
                    spread = near[at, theirs].mean() - near[at, members].mean()
                    options.append((float(spread), at, to))
        for _, at, to in sorted(options):
            if len(cells.pieces([other for other in members.tolist() if other != at])) <= whole:
                return at, to
    return None
