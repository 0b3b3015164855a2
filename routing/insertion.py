"""Where in the present routes does one more stop fit, and at what price?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from routing.cost import route_s
from routing.engines import Orders
from routing.line import NEVER, Line
from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop
from routing.schedule import schedule
from routing.violations import binding

__all__ = ["Line", "Lines", "Slot", "fill"]

# Where a look at a position is only a guess: positions tried on one line, and tries for one stop.
_A_LINE = 3
_A_STOP = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """Before the visit at `position` of the shift at `shift_index`, for `extra_s` more of the objective
    (fairness, which concerns all routes together, aside)."""

    shift_index: int
    position: int
    extra_s: int


class Lines:
    """All routes of a problem, to look for slots in and to fill."""

    def __init__(self, problem: Problem, matrices: Mapping[str, Matrix], orders: Orders) -> None:
        self.problem, self.matrices = problem, matrices
        self.lines = [
            Line(problem, matrices, shift, [problem.stop(id) for id in ids])
            for shift, ids in zip(problem.shifts, orders, strict=True)
        ]
        # Shifts that differ in nothing but the name are one and the same to a stop, while they are empty.
        self._kinds = [replace(shift, id="any") for shift in problem.shifts]

    def insert(self, slot: Slot, stop: Stop) -> None:
        """Puts the stop where a slot for it was found."""
        self.lines[slot.shift_index].insert(slot.position, stop)

    def best(self, stop: Stop) -> Slot | None:
        """The cheapest slot over all shifts that may serve the stop, or None.

        On lines with breaks, second trips, soft windows or priced waiting only the most promising positions
        are tried, each verified by `schedule`.
        """
        found: Slot | None = None
        guesses: list[tuple[int, int, int]] = []
        empty: set[Shift] = set()
        for i, line in enumerate(self.lines):
            if not line.stops and stop.shift_id is None:
                if self._kinds[i] in empty:
                    continue
                empty.add(self._kinds[i])
            if not self.problem.may(line.shift, stop) or line.room_for(stop):
                continue
            if not line.plain_for(stop):
                guesses += [(extra, i, at) for extra, at in line.candidates(stop, _A_LINE)]
                continue
            slot = line.best(stop)
            if slot and (found is None or slot[0] < found.extra_s):
                found = Slot(i, slot[1], slot[0])
        for guess, i, position in sorted(guesses)[:_A_STOP]:
            if found is not None and guess >= found.extra_s:
                break
            extra = self._extra_s(self.lines[i], position, stop)
            if extra is not None and (found is None or extra < found.extra_s):
                found = Slot(i, position, extra)
        return found

    def orders(self) -> Orders:
        return tuple(line.ids() for line in self.lines)

    def _extra_s(self, line: Line, position: int, stop: Stop) -> int | None:
        """What the line really costs more with the stop there; None: it does not hold then."""
        ids = line.ids()
        longer = (*ids[:position], stop.id, *ids[position:])
        before = schedule(self.problem, self.matrices, line.shift.id, ids)
        after = schedule(self.problem, self.matrices, line.shift.id, longer)
        if binding(self.problem, line.shift.id, longer, after.violations):
            return None
        return route_s(self.problem, after.route) - route_s(self.problem, before.route)


def fill(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    ended: Callable[[], bool] = lambda: False,
) -> Orders:
    """Puts every stop that is on no route where it costs least, the hardest to place first.

    A stop stays out if it fits nowhere or costs more than leaving it out. `ended` may end it early.
    """
    lines = Lines(problem, matrices, orders)
    served = {id for ids in orders for id in ids}
    for stop in _hardest_first(stop for stop in problem.stops if stop.id not in served):
        if ended():
            break
        slot = lines.best(stop)
        if slot and slot.extra_s < problem.drop_cost(stop):
            lines.insert(slot, stop)
    return lines.orders()


def _hardest_first(stops: Iterable[Stop]) -> list[Stop]:
    """The most important first, then least time open, then the heaviest; the id settles the rest."""

    def open_s(stop: Stop) -> int:
        return sum(w.end_s - w.start_s for w in stop.windows) if stop.windows else NEVER

    return sorted(stops, key=lambda stop: (-stop.priority, open_s(stop), -stop.weight_g, stop.id))
