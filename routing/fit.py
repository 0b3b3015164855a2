"""What is the smallest change that would fit a stop left out?

Every place on every route is looked at for what it misses (`misses.py`); the most promising are timed, what
is then wrong is turned into changes (`remedies.py`), and the changes are made and timed again: only what then
stands with every rule is told. Each help is for its stop alone, the other routes as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

import numpy as np

from routing.another import another
from routing.change import insert
from routing.engines import Orders
from routing.insertion import Lines
from routing.matrix import Matrix
from routing.misses import Wide
from routing.model import Problem, Shift, Stop
from routing.plan import Kind, Plan, Route, Violation
from routing.remedies import (
    MENDS,
    Change,
    Code,
    applied,
    at_once,
    merged,
    price_s,
    rounded,
)
from routing.schedule import Scheduled, holds, schedule
from routing.trim import trimmed
from routing.violations import binding

# Places on a route, and on all routes, that are timed for one stop; rounds of mending what is then wrong.
_A_ROUTE = 3
_A_STOP = 10
_ROUNDS = 3
_RECIPES = 12

_LOADS = (Kind.WEIGHT, Kind.VOLUME, Kind.PARCELS)
_LACKING: Mapping[str, Code] = {
    "weight": Code.WEIGHT,
    "volume": Code.VOLUME,
    "parcels": Code.PARCELS,
    "cash-limit": Code.CASH_LIMIT,
    "max-stops": Code.MAX_STOPS,
}


@dataclass(frozen=True, slots=True)
class _Fit:
    """Changes with which the stop stands at this position of this shift's route."""

    price_s: int
    changes: tuple[Change, ...]
    shift_id: str
    position: int
    extra_s: int


def with_help(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    plan: Plan,
    ended: Callable[[], bool] = lambda: False,
) -> Plan:
    """The plan with `detail["help"]` for each stop left out: None where nothing helps, no key once `ended`.

    `{"change": code, "shift_id" or "stop_id": …, "amount": …, "what": tag or zone, "into": shift, "position":
    …, "extra_s": seconds of driving more, "also": further changes needed}`; codes and units are those of
    `remedies.py`. With `insert` and `drop-cost` `extra_s` is all of what it costs more. With
    `another-courier`: `profile, from_s, until_s, tags` of the least that he must be.
    """
    if not plan.unassigned:
        return plan
    orders = tuple(route.stop_ids for route in plan.routes)
    found = helps(problem, matrices, orders, [one.stop_id for one in plan.unassigned], ended)
    left = tuple(
        replace(one, detail={**one.detail, "help": found[one.stop_id]}) if one.stop_id in found else one
        for one in plan.unassigned
    )
    return replace(plan, unassigned=left)


def helps(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    stop_ids: Sequence[str],
    ended: Callable[[], bool] = lambda: False,
) -> dict[str, dict[str, Any] | None]:
    """The help for each of these stops, none of which is in the orders. Raises `UnknownId`, `NoFigures`."""
    lines = Lines(problem, matrices, orders)
    wide = [
        Wide(problem, matrices, shift, [problem.stop(id) for id in ids])
        for shift, ids in zip(problem.shifts, orders, strict=True)
    ]
    found: dict[str, dict[str, Any] | None] = {}
    for id in stop_ids:
        if ended():
            break
        found[id] = _help(problem, matrices, lines, wide, problem.stop(id))
    return found


def _help(
    problem: Problem, matrices: Mapping[str, Matrix], lines: Lines, wide: Sequence[Wide], stop: Stop
) -> dict[str, Any] | None:
    slot = lines.best(stop)
    if slot is not None:
        shift_id, over = problem.shifts[slot.shift_index].id, slot.extra_s + 1 - problem.drop_cost(stop)
        if problem.fairness_percent:  # how much longer the longest day becomes, only all routes tell
            over = insert(problem, matrices, lines.orders(), stop.id, shift_id, slot.position).cost_s + 1
        change = Change(Code.INSERT, shift_id, None, 0)
        if over > 0:
            change = rounded(problem, Change(Code.DROP_COST, None, stop.id, over))
        return _told(_Fit(0, (change,), shift_id, slot.position, slot.extra_s))
    best: _Fit | None = None
    for guess, line, position in _promising(problem, wide, stop):
        if best is not None and guess >= best.price_s + best.extra_s:
            break
        fit = _mended(problem, matrices, line, position, stop)
        if fit is not None and (best is None or _rank(fit) < _rank(best)):
            best = fit
    if best is None or best.price_s > price_s(problem, [Change(Code.COURIER, None, None, 1)]):
        other = another(problem, matrices, stop)
        if other is not None:
            return other
    if best is None:
        return None
    line = next(one for one in wide if one.shift.id == best.shift_id)
    return _told(_no_more(problem, matrices, line, best, stop))


