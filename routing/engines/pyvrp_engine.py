"""How does PyVRP alone answer, and of which problems does it hold every rule?"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from pyvrp import Solution

from routing.engines import Better, Limits, Orders
from routing.engines.pyvrp_model import PyVrpModel
from routing.engines.pyvrp_search import DEFAULTS, Search, Settings
from routing.engines.reduced import Reduced, lost, reduced
from routing.matrix import Matrix
from routing.mend import mend
from routing.model import Problem
from routing.schedule import cost_of

# Pricing an answer walks along all its routes: not for each of the hundreds at the beginning.
TELL_EVERY_S = 0.25


class PyVrp:
    """Improves the part of the problem that PyVRP can express; what it answers is mended to keep the rest.

    In this process, one search; with a seed and iterations alone it answers the same every time.
    """

    name = "pyvrp"

    def __init__(self, settings: Settings = DEFAULTS) -> None:
        self.settings = settings

    @staticmethod
    def can(problem: Problem) -> str | None:
        """Why PyVRP does not hold the whole problem, in words; None: it does."""
        return ", ".join(lost(problem)) or None

    def search(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        limits: Limits,
        seed: int,
        start: Orders,
        on_better: Better,
    ) -> int:
        began = time.monotonic()
        whole = Whole(problem, matrices, start, seed, self.settings)
        if whole.search is None:
            return 0
        search, told_at, untold = whole.search, float("-inf"), True

        def found() -> None:
            nonlocal untold
            untold = True

        def ended() -> bool:
            tell()
            if limits.iterations is not None and search.rounds >= limits.iterations:
                return True
            return limits.seconds is not None and time.monotonic() - began >= limits.seconds

        def tell() -> None:
            nonlocal told_at, untold
            if not untold or (limits.seconds is not None and time.monotonic() - told_at < TELL_EVERY_S):
                return
            told_at, untold = time.monotonic(), False
            on_better(*whole.answer(), search.rounds)

        search.run(ended, found)
        on_better(*whole.answer(), search.rounds)
        return search.rounds


class Whole:
    """A search over all of the problem: the model with its first solution, and the way back.

    `search` is None where there is nothing to search: no stop that anybody could serve.
    """

    def __init__(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        start: Orders,
        seed: int,
        settings: Settings,
    ) -> None:
        self.problem, self.matrices, self.settings = problem, matrices, settings
        self.small: Reduced = reduced(problem, matrices)
        self.search: Search | None = None
        self.model = PyVrpModel(self.small.problem, matrices)
        if self.model.empty:
            return
        self.search = self._begun(self.small.without(start), seed)
        if self._all_must_be_served():
            orders = self.model.orders(self.search.best)
            self.model = PyVrpModel(self.small.problem, matrices, all_served=True)
            self.search = Search(self.model.data, seed, self.model.solution(orders), settings)

    def answer(self) -> tuple[int, Orders]:
        """The cost of the best so far by all the rules, and its orders."""
        assert self.search is not None
        return self.priced(self.search.best)

    def priced(self, solution: Solution) -> tuple[int, Orders]:
        orders = self.small.orders(self.model.orders(solution))
        if self.small.problem is not self.problem or not solution.is_feasible():
            orders = mend(self.problem, self.matrices, orders)
        return cost_of(self.problem, self.matrices, orders), orders

    def _begun(self, start: Orders, seed: int) -> Search:
        """From the given orders or from PyVRP's own beginning, whichever is worth more."""
        own = Search(self.model.data, seed, None, self.settings)
        if not any(start):
            return own
        given = Search(self.model.data, seed, self.model.solution(start), self.settings)
        given.descend()
        return min(own, given, key=Search.cost)

    def _all_must_be_served(self) -> bool:
        """Whether a plan that leaves out nothing is known, cheaper than leaving out any one stop."""
        assert self.search is not None
        best, problem = self.search.best, self.small.problem
        if not best.is_feasible() or best.num_clients() < len(self.model.stops):
            return False
        served = replace(problem, stops=tuple(self.model.stops))
        least = min(problem.drop_cost(stop) for stop in self.model.stops)
        return least > cost_of(served, self.matrices, self.model.orders(best))
