"""Can the demo town be made anew from what is shipped, and can its couriers reach every door of it?"""

import csv
from pathlib import Path

import numpy as np
import pytest

from routing.matrix import UNREACHABLE
from routing.model import Place
from routing.roads.build import build
from routing.roads.osrm import OsrmRoads, open_roads
from server import demo
from server.demo.make_town import make_town

FILES = (demo.PBF, demo.ORDERS, demo.COURIERS, demo.ITEMS, demo.ZONES, demo.BINS, demo.STOCK)
pytestmark = pytest.mark.slow  # the walkers' roads take their time to contract

HUB = Place(demo.HUB.lat, demo.HUB.lon)
NEAR_M = 100


def built(profile: str, directory: Path) -> OsrmRoads:
    build(demo.PBF, directory, profile, threads=1)
    return open_roads(directory)


@pytest.fixture(scope="module", params=["bicycle", "foot"])
def roads(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OsrmRoads:
    return built(request.param, tmp_path_factory.mktemp("roads") / "data")


@pytest.fixture(scope="module")
def doors() -> list[Place]:
    with demo.ORDERS.open(encoding="utf-8", newline="") as file:
        points = {(float(r["lat"]), float(r["lon"])) for r in csv.DictReader(file) if r["lat"]}
    return [Place(lat, lon) for lat, lon in sorted(points)]


def test_every_vehicle_reaches_every_door_from_the_hub_and_from_every_other(
    roads: OsrmRoads, doors: list[Place]
) -> None:
    assert len(doors) == 159
    matrix = roads.matrix([HUB, *doors])
    assert not matrix.off_road
    assert not (matrix.seconds == UNREACHABLE).any()
    assert matrix.seconds.max() < {"bicycle": 20 * 60, "foot": 45 * 60}[roads.profile]
    assert np.median(matrix.seconds) > 60


def test_the_hub_and_most_doors_are_on_roads_for_cars_too(doors: list[Place], tmp_path: Path) -> None:
    matrix = built("car", tmp_path / "car").matrix([HUB, *doors])
    there, back = matrix.seconds[0] != UNREACHABLE, matrix.seconds[:, 0] != UNREACHABLE
    assert (there & back).sum() > 0.6 * len(doors)


def test_every_door_is_near_a_road(roads: OsrmRoads, doors: list[Place]) -> None:
    assert max(roads.nearest(door).metres for door in doors) < NEAR_M


def test_the_town_made_again_is_the_town_shipped(tmp_path: Path) -> None:
    source = tmp_path / demo.PBF.name
    source.write_bytes(demo.PBF.read_bytes())
    make_town(source, tmp_path)  # onto its own source: nothing may be read while it is overwritten
    for shipped in FILES[1:]:
        assert (tmp_path / shipped.name).read_bytes() == shipped.read_bytes(), shipped.name
    drawn = [demo.PICTURES.name] + [path.name for path in FILES]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(drawn)
    for shipped in demo.PICTURES.iterdir():
        assert (tmp_path / demo.PICTURES.name / shipped.name).read_bytes() == shipped.read_bytes()


def test_a_bad_extract_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    source = tmp_path / "words.osm.pbf"
    source.write_bytes(b"not a map")
    with pytest.raises(RuntimeError):
        make_town(source, tmp_path)
    assert list(tmp_path.iterdir()) == [source]
