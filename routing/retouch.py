"""Which of the changes near to the present orders are worth their price?

A search of small steps over orders that hold: a stop moved to where it costs least, changes counted with it;
a stop put out of a route so that one left out fits. No chance is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from routing.difference import reordered
from routing.engines import Orders
from routing.insertion import fill
from routing.line import Line
from routing.matrix import Matrix
from routing.mend import mend
from routing.model import Problem, Stop
from routing.priced import Priced
from routing.schedule import Scheduled, schedule
from routing.violations import binding

# Positions of a line looked at for one stop, and how many of all are made sure of.
_A_LINE = 3
_A_STOP = 6
# Rounds over all stops, and stops looked at in all: a thousand take two rounds.
_PASSES, _LOOKS = 20, 2000
# Stops left out for which another may be put out.
_EJECTING = 20


@dataclass(frozen=True, slots=True)
class Prices:
    """Seconds of the objective for each stop with another courier, and in another place in the order."""

    courier_s: int = 1800
    order_s: int = 300


class Retouch:
    """`present` are the orders that phones show now; stops on none of them are new and change for nothing.

    `under_way`: the shifts that have left.
    """

    def __init__(
        self,
        problem: Problem,
        matrices: Mapping[str, Matrix],
        present: Orders,
        prices: Prices,
        under_way: frozenset[str] = frozenset(),
        ended: Callable[[], bool] = lambda: False,
    ) -> None:
        self.problem, self.matrices, self.present = problem, matrices, present
        self.prices, self.under_way, self.ended = prices, under_way, ended
        self.at = {id: i for i, ids in enumerate(present) for id in ids}
        self._priced = Priced(problem, matrices, self.route)
        self.changes_s = lru_cache(maxsize=20_000)(self._counted)

    def begun(self) -> Orders:
        """The present orders without what does not hold, and with what fits into them."""
        mended = mend(self.problem, self.matrices, self.present)
        filled = fill(self.problem, self.matrices, mended, self.ended)
        return min(filled, mended, key=self.total_s)

    def route(self, i: int, ids: Sequence[str]) -> Scheduled:
        """One route as it will run: who is under way goes on at once instead of waiting where he stands."""
        shift = self.problem.shifts[i]
        if shift.id in self.under_way:
            timed = schedule(self.problem, self.matrices, shift.id, ids, shift.window.start_s)
            if not binding(self.problem, shift.id, ids, timed.violations):
                return timed
        return schedule(self.problem, self.matrices, shift.id, ids)

    def total_s(self, orders: Orders) -> int:
        """What is to be small: the objective, and the price of all changes."""
        changes_s = sum(self.changes_s(i, ids) for i, ids in enumerate(orders))
        return self._priced.total_s(orders) + changes_s

    def _counted(self, i: int, ids: tuple[str, ...]) -> int:
        """The price of what is new to the phone of one courier."""
        from_others = sum(self.at.get(id, i) != i for id in ids)
        overtaken = len(reordered(self.present[i], ids))
        return from_others * self.prices.courier_s + overtaken * self.prices.order_s

    def improved(self, orders: Orders) -> Orders:
        """Steps down from here until none is left, or time is over."""
        for _ in range(max(1, min(_PASSES, _LOOKS // max(1, len(self.problem.stops))))):
            before = self.total_s(orders)
            orders = self._ejected(self._moved(orders))
            if self.ended() or self.total_s(orders) >= before:
                break
        return orders

    def part_by_part(self, orders: Orders, other: Orders) -> Orders:
        """Of another answer the parts that are worth it: couriers who exchange stops change together."""
        best, best_s = orders, self.total_s(orders)
        for part in _exchanging(orders, other):
            tried = tuple(other[i] if i in part else best[i] for i in range(len(best)))
            price = self.total_s(tried)
            if price < best_s:
                best, best_s = tried, price
        return best

    def _moved(self, orders: Orders) -> Orders:
        """Each stop once to where it costs least."""
        total = self.total_s(orders)
        for stop in self.problem.stops:
            if self.ended():
                break
            if self.problem.in_head(stop.id):
                continue
            without = tuple(tuple(id for id in ids if id != stop.id) for ids in orders)
            if self._spoils(orders, without):
                continue
            best, price = self._best(without, stop, total)
            if best is not None:
                orders, total = best, price
        return orders

    def _spoils(self, orders: Orders, without: Orders) -> bool:
        """Whether a route stands no longer because a stop is gone: by way of it, another was nearer."""
        return any(
            self._priced.of(i, orders[i]).holds and not self._priced.of(i, ids).holds
            for i, ids in enumerate(without)
            if ids != orders[i]
        )

    def _ejected(self, orders: Orders) -> Orders:
        """For a stop left out: another is put out of its route, if both are then served somewhere."""
        served = {id for ids in orders for id in ids}
        out = [stop for stop in self.problem.stops if stop.id not in served]
        for stop in sorted(out, key=lambda one: -self.problem.drop_cost(one))[:_EJECTING]:
            best, best_s = orders, self.total_s(orders)
            for i, shift in enumerate(self.problem.shifts):
                if self.ended() or not self.problem.may(shift, stop):
                    continue
                for id in orders[i]:
                    if self.problem.in_head(id):
                        continue
                    route = tuple(other for other in orders[i] if other != id)
                    found = self._into(i, route, stop)
                    if found is None:
                        continue
                    with_new = (*orders[:i], found, *orders[i + 1 :])
                    both, price = self._best(with_new, self.problem.stop(id), best_s)
                    if both is not None:
                        best, best_s = both, price
            orders = best
        return orders

    def _into(self, i: int, ids: tuple[str, ...], stop: Stop) -> tuple[str, ...] | None:
        """The route with the stop at its cheapest place; None: none holds."""
        line = self._priced.line(i, ids)
        if line.room_for(stop):
            return None
        for _, at in line.candidates(stop, _A_LINE):
            longer = (*ids[:at], stop.id, *ids[at:])
            if self._priced.of(i, longer).holds:
                return longer
        return None

    def _best(self, without: Orders, stop: Stop, below_s: int) -> tuple[Orders | None, int]:
        """The orders with the stop where all of it, changes included, costs least, and how much that is.

        None: nowhere less than `below_s`.
        """
        best: Orders | None = None
        base_s = self.total_s(without) - self.problem.drop_cost(stop)
        for guess, i, at in self._guesses(without, stop):
            line = self._priced.line(i, without[i])
            exact = line.plain_for(stop) and not self.problem.fairness_percent
            if exact and base_s + guess >= below_s:
                continue
            longer = (*without[i][:at], stop.id, *without[i][at:])
            new_s, _, holds = self._priced.of(i, longer)
            if not holds:
                continue
            tried = (*without[:i], longer, *without[i + 1 :])
            if self.problem.fairness_percent:
                price = self.total_s(tried)
            else:
                more_s = self.changes_s(i, longer) - self.changes_s(i, without[i])
                price = base_s + new_s - self._priced.of(i, without[i]).cost_s + more_s
            if price < below_s:
                best, below_s = tried, price
        return best, below_s

    def _guesses(self, without: Orders, stop: Stop) -> list[tuple[int, int, int]]:
        """The most promising places: (about what it costs there, changes included, route, position)."""
        found: list[tuple[int, int, int]] = []
        for i, line in self._priced.lines_for(without, stop):
            ids = without[i]
            now_s = self.changes_s(i, ids)
            for extra, at in dict.fromkeys(
                [*line.candidates(stop, _A_LINE), *self._back(i, line, ids, stop)]
            ):
                more = self.changes_s(i, (*ids[:at], stop.id, *ids[at:])) - now_s
                found.append((extra + more, i, at))
        return sorted(found)[:_A_STOP]

    def _back(self, i: int, line: Line, ids: Sequence[str], stop: Stop) -> list[tuple[int, int]]:
        """The place where the phone shows it now: behind the nearest stop before it that is still there."""
        if self.at.get(stop.id) != i:
            return []
        here = self.present[i]
        ahead = {id: n for n, id in enumerate(ids)}
        before = [ahead[id] for id in here[: here.index(stop.id)] if id in ahead]
        at = before[-1] + 1 if before else 0
        matrix, places = line.matrix, [line.shift.start, *(s.place for s in line.stops), line.shift.end]
        a, b = places[at], places[at + 1]
        legs = [matrix.leg(x, y).seconds for x, y in ((a, stop.place), (stop.place, b), (a, b))]
        if None in legs:
            return []
        return [((legs[0] or 0) + (legs[1] or 0) - (legs[2] or 0), at)]


def _exchanging(orders: Orders, other: Orders) -> list[set[int]]:
    """Groups of routes that differ, those between which a stop goes over together."""
    was = {id: i for i, ids in enumerate(orders) for id in ids}
    groups = [{i} for i in range(len(orders)) if orders[i] != other[i]]
    for i, ids in enumerate(other):
        for id in ids:
            j = was.get(id, i)
            if i != j:
                one = next(group for group in groups if i in group)
                two = next(group for group in groups if j in group)
                if one is not two:
                    one |= two
                    groups.remove(two)
    return groups
