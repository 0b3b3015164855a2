"""What comes of a change by hand, at once: where would one more stop go, and what does moving this one do?

Nothing is searched and no plan refused: `schedule` times the routes concerned, and says what does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from routing.cost import route_s, worked_s
from routing.engines import Orders, check_orders
from routing.errors import BadValue
from routing.matrix import Matrix
from routing.misses import Wide
from routing.model import Problem, Shift, Stop
from routing.plan import Kind, Violation
from routing.schedule import Scheduled, schedule

# Positions of one route that are timed for an offer.
_A_ROUTE = 2


class Offer(NamedTuple):
    """One more stop before the visit at `position` of a shift: what it costs, and what would not fit.

    `cost_s` is the price in seconds of the objective (fairness aside), `extra_s` and `extra_m` more road,
    `work_s` how much longer he is out, `arrive_s` when he is there. `late`: seconds by which stops would be
    late for their windows. No `violations`: everything fits.
    """

    shift_id: str
    position: int
    cost_s: int
    extra_s: int
    extra_m: int
    work_s: int
    arrive_s: int
    late: Mapping[str, int]
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """The orders after a change, the routes that it touched, and what is more than before (less: negative).

    `violations` are those of the touched routes; `cost_s` is the difference of the whole objective.
    """

    orders: Orders
    routes: tuple[Scheduled, ...]
    cost_s: int
    travel_s: int
    travel_m: int

    @property
    def violations(self) -> tuple[Violation, ...]:
        return tuple(one for timed in self.routes for one in timed.violations)


def offers(
    problem: Problem, matrices: Mapping[str, Matrix], orders: Orders, stop_id: str, most: int = 10
) -> list[Offer]:
    """Where a stop could go, best first: what fits by price, then what does not by how badly.

    A stop that is on a route already is looked at as if it were not. Of each route the best two positions;
    of one that no road leads into, the end. Raises `UnknownId`, `NoFigures`.
    """
    check_orders(problem, orders)
    stop = problem.stop(stop_id)
    found = []
    for shift, ids in zip(problem.shifts, orders, strict=True):
        others = tuple(id for id in ids if id != stop_id)
        before = schedule(problem, matrices, shift.id, others)
        for position in _positions(problem, matrices, shift, others, stop):
            found.append(_offer(problem, matrices, before, others, stop, position))
    return sorted(found, key=_worth)[:most]


def insert(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    stop_id: str,
    shift_id: str,
    position: int,
) -> Edited:
    """A stop that is on no route, put before the visit at `position`; behind the last: at the end."""
    if any(stop_id in ids for ids in orders):
        raise BadValue("stop_id", stop_id, "is on a route already")
    problem.stop(stop_id)
    return _put(problem, matrices, orders, orders, stop_id, shift_id, position)


def move(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    stop_id: str,
    shift_id: str,
    position: int,
) -> Edited:
    """A stop of a route given to this courier, or another place on its own; counted without itself."""
    _refuse_missing(problem, orders, stop_id)
    without = _without(orders, stop_id)
    return _put(problem, matrices, orders, without, stop_id, shift_id, position)


def remove(problem: Problem, matrices: Mapping[str, Matrix], orders: Orders, stop_id: str) -> Edited:
    """A stop taken off its route; its price of being left out is in the cost."""
    _refuse_missing(problem, orders, stop_id)
    return edited(problem, matrices, orders, _without(orders, stop_id))


def reorder(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    shift_id: str,
    stop_ids: Sequence[str],
) -> Edited:
    """The stops of one route in another order."""
    at = _index(problem, orders, shift_id)
    if sorted(orders[at]) != sorted(stop_ids):
        raise BadValue("stop_ids", list(stop_ids), "must be the stops of this route")
    after = (*orders[:at], tuple(stop_ids), *orders[at + 1 :])
    return edited(problem, matrices, orders, after)


def swap(
    problem: Problem, matrices: Mapping[str, Matrix], orders: Orders, one_id: str, other_id: str
) -> Edited:
    """Two stops in each other's places, of one route or of two."""
    _refuse_missing(problem, orders, one_id, other_id)
    other = {one_id: other_id, other_id: one_id}
    after = tuple(tuple(other.get(id, id) for id in ids) for ids in orders)
    return edited(problem, matrices, orders, after)


def lock(problem: Problem, stop_id: str, shift_id: str | None) -> Problem:
    """The problem with a stop on this courier's route or on none; None: anybody's again."""
    problem.stop(stop_id)
    stops = (replace(stop, shift_id=shift_id) if stop.id == stop_id else stop for stop in problem.stops)
    return replace(problem, stops=tuple(stops))


def lock_head(problem: Problem, orders: Orders, shift_id: str, count: int) -> Problem:
    """The problem with the first `count` stops of a route decided; 0: none of them."""
    at = _index(problem, orders, shift_id)
    head = orders[at][: max(0, count)]
    shifts = (replace(one, head=head) if one.id == shift_id else one for one in problem.shifts)
    return replace(problem, shifts=tuple(shifts))


