"""What must a source of roads be able to do? One small protocol; an engine in the process or a server by URL.

`build` (roads/build.py) turns an OpenStreetMap extract into a data set of one profile, `open_roads` opens
it; `open_url` (roads/sources.py) asks an OSRM or a Valhalla server instead. A data set is opened where
matrices are made, never in a web process: its tables hold the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from routing.matrix import Matrix
from routing.model import Place
from routing.tracking import Fix, Gap

# Further from any road than this, a place is not on the network: a wrong point, a forest, the sea.
SNAP_M = 500
# Engines snap to the large connected network and pass over small pieces. Over a gap in the map that is right;
# when a piece of road lies nearer by more than this, the place is on an island.
HOP_M = 100


class Snapped(NamedTuple):
    """The nearest point of any road to a place, and how far it is from it."""

    place: Place
    metres: float
    street: str


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: `manoeuvre` in the words of OSRM (turn, arrive …), `modifier` left, right or ""."""

    manoeuvre: str
    modifier: str
    street: str
    place: Place
    seconds: int
    metres: int


@dataclass(frozen=True, slots=True)
class RoadPath:
    """The way along several places: its line, and the steps of each leg between two of them."""

    line: tuple[Place, ...]
    legs: tuple[tuple[Step, ...], ...]
    seconds: int
    metres: int


@dataclass(frozen=True, slots=True)
class Matched:
    """What was driven, laid on the roads: unbroken pieces, and the gaps in which nobody saw him.

    `metres` is the sum along the pieces; `confidence` (0 to 1, the engine's own word, weighted by metres).
    """

    pieces: tuple[tuple[Place, ...], ...]
    metres: int
    confidence: float
    gaps: tuple[Gap, ...]

    @property
    def line(self) -> tuple[Place, ...]:
        """All pieces behind each other; draw `pieces` where a gap must be seen as one."""
        return tuple(place for piece in self.pieces for place in piece)


class Roads(Protocol):
    """One profile's roads. All of it raises `RoadsError` with words when the engine refuses.

    `at` is a moment by the clock on the wall there: its weekday and hour choose the period of traffic; None:
    empty roads.
    """

    profile: str
    source: str

    def matrix(self, places: Sequence[Place], at: datetime | None = None) -> Matrix:
        """Seconds and metres between all places; `UNREACHABLE` and `off_road` where there is no road."""
        ...

    def path(self, places: Sequence[Place], at: datetime | None = None) -> RoadPath:
        """The line and the turns along two or more places in that order."""
        ...

    def nearest(self, place: Place) -> Snapped:
        """The nearest road of any kind that the profile may use."""
        ...

    def match(self, fixes: Sequence[Fix]) -> Matched:
        """The way along the roads that fits these fixes best."""
        ...

    def source_at(self, at: datetime | None) -> str:
        """What a matrix of that moment will name as its source."""
        ...
