"""What may be changed about a day so that a stop fits, what is each change worth, and what is the day then?

    code            amount                         on        price in seconds
    insert          0: it fits as it is            shift     0
    shift-end       seconds later                  shift     2 each
    shift-start     seconds earlier                shift     300 + 2 each
    max-travel      seconds more on the road       shift     300 + 1 each
    max-metres      metres more                    shift     300 + 0.2 each
    max-stops       stops more                     shift     600 + 300 each
    window-end      seconds later                  stop      900 + 1 each
    window-start    seconds earlier                stop      900 + 1 each
    capacity-g      grams more                     shift     900 + 0.05 each
    capacity-ml     millilitres more               shift     900 + 0.02 each
    capacity-parcels  parcels more                 shift     900 + 120 each
    cash-limit      minor units of money more      shift     1200 + 600 for each limit more
    zone            1: he serves this one as well  shift     1800
    unlock          1: no longer locked to another stop      1800
    another-trip    1: he loads once more          shift     2400
    tag             1: he gets this one            shift     3600
    forbidden       1: he may go to this zone      shift     5400
    drop-cost       seconds: leaving it out costs more   stop
    another-courier 1                              -         28,800

Prices are of the trouble, not of the road: a quarter of an hour of somebody's evening before a call to the
customer, a call before somebody's hour, all of it before one more courier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from routing.model import Problem, Shift, Stop, TimeWindow
from routing.plan import Kind


class Code(StrEnum):
    """What is changed; the amount is in the unit of the table above."""

    INSERT = "insert"
    SHIFT_END = "shift-end"
    SHIFT_START = "shift-start"
    MAX_TRAVEL = "max-travel"
    MAX_METRES = "max-metres"
    MAX_STOPS = "max-stops"
    WINDOW_END = "window-end"
    WINDOW_START = "window-start"
    WEIGHT = "capacity-g"
    VOLUME = "capacity-ml"
    PARCELS = "capacity-parcels"
    CASH_LIMIT = "cash-limit"
    ZONE = "zone"
    UNLOCK = "unlock"
    TRIP = "another-trip"
    TAG = "tag"
    FORBIDDEN = "forbidden"
    DROP_COST = "drop-cost"
    COURIER = "another-courier"


# A violation of a route as a whole, and the change that mends it.
MENDS: Mapping[Kind, Code] = {
    Kind.SHIFT_END: Code.SHIFT_END,
    Kind.WEIGHT: Code.WEIGHT,
    Kind.VOLUME: Code.VOLUME,
    Kind.PARCELS: Code.PARCELS,
    Kind.CASH_LIMIT: Code.CASH_LIMIT,
    Kind.MAX_STOPS: Code.MAX_STOPS,
    Kind.MAX_TRAVEL: Code.MAX_TRAVEL,
    Kind.MAX_METRES: Code.MAX_METRES,
}

# Fixed, for each unit; and what the amount is rounded up to, for people.
_PRICES: Mapping[Code, tuple[int, float, int]] = {
    Code.INSERT: (0, 0, 1),
    Code.SHIFT_END: (0, 2, 300),
    Code.SHIFT_START: (300, 2, 300),
    Code.MAX_TRAVEL: (300, 1, 300),
    Code.MAX_METRES: (300, 0.2, 500),
    Code.MAX_STOPS: (600, 300, 1),
    Code.WINDOW_END: (900, 1, 300),
    Code.WINDOW_START: (900, 1, 300),
    Code.WEIGHT: (900, 0.05, 1000),
    Code.VOLUME: (900, 0.02, 1000),
    Code.PARCELS: (900, 120, 1),
    Code.CASH_LIMIT: (1200, 0, 1),
    Code.ZONE: (1800, 0, 1),
    Code.UNLOCK: (1800, 0, 1),
    Code.TRIP: (2400, 0, 1),
    Code.TAG: (3600, 0, 1),
    Code.FORBIDDEN: (5400, 0, 1),
    Code.DROP_COST: (0, 0, 60),
    Code.COURIER: (28_800, 0, 1),
}
# Ends of shifts and windows become a round time on the clock.
_ROUND_S = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `shift_id` or `stop_id`: of what; `what`: which tag or zone."""

    code: Code
    shift_id: str | None
    stop_id: str | None
    amount: int
    what: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON; keys without a value are left out."""
        pairs = {
            "change": str(self.code),
            "shift_id": self.shift_id,
            "stop_id": self.stop_id,
            "amount": self.amount,
            "what": self.what,
        }
        return {key: value for key, value in pairs.items() if value is not None}


def change_of(given: Mapping[str, Any]) -> Change:
    """What `as_dict` wrote."""
    stop_id, shift_id = given.get("stop_id"), given.get("shift_id")
    return Change(Code(given["change"]), shift_id, stop_id, given["amount"], given.get("what"))


def changes_of(help: Mapping[str, Any]) -> tuple[Change, ...]:
    """All changes of `Unassigned.detail["help"]`: the first, and those that it needs besides."""
    return tuple(change_of(one) for one in (help, *help.get("also", ())))


def rounded(problem: Problem, change: Change) -> Change:
    """The same, rounded up to what a person would say: times to five minutes of the clock."""
    step = _PRICES[change.code][2]
    amount = -(-change.amount // step) * step
    at = _clock_s(problem, change)
    if at is not None:
        later = change.code in (Code.SHIFT_END, Code.WINDOW_END)
        target = at + change.amount if later else at - change.amount
        round_s = -(-target // _ROUND_S) * _ROUND_S if later else target // _ROUND_S * _ROUND_S
        amount = abs(round_s - at)
    return replace(change, amount=amount)


def price_s(problem: Problem, changes: Iterable[Change]) -> int:
    """The trouble of all changes together."""
    total = 0
    for change in changes:
        fixed, each, _ = _PRICES[change.code]
        total += fixed + int(each * change.amount)
        if change.code is Code.CASH_LIMIT and change.shift_id is not None:
            limit = problem.shift(change.shift_id).cash_limit_minor or 0
            total += 600 * change.amount // max(1, limit)
    return total


def merged(changes: Iterable[Change], more: Iterable[Change]) -> tuple[Change, ...]:
    """The one after the other: amounts of the same change are added."""
    return _joined((*changes, *more), sum)


def at_once(changes: Iterable[Change]) -> tuple[Change, ...]:
    """All of them together: of the same change the largest amount."""
    return _joined(changes, max)


def _joined(changes: Iterable[Change], of: Callable[[list[int]], int]) -> tuple[Change, ...]:
    amounts: dict[Change, list[int]] = {}
    for one in changes:
        amounts.setdefault(replace(one, amount=0), []).append(one.amount)
    return tuple(replace(one, amount=of(all_)) for one, all_ in amounts.items())


def applied(problem: Problem, changes: Iterable[Change]) -> Problem:
    """The problem with the changes made; `another-courier` is for `another.py`."""
    shifts = {shift.id: shift for shift in problem.shifts}
    stops = {stop.id: stop for stop in problem.stops}
    for change in changes:
        if change.stop_id is not None:
            cost_s = problem.drop_cost(problem.stop(change.stop_id))
            stops[change.stop_id] = _stop(stops[change.stop_id], change, cost_s)
        elif change.shift_id is not None:
            shifts[change.shift_id] = _shift(shifts[change.shift_id], change)
    return replace(problem, stops=tuple(stops.values()), shifts=tuple(shifts.values()))


def _shift(shift: Shift, change: Change) -> Shift:
    """One shift, changed."""
    amount, window = change.amount, shift.window
    what = frozenset([change.what or ""])
    match change.code:
        case Code.SHIFT_END:
            return replace(shift, window=TimeWindow(window.start_s, window.end_s + amount))
        case Code.SHIFT_START:
            return replace(shift, window=TimeWindow(window.start_s - amount, window.end_s))
        case Code.ZONE:
            return replace(shift, zones=None if shift.zones is None else shift.zones | what)
        case Code.FORBIDDEN:
            return replace(shift, forbidden=shift.forbidden - what)
        case Code.TAG:
            return replace(shift, tags=shift.tags | what)
        case Code.TRIP:
            return replace(shift, max_trips=shift.max_trips + amount)
        case _:
            name = _LIMITS.get(change.code)
            if name is None:
                return shift
            return replace(shift, **{name: (getattr(shift, name) or 0) + amount})  # type: ignore[arg-type]


_LIMITS: Mapping[Code, str] = {
    Code.MAX_TRAVEL: "max_travel_s",
    Code.MAX_METRES: "max_metres",
    Code.MAX_STOPS: "max_stops",
    Code.WEIGHT: "capacity_g",
    Code.VOLUME: "capacity_ml",
    Code.PARCELS: "capacity_parcels",
    Code.CASH_LIMIT: "cash_limit_minor",
}


def _stop(stop: Stop, change: Change, drop_cost_s: int) -> Stop:
    """One stop, changed; `drop_cost_s` is what leaving it out cost before."""
    match change.code:
        case Code.WINDOW_END:
            *others, last = stop.windows
            return replace(stop, windows=(*others, TimeWindow(last.start_s, last.end_s + change.amount)))
        case Code.WINDOW_START:
            first, *others = stop.windows
            return replace(stop, windows=(TimeWindow(first.start_s - change.amount, first.end_s), *others))
        case Code.UNLOCK:
            return replace(stop, shift_id=None)
        case Code.DROP_COST:
            return replace(stop, drop_cost_s=drop_cost_s + change.amount)
        case _:
            return stop


def _clock_s(problem: Problem, change: Change) -> int | None:
    """The time on the clock that is changed, if it is one."""
    if change.shift_id is not None and change.code in (Code.SHIFT_END, Code.SHIFT_START):
        window = problem.shift(change.shift_id).window
        return window.end_s if change.code is Code.SHIFT_END else window.start_s
    if change.stop_id is not None and change.code in (Code.WINDOW_END, Code.WINDOW_START):
        windows = problem.stop(change.stop_id).windows
        return windows[-1].end_s if change.code is Code.WINDOW_END else windows[0].start_s
    return None
