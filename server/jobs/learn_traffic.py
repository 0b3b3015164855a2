"""How much slower are the roads by the hour, by what couriers drove? Driven ways beside empty roads."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from routing.matrix import UNREACHABLE, great_circle
from routing.roads.learn import DrivenLeg, learn
from routing.roads.traffic import Traffic
from server.config import Config
from server.jobs import roads
from server.queries.driven import Driven, driven


def learned_traffic(config: Config, profile: str, since: datetime) -> Traffic:
    """Factors of the hours in which enough was driven since then; empty where it was not.

    They are against the roads that plans are made over, without their own traffic; without roads, against
    the great circle.
    """
    return learn(leg for ways in driven(profile, since) for leg in _beside(config, profile, ways))


def _beside(config: Config, profile: str, ways: Iterable[Driven]) -> Iterator[DrivenLeg]:
    ways = list(ways)
    places = list(dict.fromkeys(place for way in ways for place in (way.start, way.end)))
    found = roads.roads_of(config, profile)
    matrix = found.matrix(places) if found else great_circle(places, profile, factor=config.detour)
    for way in ways:
        planned_s = int(matrix.seconds[matrix.index(way.start), matrix.index(way.end)])
        if planned_s != UNREACHABLE:
            yield DrivenLeg(way.left_at, planned_s, way.driven_s)
