"""Does the checker find each way in which a plan can be wrong, and nothing in one that is right?"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import routing.check
from routing.check import CHECKS, check
from routing.model import Problem
from routing.plan import Kind, Plan, Reason, Unassigned
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
