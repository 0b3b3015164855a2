"""Does a sheet get the turns of real roads when it is sent or changed, and none where there are no roads?"""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from routing.model import Place
from routing.roads import Step
from routing.roads.build import build
from server.db import db
from server.db.log import CommandLog
from server.db.plans import Route
from server.demo import PBF
from server.jobs import write_turns
from server.jobs.write_turns import MOST_OF_ROUTE, MOST_STEPS, legs
from tests.server.jobs.test_plan_routes import work
from tests.world import World, order, plan


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roads")
    build(PBF, folder / "bicycle", profile="bicycle")
    return folder


@pytest.fixture
def town(app: Flask, built: Path) -> None:
    """The application finds built roads."""
    app.config["WAYBILL"].roads.symlink_to(built, target_is_directory=True)


def sheet(world: World) -> Route:
    order(world, "A0", lat=60.1690, lon=24.9330)
    order(world, "A1", lat=60.1655, lon=24.9480)
    plan(world, {"anna": ["A0", "A1"]})
    return route_of(world)


def route_of(world: World) -> Route:
    db.session.rollback()
    return db.session.get_one(Route, world.routes["anna"], populate_existing=True)


@pytest.mark.usefixtures("town")
def test_a_sent_sheet_gets_the_turns_of_each_leg(app: Flask, world: World) -> None:
    assert sheet(world).turns is None
    assert work(app, "write_turns").status == "done"
    turns = route_of(world).turns
    assert turns is not None
    assert [leg["stop_id"] for leg in turns] == [world.stops["A0"], world.stops["A1"], None]
    first = turns[0]["steps"]
    assert (first[0]["kind"], first[-1]["kind"]) == ("depart", "arrive")
    assert any(step["kind"] == "turn" and step["modifier"] and step["metres"] > 0 for step in first)
    assert any(step["street"] for leg in turns for step in leg["steps"])
    logged = db.session.scalars(select(CommandLog.args).where(CommandLog.name == "record_turns")).one()
    assert "turns" not in logged, "the way to a door is no matter for the log"


@pytest.mark.usefixtures("town")
def test_a_sheet_that_changed_gets_them_anew(app: Flask, world: World) -> None:
    sheet(world)
    work(app, "write_turns")
    onto = {"stop_id": world.stops["A1"], "route_id": world.routes["anna"], "position": 0}
    world.give("move_stop", onto, "dispatcher")
    assert route_of(world).turns is None
    work(app, "write_turns")
    turns = route_of(world).turns
    assert turns is not None
    assert [leg["stop_id"] for leg in turns] == [world.stops["A1"], world.stops["A0"], None]


def test_without_roads_there_are_none(app: Flask, world: World) -> None:
    sheet(world)
    assert work(app, "write_turns").status == "done"
    assert route_of(world).turns is None


def step(manoeuvre: str, modifier: str, street: str = "Street", metres: int = 100) -> Step:
    return Step(manoeuvre, modifier, street, Place(60, 24), 30, metres)


def test_where_nothing_is_to_be_done_only_the_metres_count() -> None:
    way = [
        *(step("depart", "", ""), step("new name", "straight", "Long Street"), step("continue", "straight")),
        *(step("turn", "left"), step("continue", "slight right"), step("arrive", "right", "", 0)),
    ]
    ((leg),) = legs(["one"], [way])
    told = [(one["kind"], one["modifier"], one["street"], one["metres"]) for one in leg["steps"]]
    assert told == [
        ("depart", "", "Long Street", 300),
        ("turn", "left", "Street", 100),
        ("continue", "slight right", "Street", 100),
        ("arrive", "right", "", 0),
    ]


def test_turns_are_bounded_by_leg_and_by_sheet() -> None:
    way = [step("turn", "left", "x" * 200)] * 200
    told = legs([str(n) for n in range(50)], [way] * 50)
    assert max(len(leg["steps"]) for leg in told) == MOST_STEPS
    assert sum(len(leg["steps"]) for leg in told) == MOST_OF_ROUTE
    assert len(told) == 50 and told[0]["steps"][0]["street"] == "x" * write_turns._STREET
