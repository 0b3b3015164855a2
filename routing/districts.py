"""Which districts does this day call for? As many as couriers, equal in expected minutes, compact."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from routing.cells import Cells, mended
from routing.errors import BadValue
from routing.matrix import FACTOR, SPEED_MPS, UNREACHABLE, Matrix, great_circle_m
from routing.model import Place
from routing.values import unique
from routing.zones import Zone, locate_many

# Centres and shares follow each other; a day settles in a handful of rounds.
_ROUNDS = 10
_STARTS = 3
# Seconds are handed to the flow in steps of this: finer ones only cost time.
_UNIT_S = 5
# The next stop of a route is hardly ever nearer than the nearest other stop.
_NEIGHBOURS = 2
# A place of yesterday's district counts as this much nearer to it: who knows a street keeps it.
_STAY = 0.25
# How much more than the mean a district may get: on a day of its own, and to stay as it was yesterday.
_EVEN, _SLACK = 1.02, 1.1
# The price of the longest way, in whole units: finer than anybody can tell apart.
_DEAREST = 1_000_000


@dataclass(frozen=True, slots=True)
class Demand:
    """One order of the day: where, and how many seconds at the door."""

    id: str
    place: Place
    service_s: int = 0


@dataclass(frozen=True, slots=True)
class Seed:
    """What is kept of yesterday's district: its id, its centre and, if there is one, its polygon."""

    id: str
    centre: Place
    geometry: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class District:
    """One courier's part of the day. `geometry`: a GeoJSON (Multi)Polygon, lon before lat.

    `expected_s`: service, a hop to each place, the way from the hub to the centre and back. Districts of one
    day share borders and nothing else; every place of a district's orders lies in its polygon.
    """

    id: str
    centre: Place
    stop_ids: tuple[str, ...]
    expected_s: int
    geometry: dict[str, Any]


