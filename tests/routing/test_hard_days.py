"""With every rule at once: do schedule and check agree, and does every plan stand?"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.check import check
from routing.cost import cost
from routing.engines import Orders
from routing.engines.ortools_engine import OrTools
from routing.insertion import Lines, fill
from routing.mend import mend, with_heads
from routing.model import Problem
from routing.plan import Kind, Plan, Reason, Unassigned
from routing.schedule import cost_of, schedule
from routing.solve import plan_of, solve
from routing.violations import binding
from tests.routing.factories import crow
from tests.routing.hard_days import hard_day

SEEDS = st.integers(0, 10_000)


def any_orders(built: Problem, seed: int) -> Orders:
    """The stops dealt out at random, some left over; half the time with the heads where they must be."""
    chance = random.Random(seed)
    ids = [stop.id for stop in built.stops]
    chance.shuffle(ids)
    dealt: Orders = tuple(tuple(ids[i :: len(built.shifts) + 1]) for i in range(len(built.shifts)))
    return with_heads(built, dealt) if chance.random() < 0.5 else dealt


def timed(built: Problem, orders: Orders) -> Plan:
    """A plan of these orders as they are, right or wrong."""
    matrices = crow(built)
    pairs = list(zip(built.shifts, orders, strict=True))
    routes = [schedule(built, matrices, shift.id, ids).route for shift, ids in pairs]
    served = {id for ids in orders for id in ids}
    out = [stop.id for stop in built.stops if stop.id not in served]
    left = tuple(Unassigned(id, Reason.OUT_OF_TIME) for id in out)
    return Plan(tuple(routes), left, "", cost(built, routes, out).total_s)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, stops=st.integers(1, 24), shifts=st.integers(1, 3))
def test_what_binds_by_schedule_is_what_the_checker_finds(seed: int, stops: int, shifts: int) -> None:
    built = hard_day(stops, shifts, seed)
    orders, matrices = any_orders(built, seed), crow(built)
    bound = {
        (one.kind, shift.id)
        for shift, ids in zip(built.shifts, orders, strict=True)
        for one in binding(built, shift.id, ids, schedule(built, matrices, shift.id, ids).violations)
    }
    assert {(one.kind, one.shift_id) for one in check(built, matrices, timed(built, orders))} == bound


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, stops=st.integers(0, 20), shifts=st.integers(1, 3))
def test_what_is_mended_and_filled_stands(seed: int, stops: int, shifts: int) -> None:
    built = hard_day(stops, shifts, seed)
    matrices = crow(built)
    mended = mend(built, matrices, any_orders(built, seed))
    assert check(built, matrices, timed(built, mended)) == ()
    filled = fill(built, matrices, mended)
    assert check(built, matrices, plan_of(built, matrices, filled)) == ()
    assert built.fairness_percent or cost_of(built, matrices, filled) <= cost_of(built, matrices, mended)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_a_slot_costs_what_it_says(seed: int) -> None:
    built = hard_day(12, 2, seed)
    matrices = crow(built)
    orders = mend(built, matrices, any_orders(built, seed))
    served = {id for ids in orders for id in ids}
    before = cost_of(built, matrices, orders)
    for stop in built.stops:
        lines = Lines(built, matrices, orders)
        slot = None if stop.id in served else lines.best(stop)
        if slot is not None and not built.fairness_percent:
            lines.insert(slot, stop)
            gained = cost_of(built, matrices, lines.orders()) - before
            # Waiting is priced over all routes at once, rounded once.
            assert abs(gained + built.drop_cost(stop) - slot.extra_s) <= 1


@pytest.mark.parametrize("seed", range(6))
def test_a_search_with_every_rule_ends_with_a_plan_that_stands(seed: int) -> None:
    built = hard_day(5 + seed, 2, seed)
    matrices = crow(built)
    plan = solve(built, matrices, budget_s=1.5, iterations=15, seed=seed, engine=OrTools())
    assert check(built, matrices, plan) == ()
    assert plan.cost_s <= cost_of(built, matrices, fill(built, matrices, built.heads()))


@settings(max_examples=12, deadline=None)
@given(seed=SEEDS)
def test_a_plan_that_was_tampered_with_is_caught(seed: int) -> None:
    """One second or one stop off anywhere: never a plan without a violation."""
    built = hard_day(10, 2, seed)
    matrices = crow(built)
    orders = fill(built, matrices, built.heads())
    plan = plan_of(built, matrices, orders)
    chance = random.Random(seed)
    full = [ids for ids in orders if ids]
    if not full:
        return
    gone = chance.choice(chance.choice(full))
    fewer = tuple(tuple(id for id in ids if id != gone) for ids in orders)
    routes = plan_of(built, matrices, fewer).routes
    missing = Plan(routes, plan.unassigned, plan.source, plan.cost_s)
    assert Kind.MISSING in {one.kind for one in check(built, matrices, missing)}
    dearer = Plan(plan.routes, plan.unassigned, plan.source, plan.cost_s + chance.choice([-1, 1]))
    assert [one.kind for one in check(built, matrices, dearer)] == [Kind.TOTALS]
