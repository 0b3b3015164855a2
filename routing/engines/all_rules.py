"""Who searches last, where there are rules that PyVRP lacks? Those who know them all.

OR-Tools finds what is far from the plan at hand, but its model is a little stricter than the day; ruin and
recreate takes what is near, by the very price that the plan will have. Side by side at first, where there are
processors for it; then ruin and recreate alone, from the best of both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from multiprocessing.connection import Connection

from routing.engines import Better, Engine, Limits, Orders
from routing.engines.ortools_engine import OrTools
from routing.engines.ruin import Ruin
from routing.matrix import Matrix
from routing.model import Problem
from routing.processes import Fork, received

# Of the time, what goes to the first of the two parts.
_FIRST = 0.4
# An answer that has the machine against it may come late, but not never.
_GRACE_S = 0.25


def by_all_rules(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    limits: Limits,
    seed: int,
    best: Callable[[], Orders],
    on_better: Better,
    processes: int = 1,
) -> None:
    """From `best()`, which must follow what `on_better` is told. More than one process needs seconds."""
    began = time.monotonic()
    first: list[Engine] = [OrTools(), *[Ruin()] * (processes - 1)]
    for share, engines in ((_FIRST, first), (1.0, [Ruin()] * processes)):
        left = None if limits.seconds is None else began + share * limits.seconds - time.monotonic()
        if left is not None and left <= 0:
            continue
        if processes > 1 and left is not None:
            _together(engines, problem, matrices, left, seed, best(), on_better)
        else:
            engines[0].search(problem, matrices, Limits(left, limits.iterations), seed, best(), on_better)


def _together(
    engines: Sequence[Engine],
    problem: Problem,
    matrices: Mapping[str, Matrix],
    seconds: float,
    seed: int,
    start: Orders,
    on_better: Better,
) -> None:
    """Each engine in a process of its own, with a seed of its own; what one finds is told at once."""
    deadline = time.monotonic() + seconds
    forks = [
        Fork(partial(_work, engine, problem, matrices, deadline, seed * len(engines) + i, start))
        for i, engine in enumerate(engines)
    ]
    searching = {fork.pipe for fork in forks}
    try:
        while searching and (left := deadline + _GRACE_S - time.monotonic()) > 0:
            for pipe, better in received(searching, left):
                if better is None:
                    searching.discard(pipe)
                else:
                    on_better(*better)
    finally:
        for fork in forks:
            fork.end()


def _work(
    engine: Engine,
    problem: Problem,
    matrices: Mapping[str, Matrix],
    deadline: float,
    seed: int,
    start: Orders,
    pipe: Connection,
) -> None:
    limits = Limits(deadline - time.monotonic(), None)
    engine.search(problem, matrices, limits, seed, start, lambda *found: pipe.send(found))
