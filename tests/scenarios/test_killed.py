"""Killed at any moment, with twenty phones at work: is everything there once, and no plan half sent?"""

import random
import sqlite3
import threading
from collections import Counter

import pytest
from sqlalchemy import func, select

from server.db import db
from server.db.log import CommandLog
from server.db.money import Entry
from server.db.orders import Order
from server.db.plans import Assignment, Plan, Route, Stop
from server.db.schema import upgrade
from server.db.stock import Move, Parcel
from server.domain.delivery import ROUTE_LIVE
from tests import world as town
from tests.databases import KINDS, bare_app, empty_config
from tests.hub import Hub
from tests.reaper import Reaper
from tests.scenarios.crew import Courier, Dispatcher

KILLS, PHONES, STOPS, LEFT_OVER = 4, 20, 4, 20
SEED = 20261121


def build() -> tuple[town.World, dict[str, list[str]]]:
    """Twenty couriers with five stops each on published routes, packed, and orders that no plan has yet."""
    logins = [f"c{n:02}" for n in range(PHONES)]
    world = town.people(logins)
    shares = {login: [f"{login}-{n}" for n in range(STOPS)] for login in logins}
    chance = random.Random(SEED)
    for number in [n for numbers in shares.values() for n in numbers] + [
        f"left-{n}" for n in range(LEFT_OVER)
    ]:
        town.order(world, number, lat=60.16 + chance.random() / 50, lon=24.91 + chance.random() / 20)
    town.plan(world, shares)
    town.packed(world, *(number for numbers in shares.values() for number in numbers))
    return world, shares


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_acknowledged_is_lost(kind, tmp_path):
    config = empty_config(kind, tmp_path)
    app = bare_app(config)
    upgrade(app)
    with app.app_context():
        world, shares = build()
        db.session.remove()
    hub = Hub(tmp_path, None if kind == "sqlite" else config.database_url, lease_s=3)
    hub.start()
    over = threading.Event()
    crew = [Courier(hub.url, world, login, n, over) for n, login in enumerate(shares)]
    for courier in crew:
        courier.numbers = shares[courier.login]
    dispatcher = Dispatcher(hub.url, world, "dispatcher", SEED, over)
    try:
        for worker in [*crew, dispatcher]:
            worker.start()
        for worker in [*crew, dispatcher]:
            assert worker.ready.wait(60), f"{worker.name} cannot sign in"
        reaper = Reaper(hub, SEED)
        reaper.reap(KILLS)
        over.set()
        for worker in [*crew, dispatcher]:
            assert worker.done.wait(240), f"{worker.name} hangs"
            assert worker.failure is None, (worker.name, worker.failure, hub.server.words())
    finally:
        over.set()
        hub.stop()
    assert reaper.killed == Counter(serve=KILLS // 2, work=KILLS // 2)
    assert dispatcher.planned > 1
    with app.app_context():
        check_journal([*crew, dispatcher])
        check_money(world, crew)
        check_goods(world, crew)
        check_plans()
        db.session.remove()
        db.engine.dispose()
    if kind == "sqlite":
        with sqlite3.connect(tmp_path / "waybill.db") as file:
            assert file.execute("pragma integrity_check").fetchall() == [("ok",)]


def check_journal(workers) -> None:
    logged = {
        row.id: row for row in db.session.scalars(select(CommandLog).where(CommandLog.seq.is_not(None)))
    }
    for worker in workers:
        made = [command["id"] for command in worker.phone.made]
        stored = sorted((r.seq, r.id) for r in logged.values() if r.device_id == worker.phone.device_id)
        assert [id for _, id in stored] == made, worker.name
        assert [seq for seq, _ in stored] == list(range(1, len(made) + 1))
        for id, outcomes in worker.phone.answers.items():
            assert set(outcomes) == {logged[id].outcome}, "an acknowledged command changed its answer"
    assert len(logged) == sum(len(worker.phone.made) for worker in workers)


def check_money(world, crew) -> None:
    """Each cash delivery is in the bag once; each order is owed once, and only while it is on its way."""
    for worker in crew:
        delivered = sum(command["name"] == "deliver_stop" for command in worker.phone.made)
        account = f"courier:{world.users[worker.login]}"
        assert (
            db.session.scalar(select(func.sum(Entry.minor)).where(Entry.debit == account)) == delivered * 1250
        )
    sums = Counter()
    for entry in db.session.scalars(select(Entry)):
        sums[entry.debit] += entry.minor
        sums[entry.credit] -= entry.minor
    carried = select(Stop.order_id).join(Route, Route.id == Stop.route_id)
    carried = carried.where(Stop.removed_at.is_(None), Stop.done_at.is_(None), Route.status.in_(ROUTE_LIVE))
    on_the_way = set(db.session.scalars(carried))
    for order in db.session.scalars(select(Order)):
        owed = order.due_minor if order.id in on_the_way else 0
        assert sums[f"due:{order.id}"] == owed, (order.number, order.status)


def check_goods(world, crew) -> None:
    """Each parcel left once with who scanned it; what was not delivered is still on him."""
    for worker in crew:
        made = Counter(command["name"] for command in worker.phone.made)
        orders = [world.orders[number] for number in worker.numbers]
        found = Counter(db.session.scalars(select(Parcel.status).where(Parcel.order_id.in_(orders))))
        assert found == Counter(delivered=made["deliver_stop"], out=made["fail_stop"]), worker.name
        place, pieces = f"courier:{world.users[worker.login]}", Counter()
        for move in db.session.scalars(select(Move).where(Move.order_id.in_(orders))):
            pieces[move.debit] += move.quantity
            pieces[move.credit] -= move.quantity
        assert pieces[place] == 2 * made["fail_stop"], worker.name


def check_plans() -> None:
    """A plan is asked for, there as a whole, sent as a whole, or gone as a whole."""
    allowed = {
        "requested": set(),
        "failed": set(),
        "ready": {"draft"},
        "published": {"published", "started", "finished", "discarded"},
        "discarded": {"discarded"},
    }
    for plan in db.session.scalars(select(Plan)):
        routes = list(db.session.scalars(select(Route).where(Route.plan_id == plan.id)))
        assert {route.status for route in routes} <= allowed[plan.status], plan.status
        stops = select(func.count()).select_from(Stop).join(Route, Route.id == Stop.route_id)
        planned = db.session.scalar(stops.where(Route.plan_id == plan.id)) or 0
        if plan.status in ("ready", "published", "discarded") and plan.source:
            assert planned + len(plan.unassigned) == plan.orders
        if plan.status == "published":
            sent = select(func.count()).select_from(Assignment).join(Route, Route.id == Assignment.route_id)
            assert db.session.scalar(sent.where(Route.plan_id == plan.id)) == planned
