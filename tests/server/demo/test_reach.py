"""Is an address left out when any vehicle cannot go there, or cannot come back?"""

import numpy as np

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Place
from server.demo.making.addresses import Address
from server.demo.making.reach import place_of, reachable

HUB = Place(lat=60.0, lon=24.0)
STREET = [Address("Katu", str(n), "00100", 60.0 + n / 1000, 24.0) for n in range(1, 5)]
PLACES = (HUB, *map(place_of, STREET))


def matrix(*cut: tuple[int, int], off_road: frozenset[Place] = frozenset()) -> Matrix:
    seconds = np.full((len(PLACES), len(PLACES)), 60)
    for pair in cut:
        seconds[pair] = UNREACHABLE
    return Matrix(PLACES, seconds, seconds, "table", off_road=off_road)


def test_all_stay_where_all_roads_lead() -> None:
    assert reachable(HUB, STREET, [matrix(), matrix()]) == STREET


def test_no_way_there_no_way_back_or_no_road_near_is_out_for_every_vehicle() -> None:
    one_way = matrix((0, 1), (2, 0))
    off_road = matrix(off_road=frozenset([place_of(STREET[2])]))
    assert reachable(HUB, STREET, [one_way, off_road]) == [STREET[3]]


def test_a_missing_road_between_two_addresses_counts_for_nothing() -> None:
    assert reachable(HUB, STREET, [matrix((1, 2))]) == STREET
