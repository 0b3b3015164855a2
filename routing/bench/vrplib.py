"""What does a public benchmark instance ask, as a problem of ours, and what is an answer to it worth?

VRPLIB files: CVRPTW (Solomon; Gehring and Homberger) by the convention of the DIMACS challenge, distances and
times in tenths, truncated; CVRP (Uchoa et al.) with distances rounded to whole numbers. Cost is the distance
alone; the fleet is only a limit.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from routing.errors import RoutingError
from routing.matrix import Matrix
from routing.model import Place, Problem, Shift, Stop, TimeWindow

# Dearer than any detour of these instances, so nothing is left out that can be served.
_NEVER_LEFT_OUT = 10**8
_MOST_STOPS = 20_000
_SECTIONS = ("NODE_COORD", "DEMAND", "TIME_WINDOW", "SERVICE_TIME", "DEPOT")
_COORDINATES = 75.0  # degrees that the greatest coordinate becomes


class BadInstance(RoutingError):
    """A file that is no instance or solution: `path` and what is wrong with it."""

    def __init__(self, path: object, words: str) -> None:
        super().__init__("bad-instance", f"{path}: {words}", path=str(path), why=words)


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Node 0 is the depot. Whole numbers all: distances int64 (n, n), windows (n, 2), the rest (n,).

    `windows` and `service` are in tenths, as the distances are; both None for CVRP. `vehicles` is the most
    that may leave.
    """

    name: str
    coordinates: np.ndarray
    distances: np.ndarray
    demands: np.ndarray
    capacity: int
    vehicles: int
    windows: np.ndarray | None
    service: np.ndarray | None

    @property
    def stops(self) -> int:
        return len(self.demands) - 1


@dataclass(frozen=True, slots=True)
class Judged:
    """The distance of an answer, and in words everything that it breaks (empty: feasible)."""

    cost: int
    wrong: tuple[str, ...]


