"""What if the shop changes an order that already stands on a draft: does the draft stay true?"""

import pytest
from sqlalchemy import select

from server.db import db
from server.db.plans import Plan, Unassigned
from server.ids import new_id
from tests.server.commands import books
from tests.world import MORNING, ON, World, order, plan, stocked


@pytest.fixture
def draft(world):
    """A0 and A1 with anna, not yet published."""
    for number in ("A0", "A1"):
        order(world, number)
    plan(world, {"anna": ["A0", "A1"]}, publish=False)
    return world


def left_out(world: World) -> dict[str, str]:
    db.session.rollback()
    return {row.order_id: row.reason for row in db.session.scalars(select(Unassigned))}


@pytest.mark.parametrize(
    "changes", [{"lat": None, "lon": None}, {"lat": 61.0}, {"delivery_on": ON.replace(day=30)}]
)
def test_what_can_no_longer_go_leaves_the_draft_and_the_rest_can_be_published(draft, changes):
    order(draft, "A0", **changes)
    assert books.on_route(draft, "anna") == ["A1"]
    assert left_out(draft) == {draft.orders["A0"]: "changed"}
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")


def test_another_window_is_timed_at_once(draft):
    order(draft, "A1", window_to_at=MORNING.replace(minute=1))
    assert {v["stop_id"] for v in books.route(draft, "anna").violations} == {draft.stops["A1"]}


def test_what_was_left_out_and_came_to_lack_goods_is_listed_once(world):
    """The solver had no room for it, and before its plan was written somebody found its shelf empty."""
    order_id = order(world, "A0")
    plan_id = new_id()
    world.give("request_plan", {"plan_id": plan_id, "on": ON.isoformat(), "iterations": 1}, "dispatcher")
    stocked(world, {"TEA": 1})
    left = [{"order_id": order_id, "reason": "too-heavy", "detail": {}}]
    args = {"plan_id": plan_id, "source": "great-circle", "matrices": {}, "routes": [], "unassigned": left}
    world.give("record_plan", args)
    assert left_out(world) == {order_id: "waiting-for-goods"}
    assert db.session.get_one(Plan, plan_id).orders == 1
