"""Is the arrival that the sheet said kept when it is sent, and the one that was marked beside it?"""

from datetime import UTC, datetime, timedelta

from server.commands.bus import run
from server.ids import new_id
from tests import world as towns
from tests.server.commands import books
from tests.world import World

NOW = datetime.now(UTC).replace(microsecond=0)


def marked(world: World, number: str, at: datetime, who: str = "anna") -> None:
    args = {"stop_id": world.stops[number]}
    actor = world.users[who]
    assert run("arrive_stop", args, id=new_id(), hub_id=world.hub_id, actor=actor, source="app", at=at).ok


def test_what_the_sheet_said_is_kept_from_publishing_on(shelf: World) -> None:
    towns.order(shelf, "F0")
    towns.plan(shelf, {"anna": ["F0"]}, publish=False)
    assert books.stop(shelf, "F0").planned_at is None
    said = books.stop(shelf, "F0").arrive_at
    shelf.give("publish_plan", {"plan_id": shelf.plan_id}, "dispatcher")
    assert books.stop(shelf, "F0").planned_at == said == towns.MORNING + timedelta(minutes=10)


def test_a_mark_moves_what_is_expected_and_not_what_was_planned(day: World) -> None:
    planned = books.stop(day, "A1").planned_at
    marked(day, "A0", NOW - timedelta(minutes=30))
    first, following = books.stop(day, "A0"), books.stop(day, "A1")
    assert first.arrived_at == NOW - timedelta(minutes=30)
    assert (following.planned_at, following.arrived_at) == (planned, None)
    assert following.arrive_at != planned


def test_a_mark_that_came_late_has_the_phones_moment(day: World) -> None:
    """Made without network; one that cannot be believed has ours."""
    marked(day, "A0", NOW - timedelta(hours=5))
    marked(day, "B0", NOW + timedelta(days=1), "boris")
    assert books.stop(day, "A0").arrived_at == NOW - timedelta(hours=5)
    arrived = books.stop(day, "B0").arrived_at
    assert arrived is not None and abs(arrived - datetime.now(UTC)) < timedelta(minutes=5)


def test_an_order_added_to_a_sheet_is_planned_as_it_is_then_timed(day: World) -> None:
    towns.order(day, "LATE")
    stop_id = day.stops["LATE"] = new_id()
    args = {"stop_id": stop_id, "order_id": day.orders["LATE"], "route_id": day.routes["anna"], "position": 9}
    day.give("add_stop", args, "dispatcher")
    added = books.stop(day, "LATE")
    assert added.planned_at == added.arrive_at is not None


def test_who_gets_a_stop_of_another_is_judged_by_his_own_sheet(shelf: World) -> None:
    towns.order(shelf, "F0")
    stop_id = shelf.stops["F0"] = new_id()
    onto = {"stop_id": stop_id, "route_id": shelf.routes["boris"], "position": 0}
    shelf.give("add_stop", onto | {"order_id": shelf.orders["F0"]}, "dispatcher")
    marked(shelf, "F0", NOW - timedelta(minutes=3), "boris")
    towns.order(shelf, "G0")
    towns.plan(shelf, {"anna": ["G0"]})
    shelf.give(
        "move_stop", {"stop_id": stop_id, "route_id": shelf.routes["anna"], "position": 1}, "dispatcher"
    )
    moved = books.stop(shelf, "F0")
    assert moved.arrived_at is None
    assert moved.planned_at == moved.arrive_at is not None


def test_a_new_order_of_stops_needs_new_turns(day: World) -> None:
    route_id, revision = day.routes["anna"], books.route(day, "anna").revision
    leg = {"stop_id": None, "steps": []}
    turns = {"route_id": route_id, "revision": revision, "turns": [leg]}
    day.give("record_turns", turns)
    assert books.route(day, "anna").turns == [leg]
    day.give("move_stop", {"stop_id": day.stops["A1"], "route_id": route_id, "position": 0}, "dispatcher")
    assert books.route(day, "anna").turns is None
    day.give("record_turns", turns)
    assert books.route(day, "anna").turns is None, "they were made for the sheet before"
