"""How far is it, as the worker knows? By a road server, by the roads that were built, or by great circle.

In this order: the server of WAYBILL_ROADS_URL, the data set, great circle x factor. The matrix says which it
was. One matrix is of one period of traffic: a day's plan takes that of its middle.
Opened roads stay in the memory of this process, a few of them, and are opened anew when they were built anew.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog

from routing.errors import RoadsError
from routing.matrix import Matrix, great_circle
from routing.model import Place, TimeWindow
from routing.roads import Matched, RoadPath, Roads
from routing.roads.build import MANIFEST, TRAFFIC
from routing.roads.cache import MatrixCache
from routing.roads.osrm import open_roads
from routing.roads.sources import open_url, read_urls
from routing.roads.timed import TimedRoads, slowed
from routing.roads.traffic import Traffic, read_traffic
from routing.tracking import Fix
from server.config import Config

log = structlog.get_logger()
_KEPT = 3
# A server that did not answer is left alone for a while: a plan must not wait for it at every leg.
_SHUNNED_S = 60.0
# What a server knows of its roads changes without a word: its matrices are measured anew after a while.
_FRESH_S = 6 * 3600.0
_opened: OrderedDict[tuple[object, ...], Roads] = OrderedDict()
_shunned: dict[str, float] = {}
_opening = Lock()


class _Source(NamedTuple):
    """Roads, which build of them (servers do not tell), how long their matrix is fresh (None: for ever)."""

    roads: Roads
    version: str
    fresh_s: float | None


def roads_of(config: Config, profile: str) -> Roads | None:
    """The best roads of a profile; None: there are none, or they cannot be used (which is logged)."""
    return next((found.roads for found in _sources(config, profile)), None)


def matrix(config: Config, profile: str, places: Sequence[Place], at: datetime | None = None) -> Matrix:
    """Travel times between places, each once; the matrix says where they come from. `at`: local time."""
    cache = MatrixCache(config.matrices)
    places = tuple(dict.fromkeys(places))
    for source in _sources(config, profile):
        key = f"{source.roads.source_at(at)} {source.version}"
        held = cache.get(key, profile, places, fresh_s=source.fresh_s)
        if held is not None:
            return held
        try:
            found = source.roads.matrix(places, at)
        except RoadsError as why:
            _shun(source.roads, why)
            continue
        cache.put(key, found)
        return found
    found = great_circle(places, profile, factor=config.detour)
    traffic = _traffic(config.roads / profile)
    period = traffic.at(at) if traffic else None
    if period is None or period.factor == 1:
        return found
    return slowed(found, period.factor, f"{found.source}, {period.name} x {period.factor:g}")


def path(
    config: Config, profile: str, places: Sequence[Place], at: datetime | None = None
) -> RoadPath | None:
    """The line and the turns along the places; None: no roads, or no way along them."""
    if len(places) < 2:
        return None
    return _first(config, profile, lambda roads: roads.path(places, at))


def line(
    config: Config, profile: str, places: Sequence[Place], at: datetime | None = None
) -> list[list[float]] | None:
    """[[lon, lat], …] along the roads; None: no roads, or no way along them."""
    found = path(config, profile, places, at)
    return None if found is None else [[round(p.lon, 6), round(p.lat, 6)] for p in found.line]


def matched(config: Config, profile: str, fixes: Sequence[Fix]) -> Matched | None:
    """What was driven, laid on the roads; None: no roads."""
    return _first(config, profile, lambda roads: roads.match(fixes))


def middle(hours: Sequence[TimeWindow], tz: str) -> datetime | None:
    """The local moment in the middle of all these hours, whose traffic is that of their plan."""
    if not hours:
        return None
    first, last = min(one.start_s for one in hours), max(one.end_s for one in hours)
    return datetime.fromtimestamp((first + last) // 2, ZoneInfo(tz))


def _first[V](config: Config, profile: str, ask: Callable[[Roads], V]) -> V | None:
    for source in _sources(config, profile):
        try:
            return ask(source.roads)
        except RoadsError as why:
            _shun(source.roads, why)
    return None


def _sources(config: Config, profile: str) -> Iterator[_Source]:
    """What there is to ask, best first."""
    url = read_urls(config.roads_url or "").get(profile)
    folder = config.roads / profile
    if url:
        roads = _open((url, profile, _stamp(folder / TRAFFIC)), lambda: _by_url(url, profile, folder))
        if roads is not None and time.monotonic() >= _shunned.get(roads.source, 0):
            yield _Source(roads, "", _FRESH_S)
    built = _stamp(folder / MANIFEST)
    if built is not None:
        roads = _open((folder, built, _stamp(folder / TRAFFIC)), lambda: open_roads(folder))
        if roads is not None:
            yield _Source(roads, str(built), None)


def _open(key: tuple[object, ...], make: Callable[[], Roads]) -> Roads | None:
    with _opening:
        if key not in _opened:
            try:
                _opened[key] = make()
            except RoadsError as why:
                log.error("roads unusable", code=why.code, why=str(why))
                return None
        _opened.move_to_end(key)
        while len(_opened) > _KEPT:
            _opened.popitem(last=False)
        return _opened[key]


def _by_url(url: str, profile: str, folder: Path) -> Roads:
    roads, traffic = open_url(url, profile), _traffic(folder)
    return roads if traffic is None else TimedRoads(roads, traffic)


def _traffic(folder: Path) -> Traffic | None:
    """The factors laid beside the roads; without roads they hold for a server and the great circle too."""
    if not (folder / TRAFFIC).exists():
        return None
    try:
        return read_traffic(folder / TRAFFIC)
    except RoadsError as why:
        log.error("traffic unusable", why=str(why))
        return None


def _shun(roads: Roads, why: RoadsError) -> None:
    log.warning("roads do not answer", source=roads.source, code=why.code, why=str(why))
    if why.code == "roads-unreachable":
        _shunned[roads.source] = time.monotonic() + _SHUNNED_S


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
