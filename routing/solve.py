"""Which plan is best? Runs an engine within its limits and keeps the best answer that stands every check."""

from __future__ import annotations

import time
from bisect import insort
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from routing.check import check
from routing.cost import cost
from routing.engines import Engine, Limits, Orders
from routing.engines.mixed import WHOLE_UP_TO, Mixed
from routing.errors import BadValue, NoFigures
from routing.explain import explain
from routing.insertion import fill
from routing.matrix import Matrix, source_of
from routing.mend import mend
from routing.model import Problem
from routing.plan import Plan
from routing.schedule import cost_of, schedule

# Nobody reads more than a few messages a second.
PROGRESS_EVERY_S = 0.2
# If the best answer does not stand, one of these before it will.
_REMEMBERED = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is: `orders` is the best so far, the ids of stops for each shift of the problem."""

    elapsed_s: float
    iteration: int
    cost_s: int
    assigned: int
    total: int
    orders: Orders


def solve(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    *,
    budget_s: float | None,
    iterations: int | None = None,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    engine: Engine | None = None,
    start: Orders | None = None,
) -> Plan:
    """The best plan found for the problem, in this process; `child.solve_in_child` is the one for servers.

    Ends after `budget_s` seconds, building the model and explaining included, or `iterations` solutions; at
    least one is needed (`BadValue`). Without a budget, the same problem, seed and iterations give the same
    plan. `start`: routes to begin from, mended if need be. `matrices` has one matrix a profile (`NoFigures`
    if not); a place that it lacks is estimated, and `Plan.source` says so. `stop` is asked before the engine
    runs and while gaps are filled: the engine itself cannot be interrupted, which is what the child is for.
    Raises nothing for a problem that cannot be served:
    everything that cannot be is in `Plan.unassigned`, each with its reason.
    """
    began = time.monotonic()
    check_limits(budget_s, iterations)
    matrices = covering(problem, matrices)
    deadline = None if budget_s is None else began + budget_s - finishing_s(problem)
    filling = float("inf") if budget_s is None else began + _filling_s(problem, budget_s)
    search = _Search(problem, matrices, began, on_progress)

    def ended() -> bool:
        return bool(stop and stop()) or (deadline is not None and time.monotonic() >= deadline)

    given = problem.heads() if start is None else mend(problem, matrices, start)
    first = fill(problem, matrices, given, lambda: ended() or time.monotonic() >= filling)
    search.better(cost_of(problem, matrices, first), first, 0)
    used = engine or Mixed()
    seen = 0
    if problem.stops and problem.shifts and not ended():
        left = None if deadline is None else deadline - time.monotonic()
        seen = used.search(problem, matrices, Limits(left, iterations), seed, first, search.better)
    # Reasons come last: where there is no time for all of them, the plan does not wait.
    late = began + budget_s if budget_s is not None else float("inf")
    return search.finish(used.name, seen, ended, lambda: time.monotonic() >= late)


def check_limits(budget_s: float | None, iterations: int | None) -> None:
    """Refuses a search that would never end."""
    if budget_s is None and iterations is None:
        raise BadValue("budget_s", None, "give seconds, iterations or both")
    if budget_s is not None and not 0 < budget_s < 86_400:
        raise BadValue("budget_s", budget_s, "must be more than 0 and less than a day")
    if iterations is not None and not 0 < iterations < 2**31:
        raise BadValue("iterations", iterations, "must be more than 0")


def covering(problem: Problem, matrices: Mapping[str, Matrix]) -> dict[str, Matrix]:
    """A matrix for each profile of the problem that holds every place, estimated where it did not."""
    missing = [profile for profile in problem.profiles() if profile not in matrices]
    if missing:
        raise NoFigures(f"no matrix for the profile {missing[0]}", profile=missing[0])
    places = problem.places()
    return {profile: matrices[profile].extended(*places) for profile in problem.profiles()}


def finishing_s(problem: Problem) -> float:
    """What is kept back of a budget for times, checks and reasons after the engine."""
    return 0.05 + 2e-4 * len(problem.stops) + 1e-4 * len(problem.shifts)


def _filling_s(problem: Problem, budget_s: float) -> float:
    """How long cheapest insertion may take: little, where an engine finds a better beginning by itself."""
    return max(0.3, 0.05 * budget_s) if len(problem.stops) <= WHOLE_UP_TO else 0.4 * budget_s


def plan_of(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    *,
    engine: str = "",
    iterations: int = 0,
    elapsed_s: float = 0.0,
    hurry: Callable[[], bool] = lambda: False,
) -> Plan:
    """Times, reasons and cost for given orders of stops, whoever made them; `hurry` as `explain`'s ended."""
    routes = tuple(
        schedule(problem, matrices, shift.id, ids).route
        for shift, ids in zip(problem.shifts, orders, strict=True)
    )
    left = explain(problem, matrices, orders, hurry)
    source = source_of(matrices) if matrices else ""
    total_s = cost(problem, routes, [one.stop_id for one in left]).total_s
    return Plan(routes, left, source, total_s, engine, iterations, round(elapsed_s, 3))


def finish(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    candidates: list[Orders],
    ended: Callable[[], bool] = lambda: False,
    hurry: Callable[[], bool] = lambda: False,
    **about: str | int | float,
) -> Plan:
    """The plan of the best candidate that, with its gaps filled, stands every check; else an empty one.

    `candidates`: the best first. An engine's answer is never believed: stops that do not fit where it put
    them are taken out, and then one of the next may be better. `hurry` ends the looking once a plan stands.
    """
    nothing: Orders = problem.heads()
    best: Plan | None = None
    for orders in [*candidates, nothing]:
        kept = mend(problem, matrices, orders)
        filled = fill(problem, matrices, kept, ended)
        if best is None or cost_of(problem, matrices, filled) < best.cost_s:
            plan = plan_of(problem, matrices, filled, hurry=hurry, **about)  # type: ignore[arg-type]
            if not check(problem, matrices, plan):
                best = plan
        if best is not None and (kept == orders or hurry()):
            return best
    return best or plan_of(problem, matrices, nothing, hurry=hurry, **about)  # type: ignore[arg-type]


class _Search:
    """What the engine has found so far, and when it was last told."""

    def __init__(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        began: float,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem, self.matrices, self.began, self.on_progress = problem, matrices, began, on_progress
        self.found: list[tuple[int, Orders]] = []
        self.told_at = float("-inf")

    def better(self, cost_s: int, orders: Orders, seen: int) -> None:
        insort(self.found, (cost_s, orders))
        del self.found[_REMEMBERED:]
        now = time.monotonic()
        if self.on_progress and now - self.told_at >= PROGRESS_EVERY_S:
            self.told_at = now
            best_s, best = self.found[0]
            assigned = sum(len(ids) for ids in best)
            total = len(self.problem.stops)
            self.on_progress(Progress(now - self.began, seen, best_s, assigned, total, best))

    def finish(self, name: str, seen: int, ended: Callable[[], bool], hurry: Callable[[], bool]) -> Plan:
        candidates = [orders for _, orders in self.found]
        plan = finish(self.problem, self.matrices, candidates, ended, hurry, engine=name, iterations=seen)
        return replace(plan, elapsed_s=round(time.monotonic() - self.began, 3))
