"""How do several processes search the whole of one problem together?

Each searches with its own seed. What one finds is told at once; now and then the one that lags goes on from
the best of all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

from routing.engines import Orders
from routing.engines.pyvrp_engine import TELL_EVERY_S, Whole
from routing.engines.pyvrp_search import Penalties, Search, Settings
from routing.processes import Fork, received

# A look into the pipe costs as much as a round of a small search.
_LISTEN_EVERY = 64


@dataclass(slots=True)
class Found:
    """The best of one process: PyVRP's cost, orders of the reduced problem, rounds, penalties."""

    cost: float
    orders: Orders
    rounds: int
    penalties: Penalties


def side_by_side(
    whole: Whole,
    seeds: Sequence[int],
    settings: Sequence[Settings],
    deadline: float,
    on_better: Callable[[Orders, int], bool],
    exchanges: int = 3,
    apart: bool = False,
) -> Found:
    """The best of one search a seed, which end at `deadline` (monotonic); improvements are told as they come,
    and again until `on_better` says that it has looked: who ends the search has the best of it.

    `settings`: one a seed. `whole` must have its search; its best is where all begin, or with `apart` only
    the first, the others by chance. At `exchanges` moments, spread evenly, every search that lags is given
    the best of all.
    """
    began = time.monotonic()
    marks = [began + (deadline - began) * (i + 1) / (exchanges + 1) for i in range(exchanges)]
    forks = [
        Fork(partial(_work, whole, seed, how, deadline, apart and i > 0))
        for i, (seed, how) in enumerate(zip(seeds, settings, strict=True))
    ]
    assert whole.search is not None
    start = Found(whole.search.cost(), whole.model.orders(whole.search.best), 0, whole.search.penalties)
    found = {fork.pipe: start for fork in forks}
    best = told = start
    try:
        while found and (left := deadline + TELL_EVERY_S - time.monotonic()) > 0:
            for pipe, said in received(found, min(left, TELL_EVERY_S)):
                if said is None:
                    del found[pipe]
                    continue
                found[pipe] = said
                if said.cost < best.cost:
                    best = said
            if best is not told and on_better(best.orders, sum(one.rounds for one in found.values())):
                told = best
            if marks and time.monotonic() >= marks[0]:
                marks.pop(0)
                _exchange(found, best)
    finally:
        for fork in forks:
            fork.end()
    return best


def _exchange(found: dict[Connection, Found], best: Found) -> None:
    for pipe, one in found.items():
        if one.cost > best.cost:
            try:
                pipe.send(best.orders)
            except OSError:
                continue  # it has just ended: its last word is still to be read


def _work(
    whole: Whole, seed: int, settings: Settings, deadline: float, by_chance: bool, pipe: Connection
) -> None:
    """One of the processes: tells what it finds, listens for what others found."""
    assert whole.search is not None
    start = None if by_chance else whole.search.best
    search = Search(whole.model.data, seed, start, settings, None if by_chance else whole.search.penalties)
    told_at, untold = time.monotonic(), False

    def send() -> None:
        orders = whole.model.orders(search.best)
        pipe.send(Found(search.cost(), orders, search.rounds, search.penalties))

    def found() -> None:
        nonlocal untold
        untold = True

    def ended() -> bool:
        nonlocal told_at, untold
        now = time.monotonic()
        if untold and now - told_at >= TELL_EVERY_S:
            told_at, untold = now, False
            send()
        if search.rounds % _LISTEN_EVERY == 0 and pipe.poll():
            told = whole.model.solution(pipe.recv())
            if search.cost(told) < search.cost():  # what was found since is not known there yet
                search.adopt(told)
        return now >= deadline

    search.run(ended, found)
    send()
