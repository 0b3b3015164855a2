"""Does an ETA follow the last mark, carry its uncertainty, and never lie in the past?"""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from routing.errors import BadValue
from routing.eta import Seen, Spread, etas
from routing.model import Break, Problem
from routing.schedule import schedule
from tests.routing.factories import DAY_S, HOUR_S, crow, day, east, hours, problem, shift, stop

NINE_S = DAY_S + 9 * HOUR_S


def road() -> Problem:
    return problem([stop(id, east(1000 * (i + 1))) for i, id in enumerate("abcd")])


def test_from_the_hub_it_is_the_schedule() -> None:
    built = road()
    matrices = crow(built)
    found = etas(built, matrices, "anna", "abcd", Seen(built.hub, NINE_S), NINE_S)
    timed = schedule(built, matrices, "anna", "abcd", NINE_S).route
    assert [one.arrive_s for one in found] == [visit.arrive_s for visit in timed.visits]
    assert {one.age_s for one in found} == {0} and {one.late_s for one in found} == {0}


def test_a_mark_moves_all_that_comes_after_it() -> None:
    """Half an hour late at the first door: half an hour late at every other."""
    built = road()
    matrices = crow(built)
    planned = etas(built, matrices, "anna", "abcd", Seen(built.hub, NINE_S), NINE_S)
    at_a = planned[0].start_s + 1800
    later = etas(built, matrices, "anna", "bcd", Seen(east(1000), at_a, at_a + 120), at_a)
    assert [one.arrive_s - 1800 for one in later] == [one.arrive_s for one in planned[1:]]


def test_a_fix_half_way_shortens_the_leg() -> None:
    built = road()
    matrices = crow(built)
    found = etas(built, matrices, "anna", ["a"], Seen(east(500), NINE_S), NINE_S)
    whole = etas(built, matrices, "anna", ["a"], Seen(built.hub, NINE_S), NINE_S)
    assert found[0].arrive_s - NINE_S == pytest.approx((whole[0].arrive_s - NINE_S) / 2, abs=2)


def test_the_window_is_wider_the_further_the_stop() -> None:
    built = road()
    found = etas(built, crow(built), "anna", "abcd", Seen(built.hub, NINE_S), NINE_S)
    widths = [one.latest_s - one.earliest_s for one in found]
    assert widths == sorted(widths) and widths[0] > 60
    assert all(one.earliest_s < one.start_s < one.latest_s for one in found)


def test_nobody_arrives_before_now_and_an_old_position_says_how_old_it_is() -> None:
    built = road()
    matrices = crow(built)
    seen, now = Seen(built.hub, NINE_S), NINE_S + 1200
    fresh = etas(built, matrices, "anna", "ab", seen, NINE_S)
    old = etas(built, matrices, "anna", "ab", seen, now)
    assert old[0].arrive_s == now and old[0].earliest_s == now and old[0].age_s == 1200
    assert old[1].arrive_s > now
    # He may still stand where he was seen: the whole leg is still possible.
    assert old[0].latest_s - now >= fresh[0].arrive_s - NINE_S


def test_not_before_now_where_a_break_lies_between_an_old_position_and_now() -> None:
    """Who has had his break meanwhile is there sooner than who had it ahead of him."""
    pause = Break(hours(9.5, 9.6), 1800)
    built = problem([stop("a", east(1000)), stop("b", east(2000))], shift(breaks=(pause,)))
    for now in range(NINE_S, NINE_S + 3 * HOUR_S, 600):
        found = etas(built, crow(built), "anna", "ab", Seen(built.hub, NINE_S), now)
        assert now <= found[0].earliest_s <= found[0].start_s < found[1].start_s


def test_at_a_door_that_opens_later() -> None:
    built = problem([stop("a", east(1000), hours(11, 12))])
    (one,) = etas(built, crow(built), "anna", "a", Seen(east(1000), NINE_S), NINE_S)
    assert (one.arrive_s, one.start_s) == (NINE_S, hours(11, 12).start_s)
    assert one.earliest_s == one.latest_s == one.start_s


def test_age_makes_the_window_later_not_earlier() -> None:
    built = problem([stop("far", east(9000))])
    matrices = crow(built)
    fresh, old = (
        etas(built, matrices, "anna", ["far"], Seen(built.hub, NINE_S), NINE_S + age)[0] for age in (0, 300)
    )
    assert old.start_s == fresh.start_s and old.latest_s == fresh.latest_s + 300
    assert (old.age_s, fresh.age_s) == (300, 0)


