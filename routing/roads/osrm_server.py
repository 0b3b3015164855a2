"""How long is it by road, says an OSRM server? `osrm-routed` or any that speaks its HTTP API, version 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from routing.errors import RoadsError
from routing.matrix import Matrix
from routing.model import Place
from routing.roads import HOP_M, SNAP_M, Matched, RoadPath, Snapped, osrm_answers
from routing.roads.http import TIMEOUT_S, RoadServer, lacking, table
from routing.roads.matching import Part, match_fixes, radius_m
from routing.tracking import Fix

# What osrm-routed takes unless it is told otherwise.
LIMIT = 100
# The names that the public servers use; osrm-routed itself takes any.
_NAMES = {"car": "driving", "bicycle": "cycling", "foot": "walking"}


class OsrmServer:
    """`Roads` by URL: a server of one profile. Tables larger than its limit are asked for in blocks."""

    def __init__(self, url: str, profile: str, *, limit: int = LIMIT, timeout_s: float = TIMEOUT_S) -> None:
        self._server = RoadServer(url, timeout_s=timeout_s)
        self.profile, self.limit = profile, limit
        self.source = f"osrm server {self._server.host}"

    def matrix(self, places: Sequence[Place], at: datetime | None = None) -> Matrix:
        """Tables over the distinct places; the server knows whatever traffic it was given."""
        places = tuple(dict.fromkeys(places))
        seconds, metres = (np.zeros((len(places), len(places))) for _ in range(2))
        snapped = np.zeros(len(places))
        for rows, columns in _blocks(len(places), self.limit):
            asked = rows if rows == columns else [*rows, *columns]
            answer = self._table([places[i] for i in asked], len(rows), rows != columns)
            size = len(rows), len(columns)
            seconds[np.ix_(rows, columns)] = table(self._server, answer["durations"], size)
            metres[np.ix_(rows, columns)] = table(self._server, answer["distances"], size)
            snapped[rows] = [float(source["distance"]) for source in answer["sources"]]
        off = [i for i, away in enumerate(snapped) if self._is_off(places[i], float(away))]
        return osrm_answers.matrix(places, seconds, metres, off, self.source, self.profile)

    def path(self, places: Sequence[Place], at: datetime | None = None) -> RoadPath:
        """The way along the places, in pieces if they are many; `RoadsError` `no-way` if there is none."""
        if len(places) < 2:
            raise RoadsError("no-way", "a way needs two places", places=len(places))
        ask = {"steps": "true", "geometries": "geojson", "overview": "full", "generate_hints": "false"}
        pieces = [
            osrm_answers.path(self._get("route", places[start : start + self.limit], ask))
            for start in range(0, len(places) - 1, self.limit - 1)
        ]
        line = pieces[0].line + tuple(place for piece in pieces[1:] for place in piece.line[1:])
        legs = tuple(leg for piece in pieces for leg in piece.legs)
        return RoadPath(line, legs, sum(p.seconds for p in pieces), sum(p.metres for p in pieces))

    def nearest(self, place: Place) -> Snapped:
        """The nearest road, however far."""
        return osrm_answers.nearest(self._get("nearest", [place], {"generate_hints": "false"}))

    def match(self, fixes: Sequence[Fix]) -> Matched:
        """By the server's map matching."""
        return match_fixes(fixes, self._match)

    def source_at(self, at: datetime | None) -> str:
        """The same at any moment."""
        return self.source

    def _match(self, fixes: Sequence[Fix]) -> list[Part]:
        ask = {
            "timestamps": ";".join(str(round(fix.at_s)) for fix in fixes),
            "radiuses": ";".join(f"{radius_m(fix):g}" for fix in fixes),
            "geometries": "geojson",
            "overview": "full",
            "gaps": "split",
            "tidy": "true",
            "generate_hints": "false",
        }
        try:
            return osrm_answers.parts(self._get("match", [fix.place for fix in fixes], ask))
        except RoadsError as why:
            if why.code == "no-way":
                return []
            raise

    def _table(self, places: Sequence[Place], rows: int, apart: bool) -> Any:
        if len(places) == 1:  # a table needs two; how far the road is, is all there is to know
            found = {"distance": self.nearest(places[0]).metres}
            return {"durations": [[0.0]], "distances": [[0.0]], "sources": [found]}
        ask = {"annotations": "duration,distance", "generate_hints": "false"}
        if apart:
            ask["sources"] = ";".join(map(str, range(rows)))
            ask["destinations"] = ";".join(map(str, range(rows, len(places))))
        answer = self._get("table", places, ask)
        for part in ("durations", "distances", "sources"):
            if part not in answer:
                raise lacking(self._server, f"{part} in its table")
        return answer

    def _get(self, service: str, places: Sequence[Place], ask: dict[str, str]) -> Any:
        points = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in places)
        return self._server.get(f"{service}/v1/{_NAMES[self.profile]}/{points}", ask)

    def _is_off(self, place: Place, snapped_m: float) -> bool:
        if snapped_m > SNAP_M:
            return True
        return snapped_m > HOP_M and snapped_m - self.nearest(place).metres > HOP_M


def _blocks(size: int, limit: int) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and columns of a square table, never more than `limit` places in one question."""
    if size <= limit:
        if size:
            yield list(range(size)), list(range(size))
        return
    half = limit // 2
    parts = [list(range(start, min(start + half, size))) for start in range(0, size, half)]
    for rows in parts:
        for columns in parts:
            yield rows, columns
