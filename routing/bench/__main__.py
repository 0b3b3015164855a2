"""What does `make bench-routing` do? The standard table: all engines in turns at equal wall time; a day."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version
from pathlib import Path

from routing.bench import day, report
from routing.bench.arena import ENGINES
from routing.errors import RoutingError
from routing.model import Place
from routing.processes import processors
from routing.roads import Roads
from routing.roads.osrm import open_roads

# Without roads the day lies here: a town of the middle size, on a great circle.
_CENTRE = "41.1496,-8.6109"


def main() -> int:
    options = _parsed()
    say(
        f"{processors()} processors; "
        + ", ".join(f"{n} {version(n)}" for n in ("ortools", "pyvrp", "pyvroom"))
    )
    try:
        if options.paths:
            _instances(options)
        if options.day:
            _days(options)
    except (RoutingError, OSError) as error:
        say(f"Error: {error}")
        return 1
    return 0


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-routing ARGS=…", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help=".vrp files or folders, each with its .sol")
    parser.add_argument("--engines", default=",".join(ENGINES), help="a,b,…")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, help="wall time of each run; else by size")
    parser.add_argument("--from", dest="least", type=int, default=0, help="only from so many stops")
    parser.add_argument("--to", dest="most", type=int, default=10**9, help="only up to so many stops")
    parser.add_argument("--day", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--roads", type=Path, help="a folder with a data set of roads for each profile")
    parser.add_argument("--centre", default=_CENTRE, metavar="LAT,LON", help="where the day is")
    return parser.parse_args()


def _instances(options: argparse.Namespace) -> None:
    chosen = [
        path
        for path in report.instances(options.paths)
        if options.least <= report.vrplib.read(path).stops <= options.most
    ]
    records = []
    for record in report.measure(
        chosen, options.engines.split(","), range(1, options.seeds + 1), options.seconds
    ):
        records.append(record)
        note(f"{record.instance} {record.engine} seed {record.seed}: {record.gap_pct} {record.wrong or ''}")
    say(report.table(records))


def _days(options: argparse.Namespace) -> None:
    centre = Place(*(float(part) for part in options.centre.split(",")))
    roads = _roads(options.roads)
    records = []
    for stops, couriers, seconds in day.SIZES:
        if not options.least <= stops <= options.most:
            continue
        problem = day.day(stops, couriers, 1, centre, roads)
        matrices = day.matrices_of(problem, roads)
        engines = ["nearest-next", *options.engines.split(",")]
        for record in day.measure(
            problem, matrices, engines, range(1, options.seeds + 1), options.seconds or seconds
        ):
            records.append(record)
            note(f"day of {stops}, {record.engine} seed {record.seed}: {record.cost_s} {record.wrong or ''}")
    if not records:
        return
    say(f"The day lies on {', '.join(sorted(r.source for r in roads.values())) or 'a great circle'}.")
    say(day.table(records))


def _roads(folder: Path | None) -> dict[str, Roads]:
    if folder is None:
        return {}
    return {
        path.name: open_roads(path) for path in sorted(folder.iterdir()) if path.name in ("bicycle", "car")
    }


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """What goes on, for those who wait; the table alone is on standard output."""
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