def districts(
    demands: Sequence[Demand],
    matrix: Matrix,
    hub: Place,
    count: int,
    *,
    seed: int = 0,
    yesterday: Sequence[Seed] = (),
) -> tuple[District, ...]:
    """`count` districts (fewer where there are fewer places), each with about the same expected minutes.

    Centres are places of orders; each place goes to the district that is near by road, squared, such that all
    districts get equal seconds: a minimum cost flow (constrained k-means, Bradley, Bennett and Demiriz 2000),
    its few split places given whole to their larger share, then mended at the borders (cells.py). With
    `yesterday` its centres and polygons stay as far as balance allows (10 % around the mean), and the ids:
    similar days get similar districts. Same arguments, same answer; places not in the matrix are guessed.
    """
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise BadValue("districts.count", count, "must be a whole number from 1 up")
    unique("stop", [demand.id for demand in demands])
    unique("district", [one.id for one in yesterday])
    if not demands:
        return ()
    day = _Day.of(demands, matrix, hub)
    count = min(count, len(day.places))
    if yesterday:
        centres, ids = _warm(day, yesterday, count)
        share = _shared(day, centres, _stay(day, yesterday, ids), _SLACK)
    else:
        starts = [_settled(day, _cold(day, count, seed + n), _ROUNDS) for n in range(_STARTS)]
        share = min(starts, key=day.cost)
        ids = []
    cells = Cells(day.places)
    most = _SLACK if yesterday else _EVEN
    share = mended(cells, share, day.expected_s(share), day.weight_s, day.near, most)
    order = list(range(count)) if ids else day.clockwise(share)
    names = ids or [str(n) for n in range(1, count + 1)]
    return tuple(
        _district(day, cells, share, number, name) for name, number in zip(names, order, strict=True)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Day:
    """The distinct places with their seconds, and how near they are to each other and to the hub."""

    places: tuple[Place, ...]
    ids: tuple[tuple[str, ...], ...]
    weight_s: np.ndarray  # of each place: service there and a hop to it
    near: np.ndarray  # squared seconds from each place to each, both ways averaged
    haul_s: np.ndarray  # from the hub to each place and back
    hub: Place

    @staticmethod
    def of(demands: Sequence[Demand], matrix: Matrix, hub: Place) -> _Day:
        at: dict[Place, list[Demand]] = {}
        for demand in demands:
            at.setdefault(demand.place, []).append(demand)
        places = tuple(at)
        known = matrix.extended(hub, *places)
        index = [known.index(place) for place in places]
        both = _both_ways_s(known, [*index, known.index(hub)])
        between, haul = both[:-1, :-1], both[-1, :-1]
        hops = np.sort(between + np.diag(np.full(len(places), np.inf)), axis=1)[:, :_NEIGHBOURS]
        hop = hops.mean(axis=1) if len(places) > _NEIGHBOURS else np.zeros(len(places))
        service = np.array([sum(d.service_s for d in at[place]) for place in places], float)
        ids = tuple(tuple(d.id for d in at[place]) for place in places)
        return _Day(places, ids, np.maximum(service + hop, 1.0), between**2, 2 * haul, hub)

    def centres(self, share: np.ndarray) -> np.ndarray:
        """Of each district the place that is nearest to all of its seconds."""
        found = np.zeros(share.max() + 1, int)
        for number in range(len(found)):
            members = np.flatnonzero(share == number)
            found[number] = members[np.argmin(self.weight_s[members] @ self.near[np.ix_(members, members)])]
        return found

    def expected_s(self, share: np.ndarray) -> np.ndarray:
        return np.bincount(share, self.weight_s) + self.haul_s[self.centres(share)]

    def cost(self, share: np.ndarray) -> float:
        """How far the districts are spread: to be small."""
        return float((self.weight_s * self.near[np.arange(len(share)), self.centres(share)[share]]).sum())

    def clockwise(self, share: np.ndarray) -> list[int]:
        """The districts by the bearing of their centres from the hub, beginning in the north."""
        centres = [self.places[i] for i in self.centres(share)]
        east = [(c.lon - self.hub.lon) * np.cos(np.radians(self.hub.lat)) for c in centres]
        bearing = [
            np.arctan2(x, c.lat - self.hub.lat) % (2 * np.pi) for x, c in zip(east, centres, strict=True)
        ]
        return sorted(range(len(centres)), key=lambda i: (round(float(bearing[i]), 9), i))


def _both_ways_s(matrix: Matrix, index: list[int]) -> np.ndarray:
    """Seconds between places, there and back averaged; twice the great circle's where there is no road."""
    seconds = matrix.seconds[np.ix_(index, index)].astype(float)
    places = [matrix.places[i] for i in index]
    guess = great_circle_m(places, places) * (2 * FACTOR / SPEED_MPS[matrix.profile])
    seconds = np.where(seconds == UNREACHABLE, guess, seconds)
    return (seconds + seconds.T) / 2


def _settled(day: _Day, centres: np.ndarray, rounds: int) -> np.ndarray:
    """Shares and centres in turn until the centres stay."""
    share = _shared(day, centres)
    for _ in range(rounds - 1):
        moved = day.centres(share)
        if (moved == centres).all():
            break
        centres, share = moved, _shared(day, moved)
    return share


def _shared(day: _Day, centres: np.ndarray, stay: np.ndarray | float = 1.0, slack: float = 1.0) -> np.ndarray:
    """Each place's district: near its centre, all districts equal with their way from the hub counted."""
    count, size = len(centres), len(day.places)
    supply = np.maximum(np.rint(day.weight_s / _UNIT_S).astype(np.int64), 1)
    haul = day.haul_s[centres] / _UNIT_S
    room = np.maximum((supply.sum() + haul.sum()) / count - haul, 1.0)
    fair = room * (supply.sum() / room.sum())
    least, most = (np.ceil(fair * part).astype(np.int64) for part in (2 - slack, slack))
    flow = SimpleMinCostFlow()
    tails, heads = np.repeat(np.arange(size), count), np.tile(np.arange(size, size + count), size)
    near = day.near[:, centres] * stay
    costs = np.rint(near.ravel() * (_DEAREST / max(float(near.max()), 1.0))).astype(np.int64)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.repeat(supply, count), costs)
    # Into the sink: what each district must get is worth more than any distance, what it may get is free.
    ends, sink = np.arange(size, size + count), np.full(count, size + count)
    flow.add_arcs_with_capacity_and_unit_cost(ends, sink, least, np.full(count, -3 * _DEAREST))
    flow.add_arcs_with_capacity_and_unit_cost(ends, sink, most - least, np.zeros(count, np.int64))
    flow.set_nodes_supplies(np.arange(size + count + 1), np.array([*supply, *([0] * count), -supply.sum()]))
    if flow.solve() != flow.OPTIMAL:
        raise BadValue("districts", count, "the shares of the districts do not add up")
    share = flow.flows(arcs).reshape(size, count).argmax(axis=1)
    share[centres] = np.arange(count)
    return share


