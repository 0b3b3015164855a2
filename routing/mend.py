"""What remains of an answer that may break rules? The same orders without the stops that do not fit."""

from __future__ import annotations

from collections.abc import Mapping

from routing.engines import Orders
from routing.matrix import Matrix
from routing.model import Problem, Shift
from routing.schedule import schedule
from routing.violations import binding


def with_heads(problem: Problem, orders: Orders) -> Orders:
    """The same orders, each begun with its shift's locked head, which stands nowhere else."""
    if not any(shift.head for shift in problem.shifts):
        return orders
    return tuple(
        (*shift.head, *(id for id in ids if not problem.in_head(id)))
        for shift, ids in zip(problem.shifts, orders, strict=True)
    )


def mend(problem: Problem, matrices: Mapping[str, Matrix], orders: Orders) -> Orders:
    """The heads where they must be, and of the rest what breaks no rule where it stands."""
    return tuple(
        _mended(problem, matrices, shift, ids)
        for shift, ids in zip(problem.shifts, with_heads(problem, orders), strict=True)
    )


def _mended(
    problem: Problem, matrices: Mapping[str, Matrix], shift: Shift, given: tuple[str, ...]
) -> tuple[str, ...]:
    ids, head = list(given), len(shift.head)
    while len(ids) > head:
        found = binding(problem, shift.id, ids, schedule(problem, matrices, shift.id, ids).violations)
        if not found:
            break
        # What is wrong because of the head is mended by taking away what was put after it.
        loose = [one.stop_id for one in found if one.stop_id and not problem.in_head(one.stop_id)]
        ids.remove(loose[0] if loose else ids[-1])
    return tuple(ids)
