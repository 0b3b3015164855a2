"""Are the answers of a Valhalla server understood: its matrix, its islands, its way, its matching?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from routing.errors import RoadsError
from routing.matrix import UNREACHABLE
from routing.roads.osrm import OsrmRoads
from routing.roads.valhalla import ValhallaServer
from routing.tracking import Gap
from tests.routing.roads.servers import answering, recorded_valhalla
from tests.routing.roads.test_match import drive
from tests.routing.roads.town import ISLAND, NOWHERE, TRAP_END, at

HUB = at(600, 600)
PLACES = [HUB, at(1200, 1200), ISLAND, at(900, 963), TRAP_END, NOWHERE]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with recorded_valhalla() as found:
        yield found


@pytest.fixture
def server(url: str) -> ValhallaServer:
    return ValhallaServer(url + "/", "bicycle", side=2)


def test_its_matrix_is_near_the_engines_and_names_the_same_places(
    server: ValhallaServer, roads: OsrmRoads
) -> None:
    theirs, ours = server.matrix(PLACES), roads.matrix(PLACES)
    assert theirs.off_road == ours.off_road == {ISLAND, TRAP_END, NOWHERE}
    assert theirs.metres == pytest.approx(ours.metres, abs=20)
    assert theirs.seconds[0, 1] == pytest.approx(ours.seconds[0, 1], rel=0.3), "another idea of cyclists"
    assert theirs.seconds[0, 2] == UNREACHABLE and theirs.source.startswith("valhalla server ")


def test_its_way_has_a_line_and_turns(server: ValhallaServer) -> None:
    path = server.path([HUB, at(600, 1200), at(1200, 1200)])
    assert path.metres == pytest.approx(1200, abs=5) and len(path.legs) == 2
    assert [step.manoeuvre for step in path.legs[0]] == ["depart", "arrive"]
    assert path.line[0].lat == pytest.approx(HUB.lat, abs=1e-5) and path.legs[1][0].street == "Row 10"
    with pytest.raises(RoadsError):
        server.path([HUB])


def test_its_nearest_road_may_be_an_island(server: ValhallaServer) -> None:
    assert server.nearest(ISLAND).street == "Island Lane"


def test_its_matching_finds_what_was_driven(server: ValhallaServer) -> None:
    seen = [fix for fix in drive([(240, 600), (1800, 600)]) if not 100 < fix.at_s < 300]
    matched = server.match(seen)
    assert len(matched.pieces) == 2 and matched.gaps == (Gap(100, 300),)
    assert matched.metres == pytest.approx(1560 - 800, rel=0.06)


def test_a_place_far_from_all_roads_has_no_way(server: ValhallaServer) -> None:
    with pytest.raises(RoadsError) as refused:
        server.path([HUB, at(0, 100_000)])
    assert refused.value.code == "no-way"


def test_older_servers_answer_in_cells(url: str) -> None:
    """Before 3.2 `verbose` was not known: each pair is an object, and null where there is no way."""

    def answer(path: str, body: object) -> tuple[int, object]:
        edge = {
            "correlated_lat": 0,
            "correlated_lon": 0,
            "distance": 3,
            "outbound_reach": 50,
            "inbound_reach": 50,
        }
        cells = [
            [{"time": 0, "distance": 0}, {"time": 60, "distance": 0.25}],
            [{"time": None, "distance": None}] * 2,
        ]
        return 200, [{"edges": [edge]}] * 2 if path == "/locate" else {"sources_to_targets": cells}

    with answering(answer) as old:
        matrix = ValhallaServer(old + "/", "car").matrix([HUB, at(0, 0)])
    assert (matrix.seconds[0, 1], matrix.metres[0, 1], matrix.seconds[1, 0]) == (60, 250, UNREACHABLE)
    assert not matrix.off_road


@pytest.mark.parametrize("answer", [{}, {"sources_to_targets": {"durations": [[0]], "distances": [[0]]}}, []])
def test_a_table_of_another_size_is_no_answer(answer: object) -> None:
    edge = {"distance": 3, "outbound_reach": 50, "inbound_reach": 50}
    found = [{"edges": [edge]}, {"edges": [edge]}]
    with (
        answering(lambda path, body: (200, found if path == "/locate" else answer)) as url,
        pytest.raises(RoadsError) as refused,
    ):
        ValhallaServer(url + "/", "car").matrix([HUB, at(0, 0)])
    assert refused.value.code == "roads-unreachable"
