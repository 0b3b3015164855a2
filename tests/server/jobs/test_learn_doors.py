"""Is a day planned with what its doors are known to take, on both databases, and no sheet changed by it?"""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server import clock
from server.commands.orders import SERVICE_S
from server.db import db
from server.db.log import Job
from server.db.orders import Order
from server.db.plans import Plan, Route, Stop
from server.jobs.runner import Runner
from server.jobs.table import JOBS
from tests.server.jobs.conftest import TOMORROW, orders_of_tomorrow
from tests.server.jobs.test_plan_routes import ask, stops_of
from tests.world import World, order, plan

DOOR = {"lat": 60.1670, "lon": 24.942}  # that of the first order of tomorrow
TAKES_S = 660


def visited(world: World, count: int) -> None:
    """So many deliveries at the door, eleven minutes each, yesterday."""
    numbers = [f"OLD{n}" for n in range(count)]
    for number in numbers:
        order(world, number, **DOOR)
    plan(world, {"anna": numbers})
    came = clock.now() - timedelta(days=1)
    for number in numbers:
        stop = db.session.get_one(Stop, world.stops[number])
        stop.status, stop.arrived_at = "delivered", came
        stop.done_at = came + timedelta(seconds=TAKES_S)
        db.session.get_one(Order, stop.order_id).window_from_at = came - timedelta(hours=1)
    db.session.get_one(Route, world.routes["anna"]).status = "closed"
    db.session.commit()


def planned(app: Flask, world: World) -> str:
    """A plan of tomorrow, asked for and made."""
    plan_id = ask(world)
    job = select(Job.id).where(Job.name == "plan_routes", Job.subject_id == plan_id)
    id = db.session.scalars(job).one()
    db.session.rollback()
    Runner(app, JOBS).run(id)
    db.session.rollback()
    assert db.session.get_one(Job, id, populate_existing=True).status == "done"
    return plan_id


def service_s(id: str) -> int:
    return db.session.get_one(Order, id, populate_existing=True).service_s


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_three_visits_teach_a_door_and_the_plan_counts_with_it(app: Flask, world: World) -> None:
    visited(world, 3)
    ids = orders_of_tomorrow(world, 3)
    plan_id = planned(app, world)
    assert [service_s(id) for id in ids] == [TAKES_S, SERVICE_S, SERVICE_S]
    stop = next(stop for stop in stops_of(plan_id) if stop.order_id == ids[0])
    opens = db.session.get_one(Order, ids[0]).window_from_at
    assert stop.arrive_at is not None and stop.leave_at is not None
    assert stop.leave_at - max(stop.arrive_at, opens) == timedelta(seconds=TAKES_S)


def test_two_visits_are_chance(app: Flask, world: World) -> None:
    visited(world, 2)
    (first, *_) = orders_of_tomorrow(world, 2)
    planned(app, world)
    assert service_s(first) == SERVICE_S


def test_an_order_on_a_sheet_keeps_what_its_sheet_says(app: Flask, world: World) -> None:
    first, _second = orders_of_tomorrow(world, 2)
    plan(world, {"anna": ["N0"]})
    db.session.get_one(Plan, world.plan_id).on = TOMORROW
    db.session.commit()
    sent = world.routes["anna"]
    visited(world, 3)
    planned(app, world)
    assert sent != world.routes["anna"] and service_s(first) == SERVICE_S
