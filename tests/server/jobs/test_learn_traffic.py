"""Do marks at doors teach how slow the roads are at an hour, and do plans then count with it?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from routing.matrix import great_circle
from routing.model import Place
from routing.roads.build import build
from routing.roads.traffic import read_traffic
from server import clock
from server.cli import main
from server.db import db
from server.db.plans import Route, Stop
from server.demo import PBF
from server.jobs import roads
from server.jobs.learn_traffic import learned_traffic
from tests.world import World, order, plan

HOME = Place(60.168, 24.94)  # the hub
DOORS = [Place(60.1622, 24.9290), Place(60.1700, 24.9480)]
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
# A Monday, eight o'clock in Helsinki.
EIGHT = datetime(2026, 11, 9, 6, 10, tzinfo=UTC)


def ridden(world: World, rides: int, ratio: float, planned_s: dict[tuple[Place, Place], int]) -> None:
    """Anna rides so often to both doors, and takes so much longer than planned."""
    for n in range(rides):
        numbers = [f"R{n}-0", f"R{n}-1"]
        for number, door in zip(numbers, DOORS, strict=True):
            order(world, number, lat=door.lat, lon=door.lon)
        plan(world, {"anna": numbers})
        route = db.session.get_one(Route, world.routes["anna"])
        route.status, route.depart_at = "closed", EIGHT
        at, left_at = HOME, EIGHT
        for number, door in zip(numbers, DOORS, strict=True):
            stop = db.session.get_one(Stop, world.stops[number])
            stop.arrived_at = left_at + timedelta(seconds=round(planned_s[at, door] * ratio))
            stop.done_at = stop.arrived_at + timedelta(minutes=3)
            stop.status, at, left_at = "delivered", door, stop.done_at
        db.session.commit()


def straight() -> dict[tuple[Place, Place], int]:
    places = [HOME, *DOORS]
    matrix = great_circle(places, "bicycle")
    return {(a, b): int(matrix.seconds[i, j]) for i, a in enumerate(places) for j, b in enumerate(places)}


def test_twenty_ways_of_an_hour_are_a_factor(app: Flask, world: World) -> None:
    ridden(world, 10, 1.5, straight())
    (period,) = learned_traffic(app.config["WAYBILL"], "bicycle", SINCE).periods
    assert (period.name, period.factor) == ("mon-fri-08-09", pytest.approx(1.5, abs=0.02))
    assert learned_traffic(app.config["WAYBILL"], "foot", SINCE).periods == ()
    assert learned_traffic(app.config["WAYBILL"], "bicycle", EIGHT + timedelta(days=1)).periods == ()


def test_nineteen_are_chance_and_what_nobody_marked_is_no_way(app: Flask, world: World) -> None:
    ridden(world, 10, 1.5, straight())
    stop = db.session.get_one(Stop, world.stops["R0-0"])
    stop.arrived_at = None
    db.session.commit()
    assert learned_traffic(app.config["WAYBILL"], "bicycle", SINCE).periods == ()


def test_what_was_driven_is_laid_beside_empty_roads(app: Flask, world: World) -> None:
    """Factors that were set before are not multiplied again."""
    folder = app.config["WAYBILL"].roads / "bicycle"
    build(PBF, folder, profile="bicycle")
    places = [HOME, *DOORS]
    matrix = roads.matrix(app.config["WAYBILL"], "bicycle", places)
    by_road = {(a, b): int(matrix.seconds[i, j]) for i, a in enumerate(places) for j, b in enumerate(places)}
    (folder / "traffic.json").write_text(
        '{"periods": [{"name": "morning", "from": "07:00", "to": "10:00", "factor": 3}]}'
    )
    ridden(world, 10, 1.3, by_road)
    (period,) = learned_traffic(app.config["WAYBILL"], "bicycle", SINCE).periods
    assert period.factor == pytest.approx(1.3, abs=0.02)


def test_the_command_line_sets_it_where_there_was_none(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = app.config["WAYBILL"]
    monkeypatch.setenv("WAYBILL_DATA", str(config.data))
    monkeypatch.setenv("WAYBILL_DATABASE_URL", config.database_url)
    monkeypatch.setattr(clock, "now", lambda: EIGHT + timedelta(days=3))

    def learn(*more: str) -> Result:
        return CliRunner().invoke(main, ["roads", "learn", "--profile", "bicycle", *more])

    assert "too few" in learn().output
    ridden(world, 10, 1.5, straight())
    said = learn()
    assert said.exit_code == 0 and "mon-fri-08-09: x 1.5" in said.output, said.output
    assert len(read_traffic(config.roads / "bicycle" / "traffic.json").periods) == 1
    local = EIGHT.astimezone(ZoneInfo("Europe/Helsinki"))
    slowed, empty = (roads.matrix(config, "bicycle", [HOME, *DOORS], at) for at in (local, None))
    assert slowed.seconds[0, 1] == pytest.approx(1.5 * empty.seconds[0, 1], rel=0.02)
    refused = learn()
    assert refused.exit_code == 1 and "--replace" in refused.output
    assert learn("--replace").exit_code == 0
