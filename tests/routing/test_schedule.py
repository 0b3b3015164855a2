"""Are times along a given order right, and is everything that does not fit named?"""

from __future__ import annotations

import time

import pytest

from routing.errors import DuplicateId, NoFigures, UnknownId
from routing.matrix import great_circle
from routing.model import Break, Problem, SoftWindow
from routing.plan import BreakTaken, Kind
from routing.schedule import MARGIN_S, holds, schedule
from tests.routing.factories import DAY_S, HOUR_S, HUB, crow, east, hours, problem, shift, stop, without_road

LEG_S = great_circle([HUB, east(1000)]).leg(HUB, east(1000)).seconds or 0


def kinds(built, ids, **more) -> list[tuple[str, str | None, int]]:
    found = schedule(built, more.pop("matrices", crow(built)), "anna", ids, **more).violations
    return [(v.kind, v.stop_id, v.amount) for v in found]


def test_times_follow_the_road_and_the_service() -> None:
    built = problem([stop("a"), stop("b", east(2000))])
    route, violations = schedule(built, crow(built), "anna", ["a", "b"])
    first, second = route.visits
    assert not violations
    assert route.depart_s == DAY_S + 9 * 3600
    assert first.arrive_s == route.depart_s + LEG_S and first.leave_s == first.start_s + 120
    assert second.arrive_s == first.leave_s + second.travel_s
    assert route.return_s - second.leave_s == route.travel_s - first.travel_s - second.travel_s
    assert route.travel_m == pytest.approx(4000 * 1.3, abs=5)


def test_nobody_leaves_for_nothing() -> None:
    built = problem([])
    route = schedule(built, {}, "anna", []).route
    assert route.depart_s == route.return_s and not route.visits and not route.travel_s


def test_the_courier_leaves_late_enough_not_to_wait() -> None:
    built = problem([stop("a", None, hours(11, 12))])
    visit = schedule(built, crow(built), "anna", ["a"]).route.visits[0]
    assert visit.wait_s == 0 and visit.start_s == DAY_S + 11 * 3600


def test_leaving_later_keeps_a_margin_to_the_end_of_an_earlier_window() -> None:
    built = problem([stop("a", None, hours(9, 10)), stop("b", east(2000), hours(13, 14))])
    route, violations = schedule(built, crow(built), "anna", ["a", "b"])
    assert not violations
    assert route.visits[0].start_s == DAY_S + 10 * 3600 - MARGIN_S
    assert route.visits[1].start_s == DAY_S + 13 * 3600


def test_leaving_later_never_makes_a_late_stop_later() -> None:
    late = hours(8, 9)
    built = problem([stop("a", None, late), stop("b", east(2000), hours(13, 14))])
    route, violations = schedule(built, crow(built), "anna", ["a", "b"])
    assert route.depart_s == DAY_S + 9 * 3600
    assert [(v.kind, v.amount) for v in violations] == [(Kind.LATE, LEG_S)]


def test_a_given_departure_is_kept_even_before_the_shift() -> None:
    built = problem([stop("a", None, hours(11, 12))])
    route, violations = schedule(built, crow(built), "anna", ["a"], depart_s=DAY_S + 8 * 3600)
    assert route.depart_s == DAY_S + 8 * 3600 and route.visits[0].wait_s > 0
    assert [(v.kind, v.amount) for v in violations] == [(Kind.SHIFT_START, 3600)]


def test_of_several_windows_the_next_open_one_is_taken() -> None:
    built = problem([stop("a", None, hours(8, 9), hours(15, 16))])
    assert schedule(built, crow(built), "anna", ["a"]).route.visits[0].start_s == DAY_S + 15 * 3600


def test_after_the_last_window_a_stop_is_late_and_served_on_arrival() -> None:
    built = problem([stop("a", None, hours(7, 8), hours(8, 8.5))])
    assert kinds(built, ["a"]) == [("late", "a", 1800 + LEG_S)]


