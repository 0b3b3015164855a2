"""Is sea on the right of the coastline, wherever the extract cut it?"""

import pytest
from shapely.geometry import Point

from server.basemap.coast import Line, land_and_sea

FRAME = (0.0, 0.0, 10.0, 10.0)
NORTHWARD: Line = [(5.0, -1.0), (5.0, 5.0), (5.0, 11.0)]  # land lies on the left: in the west
ISLAND: Line = [(7.0, 4.0), (9.0, 4.0), (9.0, 6.0), (7.0, 6.0), (7.0, 4.0)]  # counterclockwise: land inside


def seen(coast: list[Line], lon: float, lat: float) -> str:
    land, sea = land_and_sea(coast, FRAME)
    found = [name for name, area in (("land", land), ("sea", sea)) if area.contains(Point(lon, lat))]
    assert len(found) == 1
    return found[0]


def test_without_a_coast_all_is_land() -> None:
    land, sea = land_and_sea([], FRAME)
    assert land.area == 100
    assert sea.is_empty


def test_land_is_left_and_sea_right_of_the_line() -> None:
    assert (seen([NORTHWARD], 2, 5), seen([NORTHWARD], 8, 2)) == ("land", "sea")
    assert (seen([NORTHWARD[::-1]], 2, 5), seen([NORTHWARD[::-1]], 8, 2)) == ("sea", "land")


def test_an_island_is_land_and_a_lagoon_is_sea() -> None:
    assert seen([NORTHWARD, ISLAND], 8, 5) == "land"
    assert seen([NORTHWARD, ISLAND], 6, 5) == "sea"
    assert seen([ISLAND[::-1]], 8, 5) == "sea"
    assert seen([ISLAND[::-1]], 2, 2) == "land"


def test_a_coast_in_pieces_is_one_coast() -> None:
    assert seen([NORTHWARD[1:], NORTHWARD[:2]], 8, 2) == "sea"


def test_a_coast_cut_just_before_the_frame_is_prolonged_to_it() -> None:
    assert seen([[(5.0, 0.3), (5.0, 9.8)]], 8, 2) == "sea"


def test_a_coast_that_ends_in_the_middle_parts_nothing() -> None:
    land, sea = land_and_sea([[(5.0, -1.0), (5.0, 5.0)]], FRAME)
    assert land.area == pytest.approx(100)
    assert sea.is_empty


def test_land_and_sea_together_are_the_frame() -> None:
    land, sea = land_and_sea([NORTHWARD, ISLAND], FRAME)
    assert land.area + sea.area == pytest.approx(100)
    assert land.area == pytest.approx(54)
