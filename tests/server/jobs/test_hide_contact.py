"""Does the courier forget a customer, and the office not?"""

from flask import Flask
from sqlalchemy import select

from server import clock
from server.db import db
from server.db.base import write_transaction
from server.db.log import Job
from server.db.orders import Contact, Order
from server.jobs.runner import Runner
from server.jobs.table import JOBS
from tests.world import World, cash, left, order, plan


def test_two_hours_after_the_stop_was_closed_the_customer_is_hidden(app: Flask, world: World) -> None:
    order_id = order(world, "1")
    plan(world, {"anna": ["1"]})
    left(world, "anna", "1")
    closed_at = clock.now()
    world.give("deliver_stop", cash(world, "1"), "anna")
    hiding = db.session.scalars(select(Job).where(Job.name == "hide_contact")).one()
    assert 7190 < (hiding.due_at - closed_at).total_seconds() < 7210
    id = hiding.id
    runner = Runner(app, JOBS)
    runner.run(id)
    db.session.rollback()
    assert db.session.get_one(Order, order_id).contact_hidden_at is None, "not before its time"
    with write_transaction() as session:
        session.get_one(Job, id).due_at = clock.now()
    runner.run(id)
    db.session.rollback()
    assert db.session.get_one(Job, id, populate_existing=True).status == "done"
    assert db.session.get_one(Order, order_id, populate_existing=True).contact_hidden_at is not None
    assert db.session.get(Contact, order_id) is not None