def _rank(fit: _Fit) -> tuple[int, int, str, int]:
    return fit.price_s + fit.extra_s, len(fit.changes), fit.shift_id, fit.position


def _told(fit: _Fit) -> dict[str, Any]:
    # A place that the quick look had not seen needs no change at all.
    changes = fit.changes or (Change(Code.INSERT, fit.shift_id, None, 0),)
    first, *others = sorted(changes, key=lambda one: list(Code).index(one.code))
    told = first.as_dict() | {"into": fit.shift_id, "position": fit.position, "extra_s": fit.extra_s}
    return told | ({"also": [one.as_dict() for one in others]} if others else {})


def _promising(problem: Problem, wide: Sequence[Wide], stop: Stop) -> list[tuple[int, Wide, int]]:
    """The cheapest places by a guess at their changes: (price with the road, route, position)."""
    found: list[tuple[int, int, int]] = []
    for i, line in enumerate(wide):
        misses = line.misses(stop)
        if not len(misses.position):
            continue
        over, late, spoilt = (_round(some) for some in (misses.over_s, misses.late_s, misses.spoilt_s))
        guess = misses.extra_s + np.minimum(2 * over, 900 + over)
        # A window that is missed is met by setting out earlier, or the stop's own by waiting for it longer.
        early = 300 + 2 * np.maximum(late, spoilt)
        own = np.where(spoilt > 0, early, np.minimum(early, 900 + late))
        guess = guess + np.where((late > 0) | (spoilt > 0), own, 0)
        fixed = price_s(problem, _fixed(problem, line, stop))
        order = np.argsort(guess, kind="stable")[:_A_ROUTE].tolist()
        found += [(int(guess[leg]) + fixed, i, int(misses.position[leg])) for leg in order]
    return [(guess, wide[i], at) for guess, i, at in sorted(found)[:_A_STOP]]


