"""Does the checker find each way in which a plan can be wrong, and nothing in one that is right?"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import routing.check
from routing.check import CHECKS, check
from routing.model import Break, Problem, SoftWindow
from routing.plan import BreakTaken, Kind, Plan, Reason, Unassigned
from routing.solve import plan_of
from tests.routing.factories import HUB, crow, east, hours, problem, shift, stop, without_road


def built() -> Problem:
    return problem(
        [
            stop("a", east(1000), hours(10, 12), zone="north", weight_g=500, parcels=1),
            stop("b", east(2000), hours(10, 13), zone="north", weight_g=500, parcels=1),
            stop("c", east(3000), weight_g=500, parcels=1),
            stop("d", east(4000), hours(1, 2)),
        ],
        shift(zones=frozenset({"north"}), capacity_g=1500, capacity_parcels=3, max_stops=3),
        shift("boris", zones=frozenset({"south"})),
    )


def right(of: Problem) -> Plan:
    return plan_of(of, crow(of), (("a", "b", "c"), ()))


def visit(plan: Plan, at: int, **change: object) -> Plan:
    visits = list(plan.routes[0].visits)
    visits[at] = replace(visits[at], **change)
    return replace(plan, routes=(replace(plan.routes[0], visits=tuple(visits)), plan.routes[1]))


def route(plan: Plan, **change: object) -> Plan:
    return replace(plan, routes=(replace(plan.routes[0], **change), plan.routes[1]))


def begun_at(plan: Plan, start_s: int) -> Plan:
    old = plan.routes[0].visits[0]
    return visit(plan, 0, start_s=start_s, wait_s=start_s - old.arrive_s, leave_s=start_s + 120)


NOON_S = hours(12, 12).start_s
BREAKS: dict[str, tuple[Callable[[Plan], Plan], Kind]] = {
    "a stop vanished": (lambda p: replace(p, unassigned=()), Kind.MISSING),
    "served and left out": (
        lambda p: replace(p, unassigned=(*p.unassigned, Unassigned("a", Reason.WINDOW))),
        Kind.DUPLICATE,
    ),
    "two routes of one shift": (
        lambda p: replace(p, routes=(p.routes[0], replace(p.routes[1], shift_id="anna"))),
        Kind.DUPLICATE,
    ),
    "a stop from nowhere": (lambda p: visit(p, 0, stop_id="zz"), Kind.UNKNOWN),
    "a shift from nowhere": (lambda p: route(p, shift_id="zz"), Kind.UNKNOWN),
    "begun after its window": (lambda p: begun_at(p, NOON_S + 1), Kind.LATE),
    "begun before its window": (lambda p: begun_at(p, NOON_S - 7201), Kind.EARLY),
    "faster than the road": (lambda p: visit(p, 1, travel_s=1), Kind.TIMES),
    "other metres than the road": (lambda p: visit(p, 1, travel_m=1), Kind.TIMES),
    "there before he left": (lambda p: visit(p, 1, arrive_s=p.routes[0].depart_s), Kind.TIMES),
    "waiting forgotten": (lambda p: visit(p, 0, wait_s=77), Kind.TIMES),
    "service forgotten": (lambda p: visit(p, 0, leave_s=p.routes[0].visits[0].start_s), Kind.TIMES),
    "home in no time": (lambda p: route(p, return_s=p.routes[0].visits[-1].leave_s), Kind.TIMES),
    "out before the shift": (lambda p: route(p, depart_s=hours(8, 9).start_s), Kind.SHIFT_START),
    "back after the shift": (lambda p: route(p, return_s=hours(18, 19).end_s), Kind.SHIFT_END),
    "wrong sum of a route": (lambda p: route(p, travel_s=1), Kind.TOTALS),
    "wrong cost of the plan": (lambda p: replace(p, cost_s=1), Kind.TOTALS),
}


def test_a_right_plan_has_nothing_wrong() -> None:
    assert check(built(), crow(built()), right(built())) == ()


@pytest.mark.parametrize("name", BREAKS)
def test_each_break_is_found(name: str) -> None:
    spoil, kind = BREAKS[name]
    found = check(built(), crow(built()), spoil(right(built())))
    assert kind in {violation.kind for violation in found}
    assert all(violation.amount > 0 for violation in found)


@pytest.mark.parametrize(
    "change, kind, amount",
    [
        ({"capacity_g": 1400}, Kind.WEIGHT, 100),
        ({"capacity_parcels": 2}, Kind.PARCELS, 1),
        ({"max_stops": 2}, Kind.MAX_STOPS, 1),
        ({"zones": frozenset({"south"})}, Kind.ZONE, 1),
    ],
)
def test_limits_of_the_shift(change: dict[str, object], kind: Kind, amount: int) -> None:
    """The same plan under a stricter shift."""
    of = built()
    stricter = replace(of, shifts=(replace(of.shifts[0], **change), of.shifts[1]))
    found = check(stricter, crow(of), right(of))
    assert {(v.kind, v.amount) for v in found} == {(kind, amount)}


def hard() -> Problem:
    """Two trips, a break on the way, a head, a soft window, money, tags: all kept."""
    soft = SoftWindow(hours(9, 9).start_s, hours(9, 9).end_s, late_fixed_s=30, late_per_min_s=7)
    more = {"weight_g": 500, "volume_ml": 10, "cash_minor": 40, "tags": {"cold"}, "zone": "north"}
    return problem(
        [
            stop("a", east(1000), hours(9, 9.1), shift_id="anna", **more),
            stop("b", east(2000), collect_g=100, **more),
            stop("c", east(3000), hours(11, 12), soft=soft, **more),
            stop("d", east(4000), weight_g=99_000),
        ],
        shift(
            capacity_g=1000,
            capacity_ml=20,
            cash_limit_minor=120,
            tags={"cold", "id"},
            preferred={"south"},
            max_travel_s=9_000,
            max_metres=40_000,
            max_trips=2,
            reload_s=300,
            breaks=(Break(hours(9.1, 9.3), 900),),
            fixed_cost_s=70,
            head=("a",),
        ),
        shift("boris", forbidden={"north"}, capacity_g=500),
        wait_percent=30,
        fairness_percent=10,
    )


HARDER: dict[str, tuple[dict[str, object], Kind, int]] = {
    "volume": ({"capacity_ml": 19}, Kind.VOLUME, 1),
    "collected": ({"capacity_g": 999}, Kind.WEIGHT, 1),
    "cash": ({"cash_limit_minor": 119}, Kind.CASH_LIMIT, 1),
    "tags": ({"tags": frozenset()}, Kind.TAG, 1),
    "zone never served": ({"forbidden": frozenset({"north"})}, Kind.FORBIDDEN, 1),
    "travel": ({"max_travel_s": 10}, Kind.MAX_TRAVEL, 0),
    "metres": ({"max_metres": 10}, Kind.MAX_METRES, 0),
    "trips": ({"max_trips": 1}, Kind.TIMES, 1),
    "loading": ({"reload_s": 301}, Kind.TIMES, 1),
    "a longer break": ({"breaks": (Break(hours(9.1, 9.3), 901),)}, Kind.BREAK, 1),
    "an earlier break": ({"breaks": (Break(hours(9, 9.05), 900),)}, Kind.BREAK, 0),
    "one more break": ({"breaks": (Break(hours(9.1, 9.3), 900), Break(hours(9.5, 10), 60))}, Kind.BREAK, 1),
    "no break": ({"breaks": ()}, Kind.BREAK, 1),
    "another head": ({"head": ("b", "a")}, Kind.HEAD, 2),
    "price of going out": ({"fixed_cost_s": 71}, Kind.TOTALS, 1),
    "price of zones": ({"preferred": frozenset({"north"})}, Kind.TOTALS, 1800),
}


@pytest.mark.parametrize("name", HARDER)
def test_each_rule_of_a_hard_day(name: str) -> None:
    """The right plan under one stricter rule; amount 0: whatever it is."""
    change, kind, amount = HARDER[name]
    of = hard()
    plan = plan_of(of, crow(of), (("a", "b", "c"), ()))
    assert check(of, crow(of), plan) == ()
    assert plan.routes[0].reloads and plan.routes[0].breaks
    stricter = replace(of, shifts=(replace(of.shifts[0], **change), of.shifts[1]))
    found = [v for v in check(stricter, crow(of), plan) if v.kind == kind]
    assert found and (not amount or amount in {v.amount for v in found})


def moved(plan: Plan, **change: object) -> Plan:
    return replace(plan, routes=(replace(plan.routes[0], **change), *plan.routes[1:]))


SPOILT: dict[str, tuple[Callable[[Plan], Plan], Kind]] = {
    "no loading between": (lambda p: moved(p, reloads=()), Kind.WEIGHT),
    "loading before the wrong stop": (
        lambda p: moved(p, reloads=(replace(p.routes[0].reloads[0], before_stop_id="a"),)),
        Kind.TIMES,
    ),
    "a reload from nowhere": (
        lambda p: moved(p, reloads=(replace(p.routes[0].reloads[0], before_stop_id="zz"),)),
        Kind.UNKNOWN,
    ),
    "a break forgotten": (lambda p: moved(p, breaks=()), Kind.BREAK),
    "a break while serving": (
        lambda p: moved(
            p, breaks=(BreakTaken(p.routes[0].visits[0].start_s, p.routes[0].visits[0].start_s + 900),)
        ),
        Kind.BREAK,
    ),
    "a break before leaving": (
        lambda p: moved(p, breaks=(BreakTaken(p.routes[0].depart_s - 900, p.routes[0].depart_s),)),
        Kind.BREAK,
    ),
    "a break twice": (lambda p: moved(p, breaks=p.routes[0].breaks * 2), Kind.BREAK),
    "another trip": (lambda p: visit(p, 0, trip=1), Kind.TIMES),
    "a head left out": (
        lambda p: replace(
            moved(p, visits=p.routes[0].visits[1:]),
            unassigned=(*p.unassigned, Unassigned("a", Reason.WINDOW)),
        ),
        Kind.HEAD,
    ),
    "a locked stop with another": (
        lambda p: replace(
            p, routes=(replace(p.routes[0], shift_id="boris"), replace(p.routes[1], shift_id="anna"))
        ),
        Kind.LOCKED,
    ),
    "out without a stop": (
        lambda p: replace(p, routes=(p.routes[0], replace(p.routes[1], return_s=p.routes[1].return_s + 1))),
        Kind.TIMES,
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_each_way_to_spoil_a_hard_day(name: str) -> None:
    spoil, kind = SPOILT[name]
    of = hard()
    found = check(of, crow(of), spoil(plan_of(of, crow(of), (("a", "b", "c"), ()))))
    assert kind in {violation.kind for violation in found}
    assert all(violation.amount > 0 for violation in found)


@pytest.mark.parametrize(
    "change",
    [{"wait_percent": 31}, {"fairness_percent": 11}, {"outside_preferred_s": 601}, {"drop_cost_s": 100_001}],
)
def test_every_price_is_in_the_cost(change: dict[str, int]) -> None:
    of = hard()
    waits = plan_of(of, crow(of), (("a", "c"), ()))
    dearer = check(replace(of, **change), crow(of), waits)
    assert [(v.kind, v.cause) for v in dearer] == [(Kind.TOTALS, "plan-cost")]
    later = replace(of.stop("c"), soft=replace(of.stop("c").soft or SoftWindow(0, 1), late_per_min_s=8))
    stops = tuple(later if one.id == "c" else one for one in of.stops)
    assert [v.cause for v in check(replace(of, stops=stops), crow(of), waits)] == ["plan-cost"]


def test_a_head_is_not_judged_but_what_follows_is() -> None:
    past = hours(1, 2)
    of = problem([stop("a", None, past, weight_g=9000), stop("b")], shift(capacity_g=5000, head=("a",)))
    assert check(of, crow(of), plan_of(of, crow(of), (("a",),))) == ()
    found = check(of, crow(of), plan_of(of, crow(of), (("a", "b"),)))
    assert {v.kind for v in found} == {Kind.WEIGHT}


def test_a_leg_without_a_road() -> None:
    of = built()
    matrices = {"bicycle": without_road(crow(of)["bicycle"], (east(1000), east(2000)), (east(3000), HUB))}
    found = check(of, matrices, right(of))
    assert [(v.kind, v.stop_id) for v in found if v.kind == Kind.NO_ROAD] == [
        (Kind.NO_ROAD, "b"),
        (Kind.NO_ROAD, "c"),
    ]


def test_every_check_is_in_the_list_and_shares_nothing_with_solver_or_schedule() -> None:
    public, ours = set(), set()
    for file in Path(routing.check.__file__).parent.glob("*.py"):
        tree = ast.parse(file.read_text())
        public |= {n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")}
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        ours |= {module for module in imported if module and module.startswith("routing")}
    assert public == {rule.__name__ for rule in CHECKS} | {"check", "known_ids", "judged", "judged_routes"}
    outside = {module for module in ours if not module.startswith("routing.check")}
    assert outside == {"routing.matrix", "routing.model", "routing.plan"}
