"""Do rows become the right values of routing: hours, places, who can go, what is still to be done?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from routing.errors import BadValue
from routing.matrix import great_circle
from routing.model import Place
from routing.plan import Plan as Answer
from routing.solve import plan_of
from server.commands import inside
from server.db import db, mapping, moments, planned, shifts
from server.db.base import write_transaction
from server.db.orders import Order
from server.db.people import Hub, User
from server.db.plans import Plan, Route, Stop
from server.domain.delivery import RELOAD_S
from tests.databases import migrated_app
from tests.world import MORNING, ON, World, cash, left, order, people, plan

NIGHT = MORNING - timedelta(hours=12)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = migrated_app("sqlite", tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    return people()


def courier(shift_from: str = "09:00", shift_to: str = "17:00", **changes: object) -> User:
    fields = {"id": "c", "vehicle": "bicycle", "capacity_g": 5000, "capacity_parcels": 3, "zones": None}
    return User(shift_from=shift_from, shift_to=shift_to, **(fields | changes))


HELSINKI = Hub(id="h", lat=60.17, lon=24.94, tz="Europe/Helsinki")


def local(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Helsinki")).timestamp())


def window(who: User, on: date, not_before: datetime | None = None) -> tuple[int, int] | None:
    shift = shifts.shift_of(who, HELSINKI, on, not_before)
    return None if shift is None else (shift.window.start_s, shift.window.end_s)


def test_a_shift_is_local_time_of_the_hub() -> None:
    winter, summer = date(2026, 1, 15), date(2026, 7, 15)
    assert window(courier(), winter) == (local("2026-01-15T09:00"), local("2026-01-15T17:00"))
    assert window(courier(), summer) == (local("2026-07-15T09:00"), local("2026-07-15T17:00"))


def test_a_shift_that_ends_before_it_begins_ends_tomorrow() -> None:
    assert window(courier("18:00", "02:00"), date(2026, 1, 31)) == (
        local("2026-01-31T18:00"),
        local("2026-02-01T02:00"),
    )


def test_the_night_the_clocks_change_is_longer_by_an_hour() -> None:
    assert window(courier("22:00", "06:00"), date(2026, 10, 24)) == (
        local("2026-10-24T22:00"),
        local("2026-10-24T22:00") + 9 * 3600,
    )


def test_nobody_leaves_before_now_or_after_his_shift() -> None:
    noon = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
    on = date(2026, 1, 15)
    assert window(courier(), on, noon) == (local("2026-01-15T12:00"), local("2026-01-15T17:00"))
    assert window(courier(), on, noon + timedelta(hours=6)) is None


@pytest.mark.parametrize("lacking", ["vehicle", "shift_from", "shift_to"])
def test_without_a_vehicle_or_hours_nobody_drives(lacking: str) -> None:
    who = courier()
    setattr(who, lacking, None)
    assert window(who, date(2026, 1, 15)) is None


def test_a_shift_carries_loads_zones_and_the_hub() -> None:
    shift = shifts.shift_of(courier(zones=["Kluuvi"]), HELSINKI, date(2026, 1, 15))
    assert shift is not None
    assert (shift.id, shift.profile, shift.capacity_g, shift.capacity_parcels) == ("c", "bicycle", 5000, 3)
    assert shift.zones == frozenset({"Kluuvi"})
    assert shift.start == shift.end == Place(60.17, 24.94)


def test_a_day_holds_its_ready_orders_that_are_on_no_route(world: World) -> None:
    for number in ("free", "routed", "gone"):
        order(world, number)
    order(world, "tomorrow", delivery_on=ON + timedelta(days=1))
    order(world, "pointless", lat=None, lon=None)
    world.give("cancel_order", {"order_id": world.orders["gone"], "reason": "changed mind"}, "dispatcher")
    plan(world, {"anna": ["routed"]}, publish=False)
    problem = mapping.problem_of(db.session(), db.session.get_one(Hub, world.hub_id), ON, NIGHT)
    assert [stop.id for stop in problem.stops] == [world.orders["free"]]
    (stop,) = problem.stops
    row = db.session.get_one(Order, stop.id)
    assert (stop.place, stop.weight_g, stop.parcels) == (Place(row.lat, row.lon), row.weight_g, row.parcels)
    assert stop.zone == "Centre"
    assert [(w.start_s, w.end_s) for w in stop.windows] == [
        (moments.epoch_s(row.window_from_at), moments.epoch_s(row.window_to_at))
    ]


def test_who_carries_a_route_can_go_when_he_is_back_and_has_loaded_again(world: World) -> None:
    order(world, "1")
    plan(world, {"anna": ["1"]})
    hub = db.session.get_one(Hub, world.hub_id)
    starts = {s.id: s.window.start_s for s in mapping.problem_of(db.session(), hub, ON, NIGHT).shifts}
    back = db.session.get_one(Route, world.routes["anna"]).return_at
    assert back is not None
    assert starts[world.users["anna"]] == moments.epoch_s(back) + RELOAD_S
    assert starts[world.users["boris"]] < moments.epoch_s(back)


def test_the_disabled_and_those_who_are_no_couriers_do_not_go(world: World) -> None:
    world.give("disable_user", {"user_id": world.users["boris"]}, "admin")
    with write_transaction() as session:
        session.get_one(User, world.users["picker"]).vehicle = "foot"
    hub = db.session.get_one(Hub, world.hub_id)
    problem = mapping.problem_of(db.session(), hub, ON, NIGHT)
    assert [shift.id for shift in problem.shifts] == [world.users["anna"]]


def test_what_is_left_of_a_route_begins_at_the_last_stop_that_is_done(world: World) -> None:
    for number in ("1", "2"):
        order(world, number, lat=60.169 + 0.001 * int(number))
    plan(world, {"anna": ["1", "2"]})
    route = db.session.get_one(Route, world.routes["anna"])
    rest = [db.session.get_one(Order, world.orders["2"])]
    fresh = mapping.route_problem(db.session(), route, rest)
    assert fresh.shifts[0].start == fresh.hub
    assert fresh.shifts[0].window.start_s == moments.epoch_s(MORNING)
    left(world, "anna", "1", "2")
    world.give("deliver_stop", cash(world, "1"), "anna")
    route = db.session.get_one(Route, route.id)
    done = db.session.get_one(Stop, world.stops["1"]).done_at
    assert done is not None
    under_way = mapping.route_problem(db.session(), route, rest).shifts[0]
    assert under_way.start == moments.place(db.session.get_one(Order, world.orders["1"]))
    assert under_way.end == fresh.hub
    assert under_way.window.start_s == moments.epoch_s(done)


def test_an_order_without_a_point_has_no_place() -> None:
    with pytest.raises(BadValue):
        moments.place(Order(lat=None, lon=None))


def test_a_matrix_is_kept_once_and_found_by_its_hash(world: World) -> None:
    matrix = great_circle([Place(60.1, 24.9), Place(60.2, 24.9)], "foot")
    with write_transaction() as session:
        hashes = {mapping.keep_matrix(session, matrix) for _ in range(2)}
    (sha256,) = hashes
    mapping._matrices.clear()
    for _ in range(2):  # from the row, then from memory
        found = mapping.matrix_of(db.session(), sha256)
        assert found is not None and found.sha256() == sha256
    assert mapping.matrix_of(db.session(), "0" * 64) is None


def test_without_a_stored_matrix_it_is_great_circle_times_detour(app: Flask, world: World) -> None:
    order(world, "1")
    plan(world, {"anna": ["1"]})
    route = db.session.get_one(Route, world.routes["anna"])
    problem = mapping.route_problem(db.session(), route, [db.session.get_one(Order, world.orders["1"])])
    straight = great_circle(problem.places(), "bicycle", factor=1)
    found = mapping.matrices_of(db.session(), route, problem)["bicycle"]
    ratio = found.metres.max() / straight.metres.max()
    assert ratio == pytest.approx(app.config["WAYBILL"].detour, rel=0.01)


def test_a_plan_becomes_arguments_that_the_command_takes(world: World) -> None:
    for number in ("1", "2"):
        order(world, number)
    order(world, "heavy", lat=61.5)
    hub = db.session.get_one(Hub, world.hub_id)
    problem = mapping.problem_of(db.session(), hub, ON, NIGHT)
    matrices = {"bicycle": great_circle(problem.places(), "bicycle")}
    anna = [shift.id for shift in problem.shifts].index(world.users["anna"])
    near = (world.orders["1"], world.orders["2"])
    given = tuple(near if i == anna else () for i in range(len(problem.shifts)))
    answer: Answer = plan_of(problem, matrices, given)
    line = [[24.94, 60.17], [24.95, 60.18]]
    args = planned.planned("p", answer, problem, matrices, {"bicycle": "hash"}, {world.users["anna"]: line})
    taken = inside.RecordPlan.model_validate({**args, "plan_id": world.hub_id})
    assert taken.matrices == {"bicycle": "hash"}
    route = next(route for route in taken.routes if route.courier_id == world.users["anna"])
    assert taken.lines == {world.users["anna"]: line}
    assert tuple(visit.order_id for visit in route.visits) == near
    assert route.depart_at < route.visits[0].arrive_at <= route.visits[0].leave_at < route.return_at
    assert db.session.scalars(select(Plan)).all() == []
