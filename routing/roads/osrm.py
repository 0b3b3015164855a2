"""How long is it by road? OSRM inside this process, over a data set made by `build`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import osrm

from routing.errors import RoadsError
from routing.matrix import Matrix
from routing.model import Place
from routing.roads import HOP_M, SNAP_M, Matched, RoadPath, Roads, Snapped, osrm_answers
from routing.roads.build import BASE_NAME, PERIODS, TRAFFIC, read_manifest
from routing.roads.matching import Part, match_fixes, radius_m
from routing.roads.timed import TimedRoads
from routing.roads.traffic import read_traffic
from routing.tracking import Fix

_MOST_PLACES = 20_000


class OsrmRoads:
    """The `Roads` of one data set without traffic. Opening takes as long as reading its files."""

    def __init__(
        self, directory: Path, *, period: str | None = None, snap_m: float = SNAP_M, hop_m: float = HOP_M
    ) -> None:
        manifest = read_manifest(directory)
        self.profile = manifest.profile
        self.source = f"osrm, {manifest.source_name} {manifest.source_sha256[:12]}"
        self.snap_m, self.hop_m = snap_m, hop_m
        base = directory / PERIODS / period / BASE_NAME if period else directory / BASE_NAME
        try:
            self._engine = osrm.OSRM(
                algorithm="CH",
                storage_config=str(base),
                use_shared_memory=False,
                max_locations_distance_table=_MOST_PLACES,
                max_locations_viaroute=_MOST_PLACES,
                max_locations_map_matching=_MOST_PLACES,
            )
        except RuntimeError as error:
            words = f"the roads in {directory} cannot be opened: {error}"
            raise RoadsError("no-roads", words, dir=str(directory)) from error

    def matrix(self, places: Sequence[Place], at: datetime | None = None) -> Matrix:
        """Tables over the distinct places, rounded to whole seconds and metres; `at` changes nothing here."""
        places = tuple(dict.fromkeys(places))
        if not places:
            return Matrix((), np.zeros((0, 0)), np.zeros((0, 0)), self.source, self.profile)
        if len(places) == 1:
            zero = np.zeros((1, 1))
            alone = frozenset(p for p in places if self.nearest(p).metres > self.snap_m)
            return Matrix(places, zero, zero, self.source, self.profile, alone)
        parameters = osrm.TableParameters(
            coordinates=_coordinates(places), annotations=["duration", "distance"], generate_hints=False
        )
        answer = self._ask(self._engine.Table, parameters)
        seconds, metres = _table(answer["durations"]), _table(answer["distances"])
        snapped = [float(source["distance"]) for source in answer["sources"]]
        off = [i for i, away in enumerate(snapped) if self._is_off(places[i], away)]
        return osrm_answers.matrix(places, seconds, metres, off, self.source, self.profile)

    def path(self, places: Sequence[Place], at: datetime | None = None) -> RoadPath:
        """The way along the places; `RoadsError` `no-way` if a leg has no road."""
        if len(places) < 2:
            raise RoadsError("no-way", "a way needs two places", places=len(places))
        parameters = osrm.RouteParameters(
            coordinates=_coordinates(places),
            steps=True,
            geometries="geojson",
            overview="full",
            generate_hints=False,
        )
        return osrm_answers.path(self._ask(self._engine.Route, parameters))

    def nearest(self, place: Place) -> Snapped:
        """The nearest road, however far."""
        parameters = osrm.NearestParameters(coordinates=_coordinates([place]), generate_hints=False)
        return osrm_answers.nearest(self._ask(self._engine.Nearest, parameters))

    def match(self, fixes: Sequence[Fix]) -> Matched:
        """By OSRM's hidden Markov model (Newson and Krumm 2009)."""
        return match_fixes(fixes, self._match)

    def source_at(self, at: datetime | None) -> str:
        """The same at any moment."""
        return self.source

    def _match(self, fixes: Sequence[Fix]) -> list[Part]:
        parameters = osrm.MatchParameters(
            coordinates=_coordinates([fix.place for fix in fixes]),
            timestamps=[round(fix.at_s) for fix in fixes],
            radiuses=[radius_m(fix) for fix in fixes],
            geometries="geojson",
            overview="full",
            gaps="split",
            tidy=True,
            generate_hints=False,
        )
        try:
            return osrm_answers.parts(self._engine.Match(parameters))
        except RuntimeError as error:
            if "NoMatch" in str(error) or "NoSegment" in str(error):
                return []
            words = f"the road engine refuses: {error}"
            raise RoadsError("no-way", words, words=str(error)) from error

    def _is_off(self, place: Place, snapped_m: float) -> bool:
        if snapped_m > self.snap_m:
            return True
        return snapped_m > self.hop_m and snapped_m - self.nearest(place).metres > self.hop_m

    def _ask(self, question: Any, parameters: Any) -> Any:
        try:
            return question(parameters)
        except RuntimeError as error:
            raise RoadsError("no-way", f"the road engine refuses: {error}", words=str(error)) from error


def open_roads(directory: Path) -> Roads:
    """The roads built in a directory, with their periods of traffic if it has any.

    Raises `RoadsError` (`no-roads`, `roads-outdated`, `bad-traffic`).
    """
    empty = OsrmRoads(directory)
    if not (directory / TRAFFIC).exists():
        return empty
    measured = read_manifest(directory).periods
    return TimedRoads(
        empty,
        read_traffic(directory / TRAFFIC),
        {name: lambda name=name: OsrmRoads(directory, period=name) for name in measured},  # type: ignore[misc]
    )


def _coordinates(places: Sequence[Place]) -> list[tuple[float, float]]:
    return [(place.lon, place.lat) for place in places]


def _table(rows: Any) -> np.ndarray:
    """OSRM writes null where there is no way: not a number here."""
    return np.array([list(row) for row in rows], dtype=np.float64)
