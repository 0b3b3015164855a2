"""What if the shop changes an order that already stands on a draft: does the draft stay true?"""

import pytest
from sqlalchemy import select

from server.db import db
from server.db.plans import Unassigned
from tests.server.commands import books
from tests.world import MORNING, ON, World, order, plan


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
