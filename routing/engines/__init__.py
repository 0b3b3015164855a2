"""What may search for a plan? Anything of this shape: an order of stops per shift goes out, nothing else.

An engine is not trusted: `solve.py` times its answers with `schedule`, judges them with `check` and keeps
the best that stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from routing.errors import BadValue
from routing.matrix import Matrix
from routing.model import Problem

# For each shift, in the problem's order, the ids of its stops in the order of serving them.
Orders = tuple[tuple[str, ...], ...]
# What an engine tells of a better answer: its cost in seconds, its orders, solutions seen so far.
Better = Callable[[int, Orders, int], None]


def check_orders(problem: Problem, orders: Orders) -> None:
    """Refuses orders that are not one for each shift (`BadValue`)."""
    if isinstance(orders, Mapping) or len(orders) != len(problem.shifts):
        raise BadValue(
            "orders", orders, "must hold the ids of the stops of each shift, in the order of shifts"
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """When to end: seconds from the call (None: no limit), solutions looked at (None: no limit)."""

    seconds: float | None
    iterations: int | None


class Engine(Protocol):
    """Reports every better answer as (its cost in seconds, orders, solutions seen), returns solutions seen.

    `start` keeps every rule; it may be empty, improved upon or ignored. With the same problem, start, seed
    and iterations, and without seconds, it must report the same answers.
    """

    name: str

    def search(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        limits: Limits,
        seed: int,
        start: Orders,
        on_better: Better,
    ) -> int: ...
