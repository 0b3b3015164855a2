"""How long do 100,000 points take to find their zones among 1,000, and a plain loop beside it?

`make bench-zones`: the loop asks every zone of a prepared polygon each, over a sample, in the same run.
"""

import math
import random
import time

import shapely

from routing.model import Place
from routing.zones import Zone, ZoneIndex

ZONES, POINTS, SAMPLE = 1000, 100_000, 300


def zone(number: int, dice: random.Random) -> Zone:
    """A ragged polygon of 20 corners, of a few kilometres, with a hole every third time."""
    lon, lat = dice.uniform(24, 26), dice.uniform(60, 61)

    def ring(most: float) -> list[list[float]]:
        turns = [2 * math.pi * corner / 20 for corner in range(20)]
        far = [most * dice.uniform(0.6, 1) for _ in turns]
        at = [[lon + 2 * r * math.cos(t), lat + r * math.sin(t)] for t, r in zip(turns, far, strict=True)]
        return [*at, at[0]]

    rings = [ring(0.04)] + ([ring(0.01)] if number % 3 == 0 else [])
    return Zone(str(number), str(number), number % 4, {"type": "Polygon", "coordinates": rings})


def main() -> None:
    dice = random.Random(1)
    zones = [zone(number, dice) for number in range(ZONES)]
    places = [Place(dice.uniform(60, 61), dice.uniform(24, 26)) for _ in range(POINTS)]
    began = time.process_time()
    found = ZoneIndex(zones).locate_many(places)
    index_s = time.process_time() - began
    best = sorted(zones, key=lambda one: (-one.priority, one.area_m2, one.id))
    shapely.prepare([one.shape for one in best])
    began = time.process_time()
    plain = []
    for place in places[:SAMPLE]:
        point = shapely.Point(place.lon, place.lat)
        plain.append(next((one for one in best if one.shape.intersects(point)), None))
    loop_s = (time.process_time() - began) * POINTS / SAMPLE
    assert plain == found[:SAMPLE], "the two must agree"
    inside = sum(one is not None for one in found)
    print(f"{POINTS:,} points, {ZONES:,} zones, {inside:,} inside: {index_s:.2f} s of CPU")
    print(f"a plain loop would take {loop_s:.0f} s: {loop_s / index_s:.0f} times as long")


if __name__ == "__main__":
    main()