def test_a_shift_that_ends_too_early() -> None:
    built = problem([stop("a")], shift(window=hours(9, 9.1)))
    assert kinds(built, ["a"]) == [("shift-end", "a", 2 * LEG_S + 120 - 360)]


def test_loads_name_the_first_stop_that_does_not_fit() -> None:
    stops = [stop("a", weight_g=600, parcels=2), stop("b", weight_g=600, parcels=2)]
    built = problem(stops, shift(capacity_g=1000, capacity_parcels=3, max_stops=1))
    assert kinds(built, ["b", "a"]) == [("weight", "a", 200), ("parcels", "a", 1), ("max-stops", "a", 1)]


def test_zones_of_the_courier() -> None:
    stops = [stop("a", zone="north"), stop("b", zone="south"), stop("c")]
    built = problem(stops, shift(zones=frozenset({"north"})))
    assert kinds(built, ["a", "b", "c"]) == [("zone", "b", 1)]


@pytest.mark.parametrize("there", [True, False])
def test_a_leg_without_a_road_is_named_and_still_timed(there: bool) -> None:
    built = problem([stop("a")])
    pair = (HUB, east(1000)) if there else (east(1000), HUB)
    matrices = {"bicycle": without_road(crow(built)["bicycle"], pair)}
    route, violations = schedule(built, matrices, "anna", ["a"])
    assert [(v.kind, v.cause) for v in violations] == [
        (Kind.NO_ROAD, "no-way-there" if there else "no-way-home")
    ]
    assert route.travel_s == 2 * LEG_S
    assert route.visits[0].estimated is there


def test_a_place_that_the_matrix_lacks_is_estimated_and_marked() -> None:
    built = problem([stop("a"), stop("b", east(3000))])
    matrices = {"bicycle": great_circle([HUB, east(1000)])}
    route, violations = schedule(built, matrices, "anna", ["a", "b"])
    assert not violations
    assert [visit.estimated for visit in route.visits] == [False, True]


def test_what_cannot_be_scheduled_is_refused() -> None:
    built = problem([stop("a")])
    with pytest.raises(UnknownId):
        schedule(built, crow(built), "anna", ["zz"])
    with pytest.raises(UnknownId):
        schedule(built, crow(built), "nobody", ["a"])
    with pytest.raises(DuplicateId):
        schedule(built, crow(built), "anna", ["a", "a"])
    with pytest.raises(NoFigures):
        schedule(built, {}, "anna", ["a"])


