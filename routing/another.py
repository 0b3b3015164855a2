"""Who would have to come besides, so that a stop is served? The least that one more courier must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from routing.matrix import Matrix, great_circle
from routing.model import PROFILES, Problem, Shift, Stop, TimeWindow
from routing.remedies import Change, Code
from routing.schedule import schedule

_ROUND_S = 300
_LONGEST_S = 86_400  # nobody is on the road for longer: a place so far off was mistyped


def another_courier(problem: Problem, given: Mapping[str, Any], id: str = "another") -> Shift:
    """The courier that a help of the code `another-courier` asks for, from the hub and back."""
    window = TimeWindow(given["from_s"], given["until_s"])
    return Shift(
        id, problem.hub, problem.hub, window, profile=given["profile"], tags=frozenset(given["tags"])
    )


def another(problem: Problem, matrices: Mapping[str, Matrix], stop: Stop) -> dict[str, Any] | None:
    """One more courier for this stop alone, from the hub and back; None: no road, or no hour of
    one day, would do."""
    known = dict.fromkeys([*(shift.profile for shift in problem.shifts), *matrices])
    for profile in known or PROFILES[:1]:
        matrix = matrices.get(profile) or great_circle([problem.hub, stop.place], profile)
        there = matrix.leg(problem.hub, stop.place).seconds
        home = matrix.leg(stop.place, problem.hub).seconds
        if there is None or home is None:
            continue
        window = _hours(problem, stop, there, home)
        if window.end_s - window.start_s > _LONGEST_S:
            continue
        given = {"profile": profile, "from_s": window.start_s, "until_s": window.end_s}
        given["tags"] = sorted(stop.tags)
        unlocked = [Change(Code.UNLOCK, None, stop.id, 1)] if problem.lock(stop) is not None else []
        free = replace(stop, shift_id=None)
        alone = Problem(problem.hub, (free,), (another_courier(problem, given),))
        if not schedule(alone, {profile: matrix}, "another", [stop.id]).violations:
            told = Change(Code.COURIER, None, None, 1).as_dict() | given | {"extra_s": there + home}
            return told | ({"also": [one.as_dict() for one in unlocked]} if unlocked else {})
    return None


def _hours(problem: Problem, stop: Stop, there_s: int, home_s: int) -> TimeWindow:
    """When he would have to be out, on round times: for the first window since the first shift begins."""
    day = min((shift.window.start_s for shift in problem.shifts), default=0)
    open_ = [window for window in stop.windows if window.end_s >= day] or list(stop.windows)
    begin = open_[0].start_s if open_ else day + there_s
    leave, back = begin - there_s, begin + stop.service_s + home_s
    return TimeWindow(leave // _ROUND_S * _ROUND_S, -(-back // _ROUND_S) * _ROUND_S)
