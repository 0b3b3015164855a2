"""Is what changes between two plans counted as a dispatcher would count it?"""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.difference import Moved, difference, reordered
from routing.model import Problem, SoftWindow
from routing.plan import Plan
from routing.solve import plan_of
from tests.routing.factories import crow, east, hours, problem, shift, stop


def built() -> Problem:
    stops = [stop(id, east(500 * (i + 1))) for i, id in enumerate("abcd")]
    return problem([*stops, stop("e", east(-800), hours(9, 9.2))], shift(), shift("ben"))


def plan(day: Problem, *orders: tuple[str, ...]) -> Plan:
    return plan_of(day, crow(day), orders)


def test_equal_plans_differ_in_nothing() -> None:
    day = built()
    one = plan(day, ("a", "b"), ("c",))
    found = difference(day, one, one)
    assert not found.routes and not found.moved and not found.changed
    assert (found.cost_s, found.travel_s, found.travel_m, found.work_s, found.late) == (0, 0, 0, 0, 0)


def test_who_gains_and_who_loses() -> None:
    day = built()
    before, after = plan(day, ("a", "b"), ("c", "d")), plan(day, ("a",), ("b", "c", "d"))
    found = difference(day, before, after)
    assert found.moved == (Moved("b", "anna", "ben"),) and found.reordered == ()
    assert (found.loses, found.gains) == (("anna",), ("ben",))
    anna, ben = found.routes
    assert (anna.stops, anna.lost, ben.stops, ben.gained) == (-1, ("b",), 1, ("b",))
    assert anna.travel_m == after.routes[0].travel_m - before.routes[0].travel_m < 0
    assert found.travel_m == anna.travel_m + ben.travel_m and found.work_s == anna.work_s + ben.work_s
    assert found.travel_s == after.travel_s - before.travel_s


def test_a_stop_put_in_between_moves_nobody_else() -> None:
    day = built()
    found = difference(day, plan(day, ("a", "c", "d"), ()), plan(day, ("a", "b", "c", "d"), ()))
    assert found.moved == (Moved("b", None, "anna"),) and found.reordered == () and found.served == 1
    assert found.changed == {"b"}


def test_a_stop_taken_off_and_stops_that_are_late() -> None:
    day = built()
    before, after = plan(day, ("e", "a"), ("b",)), plan(day, ("a", "d", "e"), ())
    found = difference(day, before, after)
    assert Moved("b", "ben", None) in found.moved and found.served == 0
    assert (found.late_before, found.late_after, found.late) == ((), ("e",), 1)
    assert found.reordered in (("a",), ("e",))
    assert difference(day, after, before).late == -1


def test_a_soft_window_is_a_promise_too() -> None:
    day = problem([stop("a", east(3000), soft=SoftWindow(hours(8, 9).start_s, hours(8, 9).end_s))])
    assert difference(day, plan(day, ()), plan(day, ("a",))).late_after == ("a",)


def test_a_stop_that_is_done_is_not_counted() -> None:
    day = built()
    before, after = plan(day, ("a", "b"), ()), plan(day, ("b",), ())
    rest = problem([stop("b", east(1000))], shift(), shift("ben"))
    found = difference(rest, before, after)
    assert not found.moved and found.served == 0 and found.routes[0].lost == ()


@pytest.mark.parametrize(
    "before, after, least", [("abcd", "bcda", 1), ("abcd", "dcba", 3), ("abcd", "badc", 2), ("ab", "xay", 0)]
)
def test_as_few_as_can_be_are_said_to_have_moved(before: str, after: str, least: int) -> None:
    assert len(reordered(before, after)) == least


@given(st.permutations("abcdef"))
def test_what_is_not_named_keeps_its_order_and_fewer_would_not_do(after: list[str]) -> None:
    moved = set(reordered("abcdef", after))
    assert [id for id in after if id not in moved] == sorted(set("abcdef") - moved)
    for fewer in combinations("abcdef", max(0, len(moved) - 1)):
        kept = [id for id in after if id not in fewer]
        assert not moved or kept != sorted(kept)
