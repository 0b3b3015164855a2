"""How far is it, as the worker knows: by the roads that were built, or by great circle where none were?

Opened roads stay in the memory of this process, a few of them, and are opened anew when they were built anew.
"""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import structlog

from routing.errors import RoadsError
from routing.matrix import Matrix, great_circle
from routing.model import Place
from routing.roads import Roads
from routing.roads.build import MANIFEST
from routing.roads.osrm import open_roads
from server.config import Config

log = structlog.get_logger()
_KEPT = 3
_opened: OrderedDict[tuple[Path, int], Roads] = OrderedDict()
_opening = Lock()


def roads_of(config: Config, profile: str) -> Roads | None:
    """The roads of a profile; None: none were built, or they cannot be used (which is logged)."""
    folder = config.roads / profile
    try:
        key = (folder, (folder / MANIFEST).stat().st_mtime_ns)
    except OSError:
        return None
    with _opening:
        if key not in _opened:
            try:
                _opened[key] = open_roads(folder)
            except RoadsError as why:
                log.error("roads unusable", profile=profile, why=str(why))
                return None
        _opened.move_to_end(key)
        while len(_opened) > _KEPT:
            _opened.popitem(last=False)
        return _opened[key]


def matrix(config: Config, profile: str, places: Sequence[Place]) -> Matrix:
    """Travel times between places, each once; the matrix says where they come from."""
    roads = roads_of(config, profile)
    if roads is None:
        return great_circle(places, profile, factor=config.detour)
    return roads.matrix(places)


def line(config: Config, profile: str, places: Sequence[Place]) -> list[list[float]] | None:
    """[[lon, lat], …] along the roads; None: no roads, or no way along them."""
    roads = roads_of(config, profile)
    if roads is None or len(places) < 2:
        return None
    try:
        found = roads.path(places)
    except RoadsError as why:
        log.warning("no line", profile=profile, why=str(why))
        return None
    return [[round(place.lon, 6), round(place.lat, 6)] for place in found.line]
