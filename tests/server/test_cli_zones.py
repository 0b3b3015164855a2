"""Does the command line preview zones, draw districts that it takes as zones, and set a day's traffic?"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from routing.roads.traffic import read_traffic
from routing.zones import Zone, overlaps, read_geojson
from server import demo as town
from server.cli import main
from tests.databases import empty_config

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`waybill …` in this process, on a hub in Helsinki with the demo's goods, zones and orders."""
    config = empty_config("sqlite", tmp_path)
    monkeypatch.setenv("WAYBILL_DATA", str(tmp_path))
    monkeypatch.setenv("WAYBILL_DATABASE_URL", config.database_url)

    def invoke(*args: object, status: int = 0) -> Result:
        found = CliRunner().invoke(main, [str(arg) for arg in args])
        assert found.exit_code == status, found.output
        return found

    hub = town.HUB
    where = ("--at", f"{hub.lat},{hub.lon}", "--tz", hub.tz, "--currency", hub.currency)
    invoke("migrate")
    invoke("hub", "add", "Centre", *where)
    invoke("shop", "add", "Kauppa", "--hub", "Centre")
    return invoke


def test_a_preview_names_orders_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("import", "items", town.ITEMS)
    run("import", "orders", town.ORDERS, "--shop", "Kauppa", status=0)
    first = run("import", "zones", town.ZONES, "--preview")
    assert "Nothing was imported" in first.output and "outside → " in first.output
    run("import", "zones", town.ZONES)
    again = run("import", "zones", town.ZONES, "--preview")
    assert again.stdout.startswith("0 orders of ") and "“Asema” and “Kluuvi” overlap" in again.stderr
    broken = tmp_path / "broken.kml"
    broken.write_text("<kml>")
    assert "XML" in run("import", "zones", broken, "--preview", status=2).output


def test_districts_of_a_file_are_zones_and_tomorrow_keeps_them(run: Run, tmp_path: Path) -> None:
    out, again = tmp_path / "today.geojson", tmp_path / "tomorrow.geojson"
    said = run("districts", "--count", 4, "--orders", town.ORDERS, "--out", out)
    assert "4 districts for 1" in said.output and "great circle x 1.3" in said.output
    shapes = read_geojson(out.read_text())
    assert [shape.properties["district"] for shape in shapes] == ["1", "2", "3", "4"]
    minutes = [shape.properties["expected_minutes"] for shape in shapes]
    assert max(minutes) <= 1.1 * min(minutes)
    assert overlaps([Zone(s.name, s.name, 0, s.geometry) for s in shapes], least_m2=1) == []
    run("districts", "--count", 4, "--orders", town.ORDERS, "--like", out, "--out", again)
    assert json.loads(again.read_text()) == json.loads(out.read_text())
    assert "4 new" in run("import", "zones", out).output


def test_districts_of_a_hubs_day(run: Run) -> None:
    run("import", "items", town.ITEMS)
    run("import", "orders", town.ORDERS, "--shop", "Kauppa")
    day = town.TEMPLATE_DAY.isoformat()
    found = run("districts", "--count", 3, "--on", day).stdout
    assert len(json.loads(found)["features"]) == 3
    assert "no order" in run("districts", "--count", 3, "--on", "2031-01-01", status=1).output


def test_traffic_is_set_for_a_vehicle(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "traffic.csv"
    file.write_text("name,weekdays,from,to,factor\nmorning,mon-fri,07:00,10:00,1.5\n")
    assert "1 period" in run("roads", "traffic", file, "--profile", "car").output
    kept = read_traffic(tmp_path / "roads" / "car" / "traffic.json")
    assert (kept.periods[0].name, kept.periods[0].factor) == ("morning", 1.5)
    file.write_text("name,from,to\nmorning,7,10\n")
    assert "07:30" in run("roads", "traffic", file, "--profile", "car", status=1).output
