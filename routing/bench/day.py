"""What is a day that looks like a courier desk's, and what do the engines make of it?

Drawn from a seed: dense quarters around a centre, snapped to real roads where there are some; two kinds of
vehicle; early and late shifts; half of the orders with hours of their own. Leaving one out has its price.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from routing.bench.arena import run
from routing.bench.report import markdown
from routing.check import check
from routing.cost import cost
from routing.engines import Orders
from routing.matrix import Matrix, great_circle
from routing.mend import mend
from routing.model import Place, Problem, Shift, Stop, TimeWindow
from routing.plan import Plan, Reason, Unassigned
from routing.roads import Roads
from routing.schedule import schedule

# Seconds for an order left out: dearer than a detour, cheaper than a courier's whole day.
LEFT_OUT_S = 7_200
ENGINES = ("nearest-next", "or-tools", "vroom", "pyvrp", "waybill")
SIZES = ((150, 8, 20.0), (1000, 40, 60.0))
_HOUR_S = 3600
_SPREAD_M = 2500
_FROM_ROAD_M = 200
_M_PER_DEGREE = 111_195


def day(stops: int, couriers: int, seed: int, centre: Place, roads: Mapping[str, Roads]) -> Problem:
    """The problem of that size; the same for the same seed, centre and roads.

    `roads` by profile; with none of car or bicycle the places lie anywhere. Seconds count from midnight.
    """
    chance = random.Random(seed)
    known = [profile for profile in ("bicycle", "car") if profile in roads]
    profiles = known or ["bicycle", "car"]
    quarters = [_beside(chance, centre, _SPREAD_M) for _ in range(max(3, stops // 40))]

    def place() -> Place:
        while True:
            drawn = _beside(chance, chance.choice(quarters), _SPREAD_M / 4)
            found = [roads[profile].nearest(drawn) for profile in known]
            if not found:
                return drawn
            if max(snapped.metres for snapped in found) <= _FROM_ROAD_M:
                return found[0].place

    hub = place()
    made = tuple(
        Stop(
            f"s{i}",
            place(),
            _hours(chance),
            chance.choice([90, 120, 180, 300]),
            chance.randrange(300, 8000),
            chance.choice([1, 1, 1, 2, 3]),
        )
        for i in range(stops)
    )
    shifts = tuple(
        _shift(f"c{i}", hub, profiles[-1] if i % 3 == 0 else profiles[0], i % 2 == 0) for i in range(couriers)
    )
    return Problem(hub, made, shifts, drop_cost_s=LEFT_OUT_S)


def matrices_of(problem: Problem, roads: Mapping[str, Roads]) -> dict[str, Matrix]:
    """By the roads where there are some for the profile, else by great circle."""
    return {
        profile: roads[profile].matrix(problem.places())
        if profile in roads
        else great_circle(problem.places(), profile)
        for profile in problem.profiles()
    }


def _beside(chance: random.Random, centre: Place, spread_m: float) -> Place:
    north, east = chance.gauss(0, spread_m), chance.gauss(0, spread_m)
    narrow = math.cos(math.radians(centre.lat))
    return Place(centre.lat + north / _M_PER_DEGREE, centre.lon + east / (_M_PER_DEGREE * narrow))


def _hours(chance: random.Random) -> tuple[TimeWindow, ...]:
    """Half of the orders any time, a third within two hours, the rest within one, a few twice a day."""
    kind = chance.random()
    if kind < 0.5:
        return ()
    if kind > 0.95:
        return (TimeWindow(9 * _HOUR_S, 11 * _HOUR_S), TimeWindow(17 * _HOUR_S, 19 * _HOUR_S))
    opens = chance.randrange(9, 18) * _HOUR_S
    return (TimeWindow(opens, opens + (2 if kind < 0.85 else 1) * _HOUR_S),)


def _shift(id: str, hub: Place, profile: str, early: bool) -> Shift:
    hours = TimeWindow(8 * _HOUR_S, 15 * _HOUR_S) if early else TimeWindow(13 * _HOUR_S, 20 * _HOUR_S)
    grams, parcels = (300_000, 80) if profile == "car" else (110_000, 40)
    return Shift(id, hub, hub, hours, grams, parcels, profile=profile)


@dataclass(frozen=True, slots=True)
class DayRecord:
    """One run on one day: its cost in seconds and what it is made of; `wrong`: what the checker found."""

    stops: int
    couriers: int
    engine: str
    seconds: float
    seed: int
    cost_s: int
    served: int
    left_out: int
    driven_s: int
    wall_s: float
    peak_mib: int
    wrong: str | None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def measure(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    engines: Sequence[str],
    seeds: Iterable[int],
    seconds: float,
) -> Iterator[DayRecord]:
    """Every engine in turns on one day. What breaks a rule is taken off an answer before it is priced."""
    for seed in seeds:
        for engine in engines:
            ran = run(engine, problem, matrices, seconds, seed)
            plan = judged(problem, matrices, ran.orders or problem.heads())
            broken = check(problem, matrices, plan)
            wrong = ran.error or (f"{broken[0].kind}: {broken[0].cause}" if broken else None)
            yield DayRecord(
                len(problem.stops),
                len(problem.shifts),
                engine,
                seconds,
                seed,
                plan.cost_s,
                plan.assigned,
                len(plan.unassigned),
                plan.travel_s,
                round(ran.wall_s, 2),
                ran.peak_bytes >> 20,
                wrong,
            )


def judged(problem: Problem, matrices: Mapping[str, Matrix], orders: Orders) -> Plan:
    """The plan of these orders without what breaks a rule, priced, with no reasons for what is left out."""
    kept = mend(problem, matrices, orders)
    routes = tuple(
        schedule(problem, matrices, shift.id, ids).route
        for shift, ids in zip(problem.shifts, kept, strict=True)
    )
    served = {id for ids in kept for id in ids}
    left = tuple(Unassigned(s.id, Reason.OUT_OF_TIME) for s in problem.stops if s.id not in served)
    price = cost(problem, routes, [one.stop_id for one in left]).total_s
    return Plan(routes, left, "", price)


HEAD = (
    "stops / couriers",
    "seconds",
    "engine",
    "cost, s",
    "to nearest",
    "served",
    "driven, h",
    "wall s",
    "MiB",
)


def table(records: Sequence[DayRecord]) -> str:
    """Markdown: medians over the seeds, beside going to the nearest next; the worst wall time and memory."""
    groups: dict[tuple[int, str], list[DayRecord]] = {}
    for record in records:
        groups.setdefault((record.stops, record.engine), []).append(record)
    middle = {key: median(run.cost_s for run in runs) for key, runs in groups.items()}
    rows: list[tuple[str, ...]] = [HEAD]
    for (stops, engine), runs in groups.items():
        plain = middle.get((stops, "nearest-next"))
        wrong = next((run.wrong for run in runs if run.wrong), None)
        rows.append(
            (
                f"{stops} / {runs[0].couriers}",
                f"{runs[0].seconds:g}",
                engine + (f" ({wrong})" if wrong else ""),
                f"{middle[stops, engine]:.0f}",
                f"{100 * (middle[stops, engine] / plain - 1):+.1f} %" if plain else "–",
                f"{median(run.served for run in runs):.0f}",
                f"{median(run.driven_s for run in runs) / _HOUR_S:.1f}",
                f"{max(run.wall_s for run in runs):.1f}",
                str(max(run.peak_mib for run in runs)),
            )
        )
    return markdown(rows)
