"""Is the cheapest place for one more stop really the cheapest that fits?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.insertion import Lines, Slot, fill
from routing.schedule import schedule
from tests.routing.factories import HUB, crow, day, east, hours, problem, shift, stop, without_road


def by_trying(built, matrices, orders, new) -> int | None:
    """The least extra travel over all positions that `schedule` finds nothing wrong with."""
    found = []
    for one, ids in zip(built.shifts, orders, strict=True):
        before = schedule(built, matrices, one.id, ids).route.travel_s
        for at in range(len(ids) + 1):
            tried = [*ids[:at], new.id, *ids[at:]]
            route, violations = schedule(built, matrices, one.id, tried, depart_s=one.window.start_s)
            if not violations:
                found.append(route.travel_s - before)
    return min(found, default=None)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_slot_is_the_one_that_trying_every_position_finds(seed: int) -> None:
    built = day(14, 2, seed)
    matrices = crow(built)
    orders = fill(built, matrices, ((), ()))
    dropped = next((ids[len(ids) // 2] for ids in orders if ids), None)
    orders = tuple(tuple(id for id in ids if id != dropped) for ids in orders)
    served = {id for ids in orders for id in ids}
    for new in built.stops:
        if new.id not in served:
            slot = Lines(built, matrices, orders).best(new)
            assert (slot.extra_s if slot else None) == by_trying(built, matrices, orders, new)


def test_filling_keeps_what_is_there_and_every_rule() -> None:
    built = day(40, 3, 5)
    matrices = crow(built)
    begun = tuple(ids[:3] for ids in fill(built, matrices, ((), (), ())))
    orders = fill(built, matrices, begun)
    for one, ids, kept in zip(built.shifts, orders, begun, strict=True):
        assert not schedule(built, matrices, one.id, ids).violations
        assert [id for id in ids if id in kept] == list(kept)
    assert sum(map(len, orders)) > sum(map(len, begun))


def test_a_stop_dearer_than_leaving_it_out_stays_out() -> None:
    built = problem([stop("near", drop_cost_s=10_000), stop("far", east(9000), drop_cost_s=100)])
    assert fill(built, crow(built), ((),)) == (("near",),)


def test_filling_ends_when_told() -> None:
    built = problem([stop("a"), stop("b")])
    assert fill(built, crow(built), ((),), lambda: True) == ((),)


@pytest.mark.parametrize("pair", [(HUB, east(1000)), (east(1000), HUB)])
def test_a_one_way_trap_is_never_entered(pair) -> None:
    built = problem([stop("a")])
    matrices = {"bicycle": without_road(crow(built)["bicycle"], pair)}
    assert Lines(built, matrices, ((),)).best(built.stop("a")) is None


def test_the_loads_that_leave_no_room_are_named() -> None:
    built = problem([stop("a", parcels=3)], shift(capacity_g=500, capacity_parcels=2, max_stops=0))
    assert Lines(built, crow(built), ((),)).lines[0].room_for(built.stop("a")) == (
        "weight",
        "parcels",
        "max-stops",
    )


def test_the_window_with_the_latest_fitting_arrival_counts() -> None:
    stops = [stop("a", None, hours(10, 10.5), hours(14, 15)), stop("b", east(1200), hours(12, 13))]
    built = problem(stops)
    slot = Lines(built, crow(built), (("a",),)).best(built.stop("b"))
    assert slot is not None and slot.position == 0


def test_of_empty_shifts_that_are_all_alike_one_is_looked_at() -> None:
    """And the answer is the one of looking at all of them; a stop locked to one of them gets that one."""
    crew = [shift(f"c{n}", capacity_parcels=2) for n in range(30)]
    built = problem([stop(f"s{n}", east(300 * n)) for n in range(12)], *crew)
    lines = Lines(built, crow(built), tuple(() for _ in crew))
    asked = []
    for line in lines.lines:
        honest = line.best
        line.best = lambda one, honest=honest: (asked.append(1), honest(one))[1]  # type: ignore[method-assign]
    assert lines.best(built.stops[3]) == Slot(0, 0, lines.lines[29].best(built.stops[3])[0])
    assert len(asked) == 2
    locked = problem([stop("mine", shift_id="c7")], *crew)
    assert fill(locked, crow(locked), tuple(() for _ in crew))[7] == ("mine",)