def _cold(day: _Day, count: int, seed: int) -> np.ndarray:
    """Centres far apart where the work is (k-means++, Arthur and Vassilvitskii 2007), by the seed."""
    dice = random.Random(seed)
    chosen: list[int] = []
    far = day.weight_s.copy()
    while len(chosen) < count:
        odds = far if far.sum() > 0 else np.where(np.isin(np.arange(len(far)), chosen), 0.0, 1.0)
        at = int(np.searchsorted(np.cumsum(odds), dice.random() * odds.sum(), side="right"))
        chosen.append(min(at, len(far) - 1) if odds[min(at, len(far) - 1)] > 0 else int(np.argmax(odds)))
        far = day.weight_s * day.near[:, chosen].min(axis=1)
        far[chosen] = 0
    return np.array(chosen)


def _warm(day: _Day, yesterday: Sequence[Seed], count: int) -> tuple[np.ndarray, list[str]]:
    """Today's places nearest to yesterday's centres, with their ids; the busiest if there are too many."""
    away = great_circle_m([one.centre for one in yesterday], day.places)
    work = np.bincount(away.argmin(axis=0), day.weight_s, len(yesterday))
    kept = sorted(sorted(range(len(yesterday)), key=lambda i: (-work[i], i))[:count])
    chosen: list[int] = []
    for i in kept:
        chosen.append(next(int(at) for at in np.argsort(away[i], kind="stable") if int(at) not in chosen))
    ids = [yesterday[i].id for i in kept]
    taken = {one.id for one in yesterday}
    fresh = (str(n) for n in range(1, count + len(taken) + 1) if str(n) not in taken)
    while len(chosen) < count:
        far = day.weight_s * day.near[:, chosen].min(axis=1)
        far[chosen] = -1
        chosen.append(int(np.argmax(far)))
        ids.append(next(fresh))
    return np.array(chosen), ids


def _stay(day: _Day, yesterday: Sequence[Seed], ids: Sequence[str]) -> np.ndarray:
    """Of each place and district how much nearer it counts, for having been there yesterday."""
    found = np.ones((len(day.places), len(ids)))
    drawn = [Zone(one.id, one.id, 0, one.geometry) for one in yesterday if one.geometry and one.id in ids]
    for at, zone in enumerate(locate_many(day.places, drawn)):
        if zone is not None:
            found[at, ids.index(zone.id)] = _STAY
    return found


def _district(day: _Day, cells: Cells, share: np.ndarray, number: int, name: str) -> District:
    members = np.flatnonzero(share == number)
    return District(
        name,
        day.places[int(day.centres(share)[number])],
        tuple(id for i in members for id in day.ids[i]),
        round(float(day.expected_s(share)[number])),
        cells.polygon(members),
    )
