"""Does an order that comes after the plan get real travel times before it is put on a route?"""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from routing.matrix import Matrix as Travel
from routing.model import Place
from server.db import db, mapping
from server.db.log import Job
from server.db.plans import Matrix, Plan
from tests.server.jobs.conftest import TOMORROW, orders_of_tomorrow
from tests.server.jobs.test_plan_routes import ask, work
from tests.world import World, order


def waiting(name: str) -> int:
    db.session.rollback()
    query = select(func.count()).select_from(Job).where(Job.name == name, Job.status == "waiting")
    return db.session.scalar(query) or 0


def known(plan_id: str) -> tuple[Travel, str]:
    db.session.rollback()
    (sha256,) = (db.session.get_one(Plan, plan_id).matrices or {}).values()
    found = mapping.matrix_of(db.session(), sha256)
    assert found is not None
    return found, sha256


def test_a_late_order_is_added_to_the_plans_travel_times(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 3)
    assert waiting("measure_order") == 0, "a day without a plan is measured when it is planned"
    plan_id = ask(world)
    work(app)
    before, _ = known(plan_id)
    late = order(world, "LATE", delivery_on=TOMORROW, lat=60.1712, lon=24.9511)
    assert work(app, "measure_order").status == "done"
    after, sha256 = known(plan_id)
    assert len(after.places) == len(before.places) + 1
    assert after.places[-1] == Place(60.1712, 24.9511)
    assert after.source == before.source
    world.give(
        "set_point", {"order_id": late, "lat": 60.1712, "lon": 24.9511, "reason": "same"}, "dispatcher"
    )
    assert work(app, "measure_order").status == "done"
    assert known(plan_id)[1] == sha256, "what is known is not measured again"
    assert db.session.scalar(select(func.count()).select_from(Matrix)) == 2


def test_an_order_of_another_day_concerns_nobody(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 2)
    ask(world)
    work(app)
    order(world, "OTHER", delivery_on=TOMORROW + timedelta(days=2), lat=60.1712, lon=24.9511)
    assert waiting("measure_order") == 0
