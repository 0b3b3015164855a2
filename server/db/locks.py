"""What has a dispatcher decided that the plan of a day must keep? Locks as rules of routing's problem."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from routing.model import Problem, Shift, TimeWindow
from server.db.moments import epoch_s
from server.db.plans import Route, Stop
from server.domain.delivery import RouteStatus, StopLock


class _Decided(NamedTuple):
    order_id: str
    courier_id: str
    route_id: str
    locked: str | None


def respected(session: Session, hub_id: str, on: date, problem: Problem) -> Problem:
    """The problem of a day (shifts are couriers) with what was locked in the draft that it replaces.

    A stop stays with its courier or goes nowhere, a head comes first; who has a locked draft of his own goes
    out again after it. What is locked to somebody who does not work that day binds nobody.
    """
    decided = [
        one
        for one in _decided(session, hub_id, on)
        if problem.has_stop(one.order_id) and problem.has_shift(one.courier_id)
    ]
    holder = {one.order_id: one.courier_id for one in decided}
    heads = _heads(decided)
    back_s = _kept(session, hub_id, on)
    stops = tuple(replace(stop, shift_id=holder.get(stop.id, stop.shift_id)) for stop in problem.stops)
    shifts = (_after(shift, back_s.get(shift.id)) for shift in problem.shifts)
    shifts = (shift if shift.id not in heads else replace(shift, head=heads[shift.id]) for shift in shifts)
    return replace(problem, stops=stops, shifts=tuple(shifts))


def _decided(session: Session, hub_id: str, on: date) -> list[_Decided]:
    query = select(Stop.order_id, Route.courier_id, Route.id, Stop.locked)
    query = query.join(Route, Route.id == Stop.route_id)
    query = query.where(Route.hub_id == hub_id, Route.on == on, Route.status == RouteStatus.DISCARDED)
    query = query.where(Stop.locked.is_not(None)).order_by(Route.depart_at, Route.id, Stop.position)
    return [_Decided(*row) for row in session.execute(query)]


def _heads(decided: list[_Decided]) -> dict[str, tuple[str, ...]]:
    """By courier; of several routes of one only the first has a head that can come first."""
    first: dict[str, str] = {}
    heads: dict[str, list[str]] = defaultdict(list)
    for one in decided:
        if one.locked == StopLock.HEAD and first.setdefault(one.courier_id, one.route_id) == one.route_id:
            heads[one.courier_id].append(one.order_id)
    return {courier: tuple(ids) for courier, ids in heads.items()}


def _kept(session: Session, hub_id: str, on: date) -> dict[str, int]:
    """When each courier is back from the locked drafts that stay as they are; Unix seconds."""
    drafts = select(Route.courier_id, Route.return_at).where(Route.hub_id == hub_id, Route.on == on)
    drafts = drafts.where(Route.status == RouteStatus.DRAFT, Route.locked_at.is_not(None))
    back: dict[str, int] = {}
    for courier_id, return_at in session.execute(drafts):
        if return_at is not None:
            back[courier_id] = max(back.get(courier_id, 0), epoch_s(return_at))
    return back


def _after(shift: Shift, back_s: int | None) -> Shift:
    if back_s is None:
        return shift
    start_s = max(shift.window.start_s, back_s + shift.reload_s)
    return replace(shift, window=TimeWindow(start_s, max(start_s, shift.window.end_s)))
