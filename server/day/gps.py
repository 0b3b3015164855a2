"""Where is a courier after so many metres, and what does his receiver say? Ways, distances, noise."""

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

EARTH_M = 6_371_000.0
# One fix in so many is nonsense, as from a courtyard: far off, and the receiver knows it.
WILD = 0.01

type Point = tuple[float, float]  # lat, lon


def distance_m(a: Point, b: Point) -> float:
    """Great circle, haversine."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b[1] - a[1]) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(h)))


class Way:
    """A line of points that somebody follows; places on it are metres from its beginning."""

    def __init__(self, points: Sequence[Point]) -> None:
        if not points:
            raise ValueError("a way needs a point")
        self.points = list(points)
        self.marks = [0.0]
        for a, b in zip(self.points, self.points[1:], strict=False):
            self.marks.append(self.marks[-1] + distance_m(a, b))

    @property
    def length_m(self) -> float:
        return self.marks[-1]

    def at(self, m: float) -> Point:
        """The point after `m` metres; the ends hold beyond them."""
        if m <= 0:
            return self.points[0]
        if m >= self.length_m:
            return self.points[-1]
        n = bisect_right(self.marks, m) - 1
        step = self.marks[n + 1] - self.marks[n]
        share = (m - self.marks[n]) / step if step else 0.0
        (lat_a, lon_a), (lat_b, lon_b) = self.points[n], self.points[n + 1]
        return lat_a + share * (lat_b - lat_a), lon_a + share * (lon_b - lon_a)

    def meet(self, place: Point, from_m: float = 0.0) -> tuple[float, float]:
        """Where from `from_m` on the way first comes nearest to a place: (metres along it, metres off)."""
        best = (from_m, distance_m(self.at(from_m), place))
        for mark, point in zip(self.marks, self.points, strict=True):
            if mark >= from_m and (off := distance_m(point, place)) < best[1] - 1:
                best = (mark, off)
        return best


@dataclass(frozen=True, slots=True)
class Reading:
    """What the receiver says: accuracy is a radius, speed in m/s."""

    lat: float
    lon: float
    accuracy_m: float
    speed_mps: float


def read(luck: random.Random, place: Point, speed_mps: float) -> Reading:
    """A noisy reading at a place: mostly within its own accuracy, now and then far off and saying so."""
    wild = luck.random() < WILD
    accuracy_m = luck.uniform(150, 600) if wild else luck.uniform(4, 25)
    off_m, direction = abs(luck.gauss(0, accuracy_m / 2)), luck.uniform(0, 2 * math.pi)
    lat = place[0] + math.degrees(off_m * math.cos(direction) / EARTH_M)
    lon = place[1] + math.degrees(off_m * math.sin(direction) / EARTH_M / math.cos(math.radians(place[0])))
    speed = max(0.0, speed_mps * luck.gauss(1, 0.1))
    return Reading(round(lat, 6), round(lon, 6), round(accuracy_m, 1), round(speed, 2))
