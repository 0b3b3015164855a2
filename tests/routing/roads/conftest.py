"""Which roads do the tests of roads share? The town's extract, and its bicycle roads, built once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.roads.build import build
from routing.roads.osrm import OsrmRoads
from tests.routing.roads.town import write_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("osm") / "town.osm.pbf"
    write_town(path)
    return path


@pytest.fixture(scope="session")
def built(town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("roads") / "bicycle"
    build(town, out, "bicycle")
    return out


@pytest.fixture(scope="session")
def roads(built: Path) -> OsrmRoads:
    return OsrmRoads(built)
