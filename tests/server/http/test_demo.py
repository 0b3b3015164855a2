"""Can the office of the demo ask for a running day, once at a time, and is there no such thing elsewhere?"""

from pathlib import Path

import pytest

from server import create_app
from server.config import load
from server.demo import daybook
from server.demo.daybook import DayNote, DayState
from tests.place import ROLES, Place


@pytest.fixture
def demo(place: Place) -> Place:
    place.app = create_app(load({}, data=place.folder, log_level="critical", demo=True))
    return place


def test_other_servers_do_not_have_it(place: Place) -> None:
    office = place.client("dispatcher")
    assert office.get("/api/demo/day", 404)["code"] == "not-found"
    assert office.post("/api/demo/day", {}, 405)["code"] == "method-not-allowed"
    assert office.get("/api/clock")["demo"] is False


def test_a_day_is_asked_for_once_and_its_end_is_told(demo: Place) -> None:
    office = demo.client("dispatcher")
    assert office.get("/api/clock")["demo"] is True
    assert office.get("/api/demo/day") == {"state": "idle", "line": ""}
    assert office.post("/api/demo/day", {})["state"] == "starting"
    assert office.post("/api/demo/day", {}, 409)["code"] == "day-running"
    daybook.write(demo.folder, DayNote(DayState.RUNNING))
    assert office.get("/api/demo/day")["state"] == "running"
    assert office.post("/api/demo/day", {}, 409)["code"] == "day-running"
    daybook.finish(demo.folder, DayNote(DayState.CLEAN, "Nothing is off."))
    assert office.get("/api/demo/day") == {"state": "clean", "line": "Nothing is off."}
    assert demo.client("admin").post("/api/demo/day", {})["state"] == "starting"


@pytest.mark.parametrize("role", ["picker", "cashier", "courier"])
def test_only_the_office_may(demo: Place, role: str) -> None:
    client = demo.client(ROLES[role])
    assert client.get("/api/demo/day", 403)["code"] == "not-allowed"
    assert client.post("/api/demo/day", {}, 403)["code"] == "not-allowed"
    assert demo.stranger().post("/api/demo/day", json={}).status_code == 401
    assert not daybook.asked(demo.folder)


def test_the_note_is_never_seen_half_written(tmp_path: Path) -> None:
    assert daybook.read(tmp_path) == DayNote()
    for line in ("a" * 10_000, "b"):
        daybook.write(tmp_path, DayNote(DayState.OFF, line))
        assert daybook.read(tmp_path) == DayNote(DayState.OFF, line)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["day.json"]
