"""What is left of a courier's day: his limits, and the break he has had or has still to take?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from routing.model import Break, TimeWindow
from server.db import db, mapping, moments, shifts
from server.db.orders import Order
from server.db.people import Hub, User
from server.db.plans import Route
from tests.databases import KINDS, migrated_app
from tests.world import MORNING, ON, RULES, World, cash, left, order, people, plan

HELSINKI = Hub(id="h", lat=60.17, lon=24.94, tz="Europe/Helsinki")
EVERY_RULE = RULES | {
    "max_stops": 5,
    "cash_limit_minor": 5000,
    "break_from": "12:00",
    "break_to": "13:00",
    "break_s": 1800,
    "max_trips": 3,
    "reload_s": 300,
    "tags": ["cold"],
    "capacity_ml": 90_000,
    "preferred_zones": ["Centre"],
    "forbidden_zones": ["North"],
}


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    app: Flask = migrated_app(request.param, tmp_path)
    with app.app_context():
        world = people()
        for number in ("A0", "A1", "B0"):
            order(world, number)
        world.give("set_courier", EVERY_RULE | {"user_id": world.users["anna"]}, "admin")
        yield world
        db.session.remove()
        db.engine.dispose()


def local(clock: str, on: date = ON) -> int:
    return int(
        datetime.fromisoformat(f"{on}T{clock}").replace(tzinfo=ZoneInfo("Europe/Helsinki")).timestamp()
    )


def of_anna(world: World) -> shifts.Used:
    return shifts.used_of_day(db.session(), world.hub_id, ON).get(world.users["anna"], shifts.NOTHING)


def test_every_rule_of_a_courier_is_in_his_shift(world: World) -> None:
    hub, anna = db.session.get_one(Hub, world.hub_id), db.session.get_one(User, world.users["anna"])
    shift = shifts.shift_of(anna, hub, ON)
    assert shift is not None
    assert (shift.max_stops, shift.cash_limit_minor, shift.capacity_ml) == (5, 5000, 90_000)
    assert (shift.tags, shift.preferred, shift.forbidden) == ({"cold"}, {"Centre"}, {"North"})
    assert (shift.max_trips, shift.reload_s) == (3, 300)
    assert shift.breaks == (Break(TimeWindow(local("12:00"), local("13:00")), 1800),)


def test_what_is_out_is_taken_from_his_day(world: World) -> None:
    """Money until it is counted, stops for the whole day; a failed stop brings no money."""
    assert of_anna(world) == shifts.NOTHING
    plan(world, {"anna": ["A0", "A1"], "boris": ["B0"]})
    assert of_anna(world) == shifts.Used(stops=2, cash_minor=2500, routes=1)
    left(world, "anna", "A0", "A1")
    world.give("deliver_stop", cash(world, "A0", 1300), "anna")
    failed = {"stop_id": world.stops["A1"], "order_id": world.orders["A1"], "reason": "refused"}
    world.give("fail_stop", failed, "anna")
    assert of_anna(world) == shifts.Used(stops=2, cash_minor=1300, routes=1)
    hub = db.session.get_one(Hub, world.hub_id)
    problem = mapping.problem_of(db.session(), hub, ON, MORNING - timedelta(hours=12))
    shift = problem.shift(world.users["anna"])
    assert (shift.max_stops, shift.cash_limit_minor, shift.max_trips) == (3, 3700, 2)
    shown = {"count_id": world.hub_id, "route_id": world.routes["anna"], "currency": "EUR"}
    world.give("count_sheet", shown | {"pieces": [{"denomination_minor": 100, "count": 13}]}, "cashier")
    closing = {"count_id": world.hub_id, "parcels_signed": True, "comment": "lost"}
    world.give("close_sheet", closing, "cashier")
    assert of_anna(world) == shifts.Used(stops=2, cash_minor=0, routes=1)


def rest(world: World, breaks: list[tuple[str, str]], done: str | None) -> tuple[Break, ...]:
    """The breaks ahead of anna, with these in her plan, after a stop at that time (None: at the hub)."""
    plan(world, {"anna": ["A0", "A1"]})
    route = db.session.get_one(Route, world.routes["anna"])
    route.breaks = [
        {name: _iso(clock) for name, clock in zip(("start_at", "end_at"), one, strict=True)} for one in breaks
    ]
    anna, hub = db.session.get_one(User, world.users["anna"]), db.session.get_one(Hub, world.hub_id)
    at = local(done or "08:00")
    return shifts.breaks_ahead(anna, hub, route, at, done is not None, shifts.NOTHING)


def _iso(clock: str) -> str:
    return moments.moment(local(clock)).isoformat()


@pytest.mark.parametrize(
    ("planned", "done", "ahead"),
    [
        ([], None, ("12:00", "13:00")),
        ([("12:10", "12:40")], None, ("12:00", "13:00")),
        ([("12:10", "12:40")], "11:50", ("12:00", "13:00")),
        ([("12:10", "12:40")], "12:20", ("12:20", "13:00")),
        ([("12:10", "12:40")], "12:45", None),
        ([], "12:45", ("12:45", "13:00")),
        ([], "13:05", None),
    ],
)
def test_on_the_way_a_break_is_ahead_until_it_was_had(
    world: World, planned: list[tuple[str, str]], done: str | None, ahead: tuple[str, str] | None
) -> None:
    found = [(one.window.start_s, one.window.end_s) for one in rest(world, planned, done)]
    assert found == ([] if ahead is None else [(local(ahead[0]), local(ahead[1]))])


def test_a_break_on_another_route_of_the_day_is_enough(world: World) -> None:
    plan(world, {"anna": ["A0"]})
    db.session.get_one(Route, world.routes["anna"]).breaks = [
        {"start_at": _iso("12:00"), "end_at": _iso("12:30")}
    ]
    db.session.commit()
    first = world.routes["anna"]
    plan(world, {"anna": ["A1"]}, publish=False)
    second = db.session.get_one(Route, world.routes["anna"])
    row = db.session.get_one(Order, world.orders["A1"])
    assert mapping.route_problem(db.session(), second, [row]).shifts[0].breaks == ()
    hub = db.session.get_one(Hub, world.hub_id)
    assert mapping.problem_of(db.session(), hub, ON, MORNING).shift(world.users["anna"]).breaks == ()
    his = db.session.get_one(Route, first)
    assert mapping.route_problem(db.session(), his, []).shifts[0].breaks != ()


def test_a_break_after_midnight_is_of_the_night_shift() -> None:
    night = {"shift_from": "22:00", "break_from": "01:00", "break_to": "01:30", "break_s": 600}
    (one,) = shifts.breaks_of(User(**night), HELSINKI, ON)
    tomorrow = ON + timedelta(days=1)
    assert one.window == TimeWindow(local("01:00", tomorrow), local("01:30", tomorrow))
    (over,) = shifts.breaks_of(User(**night | {"break_from": "23:30", "break_to": "00:30"}), HELSINKI, ON)
    assert over.window == TimeWindow(local("23:30"), local("00:30", tomorrow))
    (sharp,) = shifts.breaks_of(User(**night | {"break_to": "01:00"}), HELSINKI, ON)
    assert sharp.window.start_s == sharp.window.end_s