def edited(problem: Problem, matrices: Mapping[str, Matrix], before: Orders, after: Orders) -> Edited:
    """Any change of orders as a whole: only the routes that differ are timed."""
    for orders in (before, after):
        check_orders(problem, orders)
    pairs = list(zip(problem.shifts, before, after, strict=True))
    touched = [(shift, old, new) for shift, old, new in pairs if old != new]
    was = [schedule(problem, matrices, shift.id, old).route for shift, old, _ in touched]
    routes = tuple(schedule(problem, matrices, shift.id, new) for shift, _, new in touched)
    price = sum(route_s(problem, timed.route) for timed in routes)
    price -= sum(route_s(problem, route) for route in was)
    price += _left_out_s(problem, before, after) + _fairness_s(problem, matrices, before, after)
    return Edited(
        after,
        routes,
        price,
        sum(timed.route.travel_s for timed in routes) - sum(route.travel_s for route in was),
        sum(timed.route.travel_m for timed in routes) - sum(route.travel_m for route in was),
    )


def _put(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    before: Orders,
    without: Orders,
    stop_id: str,
    shift_id: str,
    position: int,
) -> Edited:
    at = _index(problem, without, shift_id)
    place = max(0, position)
    ids = (*without[at][:place], stop_id, *without[at][place:])
    return edited(problem, matrices, before, (*without[:at], ids, *without[at + 1 :]))


def _positions(
    problem: Problem, matrices: Mapping[str, Matrix], shift: Shift, ids: Sequence[str], stop: Stop
) -> list[int]:
    """The most promising positions on one route."""
    matrix = matrices[shift.profile].extended(stop.place, shift.start, shift.end, problem.hub)
    stops = [problem.stop(id) for id in ids]
    matrix = matrix.extended(*(one.place for one in stops))
    misses = Wide(problem, {shift.profile: matrix}, shift, stops).misses(stop)
    if not len(misses.position):
        return [len(ids)]
    order = np.lexsort((misses.extra_s, misses.late_s + misses.spoilt_s + misses.over_s))[:_A_ROUTE]
    return sorted({int(misses.position[leg]) for leg in order})


def _offer(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    before: Scheduled,
    ids: tuple[str, ...],
    stop: Stop,
    position: int,
) -> Offer:
    old, shift_id = before.route, before.route.shift_id
    timed = schedule(problem, matrices, shift_id, (*ids[:position], stop.id, *ids[position:]))
    new = timed.route
    late = {one.stop_id: one.amount for one in timed.violations if one.kind is Kind.LATE and one.stop_id}
    return Offer(
        shift_id,
        position,
        route_s(problem, new) - route_s(problem, old),
        new.travel_s - old.travel_s,
        new.travel_m - old.travel_m,
        worked_s(new) - worked_s(old),
        new.visits[position].arrive_s,
        late,
        timed.violations,
    )


def _worth(offer: Offer) -> tuple[bool, int, int, int, str, int]:
    """What fits before what does not, then fewest rules and seconds broken, then the price."""
    rules = {(one.kind, one.stop_id) for one in offer.violations if one.kind is not Kind.LATE}
    late_s = sum(offer.late.values())
    return bool(offer.violations), len(rules), late_s, offer.cost_s, offer.shift_id, offer.position


def _left_out_s(problem: Problem, before: Orders, after: Orders) -> int:
    was, is_ = ({id for ids in orders for id in ids} for orders in (before, after))
    dearer = sum(problem.drop_cost(problem.stop(id)) for id in was - is_)
    return dearer - sum(problem.drop_cost(problem.stop(id)) for id in is_ - was)


def _fairness_s(problem: Problem, matrices: Mapping[str, Matrix], before: Orders, after: Orders) -> int:
    """How much dearer the longest day has become; only this needs all routes."""
    if not problem.fairness_percent:
        return 0
    longest = []
    for orders in (before, after):
        routes = [
            schedule(problem, matrices, shift.id, ids).route
            for shift, ids in zip(problem.shifts, orders, strict=True)
            if ids
        ]
        longest.append(problem.fairness_percent * max(map(worked_s, routes), default=0) // 100)
    return longest[1] - longest[0]


def _index(problem: Problem, orders: Orders, shift_id: str) -> int:
    check_orders(problem, orders)
    return problem.shifts.index(problem.shift(shift_id))


def _refuse_missing(problem: Problem, orders: Orders, *stop_ids: str) -> None:
    check_orders(problem, orders)
    for id in stop_ids:
        if not any(id in ids for ids in orders):
            raise BadValue("stop_id", id, "is on no route")


def _without(orders: Orders, stop_id: str) -> Orders:
    return tuple(tuple(id for id in ids if id != stop_id) for ids in orders)
