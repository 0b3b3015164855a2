"""Is the rest of a day made anew from where everybody is, with nothing taken from whom it cannot be taken?"""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from routing.retouch import Prices
from server import clock
from server.db import db
from server.db.base import write_transaction
from server.db.log import Job
from server.db.orders import Order
from server.db.people import Position
from server.db.plans import Plan, Replan, Route, Stop
from server.ids import new_id
from server.jobs import replan_routes, wanted
from server.jobs.runner import Runner
from server.jobs.table import JOBS
from tests import world as towns
from tests.world import World, left, order, packed, plan, scanned

A, B = "anna", "boris"
WEST, EAST = 24.90, 24.97


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The town's day began an hour ago, so that couriers can be on their way."""
    began = clock.now().replace(microsecond=0) - timedelta(hours=1)
    monkeypatch.setattr(towns, "MORNING", began)
    monkeypatch.setattr(towns, "ON", began.date())
    monkeypatch.setattr(replan_routes, "BUDGET_S", 1.5)
    monkeypatch.setattr(replan_routes, "PRICES", Prices(300, 60))  # this town is small
    return began


@pytest.fixture
def crossed(app: Flask, world: World) -> World:
    """Anna is to go east for W2 and boris west for E2, though each is on the other side anyway."""
    for number, lon in (("W0", WEST), ("W1", WEST + 0.003), ("W2", EAST), ("E0", EAST + 0.003),
                        ("E1", EAST - 0.003), ("E2", WEST - 0.001 + 0.004)):  # fmt: skip
        order(world, number, lat=60.168, lon=lon)
    plan(world, {A: ["W0", "W1", "W2"], B: ["E0", "E1", "E2"]})
    return world


def ask(world: World) -> str:
    replan_id = new_id()
    world.give("request_replan", {"replan_id": replan_id, "on": towns.ON.isoformat()}, "dispatcher")
    return replan_id


def work(app: Flask) -> Job:
    """Do the one replan that waits, as a worker would."""
    waits = select(Job.id).where(Job.name == "replan_routes", Job.status == "waiting")
    (id,) = db.session.scalars(waits).all()
    db.session.rollback()
    Runner(app, JOBS).run(id)
    db.session.rollback()
    return db.session.get_one(Job, id, populate_existing=True)


def made(app: Flask, world: World) -> str:
    replan_id = ask(world)
    assert work(app).status == "done"
    assert row(replan_id).status == "ready", row(replan_id).failure
    return replan_id


def row(replan_id: str) -> Replan:
    db.session.rollback()
    return db.session.get_one(Replan, replan_id)


def difference(replan_id: str) -> dict[str, Any]:
    body = row(replan_id).body
    assert body is not None
    return dict(body["difference"])


def on_route(world: World, login: str) -> list[str]:
    db.session.rollback()
    query = select(Order.number).join(Stop, Stop.order_id == Order.id)
    query = query.where(Stop.route_id == world.routes[login], Stop.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Stop.position)))


def revision(world: World, login: str) -> int:
    db.session.rollback()
    return db.session.get_one(Route, world.routes[login]).revision


def answer(world: World, name: str, replan_id: str) -> str | None:
    problem = world.tries(name, {"replan_id": replan_id}, "dispatcher").problem
    return problem["code"] if problem else None


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_is_better_is_proposed_taken_and_undone(app: Flask, crossed: World) -> None:
    replan_id = made(app, crossed)
    told = difference(replan_id)
    assert told["travel_m"] < 0 and told["served"] == 0
    assert {crossed.orders["W2"], crossed.orders["E2"]} == {one["order_id"] for one in told["moved"]}
    assert on_route(crossed, A) == ["W0", "W1", "W2"], "a proposal moves nothing"
    assert answer(crossed, "apply_replan", replan_id) is None
    assert set(on_route(crossed, A)) == {"W0", "W1", "E2"}
    assert set(on_route(crossed, B)) == {"E0", "E1", "W2"}
    assert (revision(crossed, A), revision(crossed, B)) == (2, 2), "each phone reads its sheet once"
    assert answer(crossed, "undo_replan", replan_id) is None
    assert on_route(crossed, A) == ["W0", "W1", "W2"]
    assert on_route(crossed, B) == ["E0", "E1", "E2"]
    assert row(replan_id).status == "undone"
    assert answer(crossed, "undo_replan", replan_id) == "illegal-step"