def test_a_running_service_is_no_lost_time() -> None:
    built = road()
    matrices = crow(built)
    seen = Seen(east(1000), NINE_S, NINE_S + 600)
    early, late = (etas(built, matrices, "anna", "b", seen, NINE_S + age)[0] for age in (0, 590))
    assert (early.latest_s, late.latest_s) == (late.latest_s, early.latest_s) and late.age_s == 590


def test_service_is_not_before_the_window_and_waiting_swallows_delay() -> None:
    built = problem([stop("a", east(3000), hours(10, 11)), stop("b", east(6000))])
    found = etas(built, crow(built), "anna", "ab", Seen(built.hub, NINE_S), NINE_S)
    assert found[0].start_s == found[0].earliest_s == found[0].latest_s == hours(10, 11).start_s
    assert found[0].arrive_s < found[0].start_s
    assert found[1].earliest_s < found[1].start_s < found[1].latest_s


def test_a_break_swallows_nothing() -> None:
    pause = Break(hours(9, 9.1), 1800)
    built = problem([stop("a", east(3000))], shift(breaks=(pause,)))
    plain = problem([stop("a", east(3000))])
    seen = Seen(built.hub, NINE_S)
    rested, other = (etas(p, crow(p), "anna", ["a"], seen, NINE_S)[0] for p in (built, plain))
    assert rested.start_s == other.start_s + 1800
    assert rested.latest_s - rested.start_s == other.latest_s - other.start_s


def test_late_is_said_in_seconds() -> None:
    built = problem([stop("a", east(3000), hours(8, 9))])
    (only,) = etas(built, crow(built), "anna", ["a"], Seen(built.hub, NINE_S), NINE_S)
    assert only.late_s == only.start_s - NINE_S > 0


def test_after_the_end_of_his_shift_he_is_still_timed() -> None:
    built = road()
    (only,) = etas(built, crow(built), "anna", "a", Seen(built.hub, DAY_S + 19 * HOUR_S), DAY_S + 19 * HOUR_S)
    assert only.arrive_s > DAY_S + 19 * HOUR_S


def test_a_head_and_other_couriers_do_not_matter() -> None:
    built = road()
    locked = replace(built, shifts=(replace(built.shifts[0], head=("a", "b")), shift("ben")))
    seen = Seen(east(2000), NINE_S)
    assert etas(locked, crow(built), "anna", "cd", seen, NINE_S) == etas(
        built, crow(built), "anna", "cd", seen, NINE_S
    )


def test_the_window_holds_nine_days_of_ten() -> None:
    """Drawn as the spread says: a factor of the day and one of the leg, one in twenty beyond each end."""
    chance = random.Random(4)
    built = problem([stop(str(i), east(1500 * (i % 2) + 200 * i), service_s=240) for i in range(12)])
    matrices = crow(built)
    ids = [one.id for one in built.stops]
    found = etas(built, matrices, "anna", ids, Seen(built.hub, NINE_S), NINE_S)
    legs = [visit.travel_s for visit in schedule(built, matrices, "anna", ids, NINE_S).route.visits]
    inside = total = 0
    for _ in range(300):
        day_factor, now = chance.gauss(0, 1), NINE_S
        for leg, eta in zip(legs, found, strict=True):
            now += leg * _factor(chance, day_factor, 0.8, 1.4)
            inside += eta.earliest_s <= now <= eta.latest_s
            total += 1
            now += 240 * _factor(chance, day_factor, 0.5, 2.0)
    assert 0.82 <= inside / total <= 0.97


def _factor(chance: random.Random, shared: float, low: float, high: float) -> float:
    """A factor with these quantiles around 1; its square is shared to three tenths."""
    drawn = 0.3**0.5 * shared + 0.7**0.5 * chance.gauss(0, 1)
    return 1 + drawn / 1.645 * (high - 1 if drawn > 0 else 1 - low)


def test_a_spread_that_cannot_be_is_refused() -> None:
    for wrong in ({"travel_low": 1.2}, {"service_high": 0.5}, {"shared": 2.0}):
        with pytest.raises(BadValue):
            Spread(**wrong)


def test_of_two_hundred_stops_in_milliseconds() -> None:
    built = day(200, 1, 5)
    matrices = crow(built)
    ids = [one.id for one in built.stops]
    best = 1.0
    for _ in range(5):
        began = time.process_time()
        etas(built, matrices, "c0", ids, Seen(built.hub, NINE_S), NINE_S)
        best = min(best, time.process_time() - began)
    assert best < 0.05
