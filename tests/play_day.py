"""Does a whole day go well? `make day`: a fresh server and worker, and `waybill day` playing against them.

    make day [SEED=7] [ARGS="--speed 300 --kill 6 --postgres --redis"]

Another town: --orders --items --bins --stock --couriers --zones FILE, --hub LAT,LON --tz ZONE --currency C,
--roads FILE.osm.pbf --profile P. What is not known here goes to `waybill day` as it is.
"""

import argparse
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from tests.reaper import Reaper
from tests.stage import Ground, Stage, length_s, stage

SPEED = 100.0
# Between two kills, as parts of the mean: seldom evenly.
UNEVEN = (0.4, 1.6)


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make day", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=float, default=SPEED, help="seconds of the day in a real one")
    parser.add_argument("--kill", type=int, default=0, metavar="N", help="kill -9 server and worker N times")
    parser.add_argument("--postgres", action="store_true", help="a real PostgreSQL instead of SQLite")
    parser.add_argument("--redis", action="store_true", help="a real Redis instead of the embedded queue")
    parser.add_argument("--hub", metavar="LAT,LON")
    parser.add_argument("--tz")
    parser.add_argument("--currency")
    parser.add_argument("--roads", type=Path, metavar="FILE.osm.pbf")
    parser.add_argument("--profile", default="car")
    return parser


def ground_of(given: argparse.Namespace) -> Ground:
    """Where the day is played: the demo's town but for what was said."""
    ground = Ground()
    if given.hub:
        lat, lon = map(float, given.hub.split(","))
        ground = replace(ground, lat=lat, lon=lon, roads={})
    if given.roads:
        ground = replace(ground, roads={given.profile: given.roads})
    return replace(ground, tz=given.tz or ground.tz, currency=given.currency or ground.currency)


def passed_on(given: argparse.Namespace) -> list[str]:
    """What the player must know as well."""
    told = ["--seed", str(given.seed), "--speed", f"{given.speed:g}"]
    for name in ("hub", "tz", "currency", "roads"):
        if value := getattr(given, name):
            told += [f"--{name}", str(value)]
    return told + (["--profile", given.profile] if given.roads else [])


def play(made: Stage, given: argparse.Namespace, more: list[str]) -> int:
    mean_s = length_s(given.speed) / (given.kill + 1)
    reaper = Reaper(made.hub, given.seed, UNEVEN[0] * mean_s, UNEVEN[1] * mean_s)
    if given.kill:
        reaper.start(given.kill)
    began = time.monotonic()
    try:
        played = made.play(*passed_on(given), *more, hear=lambda line: print(line, end="", flush=True))
    finally:
        killed = reaper.stop()
    how = "postgres" if given.postgres else "sqlite"
    kills = ", ".join(f"{name} killed {n} times" for name, n in sorted(killed.items())) or "nobody killed"
    print(f"{time.monotonic() - began:.0f} s on {how}, {kills}, {made.gauge.words()}")
    if played.status:
        print(made.words(), file=sys.stderr)
    return played.status


def main() -> int:
    given, more = options().parse_known_args()
    # Told to end, it takes down what it has put up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    kind = "postgres" if given.postgres else "sqlite"
    ground = ground_of(given)
    print(f"Setting the stage: {kind}, roads for {', '.join(ground.roads) or 'nobody'} …", flush=True)
    with stage(ground=ground, kind=kind, redis=given.redis, rate=given.speed) as made:
        return play(made, given, more)


if __name__ == "__main__":
    sys.exit(main())
