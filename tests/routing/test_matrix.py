"""Are travel figures kept, extended, stored and marked as they should be?"""

from __future__ import annotations

import numpy as np
import pytest
from geopy.distance import great_circle as geopy_great_circle

from routing.errors import BadValue, NoFigures
from routing.matrix import FACTOR, SPEED_MPS, UNREACHABLE, Matrix, great_circle, great_circle_m, source_of
from routing.model import Place
from tests.routing.factories import HUB, east, without_road

FAR = Place(-33.9, 151.2)


def test_great_circle_is_geopys() -> None:
    places = [HUB, east(1234), FAR, Place(60.17, -155.06)]
    table = great_circle_m(places, places)
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            exact = geopy_great_circle((a.lat, a.lon), (b.lat, b.lon)).meters
            assert table[i, j] == pytest.approx(exact, abs=1e-3)


def test_without_roads_it_is_the_great_circle_times_a_factor_at_the_vehicles_speed() -> None:
    leg = great_circle([HUB, east(1000)], "foot").leg(HUB, east(1000))
    assert leg.metres == pytest.approx(1000 * FACTOR, abs=2)
    assert leg.seconds == pytest.approx(leg.metres / SPEED_MPS["foot"], abs=1)
    assert not leg.estimated


def test_unreachable_is_none_in_a_leg_and_negative_in_the_table() -> None:
    matrix = without_road(great_circle([HUB, east(1000)]), (HUB, east(1000)))
    assert matrix.leg(HUB, east(1000)).seconds is None
    assert matrix.leg(east(1000), HUB).seconds is not None
    assert matrix.seconds[0, 1] == UNREACHABLE
    assert matrix.cut_off(HUB) == (east(1000),)


def test_a_place_not_held_is_estimated_and_marked() -> None:
    matrix = great_circle([HUB, east(1000)])
    leg = matrix.leg(HUB, east(500))
    assert leg.estimated and leg == matrix.extended(east(500)).leg(HUB, east(500))


def test_extending_keeps_what_was_measured() -> None:
    matrix = without_road(great_circle([HUB, east(1000)]), (HUB, east(1000)))
    longer = matrix.extended(east(2000), HUB, east(2000))
    assert longer.places == (HUB, east(1000), east(2000))
    assert longer.estimated == {east(2000)}
    assert np.array_equal(longer.seconds[:2, :2], matrix.seconds)
    assert not longer.leg(east(1000), HUB).estimated and longer.leg(east(2000), HUB).estimated
    assert matrix.extended(HUB) is matrix


def test_stored_and_read_again_it_is_the_same() -> None:
    matrix = without_road(great_circle([HUB, east(1000), FAR], "car"), (HUB, FAR)).extended(east(5))
    again = Matrix.from_bytes(matrix.to_bytes())
    assert again.places == matrix.places and again.profile == "car" and again.estimated == {east(5)}
    assert np.array_equal(again.seconds, matrix.seconds) and np.array_equal(again.metres, matrix.metres)
    assert again.sha256() == matrix.sha256()
    loose = Matrix.from_bytes(matrix.to_bytes(compressed=False))
    assert loose.sha256() == matrix.sha256()


def test_the_hash_sees_one_second() -> None:
    matrix = great_circle([HUB, east(1000)])
    other = np.array(matrix.seconds)
    other[0, 1] += 1
    changed = Matrix(matrix.places, other, matrix.metres, matrix.source, matrix.profile)
    assert changed.sha256() != matrix.sha256()


@pytest.mark.parametrize("data", [b"", b"not a matrix", great_circle([HUB, FAR]).to_bytes()[:-200]])
def test_torn_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NoFigures):
        Matrix.from_bytes(data)


def test_tables_that_do_not_fit_are_refused() -> None:
    zero, minus = np.zeros((2, 2)), np.full((2, 2), UNREACHABLE)
    with pytest.raises(BadValue):
        Matrix((HUB,), zero, zero, "x")
    with pytest.raises(BadValue):
        Matrix((HUB, HUB), zero, zero, "x")
    with pytest.raises(BadValue, match="agree"):
        Matrix((HUB, FAR), zero, minus, "x")
    with pytest.raises(ValueError, match="read-only"):
        great_circle([HUB, FAR]).seconds[0, 1] = 5


def test_the_plan_names_every_source() -> None:
    foot, car = great_circle([HUB], "foot"), great_circle([HUB], "car", factor=1.5)
    assert source_of({"foot": foot}) == "great circle x 1.3"
    assert source_of({"foot": foot, "car": car}) == "car: great circle x 1.5; foot: great circle x 1.3"


def test_an_unknown_place_has_no_index() -> None:
    with pytest.raises(NoFigures):
        great_circle([HUB]).index(FAR)


def test_each_place_cut_off_says_which_way_is_missing() -> None:
    there, back, off, fine = (east(metres) for metres in (1000, 2000, 3000, 4000))
    whole = great_circle([HUB, there, back, off, fine])
    cut = without_road(whole, (HUB, there), (back, HUB), (HUB, off), (off, HUB))
    matrix = Matrix(cut.places, cut.seconds, cut.metres, "x", off_road=frozenset({off}))
    assert matrix.why_cut_off(HUB) == {there: "no-way-there", back: "no-way-back", off: "off-road"}
    assert matrix.why_no_way(back, HUB, fine) is None, "he may go home elsewhere"
    assert matrix.why_no_way(FAR, HUB, HUB) is None, "a place not held is guessed"


def test_a_hub_off_the_road_is_to_blame_itself() -> None:
    whole = without_road(great_circle([HUB, FAR]), (HUB, FAR), (FAR, HUB))
    matrix = Matrix(whole.places, whole.seconds, whole.metres, "x", off_road=frozenset({HUB}))
    assert list(matrix.why_cut_off(HUB).items()) == [(HUB, "off-road"), (FAR, "no-way-there")]
