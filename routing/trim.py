"""Which of several changes does it take, and how much of each? Tried by timing the route, never guessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from routing.model import Problem
from routing.remedies import Change, price_s, rounded

Changes = tuple[Change, ...]


def trimmed(problem: Problem, changes: Sequence[Change], stands: Callable[[Changes], bool]) -> Changes:
    """Changes with which a route stands, the dearest first without those that the others make needless, then
    each halved for as long as it still stands."""
    kept = tuple(changes)
    for one in sorted(changes, key=lambda change: -price_s(problem, [change])):
        without = tuple(other for other in kept if other is not one)
        if stands(without):
            kept = without
    for i, one in enumerate(kept):
        before, after = kept[:i], kept[i + 1 :]
        least = _least(problem, one, lambda less, a=before, b=after: stands((*a, less, *b)))  # type: ignore[misc]
        kept = (*before, least, *after)
    return kept


def _least(problem: Problem, one: Change, stands: Callable[[Change], bool]) -> Change:
    """The change with the smallest round amount between nothing and its own that bisection finds."""
    too_little = 0
    while True:
        less = rounded(problem, replace(one, amount=(too_little + one.amount) // 2))
        if not too_little < less.amount < one.amount:
            return one
        if stands(less):
            one = less
        else:
            too_little = less.amount
