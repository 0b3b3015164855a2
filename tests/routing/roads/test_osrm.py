"""Do real roads give times, name islands and traps, and arrive whole or not at all?"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from routing.check import check
from routing.errors import BadValue, RoadsError
from routing.matrix import UNREACHABLE
from routing.model import Place, Problem
from routing.plan import Reason
from routing.roads.build import build, read_manifest
from routing.roads.osrm import OsrmRoads, open_roads
from routing.solve import solve
from tests.routing.factories import hours, shift, stop
from tests.routing.roads.town import (
    EINBAHN_EAST,
    EINBAHN_WEST,
    ISLAND,
    NOWHERE,
    STEP_M,
    TRAP_END,
    at,
)

HUB = at(600, 600)
DEMO = Path(__file__).parents[3] / "server" / "demo" / "helsinki.osm.pbf"


def test_the_manifest_says_what_was_built(built: Path, town: Path) -> None:
    manifest = read_manifest(built)
    assert (manifest.profile, manifest.source_name) == ("bicycle", "town.osm.pbf")
    assert manifest.source_sha256 == hashlib.sha256(town.read_bytes()).hexdigest()
    assert manifest.engine.startswith("osrm-bindings 2")


def test_streets_are_ridden_not_flown(roads: OsrmRoads) -> None:
    matrix = roads.matrix([HUB, at(1200, 1200), HUB])
    assert matrix.places == (HUB, at(1200, 1200))
    assert matrix.metres[0, 1] == pytest.approx(1200, rel=0.02), "600 east and 600 north, no diagonal"
    assert matrix.metres[0, 1] / matrix.seconds[0, 1] == pytest.approx(4.2, abs=1), "15 km/h"
    assert matrix.seconds[0, 0] == matrix.metres[1, 1] == 0
    assert not matrix.off_road and matrix.source.startswith("osrm, town.osm.pbf ")


def test_a_one_way_street_is_longer_against_its_direction(roads: OsrmRoads) -> None:
    matrix = roads.matrix([EINBAHN_WEST, EINBAHN_EAST])
    assert matrix.seconds[1, 0] > matrix.seconds[0, 1] > 0


def test_two_doors_at_one_spot_of_a_one_way_street_are_no_way_apart(town: Path, tmp_path: Path) -> None:
    """OSRM says less than nothing there, up to a metre by car: no reason to refuse the whole matrix."""
    build(town, tmp_path / "car", "car")
    doors = [at(100 + 0.3 * i, -STEP_M) for i in range(40)]
    assert OsrmRoads(tmp_path / "car").matrix(doors).metres.min() == 0


@pytest.mark.parametrize("place", [ISLAND, TRAP_END, NOWHERE])
def test_islands_traps_and_points_off_the_network_are_named(roads: OsrmRoads, place: Place) -> None:
    matrix = roads.matrix([HUB, place, at(900, 900)])
    assert matrix.cut_off(HUB) == (place,)
    assert matrix.why_cut_off(HUB) == {place: "off-road"}
    assert matrix.off_road == {place}
    assert matrix.seconds[0, 1] == matrix.metres[0, 1] == UNREACHABLE
    assert matrix.seconds[0, 2] > 0, "the others are not touched"


def test_the_way_has_a_line_and_turns(roads: OsrmRoads) -> None:
    path = roads.path([HUB, at(600, 1200), at(1200, 1200)])
    assert path.metres == pytest.approx(1200, rel=0.02) and len(path.legs) == 2
    first, last = path.legs[0][0], path.legs[-1][-1]
    assert (first.manoeuvre, last.manoeuvre) == ("depart", "arrive")
    assert "Column 5" in {step.street for step in path.legs[0]}
    assert abs(path.line[0].lat - HUB.lat) < 1e-4 and abs(path.line[-1].lon - at(1200, 0).lon) < 1e-4
    with pytest.raises(RoadsError):
        roads.path([HUB])


def test_the_nearest_road_may_be_an_island(roads: OsrmRoads) -> None:
    snapped = roads.nearest(ISLAND)
    assert snapped.street == "Island Lane" and snapped.metres < 1


@pytest.mark.parametrize("places", [(), (HUB,)])
def test_small_tables(roads: OsrmRoads, places: tuple[Place, ...]) -> None:
    assert roads.matrix(places).places == places


def test_a_plan_on_these_roads_leaves_the_island_out(roads: OsrmRoads) -> None:
    stops = (
        stop("a", at(1200, 300)),
        stop("island", ISLAND),
        stop("trap", TRAP_END),
        stop("b", at(60, 1800)),
    )
    day = Problem(HUB, stops, (shift(window=hours(9, 12), start=HUB, end=HUB),))
    matrices = {"bicycle": roads.matrix(day.places())}
    plan = solve(day, matrices, budget_s=None, iterations=30)
    assert check(day, matrices, plan) == ()
    assert [(left.stop_id, left.reason) for left in plan.unassigned] == [
        ("island", Reason.NO_ROAD),
        ("trap", Reason.NO_ROAD),
    ]
    assert plan.source == roads.source


def test_a_failed_build_leaves_the_old_roads_and_no_rubbish(built: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.osm.pbf"
    torn.write_bytes(b"\x00\x00\x00\x0dnot a map at all")
    before = read_manifest(built)
    with pytest.raises(RoadsError) as refused:
        build(torn, built, "bicycle")
    assert refused.value.code == "roads-build-failed" and "torn.osm.pbf" in str(refused.value)
    assert read_manifest(built) == before
    assert [path.name for path in built.parent.iterdir()] == ["bicycle"]


def test_roads_built_again_replace_the_old_ones(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "foot"
    out.mkdir()
    (out / "leftover").write_text("x")
    build(town, out, "foot", threads=1)
    assert not (out / "leftover").exists()
    assert open_roads(out).matrix([HUB, at(720, 600)]).seconds[0, 1] > 0
    assert [path.name for path in tmp_path.iterdir()] == ["foot"]


def test_what_is_missing_is_said(tmp_path: Path, town: Path) -> None:
    with pytest.raises(RoadsError) as refused:
        open_roads(tmp_path)
    assert refused.value.code == "no-roads"
    with pytest.raises(RoadsError) as missing:
        build(tmp_path / "none.osm.pbf", tmp_path / "x", "car")
    assert missing.value.code == "no-such-file"
    with pytest.raises(BadValue):
        build(town, tmp_path / "x", "horse")


def test_the_demo_town_is_rideable(tmp_path: Path) -> None:
    build(DEMO, tmp_path / "bicycle", "bicycle")
    station, market = Place(60.1712, 24.9414), Place(60.1675, 24.9520)
    leg = open_roads(tmp_path / "bicycle").matrix([station, market]).leg(station, market)
    assert leg.metres is not None and 700 < leg.metres < 2500
