"""What is found by taking a few stops out and putting them back, when every look is priced by all the rules?

Ruin and recreate (Schrimpf and others 2000), with strings of stops of neighbouring routes taken out as in
SISR (Christiaens and Vanden Berghe 2020) and simulated annealing. A look costs much more than in engines with
a model of their own, but nothing is lost between model and plan: what it finds is what the day will cost.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Mapping, Sequence

import numpy as np

from routing.engines import Better, Limits, Orders
from routing.matrix import Matrix
from routing.model import Problem, Stop
from routing.priced import Priced
from routing.schedule import schedule

# Stops taken out at once, in strings of so many of one route, and stops left out that are tried again.
_MOST_OUT, _STRING, _AGAIN = 8, 4, 6
# Positions looked at on one route; all of them where it is so short and a look is only a guess.
_A_LINE, _SHORT = 3, 6
# A position passed over by chance, so that the same ruin is not always mended alike.
_BLINK = 0.02
# Worse answers are accepted at first up to about this part of a way between stops, at last a hundredth of it.
_WARM, _COLD = 0.5, 0.01
_NEAR = 40
# Where stops are left out, this part of the ruins is around one of them.
_AROUND_LEFT_OUT = 0.3
# Solutions looked at in one step, about.
_LOOKS = 20


class Ruin:
    """Improves any plan, by all the rules; in this process."""

    name = "ruin and recreate"

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
        search = _Search(problem, matrices, start, seed)
        if not search.loose:
            return 0
        looks = 0
        while True:
            done = 0.0
            if limits.iterations is not None:
                done = looks / limits.iterations
            if limits.seconds is not None:
                done = max(done, (time.monotonic() - began) / limits.seconds)
            if done >= 1:
                return looks
            looks += _LOOKS
            if search.step(done):
                on_better(search.best_s, search.best, looks)


class _Search:
    """The present orders and the best so far."""

    def __init__(self, problem: Problem, matrices: Mapping[str, Matrix], start: Orders, seed: int) -> None:
        self.problem = problem
        self._chance = random.Random(seed)
        self._priced = Priced(
            problem, matrices, lambda i, ids: schedule(problem, matrices, problem.shifts[i].id, ids)
        )
        self.loose = [stop for stop in problem.stops if not problem.in_head(stop.id)]
        self._near = _neighbours(problem, matrices, self.loose)
        self.best = self._now = start
        self.best_s = self._now_s = self._priced.total_s(start)
        ways = sum(self._priced.of(i, ids).cost_s for i, ids in enumerate(start))
        self._warm_s = _WARM * ways / max(1, sum(map(len, start)))

    def step(self, done: float) -> bool:
        """One ruin and what was made of it, at this part of the time; whether it is the best so far."""
        orders, out = self._ruined()
        for stop in out:
            orders = self._put_back(orders, stop)
        total_s = self._priced.total_s(orders)
        heat_s = self._warm_s * _COLD**done
        if total_s >= self._now_s - heat_s * math.log(1 - self._chance.random()):
            return False
        if not all(self._priced.of(i, ids).holds for i, ids in enumerate(orders)):
            return False
        self._now, self._now_s = orders, total_s
        if total_s >= self.best_s:
            return False
        self.best, self.best_s = orders, total_s
        return True

    def _ruined(self) -> tuple[Orders, list[Stop]]:
        """The orders without some neighbours; these, and some left out before, as they are to be put back."""
        chance, routes = self._chance, list(self._now)
        at = {id: i for i, ids in enumerate(routes) for id in ids}
        before = [stop for stop in self.loose if stop.id not in at]
        around = before if before and chance.random() < _AROUND_LEFT_OUT else self.loose
        most = chance.randint(1, min(_MOST_OUT, len(self.loose)))
        gone: list[str] = []
        for id in self._near[chance.choice(around).id]:
            i = at.get(id)
            if i is None or routes[i] is not self._now[i]:
                continue  # on no route, or on one that has lost its string already
            string = self._string(i, id, min(_STRING, most - len(gone)))
            routes[i] = tuple(other for other in routes[i] if other not in string)
            gone += string
            if len(gone) >= most:
                break
        again = chance.sample(before, min(_AGAIN, len(before)))
        return tuple(routes), self._sorted([*map(self.problem.stop, gone), *again])

    def _string(self, i: int, id: str, most: int) -> tuple[str, ...]:
        """Some stops of a route one after the other, with this one among them, none of the head."""
        ids, head = self._now[i], len(self.problem.shifts[i].head)
        length = self._chance.randint(1, min(most, len(ids) - head))
        here = ids.index(id)
        first = self._chance.randint(max(head, here - length + 1), min(here, len(ids) - length))
        return ids[first : first + length]

    def _sorted(self, stops: list[Stop]) -> list[Stop]:
        self._chance.shuffle(stops)
        how = self._chance.random()
        if how < 0.3:
            stops.sort(key=lambda stop: -self.problem.drop_cost(stop))
        elif how < 0.6:
            stops.sort(key=lambda stop: stop.windows[-1].end_s if stop.windows else math.inf)
        return stops

    def _put_back(self, orders: Orders, stop: Stop) -> Orders:
        """Where it costs least, if that is less than leaving it out."""
        best, least = orders, self.problem.drop_cost(stop)
        longest = self._longest_s(orders)
        for guess, i, at in self._guesses(orders, stop):
            if guess >= least:
                break
            if self._chance.random() < _BLINK:
                continue
            longer = (*orders[i][:at], stop.id, *orders[i][at:])
            price = self._priced.of(i, longer)
            extra = price.cost_s - self._priced.of(i, orders[i]).cost_s
            extra += self.problem.fairness_percent * max(0, price.worked_s - longest) // 100
            if price.holds and extra < least:
                best, least = (*orders[:i], longer, *orders[i + 1 :]), extra
        return best

    def _longest_s(self, orders: Orders) -> int:
        if not self.problem.fairness_percent:
            return 0
        return max(self._priced.of(i, ids).worked_s for i, ids in enumerate(orders))

    def _guesses(self, orders: Orders, stop: Stop) -> list[tuple[int, int, int]]:
        """The places worth a look, cheapest first: (about the seconds that it adds, route, position)."""
        found: set[tuple[int, int, int]] = set()
        for i, line in self._priced.lines_for(orders, stop):
            found.update((extra, i, at) for extra, at in line.candidates(stop, _A_LINE))
            head = len(line.shift.head)
            if len(line.stops) - head <= _SHORT and not line.plain_for(stop):
                found.update((0, i, at) for at in range(head, len(line.stops) + 1))
        return sorted(found)


def _neighbours(
    problem: Problem, matrices: Mapping[str, Matrix], stops: Sequence[Stop]
) -> dict[str, list[str]]:
    """For each stop the nearest, itself first, by the seconds of the first vehicle."""
    matrix = matrices[problem.shifts[0].profile]
    at = [matrix.index(stop.place) for stop in stops]
    found = {}
    for stop, here in zip(stops, at, strict=True):
        nearest = np.argsort(matrix.apart([here], at)[0], kind="stable")[:_NEAR]
        found[stop.id] = [stop.id, *(stops[j].id for j in nearest if stops[j] is not stop)]
    return found
