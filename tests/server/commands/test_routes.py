"""Does a plan changed by hand answer with times and violations, and does nothing fall off a route unseen?"""

import pytest
from sqlalchemy import select

from server.db import db, write_transaction
from server.db.orders import Order
from server.db.plans import Plan, Route, Unassigned
from server.domain.orders import Payment
from server.ids import new_id
from server.shops.base import ShopLine
from tests.server.commands import books
from tests.world import MORNING, cash, left, order, plan, stocked


@pytest.fixture
def draft(world):
    """A plan not yet published: A0, A1, A2 with anna, B0 with boris."""
    for number in ("A0", "A1", "A2", "B0", "C0"):
        order(world, number, lat=60.169 + len(world.orders) / 1000)
    plan(world, {"anna": ["A0", "A1", "A2"], "boris": ["B0"]}, publish=False)
    return world


def onto(world, number, login, position):
    route_id = world.routes[login]
    return {"stop_id": new_id(), "order_id": world.orders[number], "route_id": route_id, "position": position}


def left_out(world):
    db.session.rollback()
    query = select(Unassigned).where(Unassigned.plan_id == world.plan_id)
    return {row.order_id: row.reason for row in db.session.scalars(query)}


def test_reordering_times_the_route_anew(draft):
    before = books.stop(draft, "A2").arrive_at
    move = {"stop_id": draft.stops["A2"], "route_id": draft.routes["anna"], "position": 0}
    draft.give("move_stop", move, "dispatcher")
    assert books.on_route(draft, "anna") == ["A2", "A0", "A1"]
    times = [books.stop(draft, number).arrive_at for number in ("A2", "A0", "A1")]
    assert times == sorted(times)
    assert times[0] != before


def test_given_to_a_colleague(draft):
    move = {"stop_id": draft.stops["A1"], "route_id": draft.routes["boris"], "position": 1}
    draft.give("move_stop", move, "dispatcher")
    assert books.on_route(draft, "anna") == ["A0", "A2"]
    assert books.on_route(draft, "boris") == ["B0", "A1"]


def test_taken_off_waits_with_its_reason_and_can_be_put_back(draft):
    draft.give("remove_stop", {"stop_id": draft.stops["A1"]}, "dispatcher")
    assert books.on_route(draft, "anna") == ["A0", "A2"]
    assert left_out(draft) == {draft.orders["A1"]: "by-hand"}
    back = {
        "stop_id": new_id(),
        "order_id": draft.orders["A1"],
        "route_id": draft.routes["boris"],
        "position": 0,
    }
    draft.give("add_stop", back, "dispatcher")
    assert books.on_route(draft, "boris") == ["A1", "B0"]
    assert left_out(draft) == {}
    assert draft.tries("add_stop", back, "dispatcher").problem["code"] == "already-on-route"


def test_too_late_is_said_at_once(draft):
    """An order whose window closes before anybody can be there."""
    order(draft, "LATE", window_to_at=MORNING.replace(minute=1), lat=60.185)
    add = {
        "stop_id": new_id(),
        "order_id": draft.orders["LATE"],
        "route_id": draft.routes["anna"],
        "position": 3,
    }
    draft.give("add_stop", add, "dispatcher")
    violations = books.route(draft, "anna").violations
    assert [(v["kind"], v["stop_id"]) for v in violations] == [("late", add["stop_id"])]
    assert violations[0]["amount"] > 0


def test_too_heavy_is_said_at_once(draft):
    stocked(draft, {"STONE": 1})
    order(draft, "STONE", lines=(ShopLine("STONE", "Stone", None, 1, 100, 60_000),))
    add = {
        "stop_id": new_id(),
        "order_id": draft.orders["STONE"],
        "route_id": draft.routes["anna"],
        "position": 0,
    }
    draft.give("add_stop", add, "dispatcher")
    assert "weight" in {v["kind"] for v in books.route(draft, "anna").violations}


def test_after_publishing_the_courier_must_read_the_change(draft):
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    assert books.route(draft, "anna").revision == 1
    move = {"stop_id": draft.stops["A1"], "route_id": draft.routes["boris"], "position": 0}
    draft.give("move_stop", move, "dispatcher")
    assert books.route(draft, "anna").revision == 2
    assert books.route(draft, "boris").revision == 2
    assert books.balance(f"due:{draft.orders['A1']}") == 1250


def test_what_is_loaded_or_done_does_not_move(draft):
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    left(draft, "anna", "A0", "A1", "A2")
    move = {"stop_id": draft.stops["A1"], "route_id": draft.routes["boris"], "position": 0}
    assert draft.tries("move_stop", move, "dispatcher").problem["code"] == "already-loaded"
    draft.give("deliver_stop", cash(draft, "A0"), "anna")
    again = {"stop_id": draft.stops["A0"], "route_id": draft.routes["anna"], "position": 2}
    assert draft.tries("move_stop", again, "dispatcher").problem["code"] == "stop-done"


def test_a_done_stop_stays_in_front(draft):
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    left(draft, "anna", "A0", "A1", "A2")
    draft.give("deliver_stop", cash(draft, "A0"), "anna")
    move = {"stop_id": draft.stops["A2"], "route_id": draft.routes["anna"], "position": 0}
    draft.give("move_stop", move, "dispatcher")
    assert books.on_route(draft, "anna") == ["A0", "A2", "A1"]
    assert books.stop(draft, "A2").status == "en_route"
    assert books.stop(draft, "A1").status == "planned"


def test_an_empty_route_is_not_sent(draft):
    draft.give("remove_stop", {"stop_id": draft.stops["B0"]}, "dispatcher")
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    assert books.route(draft, "boris").status == "discarded"
    assert books.route(draft, "anna").status == "published"


def test_a_new_plan_of_the_day_discards_the_unpublished_one(draft):
    old = draft.plan_id
    plan(draft, {"boris": ["A0"]}, publish=False)
    db.session.rollback()
    assert db.session.get(Plan, old).status == "discarded"
    drafts = select(Route).where(Route.status == "draft")
    assert [route.plan_id for route in db.session.scalars(drafts)] == [draft.plan_id]


def test_orders_that_changed_while_planning_are_left_out(world):
    for number in ("A0", "A1"):
        order(world, number)
    world.give("cancel_order", {"order_id": world.orders["A0"], "reason": "doubled"}, "dispatcher")
    plan(world, {"anna": ["A0", "A1"]}, publish=False)
    assert books.on_route(world, "anna") == ["A1"]
    assert left_out(world) == {world.orders["A0"]: "changed"}


def test_a_cancelled_order_leaves_the_route(draft):
    draft.give("cancel_order", {"order_id": draft.orders["A1"], "reason": "customer called"}, "dispatcher")
    assert books.on_route(draft, "anna") == ["A0", "A2"]


def test_prepaid_owes_nothing(world):
    order(world, "P", payment=Payment.PREPAID)
    plan(world, {"anna": ["P"]})
    assert books.balance(f"due:{world.orders['P']}") == 0


def test_what_was_delivered_meanwhile_does_not_hold_up_the_plan(draft):
    with write_transaction() as session:  # by a courier of another plan, whose phone was offline
        session.get(Order, draft.orders["A1"]).status = "delivered"
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    assert books.on_route(draft, "anna") == ["A0", "A2"]
    assert left_out(draft) == {draft.orders["A1"]: "changed"}