def test_a_late_order_gets_its_place_and_loses_it_when_that_is_undone(app: Flask, crossed: World) -> None:
    order(crossed, "LATE", lat=60.168, lon=WEST + 0.001)
    replan_id = made(app, crossed)
    assert difference(replan_id)["served"] == 1
    assert answer(crossed, "apply_replan", replan_id) is None
    assert "LATE" in on_route(crossed, A)
    assert answer(crossed, "undo_replan", replan_id) is None
    assert "LATE" not in on_route(crossed, A)
    unassigned = db.session.get_one(Plan, crossed.plan_id).unassigned
    assert {one.order_id: one.reason for one in unassigned} == {crossed.orders["LATE"]: "by-hand"}


def test_a_route_changed_since_makes_the_proposal_stale(app: Flask, crossed: World) -> None:
    replan_id = made(app, crossed)
    move = {"stop_id": crossed.stops["W1"], "route_id": crossed.routes[A], "position": 0}
    crossed.give("move_stop", move, "dispatcher")
    before = on_route(crossed, A), on_route(crossed, B)
    assert answer(crossed, "apply_replan", replan_id) == "replan-stale"
    assert (on_route(crossed, A), on_route(crossed, B)) == before
    assert row(replan_id).status == "ready", "it may still be thrown away"
    assert answer(crossed, "discard_replan", replan_id) is None


def test_what_was_loaded_since_makes_it_stale(app: Flask, crossed: World) -> None:
    replan_id = made(app, crossed)
    packed(crossed, "W2")
    scanned(crossed, A, "W2")
    assert answer(crossed, "apply_replan", replan_id) == "replan-stale"


def test_what_was_locked_since_makes_it_stale(app: Flask, crossed: World) -> None:
    replan_id = made(app, crossed)
    crossed.give("lock_stop", {"stop_id": crossed.stops["E2"], "how": "courier"}, "dispatcher")
    assert answer(crossed, "apply_replan", replan_id) == "replan-stale"


def test_it_cannot_be_undone_when_somebody_has_left_with_it(app: Flask, crossed: World) -> None:
    replan_id = made(app, crossed)
    assert answer(crossed, "apply_replan", replan_id) is None
    left(crossed, B, "E0", "E1", "W2")
    assert answer(crossed, "undo_replan", replan_id) == "replan-stale"
    assert "W2" in on_route(crossed, B)


def test_what_is_aboard_stays_and_the_present_door_comes_first(app: Flask, crossed: World) -> None:
    left(crossed, A, "W0", "W1", "W2")
    left(crossed, B, "E0", "E1", "E2")
    move = {"stop_id": crossed.stops["W2"], "route_id": crossed.routes[A], "position": 0}
    crossed.give("move_stop", move, "dispatcher")
    assert on_route(crossed, A) == ["W2", "W0", "W1"]
    replan_id = made(app, crossed)
    assert difference(replan_id)["moved"] == []
    assert answer(crossed, "apply_replan", replan_id) is None
    assert on_route(crossed, A)[0] == "W2", "he is on his way there"
    assert set(on_route(crossed, A)) == {"W0", "W1", "W2"}


def test_what_is_scanned_onto_a_vehicle_stays_with_it(app: Flask, crossed: World) -> None:
    packed(crossed, "W2")
    scanned(crossed, A, "W2")
    moved = {one["order_id"] for one in difference(made(app, crossed))["moved"]}
    assert moved and crossed.orders["W2"] not in moved


def test_locks_are_kept(app: Flask, crossed: World) -> None:
    crossed.give("lock_stop", {"stop_id": crossed.stops["W2"], "how": "courier"}, "dispatcher")
    moved = {one["order_id"] for one in difference(made(app, crossed))["moved"]}
    assert moved and crossed.orders["W2"] not in moved


def test_a_locked_head_comes_first_in_its_order(app: Flask, crossed: World) -> None:
    crossed.give("lock_stop", {"stop_id": crossed.stops["E2"], "how": "head"}, "dispatcher")
    replan_id = made(app, crossed)
    moved = {one["order_id"] for one in difference(replan_id)["moved"]}
    assert not moved & {crossed.orders[number] for number in ("E0", "E1", "E2")}
    assert answer(crossed, "apply_replan", replan_id) is None
    assert on_route(crossed, B)[:3] == ["E0", "E1", "E2"]


