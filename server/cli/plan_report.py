"""How is a plan of files shown? As a table for people, as JSON with all of it for programs."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from routing.cost import cost, worked_s
from routing.matrix import Matrix
from routing.model import Problem
from routing.plan import Plan, Route, Unassigned
from server.cli.plan_words import Words
from server.imports.planning import Day

_LONG = 46
_HUB_FROM = {
    "given": "",
    "couriers": " (where the first courier with a start begins)",
    "demo": " (the demo's: none was given)",
    "middle": " (the middle of the orders: none was given, see --hub)",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A day read from files, its plan, the plan of going to the nearest next if it was asked for."""

    day: Day
    tz: str
    matrices: dict[str, Matrix]
    plan: Plan
    seed: int
    ended_early: bool = False
    nearest: Plan | None = None

    @property
    def problem(self) -> Problem:
        return self.day.problem

    def words(self) -> Words:
        names = {one.login: one.name for one in self.day.couriers.values()}
        return Words(self.clock, self.day.currency, names)

    def clock(self, at_s: int) -> str:
        """ "18:05"; the day in front when it is another."""
        at = datetime.fromtimestamp(at_s, ZoneInfo(self.tz))
        other = f"{at:%d.%m.} " if self.day.on and at.date() != self.day.on else ""
        return f"{other}{at:%H:%M}"

    def windows(self) -> dict[str, Any]:
        """The hours of shifts and stops, the last and first of several as one."""
        found: dict[str, Any] = {shift.id: shift.window for shift in self.problem.shifts}
        return found | {stop.id: stop.windows[0] for stop in self.problem.stops if stop.windows}


def as_text(planned: Planned) -> str:
    return "\n".join([*_head(planned), *_routes(planned), *_left_out(planned), *_sums(planned), ""])


def _head(planned: Planned) -> Iterator[str]:
    hub, day = planned.problem.hub, planned.day
    on = day.on.isoformat() if day.on else "no day"
    yield f"{on} ({planned.tz}), hub at {hub.lat:g},{hub.lon:g}{_HUB_FROM[day.hub_from]}"
    yield f"Times from: {planned.plan.source or 'nowhere, there is nobody to drive'}"
    if day.other_days:
        yield f"Orders for other days (see --on): {day.other_days}"
    yield ""


def _routes(planned: Planned) -> Iterator[str]:
    for route in planned.plan.routes:
        shift = planned.problem.shift(route.shift_id)
        name = planned.words().name(route.shift_id)
        who = f"{name} ({route.shift_id}, {shift.profile})"
        if not route.visits:
            yield f"{who}: stays at home"
            yield ""
            continue
        hours = f"{planned.clock(route.depart_s)}-{planned.clock(route.return_s)}"
        yield (
            f"{who}: stops {len(route.visits)}, {hours}, {route.travel_m / 1000:.1f} km, "
            f"{route.travel_s / 60:.0f} min on the road"
        )
        yield from _visits(planned, route)
        yield ""


def _visits(planned: Planned, route: Route) -> Iterator[str]:
    clock, windows = planned.clock, planned.windows()
    again = {reload.before_stop_id: reload for reload in route.reloads}
    breaks = list(route.breaks)
    for number, visit in enumerate(route.visits, 1):
        while breaks and breaks[0].start_s < visit.start_s:
            pause = breaks.pop(0)
            yield f"       {clock(pause.start_s)}  break until {clock(pause.end_s)}"
        if visit.stop_id in again:
            reload = again[visit.stop_id]
            yield f"       {clock(reload.arrive_s)}  at the hub, loads again until {clock(reload.leave_s)}"
        order, window = planned.day.orders[visit.stop_id], windows[visit.stop_id]
        open_ = f"{clock(window.start_s)}-{clock(window.end_s)}"
        guess = " ~" if visit.estimated else ""
        yield (
            f"  {number:3}  {clock(visit.arrive_s)}  {clock(visit.start_s)}-{clock(visit.leave_s)}  "
            f"[{open_}]  {visit.stop_id}  {order.address[:_LONG]}{guess}"
        )
    for pause in breaks:
        yield f"       {clock(pause.start_s)}  break until {clock(pause.end_s)}"
    yield f"       {clock(route.return_s)}  back"


def _left_out(planned: Planned) -> Iterator[str]:
    words, plan = planned.words(), planned.plan
    if plan.unassigned:
        yield f"Left out: {len(plan.unassigned)}"
    for one in plan.unassigned:
        yield f"  {one.stop_id}  {words.why(one)}"
        yield f"      {_help(planned, one)}"
    if planned.day.unplaced:
        yield f"Not planned: {len(planned.day.unplaced)}"
    for number, code in planned.day.unplaced:
        yield f"  {number}  {words.not_planned(code)}"
    if plan.unassigned or planned.day.unplaced:
        yield ""


def _help(planned: Planned, one: Unassigned) -> str:
    if "help" not in one.detail:
        return "what would help was not looked for: time was over"
    help: Any = one.detail["help"]
    if help is None:
        return "nothing would help but another point or another road"
    return f"would fit: {planned.words().help(help, planned.windows())}"


