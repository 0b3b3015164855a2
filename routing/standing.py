"""What is left of the day, from where the couriers are now?

Facts win over rules: what is aboard stays with its courier, and where the present routes can no longer keep a
window, a shift's end or a limit, that rule gives way by just as much as they need, late minutes at a price.
So a route that runs late is served late; it does not lose its stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from routing.engines import Orders, check_orders
from routing.matrix import Matrix
from routing.model import Place, Problem, Shift, SoftWindow, Stop, TimeWindow
from routing.plan import Kind, Violation
from routing.remedies import MENDS, Change, Code, applied, at_once
from routing.schedule import schedule
from routing.violations import binding

# What is not aboard can only be taken by who still is at the hub: a tag that all of them have.
AT_HUB = "at the hub"
# A minute late at a door whose window can no longer be kept, in seconds of the objective.
_LATE_PER_MIN_S = 60
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """One courier now: at `place`, free to go on at `at_s` (if he is at a door: when he came there).

    `done`: stops behind him; `head`: the stop being visited, and what else must come next; `aboard`: what he
    has loaded, which stays with him. Who has `left` the hub can take nothing else. `travel_s`, `travel_m`:
    driven so far, for who has a limit.
    """

    place: Place
    at_s: int
    done: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    aboard: frozenset[str] = frozenset()
    left: bool = False
    travel_s: int = 0
    travel_m: int = 0


def rest_of(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    standings: Mapping[str, Standing],
) -> tuple[Problem, Orders]:
    """The problem that is left, and the present orders in it. A shift without a standing begins as planned.

    A break that is over by `at_s` if begun with its window counts as taken. Raises `UnknownId`, `BadValue`.
    """
    check_orders(problem, orders)
    for id in standings:
        problem.shift(id)
    done = {id for one in standings.values() for id in one.done}
    holder = {id: shift_id for shift_id, one in standings.items() for id in (*one.aboard, *one.head)}
    somebody_left = any(one.left for one in standings.values())
    stops = tuple(
        _stop(stop, holder.get(stop.id), somebody_left) for stop in problem.stops if stop.id not in done
    )
    shifts = tuple(_shift(problem, shift, standings.get(shift.id), somebody_left) for shift in problem.shifts)
    rest = replace(problem, stops=stops, shifts=shifts)
    present = tuple(_ids(shift, ids, done, holder) for shift, ids in zip(shifts, orders, strict=True))
    return _bearing(rest, matrices, present), present


def _stop(stop: Stop, holder: str | None, somebody_left: bool) -> Stop:
    if holder is not None:
        return replace(stop, shift_id=holder)
    return replace(stop, tags=stop.tags | {AT_HUB}) if somebody_left else stop


def _shift(problem: Problem, shift: Shift, now: Standing | None, somebody_left: bool) -> Shift:
    tags = shift.tags | {AT_HUB} if somebody_left and not (now and now.left) else shift.tags
    if now is None:
        return replace(shift, tags=tags)
    money = sum(problem.stop(id).cash_minor for id in now.done)
    return replace(
        shift,
        start=now.place,
        window=TimeWindow(now.at_s, max(now.at_s, shift.window.end_s)),
        tags=tags,
        head=now.head,
        # That he goes out at all is decided.
        fixed_cost_s=0 if now.left else shift.fixed_cost_s,
        cash_limit_minor=_less(shift.cash_limit_minor, money),
        max_stops=_less(shift.max_stops, len(now.done)),
        max_travel_s=_less(shift.max_travel_s, now.travel_s),
        max_metres=_less(shift.max_metres, now.travel_m),
    )


def _less(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(0, limit - used)


def _ids(shift: Shift, ids: tuple[str, ...], done: set[str], holder: Mapping[str, str]) -> tuple[str, ...]:
    """The stops of a route still ahead: the head first, nothing that another has aboard, all that he has."""
    mine = [id for id in ids if id not in done and holder.get(id, shift.id) == shift.id]
    unlisted = sorted(id for id, of in holder.items() if of == shift.id and id not in mine and id not in done)
    return (*shift.head, *(id for id in (*mine, *unlisted) if id not in shift.head))


def _bearing(problem: Problem, matrices: Mapping[str, Matrix], orders: Orders) -> Problem:
    """The problem in which the present orders stand, as far as giving way can make them."""
    for _ in range(_ROUNDS):
        changes: list[Change] = []
        late: dict[str, SoftWindow] = {}
        for shift, ids in zip(problem.shifts, orders, strict=True):
            timed = schedule(problem, matrices, shift.id, ids, shift.window.start_s)
            for one in binding(problem, shift.id, ids, timed.violations):
                changes += _giving_way(problem, shift, one)
                if one.kind is Kind.LATE and one.stop_id is not None:
                    late[one.stop_id] = _soft(problem.stop(one.stop_id))
        if not changes:
            break
        softer = tuple(replace(stop, soft=late.get(stop.id, stop.soft)) for stop in problem.stops)
        problem = applied(replace(problem, stops=softer), at_once(changes))
    return problem


def _soft(stop: Stop) -> SoftWindow:
    if stop.soft is not None:
        return stop.soft
    return SoftWindow(stop.windows[0].start_s, stop.windows[-1].end_s, late_per_min_s=_LATE_PER_MIN_S)


def _giving_way(problem: Problem, shift: Shift, one: Violation) -> list[Change]:
    if one.kind in MENDS:
        return [Change(MENDS[one.kind], shift.id, None, one.amount)]
    if one.stop_id is None:
        return []
    stop = problem.stop(one.stop_id)
    match one.kind:
        case Kind.LATE:
            return [Change(Code.WINDOW_END, None, stop.id, one.amount)]
        case Kind.ZONE:
            return [Change(Code.ZONE, shift.id, None, 1, stop.zone)]
        case Kind.FORBIDDEN:
            return [Change(Code.FORBIDDEN, shift.id, None, 1, stop.zone)]
        case Kind.TAG:
            lacking = sorted(stop.tags - shift.tags - {AT_HUB})
            return [Change(Code.TAG, shift.id, None, 1, tag) for tag in lacking]
        case _:
            return []
