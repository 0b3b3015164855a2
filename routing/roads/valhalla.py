"""How long is it by road, says a Valhalla server? Its matrix, route, map matching and locate services."""

from __future__ import annotations

from collections.abc import Sequence
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

_COSTING = {"car": "auto", "bicycle": "bicycle", "foot": "pedestrian"}
# Its default limits: 2,500 pairs a matrix, 20 places a route by car (50 by others).
MATRIX_SIDE, ROUTE_PLACES = 50, 20
# Fewer edges than this to be reached from an edge, or to it: a small piece joined to nothing, or a trap.
_REACH = 50
_CELL = ("time", "distance")


class ValhallaServer:
    """`Roads` by URL: one server knows all profiles. Tables larger than its limit are asked for in blocks."""

    def __init__(
        self, url: str, profile: str, *, side: int = MATRIX_SIDE, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._server = RoadServer(url, timeout_s=timeout_s)
        self.profile, self.side = profile, side
        self.source = f"valhalla server {self._server.host}"

    def matrix(self, places: Sequence[Place], at: datetime | None = None) -> Matrix:
        """Tables over the distinct places. Valhalla answers null for a pair now and then: no way, then."""
        places = tuple(dict.fromkeys(places))
        seconds, metres = (np.zeros((len(places), len(places))) for _ in range(2))
        starts = range(0, len(places), self.side)
        off = [start + i for start in starts for i in self._off(places[start : start + self.side])]
        # One place without any edge near it makes Valhalla refuse the whole table.
        on = [i for i in range(len(places)) if i not in set(off)]
        parts = [on[start : start + self.side] for start in range(0, len(on), self.side)]
        for rows in parts:
            for columns in parts:
                cells = self._table([places[i] for i in rows], [places[i] for i in columns])
                seconds[np.ix_(rows, columns)], metres[np.ix_(rows, columns)] = cells
        return osrm_answers.matrix(places, seconds, metres, off, self.source, self.profile)

    def path(self, places: Sequence[Place], at: datetime | None = None) -> RoadPath:
        """The way along the places, in pieces if they are many; `RoadsError` `no-way` if there is none."""
        if len(places) < 2:
            raise RoadsError("no-way", "a way needs two places", places=len(places))
        pieces = [
            osrm_answers.path(
                self._ask(
                    "route", {"locations": _points(places[start : start + ROUTE_PLACES]), "format": "osrm"}
                )
            )
            for start in range(0, len(places) - 1, ROUTE_PLACES - 1)
        ]
        line = pieces[0].line + tuple(place for piece in pieces[1:] for place in piece.line[1:])
        legs = tuple(leg for piece in pieces for leg in piece.legs)
        return RoadPath(line, legs, sum(p.seconds for p in pieces), sum(p.metres for p in pieces))

    def nearest(self, place: Place) -> Snapped:
        """The nearest edge, however small its piece of road."""
        (found,) = self._locate([place])
        if not found:
            raise RoadsError("no-way", f"the road server {self._server.host} knows no road near")
        best = min(found, key=lambda edge: float(edge["distance"]))
        names = (best.get("edge_info") or {}).get("names") or [""]
        at = Place(float(best["correlated_lat"]), float(best["correlated_lon"]))
        return Snapped(at, float(best["distance"]), str(names[0]))

    def match(self, fixes: Sequence[Fix]) -> Matched:
        """By the server's map matching."""
        return match_fixes(fixes, self._match)

    def source_at(self, at: datetime | None) -> str:
        """The same at any moment."""
        return self.source

    def _match(self, fixes: Sequence[Fix]) -> list[Part]:
        shape = [
            {"lat": fix.place.lat, "lon": fix.place.lon, "time": round(fix.at_s), "accuracy": radius_m(fix)}
            for fix in fixes
        ]
        body = {"shape": shape, "shape_match": "map_snap", "format": "osrm"}
        try:
            return osrm_answers.parts(self._ask("trace_route", body))
        except RoadsError as why:
            if why.code == "no-way":
                return []
            raise

    def _table(self, froms: Sequence[Place], tos: Sequence[Place]) -> tuple[np.ndarray, np.ndarray]:
        """Seconds and metres; newer servers answer in tables when asked to, older ones always in cells."""
        body = {"sources": _points(froms), "targets": _points(tos), "units": "kilometers", "verbose": False}
        answer = self._ask("sources_to_targets", body)
        answer = answer.get("sources_to_targets") if isinstance(answer, dict) else None
        tables: tuple[Any, ...]
        if isinstance(answer, dict):
            tables = answer.get("durations"), answer.get("distances")
        elif isinstance(answer, list):
            tables = tuple([[cell[name] for cell in row] for row in answer] for name in _CELL)
        else:
            raise lacking(self._server, "table")
        size = len(froms), len(tos)
        seconds, kilometres = (table(self._server, rows, size) for rows in tables)
        return seconds, kilometres * 1000

    def _off(self, places: Sequence[Place]) -> list[int]:
        """Which places lie too far from roads that lead somewhere, or on a piece that does not."""
        off = []
        for number, edges in enumerate(self._locate(places)):
            away = [float(edge["distance"]) for edge in edges]
            through = [
                float(edge["distance"])
                for edge in edges
                if min(int(edge["outbound_reach"]), int(edge["inbound_reach"])) >= _REACH
            ]
            main_m, any_m = min(through, default=float("inf")), min(away, default=float("inf"))
            if main_m > SNAP_M or (main_m > HOP_M and main_m - any_m > HOP_M):
                off.append(number)
        return off

    def _locate(self, places: Sequence[Place]) -> list[list[Any]]:
        answer = self._ask("locate", {"locations": _points(places), "verbose": True})
        if not isinstance(answer, list) or len(answer) != len(places):
            raise lacking(self._server, "edge for each place")
        return [found.get("edges") or [] for found in answer]

    def _ask(self, service: str, body: dict[str, Any]) -> Any:
        return self._server.post(service, {**body, "costing": _COSTING[self.profile]})


def _points(places: Sequence[Place]) -> list[dict[str, float]]:
    return [{"lat": place.lat, "lon": place.lon} for place in places]