def read(path: Path) -> Instance:
    """The instance of a .vrp file, or `BadInstance` in words."""
    head, sections = _parsed(path)
    for name in ("DIMENSION", "CAPACITY", "EDGE_WEIGHT_TYPE"):
        if name not in head:
            raise BadInstance(path, f"{name} is missing")
    if head["EDGE_WEIGHT_TYPE"] != "EUC_2D":
        raise BadInstance(path, f"only EUC_2D distances are read, not {head['EDGE_WEIGHT_TYPE']}")
    size, capacity = _whole(path, head, "DIMENSION"), _whole(path, head, "CAPACITY")
    if not 2 <= size <= _MOST_STOPS:
        raise BadInstance(path, f"DIMENSION must be between 2 and {_MOST_STOPS}, not {size}")
    depots = [row[0] for row in sections.get("DEPOT", []) if row[0] >= 0]
    if depots not in ([], [1]):
        raise BadInstance(path, "the depot must be node 1")
    coordinates = _table(path, sections, "NODE_COORD", size, 2)
    demands = _table(path, sections, "DEMAND", size, 1)[:, 0].astype(np.int64)
    timed = "TIME_WINDOW" in sections
    apart = np.hypot(*(coordinates[:, None] - coordinates[None]).transpose(2, 0, 1))
    distances = np.floor(10 * apart + 1e-9) if timed else np.floor(apart + 0.5)
    if timed:
        windows = 10 * _table(path, sections, "TIME_WINDOW", size, 2).astype(np.int64)
        service = _service(path, head, sections, size)
    needed = -(-int(demands.sum()) // max(1, capacity))
    # Without a limit of its own, a fleet that leaves every good plan of the set its room.
    limit = _whole(path, head, "VEHICLES") if "VEHICLES" in head else min(size - 1, needed + needed // 8 + 10)
    return Instance(
        head.get("NAME", path.stem),
        coordinates,
        distances.astype(np.int64),
        demands,
        capacity,
        limit,
        windows if timed else None,
        service if timed else None,
    )


def read_solution(path: Path) -> tuple[float, tuple[tuple[int, ...], ...]]:
    """Cost as written and routes of customers 1… of a .sol file; `BadInstance` in words if torn."""
    cost, routes = None, []
    for line in _lines(path):
        word = line.partition(" ")[0].lower()
        try:
            if word == "route":
                routes.append(tuple(int(one) for one in line.partition(":")[2].split()))
            elif word == "cost":
                cost = float(line.partition(" ")[2])
        except ValueError:
            raise BadInstance(path, f"not numbers: {line[:60]}") from None
    if cost is None or not routes:
        raise BadInstance(path, "no routes, or no cost after them: the file is torn")
    return cost, tuple(routes)


def best_known(instance: Instance, path: Path) -> int | None:
    """The cost of the routes in the .sol file of an instance, in its units; None without such a file.

    `BadInstance` if they break its rules or do not cost what the file says (tenths are written as decimals).
    """
    if not path.exists():
        return None
    written, routes = read_solution(path)
    judged = judge(instance, routes)
    if judged.wrong:
        raise BadInstance(path, f"its routes are no answer to {instance.name}: {judged.wrong[0]}")
    if round(written * (1 if instance.windows is None else 10)) != judged.cost:
        raise BadInstance(path, f"says {written}, but its routes cost {judged.cost} in {instance.name}")
    return judged.cost


def problem_of(instance: Instance) -> tuple[Problem, dict[str, Matrix]]:
    """The instance in our words: stop ids are the customers' numbers, every shift is alike."""
    flat = instance.coordinates * (_COORDINATES / max(1.0, float(np.abs(instance.coordinates).max())))
    places = [Place(float(y), float(x)) for x, y in flat]
    kept = list(dict.fromkeys(places))
    first = [places.index(place) for place in kept]
    table = instance.distances[np.ix_(first, first)]
    matrix = Matrix(tuple(kept), table, table, f"vrplib {instance.name}", "car")
    if instance.windows is None:
        last = int(instance.distances.max()) * 2 * len(places)
        windows: list[tuple[TimeWindow, ...]] = [()] * len(places)
        service = np.zeros(len(places), np.int64)
    else:
        last = int(instance.windows[0, 1])
        windows = [(TimeWindow(int(a), int(b)),) for a, b in instance.windows]
        service = np.zeros(len(places), np.int64) if instance.service is None else instance.service
    day = TimeWindow(0 if instance.windows is None else int(instance.windows[0, 0]), last)
    stops = tuple(
        Stop(str(i), places[i], windows[i], int(service[i]), int(instance.demands[i]), parcels=0)
        for i in range(1, len(places))
    )
    shifts = tuple(
        Shift(f"v{i}", places[0], places[0], day, instance.capacity, profile="car")
        for i in range(instance.vehicles)
    )
    return Problem(places[0], stops, shifts, drop_cost_s=_NEVER_LEFT_OUT), {"car": matrix}


def judge(instance: Instance, routes: Sequence[Sequence[int]]) -> Judged:
    """What routes of customers cost, and what they break; knows nothing of how they were made."""
    wrong, cost, size = [], 0, len(instance.demands)
    strange = [i for route in routes for i in route if not 1 <= i < size]
    if strange:
        return Judged(0, (f"customer {strange[0]} does not exist",))
    served = Counter(i for route in routes for i in route)
    wrong += [f"customer {i} is served {served[i]} times" for i in range(1, size) if served[i] != 1]
    used = [route for route in routes if route]
    if len(used) > instance.vehicles:
        wrong.append(f"{len(used)} routes, but only {instance.vehicles} vehicles")
    for number, route in enumerate(used, 1):
        path = [0, *route, 0]
        cost += sum(int(instance.distances[a, b]) for a, b in itertools.pairwise(path))
        load = int(instance.demands[list(route)].sum())
        if load > instance.capacity:
            wrong.append(f"route {number} carries {load} of {instance.capacity}")
        wrong += _late(instance, number, path)
    return Judged(cost, tuple(wrong))


def _late(instance: Instance, number: int, path: list[int]) -> list[str]:
    if instance.windows is None or instance.service is None:
        return []
    now = int(instance.windows[0, 0])
    for a, b in itertools.pairwise(path):
        now += int(instance.service[a]) + int(instance.distances[a, b])
        now = max(now, int(instance.windows[b, 0]))
        if now > instance.windows[b, 1]:
            return [f"route {number} is at {b} at {now}, after {int(instance.windows[b, 1])}"]
    return []


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise BadInstance(path, "not a text file") from None


def _parsed(path: Path) -> tuple[dict[str, str], dict[str, list[list[float]]]]:
    """Headers `NAME : value`, and the rows of numbers of each section."""
    head: dict[str, str] = {}
    sections: dict[str, list[list[float]]] = {}
    rows: list[list[float]] | None = None
    for line in _lines(path):
        if line == "EOF":
            return head, sections
        word = line.rstrip(": ")
        if word.endswith("_SECTION"):
            if word.removesuffix("_SECTION") not in _SECTIONS:
                raise BadInstance(path, f"{word} is not read here")
            rows = sections.setdefault(word.removesuffix("_SECTION"), [])
        elif ":" in line:
            name, _, value = line.partition(":")
            head[name.strip()], rows = value.strip().strip('"'), None
        elif rows is None:
            raise BadInstance(path, f"neither a header nor a section: {line[:60]}")
        else:
            try:
                rows.append([float(cell) for cell in line.split()])
            except ValueError:
                raise BadInstance(path, f"a row that is not of numbers: {line[:60]}") from None
    raise BadInstance(path, "no EOF at the end: the file is torn")


def _table(
    path: Path, sections: dict[str, list[list[float]]], name: str, size: int, width: int
) -> np.ndarray:
    """The section's rows for nodes 1…size, in order, without their numbers."""
    rows = sections.get(name, [])
    if len(rows) != size or any(len(row) != width + 1 for row in rows):
        raise BadInstance(
            path, f"{name}_SECTION must have {size} rows of {width + 1} numbers, has {len(rows)}"
        )
    table = np.array(rows)
    if not np.array_equal(table[:, 0], np.arange(1, size + 1)):
        raise BadInstance(path, f"{name}_SECTION must name the nodes 1 to {size} in order")
    if not np.isfinite(table).all() or np.abs(table).max() > 10**9:
        raise BadInstance(path, f"{name}_SECTION has numbers that cannot be true")
    if name != "NODE_COORD" and table.min() < 0:
        raise BadInstance(path, f"{name}_SECTION has negative numbers")
    return table[:, 1:]


def _service(
    path: Path, head: dict[str, str], sections: dict[str, list[list[float]]], size: int
) -> np.ndarray:
    if "SERVICE_TIME" in sections:
        return 10 * _table(path, sections, "SERVICE_TIME", size, 1)[:, 0].astype(np.int64)
    service = np.full(size, 10 * _whole(path, head, "SERVICE_TIME") if "SERVICE_TIME" in head else 0)
    service[0] = 0
    return service


def _whole(path: Path, head: dict[str, str], name: str) -> int:
    try:
        value = int(float(head[name]))
    except ValueError:
        raise BadInstance(path, f"{name} must be a number, not {head[name]!r}") from None
    if not 0 <= value <= 10**9:
        raise BadInstance(path, f"{name} must be between 0 and a milliard, not {value}")
    return value
