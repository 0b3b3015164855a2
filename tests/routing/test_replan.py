"""Is the rest of the day planned so that facts stay facts and phones change no more than it is worth?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.check import check
from routing.engines import Orders
from routing.insertion import fill
from routing.matrix import Matrix
from routing.model import Problem, TimeWindow
from routing.plan import Reason
from routing.replan import replan
from routing.retouch import Prices
from routing.schedule import schedule
from routing.standing import AT_HUB, Standing, rest_of
from tests.routing.factories import DAY_S, HOUR_S, HUB, crow, day, east, hours, problem, shift, stop
from tests.routing.hard_days import hard_day

NINE_S = DAY_S + 9 * HOUR_S
FREE, FIRM = Prices(0, 0), Prices(10**6, 10**6)


def morning() -> Problem:
    """Anna goes east, Ben goes west, both from the hub."""
    stops = [stop(f"e{i}", east(800 * i)) for i in (1, 2, 3)] + [
        stop(f"w{i}", east(-800 * i)) for i in (1, 2, 3)
    ]
    return problem(stops, shift(), shift("ben"))


ORDERS: Orders = (("e1", "e2", "e3"), ("w1", "w2", "w3"))


def test_no_stop_goes_without_which_the_route_does_not_hold() -> None:
    """By way of the first stop the second is near; without it anna would be home too late."""
    hub, first, second = HUB, east(1000), east(2000)
    seconds = np.array([[0, 100, 600], [100, 0, 100], [100, 100, 0]], np.int32)
    matrices = {"bicycle": Matrix((hub, first, second), seconds, seconds * 4, "drawn")}
    anna = shift(window=TimeWindow(NINE_S, NINE_S + 600), preferred={"x"}, zones=None)
    ben = shift("ben", start=first, end=first)
    stops = [
        stop("a", first, zone="y", service_s=60),
        stop("b", second, zone="x", service_s=60, shift_id="anna"),
    ]
    built = problem(stops, anna, ben, outside_preferred_s=5000)
    found = replan(built, matrices, (("a", "b"), ()), {}, FREE)
    assert not check(found.problem, matrices, found.plan) and not found.plan.unassigned


def test_a_new_urgent_order_changes_one_route_and_nobody_s_order() -> None:
    built = morning()
    more = replace(built, stops=(*built.stops, stop("urgent", east(-1200), hours(9, 10))))
    found = replan(more, crow(more), ORDERS, {})
    assert found.plan.routes[0].stop_ids == ORDERS[0]
    assert [id for id in found.plan.routes[1].stop_ids if id != "urgent"] == list(ORDERS[1])
    assert found.difference.changed == {"urgent"} and found.difference.gains == ("ben",)
    assert found.difference.served == 1 and not found.difference.late_after


def test_without_a_price_it_is_planned_afresh_and_with_a_high_one_nothing_moves() -> None:
    """Crosswise orders: both couriers go both ways."""
    built = morning()
    crossed: Orders = (("e1", "w2", "e3"), ("w1", "e2", "w3"))
    firm = replan(built, crow(built), crossed, {}, FIRM)
    assert tuple(route.stop_ids for route in firm.plan.routes) == crossed and not firm.difference.changed
    free = replan(built, crow(built), crossed, {}, FREE, iterations=20)
    assert free.plan.cost_s < firm.plan.cost_s * 0.7
    assert free.plan.cost_s == firm.plan.cost_s + free.difference.cost_s


def test_the_price_decides() -> None:
    """e2 is on the wrong route: it goes over for less than that costs, not for more."""
    built = morning()
    orders: Orders = (("e1", "e3"), ("e2", "w1", "w2", "w3"))
    gain = replan(built, crow(built), orders, {}, FREE).difference.cost_s
    assert gain < -600
    below, above = (replan(built, crow(built), orders, {}, Prices(-gain + d, 0)) for d in (-20, 20))
    assert [one.stop_id for one in below.difference.moved] == ["e2"]
    assert not above.difference.moved


def test_another_order_has_its_price_too() -> None:
    built = morning()
    orders: Orders = (("e2", "e1", "e3"), ("w1", "w2", "w3"))
    assert not replan(built, crow(built), orders, {}, Prices(0, 10**6)).difference.changed
    better = replan(built, crow(built), orders, {}, Prices(0, 10))
    assert len(better.difference.reordered) == 1 and not better.difference.moved


def test_from_where_he_is_with_the_stop_he_is_at() -> None:
    built = morning()
    now = NINE_S + HOUR_S
    standings = {
        "anna": Standing(east(1600), now, ("e1",), ("e2",), frozenset({"e2", "e3"}), left=True),
        "ben": Standing(east(-400), now, (), (), frozenset({"w1", "w2", "w3"}), left=True),
    }
    found = replan(built, crow(built), ORDERS, standings, FREE)
    anna, ben = found.plan.routes
    assert anna.stop_ids[0] == "e2" and anna.visits[0].arrive_s == now and not found.problem.has_stop("e1")
    assert {*anna.stop_ids} == {"e2", "e3"} and {*ben.stop_ids} == {"w1", "w2", "w3"}
    assert not check(found.problem, crow(found.problem), found.plan)


def test_what_is_aboard_stays_though_another_would_be_nearer() -> None:
    built = morning()
    standings = {
        "anna": Standing(HUB, NINE_S, aboard=frozenset({"w3"}), left=True),
        "ben": Standing(HUB, NINE_S, aboard=frozenset({"w1", "w2"}), left=True),
    }
    orders: Orders = (("w3",), ("w1", "w2"))
    found = replan(built, crow(built), orders, standings, FREE)
    assert found.plan.routes[0].stop_ids == ("w3",)
    # The parcels of the others lie at the hub, and nobody is there any more.
    assert {one.stop_id for one in found.plan.unassigned} == {"e1", "e2", "e3"}
    assert {one.reason for one in found.plan.unassigned} == {Reason.TAG}
    assert found.plan.unassigned[0].detail["tags"] == [AT_HUB]


def test_who_is_still_at_the_hub_takes_the_new_order() -> None:
    built = morning()
    more = replace(built, stops=(*built.stops, stop("new", east(1700))))
    standings = {"anna": Standing(east(400), NINE_S, aboard=frozenset({"e1", "e2", "e3"}), left=True)}
    found = replan(more, crow(more), ORDERS, standings)
    assert "new" in found.plan.routes[1].stop_ids and found.difference.changed == {"new"}


def test_a_route_that_runs_late_keeps_its_stops_and_is_served_late() -> None:
    """He is an hour behind; at the price of late minutes the late stop comes first if that is worth it."""
    built = problem([stop("a", east(1000), hours(9, 10)), stop("b", east(2000), hours(9, 10.5))])
    standing = Standing(HUB, hours(10.4, 11).start_s, aboard=frozenset({"a", "b"}), left=True)
    found = replan(built, crow(built), (("a", "b"),), {"anna": standing}, FIRM)
    assert found.plan.routes[0].stop_ids == ("a", "b") and not found.plan.unassigned
    assert found.difference.late_before == found.difference.late_after == ("a",) or "a" in (
        found.difference.late_after
    )


def test_after_the_end_of_the_shift_what_is_aboard_is_still_brought() -> None:
    built = morning()
    standing = Standing(east(900), DAY_S + 19 * HOUR_S, ("e1",), (), frozenset({"e2", "e3"}), left=True)
    found = replan(built, crow(built), ORDERS, {"anna": standing}, FIRM)
    assert found.plan.routes[0].stop_ids == ("e2", "e3")


def test_limits_count_what_he_has_done_already() -> None:
    built = problem(
        [
            stop("a", cash_minor=600),
            stop("b", east(1100), cash_minor=300),
            stop("c", east(1200), cash_minor=200),
        ],
        shift(cash_limit_minor=1000, max_stops=3),
        shift("ben", start=east(-9000)),
    )
    standing = Standing(east(1000), NINE_S, ("a",))
    found = replan(built, crow(built), (("a", "b"), ()), {"anna": standing})
    assert found.problem.shift("anna").cash_limit_minor == 400
    assert found.problem.shift("anna").max_stops == 2
    assert found.plan.routes[0].stop_ids == ("b",) and found.plan.routes[1].stop_ids == ("c",)


def test_a_new_order_that_fits_only_if_another_goes_over_moves_just_that_one() -> None:
    """Anna alone may carry it cold, and her bag is full."""
    built = problem(
        [
            stop("a", east(500), weight_g=500),
            stop("b", east(900), weight_g=500),
            stop("cold", east(700), weight_g=500, tags={"cold"}),
        ],
        shift(capacity_g=1000, tags={"cold"}),
        shift("ben"),
    )
    found = replan(built, crow(built), (("a", "b"), ()), {}, Prices(5000, 5000))
    assert not found.plan.unassigned
    assert "cold" in found.plan.routes[0].stop_ids and len(found.plan.routes[1].stop_ids) == 1
    assert len(found.difference.changed) == 2


def test_the_same_again_and_an_unknown_courier_is_refused() -> None:
    built = day(30, 3, 3)
    matrices = crow(built)
    orders = fill(built, matrices, ((), (), ()))
    assert replan(built, matrices, orders, {}).plan.routes == replan(built, matrices, orders, {}).plan.routes
    with pytest.raises(ValueError, match="there is no shift"):
        replan(built, matrices, orders, {"nobody": Standing(HUB, NINE_S)})


def test_engines_help_and_can_be_ended() -> None:
    built = day(24, 3, 3)
    matrices = crow(built)
    orders = tuple(tuple(one.id for one in built.stops[i * 4 : i * 4 + 4]) for i in range(3))
    quick = replan(built, matrices, orders, {}, FREE)
    long = replan(built, matrices, orders, {}, FREE, iterations=20)
    assert long.plan.cost_s <= quick.plan.cost_s and quick.difference.cost_s < 0
    ended = replan(built, matrices, orders, {}, FREE, budget_s=600, stop=lambda: True)
    assert ended.plan.elapsed_s < 60 and not check(ended.problem, matrices, ended.plan)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_on_any_day_with_every_rule_the_rest_stands_every_check(seed: int) -> None:
    built = hard_day(14, 3, seed)
    matrices = crow(built)
    orders = fill(built, matrices, built.heads())
    standings = {}
    for one, ids in zip(built.shifts, orders, strict=True):
        if len(ids) > 1:
            route = schedule(built, matrices, one.id, ids).route
            place = built.stop(ids[0]).place
            aboard = frozenset(ids[1:])
            standings[one.id] = Standing(place, route.visits[0].leave_s, (ids[0],), (), aboard, left=True)
    found = replan(built, matrices, orders, standings, Prices(300, 100))
    assert not check(found.problem, crow(found.problem), found.plan)
    served = {id for route in found.plan.routes for id in route.stop_ids}
    for id, standing in standings.items():
        route = next(one for one in found.plan.routes if one.shift_id == id)
        assert served & standing.aboard == {*route.stop_ids} & standing.aboard
    if not check(found.problem, crow(found.problem), found.before):
        assert found.plan.cost_s <= found.before.cost_s + 2


def test_the_rest_of_a_day_that_has_not_begun_is_the_day() -> None:
    built = day(40, 3, 1)
    matrices = crow(built)
    orders = fill(built, matrices, ((), (), ()))
    assert rest_of(built, matrices, orders, {}) == (built, orders)
