"""How is PyVRP searched?

By iterated local search of our own making over PyVRP's moves: late acceptance as PyVRP has it (Burke and
Bykov 2017), with penalties that begin where they are useful and may be carried on from search to search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from pyvrp import CostEvaluator, PenaltyManager, ProblemData, RandomNumberGenerator, Solution
from pyvrp.PenaltyManager import PenaltyParams
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be tuned. `history`: how many rounds late acceptance looks back; `patience`: after how many
    without anything better it begins anew from chance, None: never."""

    neighbours: int = 50
    wait_weight: float = 0.2
    most_perturbed: int = 25
    history: int = 300
    exhaustive_on_best: bool = True
    patience: int | None = None


DEFAULTS = Settings()

# How dear rules are to break at first: in ways to the nearest, taken over a part of the stops.
_STEPS, _NEAREST, _SAMPLED = 50, 5, 200

# Penalties of a unit of load, of a second late, of a second of travel too many.
Penalties = tuple[list[float], float, float]


class Search:
    """A search that may go on, be given a better solution, and be asked for its best at any time.

    Without `start` it makes its own. `best` may break rules while nothing that keeps them has been found.
    """

    def __init__(
        self,
        data: ProblemData,
        seed: int,
        start: Solution | None = None,
        settings: Settings = DEFAULTS,
        penalties: Penalties | None = None,
    ) -> None:
        self._data, self._rng = data, RandomNumberGenerator(seed % 2**31)
        self._settings = settings
        self._moves = _moves(data, self._rng, settings)
        self._manager = PenaltyManager(penalties or first_penalties(data), PenaltyParams())
        self.rounds = 0
        self.adopt(start or self._by_chance())

    @property
    def penalties(self) -> Penalties:
        """As they are now, to go on with in a search of a like problem."""
        return self._manager.penalties()

    def adopt(self, solution: Solution) -> None:
        """Go on from this solution, forgetting the others."""
        self.best = solution
        self._begin(solution)

    def _begin(self, solution: Solution) -> None:
        self._lowest = self._current = self._first = solution  # the lowest since then
        self._lowest_at = self.rounds
        self._history: list[Solution | None] = [None] * self._settings.history

    def _by_chance(self) -> Solution:
        random = Solution.make_random(self._data, self._rng)
        return self._moves(random, self._manager.max_cost_evaluator(), exhaustive=True)

    def cost(self, of: Solution | None = None) -> float:
        """What a solution (else the best) costs by PyVRP's reckoning; without end if it breaks rules."""
        return self._manager.cost_evaluator().cost(of or self.best)

    def descend(self) -> None:
        """All moves from the best until none pays."""
        found = self._moves(self.best, self._manager.max_cost_evaluator(), exhaustive=True)
        costs = self._manager.cost_evaluator()
        if costs.cost(found) <= costs.cost(self.best):
            self.adopt(found)

    def run(self, ended: Callable[[], bool], on_best: Callable[[], None]) -> None:
        """Rounds until `ended`, which is asked before each; every better feasible solution is told."""
        while not ended():
            costs = self._manager.cost_evaluator()
            found = self._moves(self._current, costs, exhaustive=False)
            self._manager.register(found)
            if costs.cost(found) < costs.cost(self._lowest):
                found = self._lower(found, costs)
                if costs.cost(self._lowest) < costs.cost(self.best):
                    self.best = self._lowest
                    on_best()
            self._accept(found, costs)
            self.rounds += 1
            patience = self._settings.patience
            if patience is not None and self.rounds - self._lowest_at >= patience:
                self._begin(self._by_chance())

    def _lower(self, found: Solution, costs: CostEvaluator) -> Solution:
        """Remembers what is better than all since the beginning; returns what all moves made of it."""
        self._lowest, self._lowest_at = found, self.rounds
        if self._settings.exhaustive_on_best:
            found = self._moves(found, costs, exhaustive=True)
            if costs.cost(found) < costs.cost(self._lowest):
                self._lowest = found
        return found

    def _accept(self, found: Solution, costs: CostEvaluator) -> None:
        """Late acceptance with both of its improvements: never past a better one, never a worse memory."""
        at = self.rounds % len(self._history)
        earlier = self._history[at]
        late = costs.penalised_cost(earlier or self._first)
        now, cost = costs.penalised_cost(self._current), costs.penalised_cost(found)
        if cost < late or cost < now:
            self._current, now = found, cost
        if earlier is None or now < late:
            self._history[at] = self._current


def first_penalties(data: ProblemData) -> Penalties:
    """Half a hundred short ways for a stop too many, as much for seconds; PyVRP then finds its own measure.

    PyVRP begins at 50,000 for a unit of anything: with loads in grams that forbids every step through a plan
    that breaks a rule, and second trips are only found through such.
    """
    kind = data.vehicle_type(0)
    unit = kind.unit_distance_cost + kind.unit_duration_cost
    clients = data.clients()
    rows = [client.location for client in clients[:: max(1, len(clients) // _SAMPLED)]]
    apart = np.sort(data.distance_matrix(0)[rows], axis=1)[:, 1 : 1 + _NEAREST]
    short = _STEPS * unit * max(1.0, float(apart.mean()) if apart.size else 1.0)
    loads = []
    for kind_of_load in range(data.num_load_dimensions):
        carried = [c.delivery[kind_of_load] + c.pickup[kind_of_load] for c in clients]
        loads.append(short / max(1.0, sum(carried) / len(carried)))
    return loads, float(_STEPS * unit), float(_STEPS * unit)


def _moves(data: ProblemData, rng: RandomNumberGenerator, settings: Settings) -> LocalSearch:
    near = compute_neighbours(data, NeighbourhoodParams(settings.wait_weight, settings.neighbours))
    perturbation = PerturbationManager(PerturbationParams(1, settings.most_perturbed))
    moves = LocalSearch(data, rng, near, perturbation)
    for operator in OPERATORS:
        if operator.supports(data):
            moves.add_operator(operator(data))
    return moves