RULES = {
    "volume": ({"volume_ml": 600}, {"capacity_ml": 1000}, ("volume", "b", 200)),
    "cash": ({"cash_minor": 600}, {"cash_limit_minor": 1000}, ("cash-limit", "b", 200)),
    "tag": ({"tags": {"cold", "id"}}, {"tags": {"cold"}}, ("tag", "a", 1)),
    "zone never served": ({"zone": "north"}, {"forbidden": {"north"}}, ("forbidden", "a", 1)),
    "travel": ({}, {"max_travel_s": 4 * LEG_S - 8}, ("max-travel", "b", 7)),
    "lock": ({"shift_id": "boris"}, {}, ("locked", "a", 1)),
    "collected": ({"weight_g": 0, "collect_g": 600}, {"capacity_g": 1000}, ("weight", "b", 200)),
    "head": ({}, {"head": ("b",)}, ("head", "b", 1)),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_named_with_its_amount(name: str) -> None:
    more, limits, expected = RULES[name]
    built = problem([stop("a", **more), stop("b", east(2000), **more)], shift(**limits), shift("boris"))
    assert expected in kinds(built, ["a", "b"])
    loose = problem([stop("a"), stop("b", east(2000))], shift())
    assert kinds(loose, ["a", "b"]) == []


def test_metres_too_many() -> None:
    built = problem([stop("a")], shift(max_metres=2000))
    assert [kind for kind, _, _ in kinds(built, ["a"])] == ["max-metres"]


def test_a_head_is_missed_on_an_empty_route_too() -> None:
    built = problem([stop("a")], shift(head=("a",)))
    assert kinds(built, []) == [("head", "a", 1)]
    assert holds(built, crow(built), "anna", ["a"]) and not holds(built, crow(built), "anna", [])


def test_a_head_may_be_late_and_what_follows_may_not() -> None:
    past = hours(7, 8)
    built = problem([stop("a", None, past), stop("b", None, past)], shift(head=("a",)))
    assert kinds(built, ["a"]) == [("late", "a", 3600 + LEG_S)]
    assert holds(built, crow(built), "anna", ["a"])
    assert not holds(built, crow(built), "anna", ["a", "b"])


def test_what_is_given_back_takes_the_room_of_what_was_brought() -> None:
    both = {"weight_g": 500, "collect_g": 500}
    built = problem([stop("a", **both), stop("b", **both)], shift(capacity_g=1000))
    assert kinds(built, ["a", "b"]) == []
    more = problem([stop("a", weight_g=500, collect_g=600), stop("b", **both)], shift(capacity_g=1000))
    assert kinds(more, ["a", "b"]) == [("weight", "b", 100)]
    assert kinds(more, ["b", "a"]) == [("weight", "a", 100)]


def test_the_bag_is_filled_again_at_the_hub() -> None:
    stops = [stop(id, east(at), weight_g=600) for id, at in (("a", 1000), ("b", 2000), ("c", 500))]
    built = problem(stops, shift(capacity_g=1200, max_trips=2, reload_s=300))
    route, violations = schedule(built, crow(built), "anna", ["a", "b", "c"])
    assert not violations
    assert [visit.trip for visit in route.visits] == [0, 0, 1]
    (again,) = route.reloads
    _, second, third = route.visits
    assert again.before_stop_id == "c" and again.leave_s - again.arrive_s == 300
    assert again.arrive_s - second.leave_s == pytest.approx(2 * LEG_S, abs=2)
    assert third.arrive_s - again.leave_s == pytest.approx(LEG_S / 2, abs=1)
    assert third.travel_s == third.arrive_s - second.leave_s - 300
    assert route.travel_s == sum(visit.travel_s for visit in route.visits) + (third.arrive_s - again.leave_s)


def test_trips_are_cut_where_it_is_cheapest() -> None:
    """Three fit: greedily the cut would come before the last; before the near one it costs nearly nothing."""
    stops = [
        stop(id, east(at), weight_g=400) for id, at in (("a", 3000), ("b", 100), ("c", 3000), ("d", 3100))
    ]
    built = problem(stops, shift(capacity_g=1200, max_trips=2))
    (again,) = schedule(built, crow(built), "anna", ["a", "b", "c", "d"]).route.reloads
    assert again.before_stop_id in ("b", "c")


def test_trips_are_cut_where_the_windows_allow() -> None:
    """Before the near stop would be cheaper, but then that one is late."""
    stops = [
        stop("a", east(3000), weight_g=400),
        stop("b", east(100), hours(9, 9.5), weight_g=400),
        stop("c", east(3000), weight_g=400),
    ]
    free = problem(stops, shift(capacity_g=800, max_trips=2, reload_s=1200))
    assert schedule(free, crow(free), "anna", ["a", "b", "c"]).route.reloads[0].before_stop_id == "c"


def test_more_than_all_trips_hold_is_too_much_in_one_of_them() -> None:
    stops = [stop(id, weight_g=600) for id in "abc"]
    built = problem(stops, shift(capacity_g=1000, max_trips=2))
    assert kinds(built, ["a", "b", "c"]) == [("weight", "c", 200)]
    assert kinds(problem([stop("a", weight_g=1500)], built.shifts[0]), ["a"]) == [("weight", "a", 500)]


def test_the_earliest_break_that_hurts_nobody() -> None:
    noon = Break(hours(9.5, 11), 1800)
    stops = [stop("a", service_s=1800), stop("b", None, hours(9.7, 9.8)), stop("c", east(1500))]
    built = problem(stops, shift(breaks=(noon,)))
    route, violations = schedule(built, crow(built), "anna", ["a", "b", "c"])
    assert not violations
    (taken,) = route.breaks
    assert route.visits[1].leave_s <= taken.start_s < route.visits[2].start_s
    assert taken.end_s - taken.start_s == 1800


def test_a_break_falls_into_waiting_and_on_the_way() -> None:
    waiting = problem(
        [stop("a"), stop("b", None, hours(11, 12))], shift(breaks=(Break(hours(9.1, 10), 1800),))
    )
    route = schedule(waiting, crow(waiting), "anna", ["a", "b"], depart_s=DAY_S + 9 * 3600).route
    assert route.visits[1].start_s == hours(11, 11).start_s
    way = problem([stop("far", east(8000))], shift(breaks=(Break(hours(9.2, 9.3), 900),)))
    route, violations = schedule(way, crow(way), "anna", ["far"])
    (visit,) = route.visits
    assert not violations and route.breaks == (
        BreakTaken(hours(9.2, 9.2).start_s, hours(9.45, 9.45).start_s),
    )
    assert visit.arrive_s - route.depart_s == visit.travel_s + 900 and visit.wait_s == 0


def test_a_break_at_home_is_not_on_the_route() -> None:
    built = problem([stop("a")], shift(breaks=(Break(hours(8, 8.5), 1800), Break(hours(12, 13), 1800))))
    route, violations = schedule(built, crow(built), "anna", ["a"])
    assert not route.breaks and not violations


def test_a_second_break_that_the_first_makes_late() -> None:
    noon = hours(12, 12)
    built = problem([stop("a", service_s=6 * HOUR_S)], shift(breaks=(Break(noon, 1800), Break(noon, 900))))
    found = schedule(built, crow(built), "anna", ["a"], depart_s=DAY_S + 10 * HOUR_S)
    assert [(v.kind, v.amount) for v in found.violations if v.kind == Kind.BREAK] == [(Kind.BREAK, 900)]


def test_nobody_waits_for_a_soft_window_but_leaves_later_for_it() -> None:
    start_s = hours(11, 11).start_s
    soft = SoftWindow(start_s, start_s + 600, early_per_min_s=60)
    built = problem([stop("a", soft=soft)])
    (visit,) = schedule(built, crow(built), "anna", ["a"]).route.visits
    assert visit.start_s == start_s and visit.wait_s == 0
    (visit,) = schedule(built, crow(built), "anna", ["a"], depart_s=DAY_S + 9 * 3600).route.visits
    assert visit.start_s == DAY_S + 9 * 3600 + LEG_S and visit.wait_s == 0


def test_a_long_route_with_every_rule_takes_no_longer_than_a_few_plain_ones() -> None:
    """Twenty milliseconds are promised for 200 stops; a plain route takes about one."""
    soft = SoftWindow(hours(12, 12).start_s, hours(13, 13).end_s, early_per_min_s=9)
    plain = [stop(f"p{i}", east(10 * i), service_s=30) for i in range(200)]
    hard = [stop(f"h{i}", east(10 * i), service_s=30, soft=soft, collect_g=10) for i in range(200)]
    pauses = (Break(hours(11, 12), 900), Break(hours(14, 15), 900))
    busy = shift(capacity_g=70_000, max_trips=5, breaks=pauses, max_travel_s=90_000)

    def fastest_s(one: Problem) -> float:
        matrices, ids, took = crow(one), [stop.id for stop in one.stops], []
        for _ in range(5):
            began = time.process_time()
            schedule(one, matrices, "anna", ids)
            took.append(time.process_time() - began)
        return min(took)

    assert fastest_s(problem(hard, busy)) < 40 * fastest_s(problem(plain))
