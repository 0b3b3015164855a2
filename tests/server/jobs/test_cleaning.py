"""Is forgotten what must be, when its day has come, and nothing else?"""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from server import clock
from server.commands.bus import version_of
from server.db import db
from server.db.base import write_transaction
from server.db.log import Job, PrivateArgs
from server.db.orders import Contact, Inbox, Order
from server.db.people import Fix
from server.ids import new_id
from server.jobs import cleaning
from tests.server.jobs.conftest import orders_of_tomorrow
from tests.server.jobs.test_runner import job
from tests.world import World


def test_a_person_is_forgotten_on_his_day_and_phones_hear_of_it(app: Flask, world: World) -> None:
    due, later = orders_of_tomorrow(world, 2)
    with write_transaction() as session:
        session.get_one(Contact, due).erase_on = clock.now().date()
    before = version_of(db.session(), world.hub_id)
    cleaning.clean(app)
    db.session.rollback()
    assert db.session.get(Contact, due) is None
    assert db.session.get(Contact, later) is not None
    assert db.session.get_one(Order, due).version == version_of(db.session(), world.hub_id) == before + 1
    cleaning.clean(app)
    db.session.rollback()
    assert version_of(db.session(), world.hub_id) == before + 1, "nothing was due, nothing moved"


def test_raw_payloads_and_private_words_go_and_their_traces_stay(app: Flask, world: World) -> None:
    today, tomorrow = clock.now().date(), clock.now().date() + timedelta(days=1)
    order_id = orders_of_tomorrow(world, 1)[0]
    for erase_on in (today, tomorrow):
        args = {"order_id": order_id, "lat": 60.168, "lon": 24.943, "reason": "seen"}
        command_id = world.give("set_point", args, "dispatcher").id
        with write_transaction() as session:
            words = {"reason": f"seen, erase {erase_on}"}
            session.add(PrivateArgs(command_id=command_id, values=words, erase_on=erase_on))
            session.add(
                Inbox(
                    id=new_id(),
                    shop_id=world.shop_id,
                    message_id=str(erase_on),
                    sha256="0" * 64,
                    received_at=clock.now(),
                    body=b"Maria Ek",
                    erase_on=erase_on,
                )
            )
    cleaning.clean(app)
    db.session.rollback()
    kept = db.session.scalars(select(PrivateArgs.values)).all()
    assert [values["reason"] for values in kept] == [f"seen, erase {tomorrow}"]
    bodies = {row.message_id: row.body for row in db.session.scalars(select(Inbox))}
    assert bodies == {str(today): None, str(tomorrow): b"Maria Ek"}


def test_more_than_one_lot_is_worked_off(app: Flask, world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(cleaning, "_AT_ONCE", 2)
    ids = orders_of_tomorrow(world, 5)
    with write_transaction() as session:
        for id in ids:
            session.get_one(Contact, id).erase_on = clock.now().date()
    cleaning.clean(app)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 0


def test_old_positions_and_finished_work_go(app: Flask, world: World) -> None:
    long_ago = clock.now() - timedelta(days=90)
    courier = world.users["anna"]
    with write_transaction() as session:
        for at in (long_ago, clock.now()):
            session.add(Fix(courier_id=courier, at=at, shift_id=new_id(), received_at=at, body={}))
    done, dead = job(status="done"), job(status="dead")
    with write_transaction() as session:
        for id in (done, dead):
            session.get_one(Job, id).created_at = long_ago
    cleaning.clean(app)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Fix)) == 1
    assert db.session.get(Job, done) is None
    assert db.session.get(Job, dead) is not None, "a dead letter waits for a human"
