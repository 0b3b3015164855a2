"""Which engine searches for how long? The default: every engine where it is best.

PyVRP's moves first, on all processors; many stops then group by group; and where the problem has rules that
PyVRP does not know, OR-Tools and ruin and recreate last with everything, from the best that was found.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from routing.engines import Better, Limits, Orders
from routing.engines.all_rules import by_all_rules
from routing.engines.neighbours import LEAST_ROUTES, improve, tuning_for
from routing.engines.pyvrp_engine import TELL_EVERY_S, PyVrp, Whole
from routing.engines.pyvrp_search import Settings
from routing.engines.reduced import lost
from routing.engines.side_by_side import side_by_side
from routing.matrix import Matrix
from routing.mend import mend
from routing.model import Problem
from routing.schedule import cost_of

# From here on, groups of neighbouring routes find more than the whole.
GROUPS_FROM = 300
# With more, the tables of the whole take too much memory and its first solution too long.
WHOLE_UP_TO = 2500
# Pricing a large plan takes a processor's time from those who search: at most one part in so many.
_RARELY = 30
_QUICK = Settings(neighbours=20, most_perturbed=10, exhaustive_on_best=False)
# Starting processes does not pay for less.
_TOGETHER_FROM_S = 1.0


class Mixed:
    """The default engine. With more than one process it forks: only in a process of its own (`child.py`).

    Without seconds, or with one process, it searches here, one engine after the other, and the same seed and
    iterations give the same answers.
    """

    name = "pyvrp+or-tools"

    def __init__(self, processes: int = 1) -> None:
        self.processes = processes

    def search(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        limits: Limits,
        seed: int,
        start: Orders,
        on_better: Better,
    ) -> int:
        tell = _Told(problem, matrices, start, on_better)
        began = time.monotonic()
        everything = bool(lost(problem))
        together = self.processes > 1 and limits.iterations is None and limits.seconds is not None
        if limits.seconds is None:
            PyVrp().search(problem, matrices, limits, seed, start, tell.known)
        else:
            share = _all_rules_share(problem) if everything else 0.0
            deadline = began + limits.seconds * (1 - share)
            if together and limits.seconds >= _TOGETHER_FROM_S:
                self._together(problem, matrices, seed, start, deadline, tell)
            else:
                first = Limits(limits.seconds * (1 - share), limits.iterations)
                PyVrp().search(problem, matrices, first, seed, start, tell.known)
        if everything:
            left = None if limits.seconds is None else began + limits.seconds - time.monotonic()
            before = tell.seen
            by_all_rules(
                problem,
                matrices,
                Limits(left, limits.iterations),
                seed,
                lambda: tell.best,
                lambda cost, orders, seen: tell.known(cost, orders, before + seen),
                self.processes if together else 1,
            )
        return tell.seen

    def _together(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        seed: int,
        start: Orders,
        deadline: float,
        tell: _Told,
    ) -> None:
        """On all processors: the whole, then groups of neighbouring routes if there are many stops."""
        began, penalties = time.monotonic(), None
        many = len(problem.stops) >= GROUPS_FROM
        if len(problem.stops) <= WHOLE_UP_TO and _beginning_s(problem) < 0.3 * (deadline - began):
            whole = Whole(problem, matrices, start, seed, Settings())
            if whole.search is None:
                return
            tell.known(*whole.answer(), 0)
            many = many and sum(map(bool, tell.best)) >= LEAST_ROUTES
            seeds = [seed * self.processes + i for i in range(self.processes)]
            until = began + (deadline - began) * _whole_share(problem) if many else deadline
            found = side_by_side(
                whole,
                seeds,
                [Settings()] * self.processes if many else _settings(whole, self.processes),
                until,
                lambda orders, seen: tell.maybe(whole.small.orders(orders), seen),
                exchanges=3 if many else 1,
                apart=not many,
            )
            tell.all(whole.small.orders(found.orders), found.rounds)
            penalties = found.penalties
        if many and time.monotonic() < deadline:
            orders = improve(
                problem,
                matrices,
                tell.best,
                self.processes,
                seed,
                deadline,
                tell.maybe,
                tuning_for(tell.best),
                penalties,
            )
            tell.all(orders, tell.seen)


def _settings(whole: Whole, processes: int) -> list[Settings]:
    """How each process searches few stops. Where vehicles differ every second one takes small steps, many of
    them: which of the two finds more depends on the day."""
    patience = _patience(whole.problem)
    wide, quick = Settings(patience=patience), replace(_QUICK, patience=patience)
    differ = whole.model.data.num_vehicle_types > 1
    return [quick if differ and i % 2 else wide for i in range(processes)]


def _whole_share(problem: Problem) -> float:
    """Which part of the time goes to the whole before the groups: half at 300 stops, a fifth from 600."""
    return max(0.2, 0.5 - 0.001 * (len(problem.stops) - 300))


def _all_rules_share(problem: Problem) -> float:
    """Which part of the time goes to those who know all rules: most of it for few stops, a fifth from 334."""
    return max(0.2, 0.7 - 0.0015 * len(problem.stops))


def _patience(problem: Problem) -> int:
    """Rounds until a search of few stops, which is stuck long before its time is up, begins anew."""
    return max(2_000, len(problem.stops) ** 2 // 2)


def _beginning_s(problem: Problem) -> float:
    """About how long the model of the whole and its first solution take."""
    return 0.8 * len(problem.profiles()) * (len(problem.stops) / 1000) ** 1.7


class _Told:
    """The best of all engines by all the rules, priced no more often than anybody looks."""

    def __init__(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        start: Orders,
        on_better: Better,
    ) -> None:
        self.problem, self.matrices, self.on_better = problem, matrices, on_better
        self.best, self.seen = start, 0
        self.cost = cost_of(problem, matrices, start)
        self._at, self._took_s = float("-inf"), 0.0

    def known(self, cost: int, orders: Orders, seen: int) -> None:
        """Orders that keep every rule, with their price."""
        self.seen = max(self.seen, seen)
        if cost < self.cost:
            self.cost, self.best = cost, orders
            self.on_better(cost, orders, self.seen)

    def maybe(self, orders: Orders, seen: int) -> bool:
        """Orders to look at if it is time for it; whether it was."""
        if time.monotonic() - self._at < max(TELL_EVERY_S, _RARELY * self._took_s):
            return False
        self.all(orders, seen)
        return True

    def all(self, orders: Orders, seen: int) -> None:
        """Orders to look at in any case."""
        began = time.monotonic()
        mended = mend(self.problem, self.matrices, orders)
        self.known(cost_of(self.problem, self.matrices, mended), mended, seen)
        self._at = time.monotonic()
        self._took_s = self._at - began