def _round(seconds: np.ndarray) -> np.ndarray:
    """As the change will be rounded, near enough."""
    return -(-seconds // 300) * 300


def _fixed(problem: Problem, line: Wide, stop: Stop) -> list[Change]:
    """What has to be changed wherever on this route the stop is put."""
    shift = line.shift
    changes = [Change(_LACKING[name], shift.id, None, by) for name, by in line.lacking(stop).items()]
    if any(name in ("weight", "volume", "parcels") for name in line.lacking(stop)) and shift.max_trips == 1:
        trip = [c for c in changes if c.code not in (Code.WEIGHT, Code.VOLUME, Code.PARCELS)]
        trip.append(Change(Code.TRIP, shift.id, None, 1))
        changes = min(changes, trip, key=lambda some: price_s(problem, some))
    return [*changes, *_may(problem, shift, stop)]


def _may(problem: Problem, shift: Shift, stop: Stop) -> Iterator[Change]:
    """What keeps this courier from serving the stop at all."""
    if problem.lock(stop) not in (None, shift.id):
        yield Change(Code.UNLOCK, None, stop.id, 1)
    if not shift.serves(stop):
        yield Change(Code.ZONE, shift.id, None, 1, stop.zone)
    if shift.forbids(stop):
        yield Change(Code.FORBIDDEN, shift.id, None, 1, stop.zone)
    for tag in sorted(stop.tags - shift.tags):
        yield Change(Code.TAG, shift.id, None, 1, tag)


def _mended(
    problem: Problem, matrices: Mapping[str, Matrix], line: Wide, position: int, stop: Stop
) -> _Fit | None:
    """The cheapest changes found with which the stop stands there; None: none was."""
    shift, ids = line.shift, line.ids()
    longer = (*ids[:position], stop.id, *ids[position:])
    small = _alone(problem, shift, longer, stop)
    may = tuple(_may(problem, shift, stop))
    first = schedule(applied(small, may), matrices, shift.id, longer)
    before_s = schedule(small, matrices, shift.id, ids).route.travel_s
    fits: list[_Fit] = []
    recipes = _recipes(small, matrices, shift, stop, first, longer)
    for recipe in sorted(recipes, key=lambda changes: price_s(small, changes)):
        if fits and price_s(small, (*may, *recipe)) >= min(fit.price_s for fit in fits):
            break
        stands = _standing(small, matrices, shift, longer, stop, (*may, *recipe))
        if stands is not None:
            changes, route = stands
            extra_s = route.travel_s - before_s
            fits.append(_Fit(price_s(small, changes), changes, shift.id, position, extra_s))
    return min(fits, key=_rank, default=None)


def _no_more(problem: Problem, matrices: Mapping[str, Matrix], line: Wide, fit: _Fit, stop: Stop) -> _Fit:
    """The same fit with no more changed than what it takes."""
    ids = line.ids()
    longer = (*ids[: fit.position], stop.id, *ids[fit.position :])
    small = _alone(problem, line.shift, longer, stop)
    may = tuple(_may(problem, line.shift, stop))

    def stands(changes: tuple[Change, ...]) -> bool:
        return holds(applied(small, (*may, *changes)), matrices, fit.shift_id, longer)

    asked = [one for one in fit.changes if one not in may]
    return replace(fit, changes=(*may, *trimmed(small, asked, stands)))


def _standing(
    small: Problem,
    matrices: Mapping[str, Matrix],
    shift: Shift,
    ids: Sequence[str],
    stop: Stop,
    changes: tuple[Change, ...],
) -> tuple[tuple[Change, ...], Route] | None:
    """The changes, added to until the route stands with them, and the route; None: it never did."""
    for _ in range(_ROUNDS):
        changes = tuple(rounded(small, change) for change in changes)
        changed = applied(small, changes)
        timed = schedule(changed, matrices, shift.id, ids)
        if not binding(changed, shift.id, ids, timed.violations):
            return changes, timed.route
        longer, moved = changed.shift(shift.id), changed.stop(stop.id)
        more = _recipes(changed, matrices, longer, moved, timed, ids)
        if not more:
            return None
        changes = merged(changes, min(more, key=lambda recipe: price_s(small, recipe)))
    return None


def _alone(problem: Problem, shift: Shift, ids: Sequence[str], stop: Stop) -> Problem:
    """The one route as a problem of its own; the stop is not locked to anybody else."""
    free = replace(stop, shift_id=None) if problem.lock(stop) not in (None, shift.id) else stop
    stops = tuple(free if id == stop.id else problem.stop(id) for id in ids)
    return replace(problem, stops=stops, shifts=(shift,))


def _recipes(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    shift: Shift,
    stop: Stop,
    timed: Scheduled,
    ids: Sequence[str],
) -> list[tuple[Change, ...]]:
    """Ways to mend all that is wrong with a route, each a change for each violation; none: nothing helps."""
    found = binding(problem, shift.id, ids, timed.violations)
    waits_s = 0
    if stop.windows and any(one.kind in (Kind.SHIFT_END, Kind.LATE) for one in found):
        # Who leaves late does not wait, but he could be there earlier.
        early = schedule(problem, matrices, shift.id, ids, shift.window.start_s).route
        waits_s = next(visit.wait_s for visit in early.visits if visit.stop_id == stop.id)
    ways = [_ways(one, shift, stop, waits_s) for one in found]
    return [at_once(recipe) for recipe in islice(product(*ways), _RECIPES)]


def _ways(one: Violation, shift: Shift, stop: Stop, waits_s: int) -> list[Change]:
    """What would mend one violation; nothing that asks more of another customer, or a break."""
    code, ways = MENDS.get(one.kind), []
    if code is not None:
        ways.append(Change(code, shift.id, None, one.amount))
    if one.kind in _LOADS:
        ways.append(Change(Code.TRIP, shift.id, None, 1))
    if one.kind is Kind.LATE:
        ways.append(Change(Code.SHIFT_START, shift.id, None, one.amount))
        if one.stop_id == stop.id:
            ways.append(Change(Code.WINDOW_END, None, stop.id, one.amount))
    elsewhere = one.kind is Kind.LATE and one.stop_id != stop.id
    if waits_s and (elsewhere or one.kind is Kind.SHIFT_END):
        ways.append(Change(Code.WINDOW_START, None, stop.id, min(one.amount, waits_s)))
    return ways
