"""What must a road engine be able to do? This small protocol; OSRM in the process is the one that does it.

`build` (roads/build.py) turns an OpenStreetMap extract into a data set of one profile, `open_roads` opens it.
A data set is opened where matrices are made, never in a web process: its tables hold the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from routing.matrix import Matrix
from routing.model import Place


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


class Roads(Protocol):
    """One profile's roads. All of it raises `RoadsError` with words when the engine refuses."""

    profile: str
    source: str

    def matrix(self, places: Sequence[Place]) -> Matrix:
        """Seconds and metres between all places; `UNREACHABLE` and `off_road` where there is no road."""
        ...

    def path(self, places: Sequence[Place]) -> RoadPath:
        """The line and the turns along two or more places in that order."""
        ...

    def nearest(self, place: Place) -> Snapped:
        """The nearest road of any kind that the profile may use."""
        ...
