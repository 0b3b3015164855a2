"""What does one engine make of one problem in so many seconds, and at what cost in memory?

Every engine gets the same wall time from the same moment: starting its process, reading in its libraries and
building its model count. Waybill runs as it does in the product.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from os import getpid
from pathlib import Path

from routing.bench.rivals import RIVALS
from routing.child import solve_in_child
from routing.engines import Orders
from routing.errors import BadValue, RoutingError
from routing.matrix import Matrix
from routing.model import Problem
from routing.processes import begin, die_with

ENGINES = ("waybill", *(name for name in RIVALS if name != "nearest-next"))
_LOOK_EVERY_S = 0.25
# A solver that does not keep its time may take this much more before it is ended without an answer.
_GRACE_S = 60.0


@dataclass(slots=True)
class Ran:
    """Orders (None: no answer), wall seconds, the most memory in bytes that all processes had at one moment
    (0: the machine does not say), the (seconds, cost) of each better answer as it was told."""

    orders: Orders | None
    wall_s: float
    peak_bytes: int
    told: list[tuple[float, int]] = field(default_factory=list)
    error: str | None = None


def run(engine: str, problem: Problem, matrices: Mapping[str, Matrix], seconds: float, seed: int) -> Ran:
    """One run of one of ENGINES or of nearest-next."""
    if engine == "waybill":
        return _waybill(problem, matrices, seconds, seed)
    if engine not in RIVALS:
        raise BadValue("engine", engine, f"must be one of {', '.join(ENGINES)}")
    began = time.monotonic()
    watch = _Memory()
    child, pipe = begin(__name__, work.__name__)
    ran = Ran(None, 0.0, 0)
    try:
        pipe.send((engine, problem, dict(matrices), began + seconds, seed))
        while ran.orders is None and ran.error is None and time.monotonic() < began + seconds + _GRACE_S:
            watch.look()
            if not pipe.poll(_LOOK_EVERY_S):
                continue
            word, value = pipe.recv()
            if word == "cost":
                ran.told.append((time.monotonic() - began, value))
            elif word == "orders":
                ran.orders = value
            else:
                ran.error = value
    except EOFError:
        ran.error = "its process ended without an answer"
    finally:
        child.kill()
        child.wait()
        pipe.close()
    ran.wall_s, ran.peak_bytes = time.monotonic() - began, watch.most
    return ran


def work(handle: int, parent: int) -> None:
    """The process of a rival: takes the task, tells costs, then its orders or why it has none."""
    die_with(parent)
    pipe = Connection(handle)
    engine, problem, matrices, deadline, seed = pipe.recv()
    try:
        pipe.send(
            (
                "orders",
                RIVALS[engine](problem, matrices, deadline, seed, lambda cost: pipe.send(("cost", cost))),
            )
        )
    except ImportError as error:
        pipe.send(("error", f"not installed: {error.name}"))
    except (RoutingError, ValueError, RuntimeError) as error:
        pipe.send(("error", str(error)))


def _waybill(problem: Problem, matrices: Mapping[str, Matrix], seconds: float, seed: int) -> Ran:
    watch, told = _Memory(), list[tuple[float, int]]()
    began = time.monotonic()

    def stop() -> bool:
        watch.look()
        return False

    plan = solve_in_child(
        problem,
        matrices,
        budget_s=seconds,
        seed=seed,
        on_progress=lambda progress: told.append((progress.elapsed_s, progress.cost_s)),
        stop=stop,
    )
    orders = tuple(route.stop_ids for route in plan.routes)
    return Ran(orders, time.monotonic() - began, watch.most, told)


class _Memory:
    """The proportional memory of this process and all below it: what is shared counts once. Linux alone."""

    def __init__(self) -> None:
        self.most = 0
        self._looked = float("-inf")

    def look(self) -> None:
        if time.monotonic() - self._looked >= _LOOK_EVERY_S:
            self._looked = time.monotonic()
            self.most = max(self.most, sum(_bytes(pid) for pid in _tree(getpid())))


def _tree(pid: int) -> list[int]:
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        below = []
    return [pid, *(one for child in below for one in _tree(int(child)))]


def _bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def reached(told: list[tuple[float, int]], cost: float) -> float | None:
    """Seconds until the first answer at most so dear; None: never, or not told."""
    return next((seconds for seconds, told_cost in told if told_cost <= cost), None)
