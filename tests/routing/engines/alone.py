"""What does each engine answer by itself, before anybody mends its answers?"""

from __future__ import annotations

from routing.engines import Limits, Orders
from routing.engines.ortools_engine import OrTools
from routing.engines.pyvrp_model import PyVrpModel
from routing.engines.pyvrp_search import Search
from routing.engines.ruin import Ruin
from routing.model import Problem, Stop
from tests.routing.factories import crow, east, stop


def or_tools(built: Problem, matrices=None, iterations: int = 200, start: Orders | None = None) -> Orders:
    """The last, so the best, of its answers."""
    answers: list[Orders] = []
    OrTools().search(
        built,
        matrices or crow(built),
        Limits(None, iterations),
        0,
        start or tuple(() for _ in built.shifts),
        lambda cost, orders, seen: answers.append(orders),
    )
    return answers[-1]


def ruin(built: Problem, matrices=None, looks: int = 4000, start: Orders | None = None) -> Orders:
    """The best of its search."""
    best = [start or built.heads()]
    Ruin().search(
        built,
        matrices or crow(built),
        Limits(None, looks),
        0,
        best[0],
        lambda cost, orders, seen: best.append(orders),
    )
    return best[-1]


def pyvrp(built: Problem, matrices=None, rounds: int = 100) -> Orders:
    """The best of its search."""
    model = PyVrpModel(built, matrices or crow(built))
    if model.empty:
        return tuple(() for _ in built.shifts)
    search = Search(model.data, seed=1)
    search.run(lambda: search.rounds >= rounds, lambda: None)
    assert search.best.is_feasible()
    return model.orders(search.best)


def pair(**more: object) -> tuple[Stop, Stop]:
    return stop("a", east(1000), **more), stop("b", east(1100), **more)
