"""Is the best source of roads asked first, the next one when it is silent, and a question only once?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from routing.model import TimeWindow
from routing.roads.build import build
from server.config import Config, load
from server.jobs import roads
from tests.ports import free_port
from tests.routing.roads.servers import osrm_routed
from tests.routing.roads.town import at, write_town

PLACES = (at(600, 600), at(1200, 1200), at(300, 900))
EIGHT = datetime(2026, 11, 23, 8)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    write_town(folder / "town.osm.pbf")
    build(folder / "town.osm.pbf", folder / "bicycle", "bicycle")
    return folder


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    found = load({}, data=tmp_path)
    found.roads.mkdir()
    yield found
    roads._opened.clear()
    roads._shunned.clear()


def give_roads(config: Config, town: Path) -> None:
    (config.roads / "bicycle").symlink_to(town / "bicycle")


def test_a_server_first_then_what_was_built_then_the_great_circle(config: Config, town: Path) -> None:
    assert roads.matrix(config, "bicycle", PLACES).source == "great circle x 1.3"
    assert roads.path(config, "bicycle", PLACES) is None
    give_roads(config, town)
    built = roads.matrix(config, "bicycle", PLACES)
    assert built.source.startswith("osrm, town.osm.pbf")
    with osrm_routed(town / "bicycle") as url:
        served = replace(config, roads_url=f"bicycle={url}")
        asked = roads.matrix(served, "bicycle", PLACES)
        assert asked.source.startswith("osrm server 127.0.0.1:")
        assert np.array_equal(asked.seconds, built.seconds)
        assert roads.matrix(served, "foot", PLACES).source == "great circle x 1.3"
    assert roads.matrix(served, "bicycle", PLACES).source == asked.source, "kept from before"
    assert roads.matrix(served, "bicycle", PLACES[:2]).source == built.source, "silent: the next one"


def test_a_silent_server_is_left_alone_for_a_while(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    config = replace(config, roads_url=f"bicycle=http://127.0.0.1:{free_port()}")
    assert roads.matrix(config, "bicycle", PLACES).source == "great circle x 1.3"
    assert roads.roads_of(config, "bicycle") is None, "not asked again at once"
    moment = roads.time.monotonic() + roads._SHUNNED_S
    monkeypatch.setattr(roads.time, "monotonic", lambda: moment)
    assert roads.roads_of(config, "bicycle") is not None


def test_a_question_is_asked_once_until_the_roads_are_built_again(config: Config, town: Path) -> None:
    give_roads(config, town)
    first = roads.matrix(config, "bicycle", PLACES)
    (kept,) = config.matrices.iterdir()
    kept.write_bytes(first.to_bytes()[:-50])
    again = roads.matrix(config, "bicycle", (*PLACES, PLACES[0]))
    assert again.sha256() == first.sha256(), "a torn file is measured anew"
    made_at = kept.stat().st_mtime_ns
    assert roads.matrix(config, "bicycle", PLACES).sha256() == first.sha256()
    assert kept.stat().st_mtime_ns == made_at and len(list(config.matrices.iterdir())) == 1
    (town / "bicycle" / "manifest.json").touch()
    roads.matrix(config, "bicycle", PLACES)
    assert len(list(config.matrices.iterdir())) == 2


def test_the_hour_counts_with_every_source(config: Config, town: Path) -> None:
    (config.roads / "foot").mkdir()
    (config.roads / "foot" / "traffic.json").write_text(
        '{"periods": [{"name": "morning", "from": "07:00", "to": "10:00", "factor": 1.5}]}'
    )
    calm, busy = (roads.matrix(config, "foot", PLACES, moment) for moment in (None, EIGHT))
    assert busy.source == "great circle x 1.3, morning x 1.5"
    assert busy.seconds[0, 1] == round(calm.seconds[0, 1] * 1.5)
    with osrm_routed(town / "bicycle") as url:
        served = replace(config, roads_url=f"foot={url}")
        assert roads.matrix(served, "foot", PLACES, EIGHT).source.endswith(", morning x 1.5")
        assert not roads.matrix(served, "foot", PLACES).source.endswith("1.5")


def test_a_days_plan_takes_the_traffic_of_its_middle() -> None:
    start = int(datetime.fromisoformat("2026-11-23T08:00+02:00").timestamp())
    hours = [TimeWindow(start + 3600 * first, start + 3600 * last) for first, last in ((0, 4), (2, 9))]
    found = roads.middle(hours, "Europe/Helsinki")
    assert found is not None and (found.hour, found.minute, found.weekday()) == (12, 30, 0)
    assert roads.middle([], "Europe/Helsinki") is None


def test_a_line_of_settings_that_cannot_be_meant_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one vehicle"):
        load({"WAYBILL_ROADS_URL": "http://osrm:5000"}, data=tmp_path)
    url = "valhalla+http://roads:8002"
    assert load({"WAYBILL_ROADS_URL": url}, data=tmp_path).roads_url == url
