"""Why did a stop stay unassigned?

Each reason is the first of these that leaves no shift able, found by trying, never by guessing:
no-courier       no shifts at all
no-road          nobody reaches it and gets home
zone, forbidden, tag     nobody left may serve it
weight, volume, parcels, cash-limit    nobody left can carry it, alone on an empty shift
shift-too-short  alone on an empty shift, at any hour, it takes too long
window           alone on an empty shift, its hours do not fit
and then, with the present routes:
shift-full       there is no position for it on any route
cheaper-out      there is one, for more than leaving it out costs
out-of-time      there is one, but the search ended before it was taken
A stop locked to a courier is looked at as if there were no other. What would help is in `fit.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from routing.engines import Orders
from routing.insertion import Lines
from routing.line import Line
from routing.matrix import Matrix
from routing.model import Problem, Shift, Stop
from routing.plan import Reason, Unassigned


def explain(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    orders: Orders,
    ended: Callable[[], bool] = lambda: False,
) -> tuple[Unassigned, ...]:
    """A reason for every stop that is on none of the routes, in the problem's order.

    Once `ended` says True, the rest gets `out-of-time` without having been looked at.
    """
    served = {id for ids in orders for id in ids}
    lines = Lines(problem, matrices, orders)
    return tuple(
        Unassigned(stop.id, Reason.OUT_OF_TIME) if ended() else _why(problem, matrices, lines, stop)
        for stop in problem.stops
        if stop.id not in served
    )


def _why(problem: Problem, matrices: Mapping[str, Matrix], lines: Lines, stop: Stop) -> Unassigned:
    able = [shift for shift in problem.shifts if problem.lock(stop) in (None, shift.id)]
    if not able:
        return Unassigned(stop.id, Reason.NO_COURIER)
    for reason, test, detail in (
        (Reason.NO_ROAD, lambda shift: _there_and_home_s(matrices, shift, stop) is not None, _road),
        (Reason.ZONE, lambda shift: shift.serves(stop), _zone),
        (Reason.FORBIDDEN, lambda shift: not shift.forbids(stop), _zone),
        (Reason.TAG, lambda shift: stop.tags <= shift.tags, _tags),
        (Reason.WEIGHT, lambda shift: _holds(shift.capacity_g, _grams(stop)), _weight),
        (Reason.VOLUME, lambda shift: _holds(shift.capacity_ml, _millilitres(stop)), _volume),
        (Reason.PARCELS, lambda shift: _holds(shift.capacity_parcels, _parcels(stop)), _number),
        (Reason.CASH_LIMIT, lambda shift: _holds(shift.cash_limit_minor, stop.cash_minor), _cash),
        (Reason.SHIFT_TOO_SHORT, lambda shift: _over_s(matrices, shift, stop) <= 0, _too_short),
        (Reason.WINDOW, lambda shift: _fits_alone(matrices, shift, stop), _window),
    ):
        still = [shift for shift in able if test(shift)]
        if not still:
            return Unassigned(stop.id, reason, detail(matrices, able, stop))
        able = still
    return _among_routes(problem, lines, stop)


def _among_routes(problem: Problem, lines: Lines, stop: Stop) -> Unassigned:
    slot = lines.best(stop)
    if slot is None:
        blocks: Counter[str] = Counter()
        for line in lines.lines:
            if problem.may(line.shift, stop):
                blocks.update(line.room_for(stop) or _on_the_way(lines, line, stop))
        return Unassigned(stop.id, Reason.SHIFT_FULL, {"blocked_by": dict(sorted(blocks.items()))})
    price = problem.drop_cost(stop)
    cheaper = slot.extra_s >= price
    detail = {
        "shift_id": problem.shifts[slot.shift_index].id,
        "extra_s": slot.extra_s,
        "drop_cost_s": price,
    }
    return Unassigned(stop.id, Reason.CHEAPER_OUT if cheaper else Reason.OUT_OF_TIME, detail)


def _on_the_way(lines: Lines, line: Line, stop: Stop) -> tuple[str, ...]:
    """What of a route with room is too short: the road that its courier may drive, or the time."""
    shift = line.shift
    limits = {"max-metres": shift.max_metres, "max-travel": shift.max_travel_s}
    told = tuple(name for name, most in limits.items() if most is not None)
    free = replace(shift, max_metres=None, max_travel_s=None)
    if told and Line(lines.problem, lines.matrices, free, line.stops).best(stop):
        return told
    return ("time",)


def _there_and_home_s(matrices: Mapping[str, Matrix], shift: Shift, stop: Stop) -> tuple[int, int] | None:
    matrix = matrices[shift.profile]
    there, home = matrix.leg(shift.start, stop.place).seconds, matrix.leg(stop.place, shift.end).seconds
    return None if there is None or home is None else (there, home)


def _over_s(matrices: Mapping[str, Matrix], shift: Shift, stop: Stop) -> int:
    """By how many seconds the stop alone, without its windows, outlasts the shift."""
    there, home = _there_and_home_s(matrices, shift, stop) or (0, 0)
    return there + stop.service_s + home - (shift.window.end_s - shift.window.start_s)


def _fits_alone(matrices: Mapping[str, Matrix], shift: Shift, stop: Stop) -> bool:
    """Whether service can begin in a window, there in time from the start and in time for the way home."""
    there, home = _there_and_home_s(matrices, shift, stop) or (0, 0)
    first, last = shift.window.start_s + there, shift.window.end_s - home - stop.service_s
    hours = [(window.start_s, window.end_s) for window in stop.windows] or [(first, last)]
    return any(max(first, opens) <= min(last, closes) for opens, closes in hours)


def _road(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    """`why`, by profile: off-road, no-way-there or no-way-back, of several starts the first."""
    why: dict[str, str] = {}
    for shift in sorted(shifts, key=lambda one: one.profile):
        reason = matrices[shift.profile].why_no_way(stop.place, shift.start, shift.end)
        if reason is not None:
            why.setdefault(shift.profile, reason)
    return {"profiles": sorted(why), "off_road": "off-road" in why.values(), "why": why}


def _zone(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    return {"zone": stop.zone}


def _tags(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    """The tags that the best suited of them lacks."""
    lacking = min((stop.tags - shift.tags for shift in shifts), key=lambda tags: (len(tags), sorted(tags)))
    return {"tags": sorted(lacking)}


def _weight(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    return {"weight_g": _grams(stop), "most_g": max(shift.capacity_g or 0 for shift in shifts)}


def _volume(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    return {"volume_ml": _millilitres(stop), "most_ml": max(shift.capacity_ml or 0 for shift in shifts)}


def _number(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    return {"parcels": _parcels(stop), "most_parcels": max(shift.capacity_parcels or 0 for shift in shifts)}


def _cash(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    most = max(shift.cash_limit_minor or 0 for shift in shifts)
    return {"cash_minor": stop.cash_minor, "most_minor": most}


def _holds(most: int | None, load: int) -> bool:
    return most is None or load <= most


def _grams(stop: Stop) -> int:
    """The most that is aboard for this stop: what it gets, or what it gives back."""
    return max(stop.weight_g, stop.collect_g)


def _millilitres(stop: Stop) -> int:
    return max(stop.volume_ml, stop.collect_ml)


def _parcels(stop: Stop) -> int:
    return max(stop.parcels, stop.collect_parcels)


def _too_short(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    return {"missing_s": min(_over_s(matrices, shift, stop) for shift in shifts)}


def _window(matrices: Mapping[str, Matrix], shifts: list[Shift], stop: Stop) -> dict[str, Any]:
    """The earliest anybody could be there and the latest anybody could begin, beside the windows."""
    earliest, latest = [], []
    for shift in shifts:
        there, home = _there_and_home_s(matrices, shift, stop) or (0, 0)
        earliest.append(shift.window.start_s + there)
        latest.append(shift.window.end_s - home - stop.service_s)
    windows = [[window.start_s, window.end_s] for window in stop.windows]
    return {"windows": windows, "earliest_s": min(earliest), "latest_s": max(latest)}
