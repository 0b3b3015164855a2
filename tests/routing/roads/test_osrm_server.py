"""Does an OSRM server by URL give what the engine in the process gives, and is its silence told?"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from routing.errors import RoadsError
from routing.model import Place
from routing.roads.osrm import OsrmRoads
from routing.roads.osrm_server import OsrmServer
from routing.roads.sources import open_url, read_urls
from tests.ports import free_port
from tests.routing.roads.servers import answering, osrm_routed
from tests.routing.roads.test_match import drive
from tests.routing.roads.town import ISLAND, NOWHERE, TRAP_END, at

HUB = at(600, 600)
PLACES = [HUB, *(at(120 * n, 77 * n) for n in range(1, 12)), ISLAND, TRAP_END, NOWHERE]


@pytest.fixture(scope="module")
def url(built: Path) -> Iterator[str]:
    with osrm_routed(built, most=8) as found:
        yield found


@pytest.fixture
def server(url: str) -> OsrmServer:
    return OsrmServer(url + "/", "bicycle", limit=8)


def test_its_matrix_in_blocks_is_the_engines(server: OsrmServer, roads: OsrmRoads) -> None:
    theirs, ours = server.matrix(PLACES), roads.matrix(PLACES)
    assert np.array_equal(theirs.seconds, ours.seconds) and np.array_equal(theirs.metres, ours.metres)
    assert theirs.off_road == ours.off_road == {ISLAND, TRAP_END, NOWHERE}
    assert theirs.source.startswith("osrm server 127.0.0.1:")


def test_a_table_beyond_the_servers_limit_is_refused_in_words(url: str) -> None:
    with pytest.raises(RoadsError, match="Too many table coordinates") as refused:
        OsrmServer(url + "/", "bicycle", limit=100).matrix(PLACES)
    assert refused.value.code == "roads-refused"


def test_its_way_and_nearest_are_the_engines(server: OsrmServer, roads: OsrmRoads) -> None:
    corners = [at(120 * n, 240 * (n % 2)) for n in range(12)]
    theirs, ours = server.path(corners), roads.path(corners)
    assert (theirs.metres, len(theirs.legs)) == (pytest.approx(ours.metres, abs=2), 11)
    assert theirs.line == ours.line, "pieces of eight places, joined"
    assert server.nearest(ISLAND).street == "Island Lane"


def test_its_matching_is_the_engines(url: str, built: Path, roads: OsrmRoads) -> None:
    fixes = drive([(240, 600), (960, 600), (960, 1200)])
    with osrm_routed(built) as wide:
        theirs, ours = OsrmServer(wide + "/", "bicycle").match(fixes), roads.match(fixes)
        assert (theirs.metres, theirs.pieces) == (ours.metres, ours.pieces)
        assert OsrmServer(wide + "/", "bicycle").match([]).pieces == ()


@pytest.mark.parametrize("places", [[], [HUB], [NOWHERE]])
def test_small_tables(server: OsrmServer, places: list[Place]) -> None:
    matrix = server.matrix(places)
    assert matrix.places == tuple(places) and matrix.off_road == frozenset(places) - {HUB}


@pytest.mark.parametrize(
    "answer",
    [(500, {"code": "x"}), (200, b"<html>"), (502, b""), (200, {"code": "Ok"}), (200, [])],
)
def test_an_answer_that_is_none_is_told_as_such(answer: tuple[int, object]) -> None:
    with answering(lambda path, body: answer) as url, pytest.raises(RoadsError) as refused:
        OsrmServer(url + "/", "car").matrix(PLACES[:2])
    assert refused.value.code == "roads-unreachable"
    assert "does not answer" in str(refused.value) or "gave no" in str(refused.value)


def test_nobody_there_and_a_silent_one_are_told() -> None:
    with pytest.raises(RoadsError, match=r"127\.0\.0\.1") as refused:
        OsrmServer(f"http://user:secret@127.0.0.1:{free_port()}/", "car").matrix(PLACES[:2])
    assert refused.value.code == "roads-unreachable" and "secret" not in str(refused.value)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(RoadsError) as late:
        OsrmServer(f"http://127.0.0.1:{silent.getsockname()[1]}/", "car", timeout_s=0.2).matrix(PLACES)
    assert late.value.code == "roads-unreachable"


def test_one_line_of_settings_names_a_server_for_each_vehicle() -> None:
    assert read_urls("car=http://a:1, osrm+http://{profile}.b/x valhalla+https://c") == {
        "car": "osrm+http://a:1",
        "bicycle": "osrm+http://bicycle.b/x",
        "foot": "osrm+http://foot.b/x",
    }
    assert read_urls("") == {} and set(read_urls("valhalla+http://c:8002").values()) == {
        "valhalla+http://c:8002"
    }
    assert open_url("valhalla+http://c:8002", "foot").source == "valhalla server c:8002"
    assert open_url("osrm+http://me:key@d", "foot").source == "osrm server d"


@pytest.mark.parametrize(
    "text",
    ["http://one-vehicle:5000", "horse=http://a", "ftp://a", "nonsense", "car=http://", "car=http://:80"],
)
def test_a_line_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(RoadsError) as refused:
        read_urls(text)
    assert refused.value.code == "bad-roads-url"


def test_a_refused_line_hides_its_key() -> None:
    with pytest.raises(RoadsError) as refused:
        read_urls("http://me:secret@host?key=hidden")
    assert "secret" not in str(refused.value) and "hidden" not in str(refused.value)
