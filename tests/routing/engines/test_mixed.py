"""Is the default chain right on any day, better than its beginning, the same again, and gone when ended?"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from routing.check import check
from routing.child import solve_in_child
from routing.engines import Limits, Orders
from routing.engines.mixed import Mixed, _settings
from routing.engines.neighbours import Group, Map, Tuning, improve, part_of, tuning_for
from routing.engines.pyvrp_engine import Whole
from routing.engines.pyvrp_search import DEFAULTS
from routing.engines.reduced import lost, reduced
from routing.engines.side_by_side import side_by_side
from routing.errors import BadValue
from routing.insertion import fill
from routing.model import Break, Place, Problem, SoftWindow, Stop
from routing.processes import Fork
from routing.schedule import cost_of
from routing.solve import Progress, solve
from tests.routing.factories import HUB, crow, day, east, hours, problem, shift, stop
from tests.routing.hard_days import hard_day
from tests.routing.test_child import running


def below(pid: int) -> set[str]:
    """All processes below this one."""
    try:
        own = set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    except OSError:
        return set()
    return own.union(*(below(int(child)) for child in own)) if own else own


@pytest.mark.parametrize("seed", range(3))
def test_a_day_with_every_rule_stands_every_check(seed: int) -> None:
    built = hard_day(14, 3, seed)
    matrices = crow(built)
    plan = solve(built, matrices, budget_s=None, iterations=30, seed=seed)
    assert check(built, matrices, plan) == ()
    first = cost_of(built, matrices, fill(built, matrices, built.heads()))
    assert plan.cost_s <= first


def test_the_same_seed_and_iterations_give_the_same_plan_in_this_process_and_in_a_child() -> None:
    for built in (day(40, 4), hard_day(10, 2, 4)):
        again = [solve(built, crow(built), budget_s=None, iterations=40, seed=3) for _ in range(2)]
        there = solve_in_child(built, crow(built), budget_s=None, iterations=40, seed=3)
        assert len({replace(plan, elapsed_s=0) for plan in (*again, there)}) == 1


def test_several_processes_find_more_than_the_beginning_and_leave_nothing() -> None:
    built = day(340, 16)
    matrices = crow(built)
    told: list[Progress] = []
    before = below(os.getpid())
    plan = solve_in_child(
        built,
        matrices,
        budget_s=120,
        processes=2,
        on_progress=told.append,
        stop=lambda: bool(told) and told[-1].iteration > 50,
    )
    assert check(built, matrices, plan) == ()
    assert plan.engine == Mixed.name and plan.iterations > 50
    assert plan.cost_s <= told[-1].cost_s < told[0].cost_s
    assert below(os.getpid()) <= before


def test_when_stopped_its_grandchildren_end_at_once() -> None:
    built = day(120, 6)
    seen: set[str] = set()
    asked_at: list[float] = []

    def enough() -> bool:
        seen.update(below(os.getpid()))
        if not asked_at and len(seen) >= 3:
            asked_at.append(time.monotonic())
        return bool(asked_at)

    solve_in_child(built, crow(built), budget_s=120, processes=2, stop=enough)
    ended_s = time.monotonic() - asked_at[0]
    assert len(seen) >= 3, "a child and two below it"
    assert ended_s < 20, "a bound for a machine in trouble: a tenth of a second and the plan on a quiet one"
    deadline = time.monotonic() + 5
    while any(running(pid) for pid in seen) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(running(pid) for pid in seen)


def test_a_fork_ends_with_its_parent() -> None:
    def parent(pipe) -> None:
        inner = Fork(lambda _: time.sleep(60))
        pipe.send(inner.pid)
        time.sleep(60)

    outer = Fork(parent)
    inner = outer.pipe.recv()
    os.kill(outer.pid, signal.SIGSTOP)
    assert running(str(inner))
    outer.end()
    deadline = time.monotonic() + 5
    while running(str(inner)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not running(str(inner))


def test_groups_of_neighbours_improve_a_plan_and_keep_all_its_stops() -> None:
    built = day(120, 8)
    matrices = crow(built)
    start = fill(built, matrices, built.heads())
    tuning = Tuning(40, 0.4, DEFAULTS)
    told: list[Orders] = []
    orders = improve(
        built, matrices, start, 2, 1, time.monotonic() + 6, lambda found, _: told.append(found), tuning
    )
    assert cost_of(built, matrices, orders) < cost_of(built, matrices, start)
    assert sorted(id for ids in orders for id in ids) == sorted(id for ids in start for id in ids)
    costs = [cost_of(built, matrices, found) for found in told]
    assert costs == sorted(costs, reverse=True)


def test_a_group_is_the_route_tried_least_and_its_nearest() -> None:
    places = {"a": east(1000), "b": east(1200), "c": east(-3000), "d": east(900), "out": east(1100)}
    built = problem([stop(id, place) for id, place in places.items()], *(shift(f"c{i}") for i in range(5)))
    map_ = Map(built, crow(built), (("a",), ("b",), ("c",), ("d",), ()), seed=1)
    map_.tried = [0, 1, 1, 1, 0]
    group = map_.next(2, 0.0, None)
    assert group is not None and group.shifts == (0, 3, 4), "its nearest, and one without a route"
    assert group.beside == ("out",)
    assert {one.id for one in part_of(built, group).stops} == {"a", "d", "out"}
    second = map_.next(9, 0.0, None)
    assert second is not None and set(second.shifts) == {1, 2}, "never a route that somebody is at"
    assert map_.next(9, 0.0, None) is None
    assert map_.done(second, (("b", "out"), ("c",))) and map_.orders[1] == ("b", "out")
    assert not map_.done(group, (("a", "out"), ("d",), ())), "another group has taken that stop in"
    assert map_.orders[0] == ("a",)


def test_groups_of_a_large_plan_get_more_time_the_more_often_every_route_was_tried() -> None:
    built = problem([stop("a"), stop("b")], *(shift(f"c{i}") for i in range(3)))
    map_ = Map(built, crow(built), (("a",), ("b",), ()), seed=1)
    rounds = []
    for map_.tried in ([0, 0, 0], [3, 0, 0], [3, 1, 0], [3, 3, 0]):
        rounds.append(map_.rounds())
    assert rounds == [0, 0, 1, 3], "those without a route do not count"
    small, large = (tuning_for(tuple(("a",) * 10 for _ in range(n))) for n in (40, 90))
    assert small.more_s == 0 < large.more_s and large.seconds < small.seconds


def test_a_locked_stop_stays_out_of_groups_without_its_courier() -> None:
    built = problem([stop("mine", shift_id="b"), stop("a")], shift("a"), shift("b"))
    group = Group((0,), (("a",),), ("mine",), 0, 0.0, None)
    assert [one.id for one in part_of(built, group).stops] == ["a"]


def test_a_reduced_problem_is_stricter_or_the_same() -> None:
    plain = day(10, 2)
    assert lost(plain) == () and reduced(plain, crow(plain)).problem is plain
    soft = SoftWindow(hours(10, 11).start_s, hours(10, 11).end_s)
    built = problem(
        [
            stop("first", weight_g=700, cash_minor=5),
            stop("a", soft=soft),
            stop("b", None, hours(9, 12), soft=soft),
        ],
        shift(
            head=("first",),
            breaks=(Break(hours(12, 13), 1800),),
            capacity_g=1000,
            cash_limit_minor=20,
            max_stops=4,
        ),
        fairness_percent=20,
    )
    small = reduced(built, crow(built))
    (one,) = small.problem.shifts
    assert lost(small.problem) == ("soft windows",)
    assert [one.id for one in small.problem.stops] == ["a", "b"]
    assert (one.capacity_g, one.cash_limit_minor, one.max_stops) == (300, 15, 3)
    assert one.start == east(1000) and one.window.end_s == hours(9, 17.5).end_s
    assert one.window.start_s > hours(9, 18).start_s + 120
    assert small.orders((("b", "a"),)) == (("first", "b", "a"),)
    assert small.without((("first", "b", "a"),)) == (("b", "a"),)


HUGE = 2**40
DEGENERATE: dict[str, Problem] = {
    "no stop": problem([]),
    "no courier": Problem(HUB, (stop("a"),), ()),
    "one courier": problem([stop(f"s{i}", east(100 * i)) for i in range(5)]),
    "all windows closed": problem([stop(f"s{i}", None, hours(1, 2)) for i in range(5)]),
    "one point": problem([stop(f"s{i}", HUB, service_s=0) for i in range(30)], shift("a"), shift("b")),
    "nothing fits": problem([stop("a", weight_g=HUGE)], shift(capacity_g=0)),
    "huge numbers": problem(
        [stop("a", weight_g=HUGE, parcels=HUGE, cash_minor=HUGE), stop("b", service_s=HUGE), stop("c")],
        shift(capacity_g=HUGE, capacity_parcels=HUGE, cash_limit_minor=HUGE),
        drop_cost_s=HUGE,
    ),
    "free to leave out": problem(pair := [stop("a"), stop("b")], drop_cost_s=0),
    "no time at all": problem(pair, shift(window=hours(9, 9))),
    "poles": Problem(
        HUB, (Stop("n", Place(90, 0)), Stop("s", Place(-90, 180))), (shift("a", hours(0, 10_000)),)
    ),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_input_gives_a_valid_plan(name: str) -> None:
    built = DEGENERATE[name]
    for plan in (
        solve(built, crow(built), budget_s=None, iterations=20),
        solve(built, crow(built), budget_s=0.5),
    ):
        assert check(built, crow(built), plan) == ()
        assert plan.assigned + len(plan.unassigned) == len(built.stops)


def test_numbers_that_cannot_be_are_refused_in_words() -> None:
    for made in (
        lambda: stop("a", weight_g=-1),
        lambda: stop("a", service_s=2**41),
        lambda: shift(capacity_g=-5),
        lambda: Place(float("nan"), 0),
    ):
        with pytest.raises(BadValue, match="must be"):
            made()


def test_the_budget_is_kept() -> None:
    for budget_s in (2.0, 4.0):
        began = time.monotonic()
        solve_in_child(day(100, 6), crow(day(100, 6)), budget_s=budget_s, processes=2)
        assert time.monotonic() - began < budget_s * 1.05 + 8, (
            "0.5 on a quiet machine; bounded here for busy ones"
        )


def test_a_search_told_where_to_begin_is_never_worse() -> None:
    built = day(60, 5)
    matrices = crow(built)
    good = solve(built, matrices, budget_s=None, iterations=300, seed=1)
    orders = tuple(route.stop_ids for route in good.routes)
    again = solve(built, matrices, budget_s=None, iterations=1, seed=2, start=orders)
    assert again.cost_s <= good.cost_s


def test_an_engine_without_time_returns() -> None:
    built = day(30, 3)
    heads = built.heads()
    for processes in (1, 2):
        engine = Mixed(processes)
        assert engine.search(built, crow(built), Limits(0.001, None), 0, heads, lambda *_: None) >= 0


def test_where_vehicles_differ_every_second_process_takes_small_steps() -> None:
    mixed, alike = day(30, 4), problem([stop("a"), stop("b")], shift(), shift("ben"))
    one, two, three = _settings(Whole(mixed, crow(mixed), mixed.heads(), 0, DEFAULTS), 3)
    assert one == three and two.neighbours < one.neighbours and two.most_perturbed < one.most_perturbed
    first, second = _settings(Whole(alike, crow(alike), alike.heads(), 0, DEFAULTS), 2)
    assert first == second and first.neighbours == one.neighbours


def test_side_by_side_exchanges_what_is_found() -> None:
    built = day(60, 5)
    whole = Whole(built, crow(built), built.heads(), 0, DEFAULTS)
    assert whole.search is not None
    first = whole.search.cost()
    told: list[Orders] = []
    found = side_by_side(
        whole,
        [1, 2],
        [DEFAULTS] * 2,
        time.monotonic() + 3,
        lambda orders, _: told.append(orders) is None,
        exchanges=5,
    )
    assert found.cost < first and found.rounds > 0
    assert cost_of(built, crow(built), found.orders) == found.cost
