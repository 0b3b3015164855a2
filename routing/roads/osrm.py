"""How long is it by road? OSRM inside this process, over a data set made by `build`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import osrm

from routing.errors import RoadsError
from routing.matrix import UNREACHABLE, Matrix
from routing.model import Place
from routing.roads import RoadPath, Snapped, Step
from routing.roads.build import BASE_NAME, read_manifest

# Further from any road than this, a place is not on the network: a wrong point, a forest, the sea.
SNAP_M = 500
# OSRM snaps to the large connected network and passes over small pieces. Over a gap in the map that is right;
# when a piece of road lies nearer by more than this, the place is on an island.
HOP_M = 100
_MOST_PLACES = 20_000


class OsrmRoads:
    """The `Roads` of one data set. Opening takes as long as reading its files."""

    def __init__(self, directory: Path, *, snap_m: float = SNAP_M, hop_m: float = HOP_M) -> None:
        manifest = read_manifest(directory)
        self.profile = manifest.profile
        self.source = f"osrm, {manifest.source_name} {manifest.source_sha256[:12]}"
        self.snap_m, self.hop_m = snap_m, hop_m
        try:
            self._engine = osrm.OSRM(
                algorithm="CH",
                storage_config=str(directory / BASE_NAME),
                use_shared_memory=False,
                max_locations_distance_table=_MOST_PLACES,
                max_locations_viaroute=_MOST_PLACES,
            )
        except RuntimeError as error:
            words = f"the roads in {directory} cannot be opened: {error}"
            raise RoadsError("no-roads", words, dir=str(directory)) from error

    def matrix(self, places: Sequence[Place]) -> Matrix:
        """Tables over the distinct places, rounded to whole seconds and metres."""
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
        for table in (seconds, metres):
            table[off, :] = np.nan
            table[:, off] = np.nan
            np.fill_diagonal(table, 0)
        missing = np.isnan(seconds) | np.isnan(metres)
        seconds, metres = (np.where(missing, UNREACHABLE, np.rint(table)) for table in (seconds, metres))
        named = frozenset(places[i] for i in off)
        return Matrix(places, seconds, metres, self.source, self.profile, named)

    def path(self, places: Sequence[Place]) -> RoadPath:
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
        answer = self._ask(self._engine.Route, parameters)
        found = answer["routes"][0]
        line = tuple(_place(position) for position in found["geometry"]["coordinates"])
        legs = tuple(tuple(_step(step) for step in leg["steps"]) for leg in found["legs"])
        return RoadPath(line, legs, round(found["duration"]), round(found["distance"]))

    def nearest(self, place: Place) -> Snapped:
        """The nearest road, however far."""
        parameters = osrm.NearestParameters(coordinates=_coordinates([place]), generate_hints=False)
        found = self._ask(self._engine.Nearest, parameters)["waypoints"][0]
        return Snapped(_place(found["location"]), float(found["distance"]), str(found["name"]))

    def _is_off(self, place: Place, snapped_m: float) -> bool:
        if snapped_m > self.snap_m:
            return True
        return snapped_m > self.hop_m and snapped_m - self.nearest(place).metres > self.hop_m

    def _ask(self, question: Any, parameters: Any) -> Any:
        try:
            return question(parameters)
        except RuntimeError as error:
            raise RoadsError("no-way", f"the road engine refuses: {error}", words=str(error)) from error


def open_roads(directory: Path) -> OsrmRoads:
    """The roads built in a directory, or `RoadsError` (`no-roads`, `roads-outdated`)."""
    return OsrmRoads(directory)


def _coordinates(places: Sequence[Place]) -> list[tuple[float, float]]:
    return [(place.lon, place.lat) for place in places]


def _place(position: Any) -> Place:
    return Place(float(position[1]), float(position[0]))


def _table(rows: Any) -> np.ndarray:
    """OSRM writes null where there is no way: not a number here."""
    return np.array([list(row) for row in rows], dtype=np.float64)


def _step(step: Any) -> Step:
    manoeuvre = step["maneuver"]
    modifier = str(manoeuvre["modifier"]) if "modifier" in list(manoeuvre) else ""
    return Step(
        str(manoeuvre["type"]),
        modifier,
        str(step["name"]),
        _place(manoeuvre["location"]),
        round(step["duration"]),
        round(step["distance"]),
    )
