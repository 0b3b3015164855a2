"""How many seconds and metres is it from each place to each other, and who says so?"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from routing.errors import BadValue, NoFigures
from routing.model import Place

# Negative on purpose: a sum that forgets to look for it turns absurd instead of merely long.
UNREACHABLE = -1

SPEED_MPS: Mapping[str, float] = {"bicycle": 4.2, "foot": 1.35, "car": 7.0}
FACTOR = 1.3

# Too far from any road; on an island or behind what leads only out; in a trap that leads only in.
NoWay = Literal["off-road", "no-way-there", "no-way-back"]


class Leg(NamedTuple):
    """From one place to another. `seconds` and `metres` None: no road leads there."""

    seconds: int | None
    metres: int | None
    estimated: bool


def great_circle_m(froms: Iterable[Place], tos: Iterable[Place]) -> np.ndarray:
    """Metres over the sphere, shape (froms, tos), float.

    The haversine with geopy's mean earth radius: equal to `geopy.distance.great_circle` to the millimetre
    (a test compares them), but for whole tables at once.
    """
    from geopy.distance import EARTH_RADIUS  # loads every geocoder: too much for each start of a process

    lat_a, lon_a = np.radians(np.array([(p.lat, p.lon) for p in froms], float).reshape(-1, 2)).T
    lat_b, lon_b = np.radians(np.array([(p.lat, p.lon) for p in tos], float).reshape(-1, 2)).T
    half = (
        np.sin((lat_a[:, None] - lat_b) / 2) ** 2
        + np.cos(lat_a)[:, None] * np.cos(lat_b) * np.sin((lon_a[:, None] - lon_b) / 2) ** 2
    )
    return 2000 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Square tables over `places`: `seconds[i, j]` and `metres[i, j]` lead from i to j, int32, read-only.

    UNREACHABLE (-1) in both: no road. `off_road` names the places that lie too far from any road; `estimated`
    those whose figures are great circle x factor although the others' are not. `source` says who measured.
    """

    places: tuple[Place, ...]
    seconds: np.ndarray
    metres: np.ndarray
    source: str
    profile: str = "bicycle"
    off_road: frozenset[Place] = frozenset()
    estimated: frozenset[Place] = frozenset()
    _index: dict[Place, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", tuple(self.places))
        object.__setattr__(self, "_index", {place: i for i, place in enumerate(self.places)})
        if len(self._index) != len(self.places):
            raise BadValue("matrix.places", len(self.places), "each place must be given once")
        if self.profile not in SPEED_MPS:
            raise BadValue("matrix.profile", self.profile, f"must be one of {', '.join(SPEED_MPS)}")
        size = (len(self.places), len(self.places))
        for name in ("seconds", "metres"):
            table = np.ascontiguousarray(getattr(self, name), np.int32)
            if table.shape != size:
                raise BadValue(f"matrix.{name}", table.shape, f"must have the shape {size}")
            if table.size and table.min() < UNREACHABLE:
                raise BadValue(f"matrix.{name}", int(table.min()), f"must not be below {UNREACHABLE}")
            table.setflags(write=False)
            object.__setattr__(self, name, table)
        if not np.array_equal(self.seconds == UNREACHABLE, self.metres == UNREACHABLE):
            raise BadValue("matrix", self.source, "seconds and metres must agree on what is unreachable")

    def __contains__(self, place: Place) -> bool:
        return place in self._index

    def index(self, place: Place) -> int:
        """Row and column of a place, or `NoFigures`."""
        try:
            return self._index[place]
        except KeyError:
            raise NoFigures(f"the matrix does not hold {place}", lat=place.lat, lon=place.lon) from None

    def apart(self, rows: Sequence[int], columns: Sequence[int]) -> np.ndarray:
        """Seconds from each of these indices to each of those, int64; where no road leads, very far."""
        seconds = self.seconds[np.ix_(rows, columns)]
        return np.where(seconds == UNREACHABLE, np.iinfo(np.int32).max, seconds).astype(np.int64)

    def leg(self, a: Place, b: Place) -> Leg:
        """From a to b; for a place not held, great circle x factor, marked as estimated."""
        if a in self._index and b in self._index:
            i, j = self._index[a], self._index[b]
            seconds, guess = int(self.seconds[i, j]), a in self.estimated or b in self.estimated
            return Leg(None, None, guess) if seconds < 0 else Leg(seconds, int(self.metres[i, j]), guess)
        metres = round(float(great_circle_m([a], [b])[0, 0]) * FACTOR)
        return Leg(round(metres / SPEED_MPS[self.profile]), metres, True)

    def cut_off(self, hub: Place) -> tuple[Place, ...]:
        """Places with no way there from the hub or no way back: off the network, on an island, in a trap."""
        at = self.index(hub)
        bad = (self.seconds[at] == UNREACHABLE) | (self.seconds[:, at] == UNREACHABLE)
        return tuple(place for place, is_bad in zip(self.places, bad, strict=True) if is_bad)

    def why_no_way(self, place: Place, start: Place, end: Place) -> NoWay | None:
        """Why nobody gets from `start` to the place and on to `end`; None: there is a way, or one is guessed.

        A place off the road is named so first: that both ways are missing only follows from it.
        """
        if place in self.off_road:
            return "off-road"
        if self.leg(start, place).seconds is None:
            return "no-way-there"
        return "no-way-back" if self.leg(place, end).seconds is None else None

    def why_cut_off(self, hub: Place) -> dict[Place, NoWay]:
        """Each place of `cut_off` with its reason, in the matrix's order.

        With the hub itself off the road every other place is cut off, and the hub is to blame: it is then
        named first, as "off-road".
        """
        found: dict[Place, NoWay] = {hub: "off-road"} if hub in self.off_road else {}
        for place in self.cut_off(hub):
            why = self.why_no_way(place, hub, hub)
            if why is not None:
                found.setdefault(place, why)
        return found

    def extended(self, *places: Place) -> Matrix:
        """The same matrix with further places at great circle x factor, all of them marked in `estimated`."""
        new = [place for place in dict.fromkeys(places) if place not in self._index]
        if not new:
            return self
        old, everyone = len(self.places), (*self.places, *new)
        beyond = np.rint(great_circle_m(new, everyone) * FACTOR)
        tables = []
        for known, per in ((self.seconds, SPEED_MPS[self.profile]), (self.metres, 1.0)):
            table = np.zeros((len(everyone), len(everyone)), np.int32)
            figures = np.rint(beyond / per).astype(np.int32)
            table[:old, :old] = known
            table[old:, :] = figures
            table[:, old:] = figures.T
            tables.append(table)
        marked = self.estimated | frozenset(new)
        seconds, metres = tables
        return Matrix(everyone, seconds, metres, self.source, self.profile, self.off_road, marked)

    def sha256(self) -> str:
        """Hex digest of all that the matrix says; equal for equal matrices however they were stored."""
        digest = hashlib.sha256(self._head().encode())
        for table in (self._degrees(), self.seconds, self.metres):
            digest.update(np.ascontiguousarray(table).tobytes())
        return digest.hexdigest()

    def to_bytes(self, *, compressed: bool = True) -> bytes:
        """An .npz without pickle, for `from_bytes`; not compressed it is larger and quicker."""
        out = io.BytesIO()
        head = np.frombuffer(self._head().encode(), np.uint8)
        save = np.savez_compressed if compressed else np.savez
        save(out, head=head, degrees=self._degrees(), seconds=self.seconds, metres=self.metres)
        return out.getvalue()

    @staticmethod
    def from_bytes(data: bytes) -> Matrix:
        """What `to_bytes` wrote; anything else is `NoFigures`."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                head = json.loads(stored["head"].tobytes())
                places = tuple(Place(float(lat), float(lon)) for lat, lon in stored["degrees"])
                return Matrix(
                    places,
                    stored["seconds"],
                    stored["metres"],
                    head["source"],
                    head["profile"],
                    frozenset(places[i] for i in head["off_road"]),
                    frozenset(places[i] for i in head["estimated"]),
                )
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise NoFigures(f"these bytes are no stored matrix: {error}") from error

    def _degrees(self) -> np.ndarray:
        return np.array([(p.lat, p.lon) for p in self.places], np.float64).reshape(-1, 2)

    def _head(self) -> str:
        named = {
            name: sorted(self._index[place] for place in getattr(self, name))
            for name in ("off_road", "estimated")
        }
        return json.dumps({"source": self.source, "profile": self.profile, **named}, sort_keys=True)


def great_circle(
    places: Iterable[Place],
    profile: str = "bicycle",
    *,
    speed_mps: Mapping[str, float] = SPEED_MPS,
    factor: float = FACTOR,
) -> Matrix:
    """A matrix without roads: metres = great circle x `factor`, seconds at the profile's speed."""
    places = tuple(dict.fromkeys(places))
    if profile not in speed_mps:
        raise BadValue("matrix.profile", profile, f"must be one of {', '.join(speed_mps)}")
    metres = np.rint(great_circle_m(places, places) * factor)
    seconds = np.rint(metres / speed_mps[profile])
    source = f"great circle x {factor:g}"
    return Matrix(places, seconds.astype(np.int32), metres.astype(np.int32), source, profile)


def source_of(matrices: Mapping[str, Matrix]) -> str:
    """One line for the plan: every source, with its profiles where they differ, and what was estimated."""
    guessed = len({place for matrix in matrices.values() for place in matrix.estimated})
    tail = f"; estimated for {guessed} place{'s' * (guessed > 1)}" if guessed else ""
    by_source: dict[str, list[str]] = {}
    for profile in sorted(matrices):
        by_source.setdefault(matrices[profile].source, []).append(profile)
    if len(by_source) == 1:
        return next(iter(by_source)) + tail
    return "; ".join(f"{', '.join(profiles)}: {source}" for source, profiles in by_source.items()) + tail