def _sums(planned: Planned) -> Iterator[str]:
    plan, parts = planned.plan, costs(planned.problem, planned.plan)
    yield (
        f"{plan.assigned} of {len(planned.problem.stops)} orders, {plan.travel_m / 1000:.1f} km, "
        f"{plan.travel_s / 60:.0f} min on the road, found by {plan.engine or 'nobody'} "
        f"in {plan.elapsed_s:.1f} s{', ended early' if planned.ended_early else ''}"
    )
    named = ", ".join(f"{name.removesuffix('_s')} {seconds}" for name, seconds in parts.items() if seconds)
    yield f"Cost in seconds: {named or '0'}"
    if planned.nearest is not None:
        other = planned.nearest
        yield (
            f"Going to the nearest next: {other.assigned} orders, {other.travel_m / 1000:.1f} km, "
            f"{other.travel_s / 60:.0f} min, {_each(other)} (here {_each(plan)}), cost {other.cost_s}: "
            f"this plan costs {_ratio(plan, other)}"
        )


def _each(plan: Plan) -> str:
    return f"{plan.travel_m / max(1, plan.assigned):.0f} m an order"


def _ratio(plan: Plan, other: Plan) -> str:
    return f"{100 * plan.cost_s / other.cost_s:.0f} % of it" if other.cost_s else "as much"


def costs(problem: Problem, plan: Plan) -> dict[str, int]:
    """The parts of the objective and their sum."""
    parts = cost(problem, plan.routes, [one.stop_id for one in plan.unassigned])
    return {**asdict(parts), "total_s": parts.total_s}


def as_dict(planned: Planned) -> dict[str, Any]:
    """Everything, for JSON. Moments are ISO 8601 with their offset; `*_s` are seconds, `*_m` metres."""
    plan, day = planned.plan, planned.day
    found: dict[str, Any] = {
        "on": day.on.isoformat() if day.on else None,
        "tz": planned.tz,
        "hub": {"lat": planned.problem.hub.lat, "lon": planned.problem.hub.lon, "from": day.hub_from},
        "source": plan.source,
        "engine": plan.engine,
        "iterations": plan.iterations,
        "seed": planned.seed,
        "elapsed_s": plan.elapsed_s,
        "ended_early": planned.ended_early,
        "orders": len(planned.problem.stops),
        "served": plan.assigned,
        "cost": costs(planned.problem, plan),
        "travel_s": plan.travel_s,
        "travel_m": plan.travel_m,
        "routes": [_route(planned, route) for route in plan.routes],
        "unassigned": [_unassigned(planned, one) for one in plan.unassigned],
        "not_planned": [{"order": number, "reason": code} for number, code in day.unplaced],
        "other_days": day.other_days,
    }
    if planned.nearest is not None:
        other = planned.nearest
        found["nearest"] = {
            "served": other.assigned,
            "cost": costs(planned.problem, other),
            "travel_s": other.travel_s,
            "travel_m": other.travel_m,
            "ratio": round(plan.cost_s / other.cost_s, 4) if other.cost_s else None,
        }
    return found


def _route(planned: Planned, route: Route) -> dict[str, Any]:
    shift = planned.problem.shift(route.shift_id)

    def iso(at_s: int) -> str:
        return datetime.fromtimestamp(at_s, ZoneInfo(planned.tz)).isoformat()

    return {
        "courier": route.shift_id,
        "name": planned.words().name(route.shift_id),
        "profile": shift.profile,
        "depart_at": iso(route.depart_s),
        "return_at": iso(route.return_s),
        "worked_s": worked_s(route),
        "travel_s": route.travel_s,
        "travel_m": route.travel_m,
        "stops": [
            {
                "order": visit.stop_id,
                "lat": planned.problem.stop(visit.stop_id).place.lat,
                "lon": planned.problem.stop(visit.stop_id).place.lon,
                "arrive_at": iso(visit.arrive_s),
                "start_at": iso(visit.start_s),
                "leave_at": iso(visit.leave_s),
                **{
                    name: getattr(visit, name)
                    for name in ("wait_s", "travel_s", "travel_m", "trip", "estimated")
                },
            }
            for visit in route.visits
        ],
        "breaks": [{"start_at": iso(one.start_s), "end_at": iso(one.end_s)} for one in route.breaks],
        "reloads": [
            {"before": one.before_stop_id, "arrive_at": iso(one.arrive_s), "leave_at": iso(one.leave_s)}
            for one in route.reloads
        ],
        # What is delivered last goes in first.
        "loading": [
            [visit.stop_id for visit in reversed(route.visits) if visit.trip == trip]
            for trip in range(len(route.reloads) + 1)
        ],
    }


def _unassigned(planned: Planned, one: Unassigned) -> dict[str, Any]:
    detail = {name: value for name, value in one.detail.items() if name != "help"}
    return {
        "order": one.stop_id,
        "reason": str(one.reason),
        "detail": detail,
        "help": one.detail.get("help"),
        "words": f"{planned.words().why(one)}; {_help(planned, one)}",
    }
