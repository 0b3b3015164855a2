"""How long does a matrix of a thousand places take over real roads, and what memory does it want?

`make bench-roads`: of the extract named (`EXTRACT=…`), else of the demo town, which has fewer places.
"""

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

import osmium

from routing.matrix import great_circle
from routing.model import Place
from routing.roads.build import build
from routing.roads.cache import MatrixCache
from routing.roads.osrm import OsrmRoads
from server.demo import PBF

RUNS = 3


def crossings(pbf: Path) -> list[Place]:
    """The ends and bends of streets that cars may use, each once, in the order of the file."""
    wanted = {"primary", "secondary", "tertiary", "residential", "unclassified"}
    found: dict[Place, None] = {}
    for way in osmium.FileProcessor(str(pbf)).with_locations():
        if way.is_way() and way.tags.get("highway") in wanted:
            for node in (way.nodes[0], way.nodes[-1]):
                if node.location.valid():
                    found[Place(round(node.location.lat, 6), round(node.location.lon, 6))] = None
    return list(found)


def memory_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("extract", nargs="?", type=Path, default=PBF)
    parse.add_argument("--profile", default="car")
    parse.add_argument("--roads", type=Path, help="a data set that is built already")
    asked = parse.parse_args()
    if not asked.extract.is_file():
        print(f"{asked.extract} is not there: the demo town instead")
        asked.extract = PBF
    places = random.Random(1).sample(found := crossings(asked.extract), min(1000, len(found)))
    with tempfile.TemporaryDirectory() as temp:
        folder = asked.roads or Path(temp) / "roads"
        if asked.roads is None:
            began = time.perf_counter()
            build(asked.extract, folder, asked.profile)
            print(f"built {asked.extract.name} for {asked.profile} in {time.perf_counter() - began:.0f} s")
        roads, before = OsrmRoads(folder), memory_mb()
        walls, cpus = [], []
        for _ in range(RUNS):
            wall, cpu = time.perf_counter(), time.process_time()
            matrix = roads.matrix(places)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        peak = memory_mb()
        began = time.process_time()
        straight = great_circle(places, asked.profile)
        flat_s = time.process_time() - began
        cache = MatrixCache(Path(temp) / "cache")
        cache.put("bench", matrix)
        began = time.perf_counter()
        cache.get("bench", asked.profile, matrix.places)
        kept_s = time.perf_counter() - began
    reached = (matrix.metres > 0) & (straight.metres > 0)
    detour = float((matrix.metres[reached] / (straight.metres[reached] / 1.3)).mean())
    size = len(matrix.places)
    print(f"{size} x {size}: {min(walls):.2f} s (CPU {min(cpus):.2f} s), best of {RUNS}")
    tables = size**2 * 8 / 1e6
    print(f"peak memory {peak} MB, {peak - before} MB of it for the matrix; its tables are {tables:.0f} MB")
    ratio = min(cpus) / flat_s
    print(
        f"great circle {flat_s:.2f} s of CPU, roads {ratio:.0f} times as much; from the cache {kept_s:.3f} s"
    )
    print(f"roads are {detour:.2f} times as long as straight lines; off road {len(matrix.off_road)}")


if __name__ == "__main__":
    main()
