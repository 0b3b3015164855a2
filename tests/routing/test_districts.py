"""Are the districts of a day even, compact, apart from each other, and like yesterday's when the day is?"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.districts import Demand, District, Seed, districts
from routing.errors import BadValue, DuplicateId
from routing.matrix import Matrix, great_circle
from routing.model import Place
from routing.zones import Zone, locate_many, overlaps
from tests.routing.factories import HUB, east, without_road


def a_day(count: int, seed: int) -> list[Demand]:
    """Orders of one town: where they come from is the same every day, which ones come is not."""
    town, day = random.Random(7), random.Random(seed)
    quarters = [(town.gauss(0, 0.02), town.gauss(0, 0.04)) for _ in range(5)]
    found = []
    for number in range(count):
        north, east_of = day.choice(quarters)
        place = Place(HUB.lat + north + day.gauss(0, 0.008), HUB.lon + east_of + day.gauss(0, 0.016))
        found.append(Demand(f"order-{number}", place, day.choice([120, 180, 300])))
    return found


def drawn(day: Sequence[Demand], count: int, **how: object) -> tuple[District, ...]:
    matrix = great_circle([HUB, *(demand.place for demand in day)])
    return districts(day, matrix, HUB, count, **how)  # type: ignore[arg-type]


def zones(found: Sequence[District]) -> list[Zone]:
    return [Zone(one.id, one.id, 0, one.geometry) for one in found]


def of_order(found: Sequence[District]) -> dict[str, str]:
    return {id: one.id for one in found for id in one.stop_ids}


def kept(day: Sequence[Demand], today: Sequence[District], yesterday: Sequence[District]) -> float:
    """The share of today's orders that yesterday's map would have given to the same district."""
    before = locate_many([demand.place for demand in day], zones(yesterday))
    own = of_order(today)
    same = [zone and zone.id == own[d.id] for d, zone in zip(day, before, strict=True)]
    return sum(map(bool, same)) / len(day)


DAY = a_day(150, 1)
FOUND = drawn(DAY, 8)


def test_every_order_is_in_one_district_and_in_its_polygon() -> None:
    assert sorted(id for one in FOUND for id in one.stop_ids) == sorted(demand.id for demand in DAY)
    inside = locate_many([demand.place for demand in DAY], zones(FOUND))
    assert {d.id: zone and zone.id for d, zone in zip(DAY, inside, strict=True)} == of_order(FOUND)


def test_districts_are_even_in_expected_minutes() -> None:
    loads = np.array([one.expected_s for one in FOUND])
    assert len(loads) == 8 and loads.max() <= 1.05 * loads.mean() and loads.min() >= 0.9 * loads.mean()


def test_a_far_district_gets_less_work_for_its_way_from_the_hub() -> None:
    near = [Demand(f"near-{n}", east(200 + n), 600) for n in range(20)]
    far = [Demand(f"far-{n}", east(20_000 + n), 600) for n in range(20)]
    found = {one.centre: one for one in drawn([*near, *far], 2)}
    there = max(found, key=lambda place: place.lon)
    here = min(found, key=lambda place: place.lon)
    assert there.lon - HUB.lon > 0.2, "out there"
    assert len(found[there].stop_ids) < len(found[here].stop_ids)


def test_districts_touch_but_never_overlap_and_hang_together() -> None:
    assert overlaps(zones(FOUND), least_m2=0.01) == []
    assert {one.geometry["type"] for one in FOUND} == {"Polygon"}


def test_districts_are_compact() -> None:
    """Far nearer to their centres than if as many orders were dealt out one by one."""

    def spread(groups: Sequence[Sequence[Place]]) -> float:
        tables = [great_circle(group).metres for group in groups]
        return sum(float(table.mean() * len(table)) for table in tables)

    by_id = {demand.id: demand.place for demand in DAY}
    dealt = [[demand.place for demand in DAY[n::8]] for n in range(8)]
    assert spread([[by_id[id] for id in one.stop_ids] for one in FOUND]) < 0.4 * spread(dealt)


def test_the_same_day_gives_the_same_districts_whatever_the_process() -> None:
    assert drawn(DAY, 8) == FOUND
    assert drawn(DAY, 8, seed=0) == FOUND


def test_a_similar_day_keeps_its_districts() -> None:
    seeds = [Seed(one.id, one.centre, one.geometry) for one in FOUND]
    for seed in (2, 3):
        day = a_day(150, seed)
        warm, cold = drawn(day, 8, yesterday=seeds), drawn(day, 8, seed=seed)
        assert [one.id for one in warm] == [one.id for one in FOUND]
        assert kept(day, warm, FOUND) > 0.6 > kept(day, cold, FOUND)
        loads = np.array([one.expected_s for one in warm])
        assert loads.max() <= 1.15 * loads.mean() and loads.min() >= 0.8 * loads.mean()
    assert kept(DAY, drawn(DAY, 8, yesterday=seeds), FOUND) > 0.95, "the very same day"


def test_more_couriers_add_districts_and_fewer_take_the_quietest_away() -> None:
    seeds = [Seed(one.id, one.centre, one.geometry) for one in FOUND]
    more, fewer = drawn(DAY, 10, yesterday=seeds), drawn(DAY, 6, yesterday=seeds)
    assert [one.id for one in more] == [*(one.id for one in FOUND), "9", "10"]
    assert {one.id for one in fewer} < {one.id for one in FOUND} and len(fewer) == 6


def test_roads_decide_not_straight_lines() -> None:
    """A river runs between two banks: over it is far, along it near."""
    banks = [[Place(HUB.lat + side * 0.002, HUB.lon + n * 0.004) for n in range(8)] for side in (0, 1)]
    everyone = [HUB, *banks[0], *banks[1]]
    flat = great_circle(dict.fromkeys(everyone))
    seconds = np.array(flat.seconds)
    south = np.array([place.lat < HUB.lat + 0.001 for place in flat.places])
    seconds[np.ix_(south, ~south)] += 6000
    seconds[np.ix_(~south, south)] += 6000
    matrix = Matrix(flat.places, seconds, flat.metres, "river")
    day = [
        Demand(f"{side}-{n}", place, 300) for side, bank in enumerate(banks) for n, place in enumerate(bank)
    ]
    found = districts(day, matrix, east(-50), 2)
    assert sorted("".join(sorted({id[0] for id in one.stop_ids})) for one in found) == ["0", "1"]


def test_one_building_is_never_parted_and_islands_are_no_trouble() -> None:
    home = east(500)
    day = [Demand(f"flat-{n}", home, 300) for n in range(9)] + [
        Demand("b", east(900)),
        Demand("c", east(1500)),
    ]
    matrix = without_road(great_circle([HUB, home, east(900), east(1500)]), (home, east(900)), (HUB, home))
    found = districts(day, matrix, HUB, 2)
    assert {f"flat-{n}" for n in range(9)} in [set(one.stop_ids) for one in found]


@pytest.mark.parametrize("count", [0, -1, 1.5, True])
def test_a_count_that_is_none_is_refused(count: object) -> None:
    with pytest.raises(BadValue):
        drawn(DAY, count)  # type: ignore[arg-type]


def test_an_empty_day_has_no_districts_and_ids_are_unique() -> None:
    assert drawn([], 3) == ()
    with pytest.raises(DuplicateId):
        drawn([Demand("a", HUB), Demand("a", east(5))], 1)


PLACES = st.builds(
    lambda lat, lon: Place(round(60 + lat, 3), round(25 + lon, 3)), *[st.floats(-0.05, 0.05)] * 2
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(PLACES, st.integers(0, 900)), min_size=1, max_size=25),
    st.integers(1, 6),
    st.integers(0, 3),
)
def test_any_day_is_shared_out_whole(found: list[tuple[Place, int]], count: int, seed: int) -> None:
    day = [Demand(str(n), place, service_s) for n, (place, service_s) in enumerate(found)]
    made = drawn(day, count, seed=seed)
    assert len(made) == min(count, len({place for place, _ in found}))
    assert sorted(id for one in made for id in one.stop_ids) == sorted(demand.id for demand in day)
    assert all(one.stop_ids for one in made) and overlaps(zones(made), least_m2=1) == []
    inside = locate_many([demand.place for demand in day], zones(made))
    assert all(zone is not None for zone in inside)


def test_a_town_on_the_180th_meridian_is_drawn_on_both_sides() -> None:
    day = [
        Demand(str(n), Place(-17 + n % 3 * 0.01, (179.97 + n * 0.01 + 180) % 360 - 180), 60) for n in range(9)
    ]
    found = drawn(day, 3)
    inside = locate_many([demand.place for demand in day], zones(found))
    assert [zone and zone.id for zone in inside] == [of_order(found)[demand.id] for demand in day]