def test_a_locked_route_is_left_as_it_is(app: Flask, crossed: World) -> None:
    crossed.give("lock_route", {"route_id": crossed.routes[A], "locked": True}, "dispatcher")
    told = difference(made(app, crossed))
    assert crossed.routes[A] not in {one["route_id"] for one in told["routes"]}


def test_a_delivery_meanwhile_does_not_spoil_what_it_does_not_touch(app: Flask, crossed: World) -> None:
    """Boris has left; anna, still in the building, could go a better way."""
    left(crossed, B, "E0", "E1", "E2")
    move = {"stop_id": crossed.stops["W2"], "route_id": crossed.routes[A], "position": 1}
    crossed.give("move_stop", move, "dispatcher")
    replan_id = made(app, crossed)
    changed = {one["route_id"] for one in (row(replan_id).body or {})["routes"]}
    assert crossed.routes[A] in changed
    crossed.give("arrive_stop", {"stop_id": crossed.stops["E0"]}, B)
    assert answer(crossed, "apply_replan", replan_id) is None
    assert on_route(crossed, A) != ["W0", "W2", "W1"]


def test_a_fresh_position_counts_more_than_the_last_door(app: Flask, crossed: World) -> None:
    from server.db.people import Hub
    from server.db.underway import underway

    left(crossed, A, "W0", "W1", "W2")
    now = clock.now()
    with write_transaction() as session:
        where = {"lat": 60.168, "lon": 24.92, "accuracy_m": 8.0, "received_at": now}
        session.add(Position(courier_id=crossed.users[A], hub_id=crossed.hub_id, at=now, **where))
    session = db.session()
    seen = underway(session, session.get_one(Hub, crossed.hub_id), towns.ON, now + timedelta(seconds=30))
    assert seen is not None
    standing = seen.standings[crossed.routes[A]]
    assert (standing.place.lon, standing.left, standing.head) == (24.92, True, (crossed.orders["W0"],))
    later = underway(session, session.get_one(Hub, crossed.hub_id), towns.ON, now + timedelta(minutes=30))
    assert later is not None and later.standings[crossed.routes[A]].place.lon == towns.HUB["lon"]


def test_it_is_asked_once_at_a_time_and_only_for_routes_that_are_out(app: Flask, crossed: World) -> None:
    first = ask(crossed)
    again = {"replan_id": new_id(), "on": towns.ON.isoformat()}
    assert crossed.tries("request_replan", again, "dispatcher").problem["code"] == "already-replanning"
    assert answer(crossed, "discard_replan", first) is None
    assert work(app).status == "done"
    assert row(first).status == "discarded"
    none = {"replan_id": new_id(), "on": (towns.ON + timedelta(days=9)).isoformat()}
    assert crossed.tries("request_replan", none, "dispatcher").problem["code"] == "nothing-to-replan"


def test_a_search_that_is_stopped_ends_at_once(
    app: Flask, crossed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replan_routes, "BUDGET_S", 60)
    monkeypatch.setattr(wanted, "LOOK_EVERY_S", 0)
    replan_id, search = ask(crossed), replan_routes.replan

    def stopped(*how: Any, **more: Any) -> Any:
        assert answer(crossed, "discard_replan", replan_id) is None
        return search(*how, **more)

    monkeypatch.setattr(replan_routes, "replan", stopped)
    began = time.monotonic()
    assert work(app).status == "done"
    assert time.monotonic() - began < 20
    assert row(replan_id).status == "discarded"


def test_a_job_that_fails_for_good_says_so(
    app: Flask, crossed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    replan_id = ask(crossed)
    with write_transaction() as session:
        session.query(Job).filter(Job.name == "replan_routes").update({"attempts": 4})

    def burn(*_: object, **__: object) -> None:
        raise MemoryError("too many")

    monkeypatch.setattr(replan_routes, "replan", burn)
    assert work(app).status == "dead"
    assert (row(replan_id).status, row(replan_id).failure) == ("failed", "replan-gave-up")
    ask(crossed)  # and the dispatcher may ask again
