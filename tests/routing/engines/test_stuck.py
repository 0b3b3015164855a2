"""Does a search that is stuck begin anew, keep its best, and do the same again for the same seed?"""

from __future__ import annotations

from pyvrp import Solution

from routing.engines.pyvrp_model import PyVrpModel
from routing.engines.pyvrp_search import Search, Settings
from tests.routing.factories import crow, day

ROUNDS = 400


class Counted(Search):
    """Knows how often it has begun by chance."""

    begun = 0

    def _by_chance(self) -> Solution:
        self.begun += 1
        return super()._by_chance()


def searched(patience: int | None) -> tuple[Counted, list[float]]:
    """A search of so many rounds, and the cost of each better answer that it told."""
    built = day(30, 3)
    search = Counted(PyVrpModel(built, crow(built)).data, 1, settings=Settings(patience=patience))
    told: list[float] = []
    search.run(lambda: search.rounds >= ROUNDS, lambda: told.append(search.cost()))
    return search, told


def test_it_begins_anew_and_keeps_its_best() -> None:
    search, told = searched(patience=20)
    assert search.begun > 3
    assert told == sorted(told, reverse=True) and len(set(told)) == len(told), "only better ones are told"
    assert search.best.is_feasible() and search.cost() == told[-1]


def test_with_patience_or_without_the_same_seed_gives_the_same() -> None:
    for patience in (None, 20):
        (one, told), (other, again) = searched(patience), searched(patience)
        assert told == again and one.best == other.best


def test_who_is_not_stuck_goes_on() -> None:
    assert searched(patience=None)[0].begun == searched(patience=ROUNDS + 1)[0].begun == 1
