"""Does a courier's receiver behave like one, and does he follow his line?"""

import random

import pytest

from server.day import gps

HUB = (60.1704, 24.9455)
# A kilometre east, then one north, in steps of 100 m.
STEP_LAT, STEP_LON = 0.0009, 0.00181
LINE = [(HUB[0], HUB[1] + n * STEP_LON) for n in range(11)]
LINE += [(HUB[0] + n * STEP_LAT, LINE[10][1]) for n in range(1, 11)]


def test_a_way_is_as_long_as_its_legs() -> None:
    way = gps.Way(LINE)
    assert way.length_m == pytest.approx(2000, rel=0.02)
    assert way.at(-5) == HUB
    assert way.at(1e9) == LINE[-1]
    assert gps.distance_m(way.at(500), HUB) == pytest.approx(500, rel=0.01)


def test_a_place_is_met_where_the_way_first_comes_near_it_and_not_before() -> None:
    there_and_back = gps.Way([*LINE, *reversed(LINE[:-1])])
    door = (LINE[5][0] + 0.0001, LINE[5][1])
    first, off_m = there_and_back.meet(door)
    assert first == pytest.approx(500, rel=0.02)
    assert off_m == pytest.approx(11, abs=1)
    second, _ = there_and_back.meet(door, from_m=1500)
    assert second == pytest.approx(3500, rel=0.02)


def test_readings_are_noisy_but_mostly_within_their_accuracy() -> None:
    readings = [gps.read(random.Random(n), HUB, 4.0) for n in range(2000)]
    off = [gps.distance_m((one.lat, one.lon), HUB) for one in readings]
    inside = sum(metres <= one.accuracy_m for metres, one in zip(off, readings, strict=True))
    assert 0.9 < inside / len(readings) < 0.999
    wild = [one for one in readings if one.accuracy_m > 100]
    assert 5 <= len(wild) <= 50
    assert len({(one.lat, one.lon) for one in readings}) > 1500
    assert 3.8 < sum(one.speed_mps for one in readings) / len(readings) < 4.2


def test_the_same_luck_reads_the_same() -> None:
    assert gps.read(random.Random("a"), HUB, 4.0) == gps.read(random.Random("a"), HUB, 4.0)


def test_a_way_needs_a_point() -> None:
    with pytest.raises(ValueError, match="point"):
        gps.Way([])
