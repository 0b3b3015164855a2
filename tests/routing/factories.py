"""What do the routing tests build their problems from?"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import numpy as np

from routing.matrix import Matrix, great_circle
from routing.model import Place, Problem, Shift, Stop, TimeWindow

HUB = Place(60.1700, 24.9400)
# A morning in 2026, so that tests see the size of real epoch seconds.
DAY_S = 1_780_012_800
HOUR_S = 3600


def hours(start: float, end: float) -> TimeWindow:
    return TimeWindow(DAY_S + int(start * HOUR_S), DAY_S + int(end * HOUR_S))


def east(metres: float) -> Place:
    """A place that far east of the hub."""
    return Place(HUB.lat, HUB.lon + metres / (111_195 * 0.49739))


def stop(id: str, place: Place | None = None, *windows: TimeWindow, **more: Any) -> Stop:
    return Stop(id, place or east(1000), windows, **{"service_s": 120, "weight_g": 1000, **more})


def shift(id: str = "anna", window: TimeWindow | None = None, **more: Any) -> Shift:
    return Shift(id, more.pop("start", HUB), more.pop("end", HUB), window or hours(9, 18), **more)


def problem(stops: Iterable[Stop], *shifts: Shift, **more: Any) -> Problem:
    return Problem(HUB, tuple(stops), shifts or (shift(),), **more)


def crow(problem: Problem) -> dict[str, Matrix]:
    """Great-circle figures for every profile of the problem."""
    return {profile: great_circle(problem.places(), profile) for profile in problem.profiles()}


def without_road(matrix: Matrix, *pairs: tuple[Place, Place]) -> Matrix:
    """The matrix with these legs, each in one direction, unreachable."""
    seconds, metres = np.array(matrix.seconds), np.array(matrix.metres)
    for a, b in pairs:
        seconds[matrix.index(a), matrix.index(b)] = metres[matrix.index(a), matrix.index(b)] = -1
    return Matrix(matrix.places, seconds, metres, matrix.source, matrix.profile)


def day(stops: int, shifts: int, seed: int = 0) -> Problem:
    """A day as shops have it: windows of one to three hours, some in two parts, zones, two vehicles."""
    chance = random.Random(seed)

    def windows() -> tuple[TimeWindow, ...]:
        opens = 9 + chance.randrange(9)
        kind = chance.random()
        if kind < 0.4:
            return ()
        return (hours(9, 11), hours(16, 19)) if kind < 0.5 else (hours(opens, opens + chance.randint(1, 3)),)

    def place() -> Place:
        return Place(HUB.lat + chance.gauss(0, 0.02), HUB.lon + chance.gauss(0, 0.04))

    return Problem(
        HUB,
        tuple(
            Stop(
                f"s{i}",
                place(),
                windows(),
                chance.choice([120, 180, 240]),
                chance.randrange(300, 6000),
                chance.choice([1, 1, 1, 2]),
                chance.choice(["north", "south", None]),
            )
            for i in range(stops)
        ),
        tuple(
            Shift(
                f"c{i}",
                HUB,
                HUB,
                hours(9, 19) if i % 2 else hours(10, 20),
                60_000 if i % 4 == 3 else 120_000,
                40,
                None if i % 3 else frozenset({"north"}),
                "foot" if i % 4 == 3 else "bicycle",
            )
            for i in range(shifts)
        ),
    )
