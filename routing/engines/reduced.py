"""What of a problem can be told to an engine that knows fewer rules, and what is lost on the way?

Heads become later starts from where they end. Breaks shorten the shift, which is stricter than what was
asked, so that what comes back stands. Soft windows stay, for a price in steps is near enough; the rest is
only forgotten. `Reduced.orders` leads back, and who judges the answer judges it by the whole problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from routing.engines import Orders
from routing.matrix import Matrix
from routing.model import Problem, Shift, TimeWindow
from routing.schedule import schedule


@dataclass(frozen=True, slots=True)
class Reduced:
    """The smaller problem, with the same shifts in the same order, and the heads taken off its routes."""

    problem: Problem
    heads: Orders

    def orders(self, orders: Orders) -> Orders:
        """Orders of the smaller problem as orders of the whole one."""
        return tuple((*head, *ids) for head, ids in zip(self.heads, orders, strict=True))

    def without(self, orders: Orders) -> Orders:
        """Orders of the whole problem as orders of the smaller one."""
        return tuple(ids[len(head) :] for head, ids in zip(self.heads, orders, strict=True))


LOST: tuple[tuple[str, Callable[[Problem], bool]], ...] = (
    ("breaks", lambda p: any(shift.breaks for shift in p.shifts)),
    ("heads", lambda p: any(shift.head for shift in p.shifts)),
    ("soft windows", lambda p: any(stop.soft for stop in p.stops)),
    ("fairness", lambda p: p.fairness_percent > 0),
    ("a price of waiting above that of riding", lambda p: p.wait_percent > 100),
    ("limits of metres", lambda p: any(shift.max_metres is not None for shift in p.shifts)),
    (
        "limits of travel beside preferred zones",
        lambda p: any(s.max_travel_s is not None and s.preferred is not None for s in p.shifts),
    ),
    (
        "limits over several trips",
        lambda p: any(
            shift.max_trips > 1 and (shift.max_stops, shift.cash_limit_minor) != (None, None)
            for shift in p.shifts
        ),
    ),
)


def lost(problem: Problem) -> tuple[str, ...]:
    """The rules of this problem that a reduced one does not hold, in words; empty: it is the same."""
    return tuple(words for words, there in LOST if there(problem))


def reduced(problem: Problem, matrices: Mapping[str, Matrix]) -> Reduced:
    """The problem without the rules of `LOST`; the same object where there are none."""
    if not lost(problem):
        return Reduced(problem, tuple(() for _ in problem.shifts))
    stops = tuple(stop for stop in problem.stops if not problem.in_head(stop.id))
    shifts = tuple(_headless(problem, matrices, _breakless(shift)) for shift in problem.shifts)
    smaller = replace(
        problem,
        stops=stops,
        shifts=shifts,
        fairness_percent=0,
        wait_percent=min(100, problem.wait_percent),
    )
    return Reduced(smaller, problem.heads())


def _breakless(shift: Shift) -> Shift:
    if not shift.breaks:
        return shift
    until = shift.window.end_s - sum(one.duration_s for one in shift.breaks)
    window = TimeWindow(shift.window.start_s, max(shift.window.start_s, until))
    return replace(shift, breaks=(), window=window)


def _headless(problem: Problem, matrices: Mapping[str, Matrix], shift: Shift) -> Shift:
    """The shift from where its head leaves it; what the head carries is taken off what fits."""
    shift = replace(shift, max_metres=None)
    if not shift.head:
        return shift
    route = schedule(problem, matrices, shift.id, shift.head, depart_s=shift.window.start_s).route
    stops = [problem.stop(id) for id in shift.head]
    last = route.visits[-1]
    ridden = sum(visit.travel_s for visit in route.visits)
    limits = {
        "capacity_g": max(sum(s.weight_g for s in stops), sum(s.collect_g for s in stops)),
        "capacity_ml": max(sum(s.volume_ml for s in stops), sum(s.collect_ml for s in stops)),
        "capacity_parcels": max(sum(s.parcels for s in stops), sum(s.collect_parcels for s in stops)),
        "max_stops": len(stops),
        "max_travel_s": ridden,
        "cash_limit_minor": sum(stop.cash_minor for stop in stops),
    }
    left = {
        name: max(0, getattr(shift, name) - used)
        for name, used in limits.items()
        if getattr(shift, name) is not None
    }
    window = TimeWindow(last.leave_s, max(last.leave_s, shift.window.end_s))
    return replace(shift, start=stops[-1].place, window=window, head=(), fixed_cost_s=0, **left)
