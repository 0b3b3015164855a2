"""Does what a dispatcher has locked stay where it is, until he lets go of it?"""

import pytest

from server.db.plans import Stop
from server.ids import new_id
from tests.server.commands import books
from tests.world import World, cash, left, order, plan

A, B = "anna", "boris"


@pytest.fixture
def draft(world: World) -> World:
    """A0, A1, A2 with anna, B0 with boris, not yet sent; C0 on no route."""
    for number in ("A0", "A1", "A2", "B0", "C0"):
        order(world, number, lat=60.169 + len(world.orders) / 1000)
    plan(world, {A: ["A0", "A1", "A2"], B: ["B0"]}, publish=False)
    return world


def lock(world: World, number: str, how: str | None) -> None:
    world.give("lock_stop", {"stop_id": world.stops[number], "how": how}, "dispatcher")


def lock_route(world: World, login: str, locked: bool = True) -> None:
    world.give("lock_route", {"route_id": world.routes[login], "locked": locked}, "dispatcher")


def moved(world: World, number: str, login: str, position: int) -> str | None:
    """What is said against it; None: it is done."""
    args = {"stop_id": world.stops[number], "route_id": world.routes[login], "position": position}
    problem = world.tries("move_stop", args, "dispatcher").problem
    return problem["code"] if problem else None


def added(world: World, number: str, login: str, position: int) -> str | None:
    args = {"stop_id": new_id(), "order_id": world.orders[number], "route_id": world.routes[login]}
    problem = world.tries("add_stop", args | {"position": position}, "dispatcher").problem
    return problem["code"] if problem else None


def removed(world: World, number: str) -> str | None:
    problem = world.tries("remove_stop", {"stop_id": world.stops[number]}, "dispatcher").problem
    return problem["code"] if problem else None


def held(world: World, *numbers: str) -> list[str | None]:
    return [books.stop(world, number).locked for number in numbers]


def test_a_locked_stop_stays_with_its_courier_in_any_place(draft: World) -> None:
    lock(draft, "A1", "courier")
    assert moved(draft, "A1", B, 0) == "stop-locked"
    assert removed(draft, "A1") == "stop-locked"
    assert books.on_route(draft, A) == ["A0", "A1", "A2"]
    assert moved(draft, "A1", A, 0) is None
    assert books.on_route(draft, A) == ["A1", "A0", "A2"]
    lock(draft, "A1", None)
    assert moved(draft, "A1", B, 0) is None


def test_a_head_holds_all_that_comes_before_it(draft: World) -> None:
    lock(draft, "A1", "head")
    assert held(draft, "A0", "A1", "A2") == ["head", "head", None]
    assert moved(draft, "A0", A, 1) == "stop-locked"
    assert moved(draft, "A2", A, 1) == "head-locked"
    assert added(draft, "C0", A, 0) == "head-locked"
    assert removed(draft, "A0") == "stop-locked"
    assert added(draft, "C0", A, 2) is None
    assert books.on_route(draft, A) == ["A0", "A1", "C0", "A2"]


def test_a_head_that_is_opened_holds_only_what_is_before_the_gap(draft: World) -> None:
    lock(draft, "A2", "head")
    lock(draft, "A1", None)
    assert held(draft, "A0", "A1", "A2") == ["head", None, "courier"]


def test_a_locked_route_takes_and_gives_nothing(draft: World) -> None:
    lock_route(draft, A)
    assert moved(draft, "A2", A, 0) == "route-locked"
    assert moved(draft, "A2", B, 0) == "route-locked"
    assert moved(draft, "B0", A, 0) == "route-locked"
    assert added(draft, "C0", A, 0) == "route-locked"
    assert removed(draft, "A2") == "route-locked"
    assert books.on_route(draft, A) == ["A0", "A1", "A2"]
    lock_route(draft, A, False)
    assert moved(draft, "A2", A, 0) is None


def test_what_customers_and_couriers_do_passes_a_lock_by(draft: World) -> None:
    lock(draft, "A2", "head")
    lock_route(draft, A)
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    draft.give("cancel_order", {"order_id": draft.orders["A1"], "reason": "called"}, "dispatcher")
    left(draft, A, "A0", "A2")
    draft.give("deliver_stop", cash(draft, "A2"), A)
    assert books.on_route(draft, A) == ["A0", "A2"]
    assert books.stop(draft, "A2").status == "delivered"


def test_the_head_that_is_done_is_no_head_any_more(draft: World) -> None:
    lock(draft, "A0", "head")
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    left(draft, A, "A0", "A1", "A2")
    draft.give("deliver_stop", cash(draft, "A0"), A)
    assert moved(draft, "A2", A, 1) is None
    assert books.on_route(draft, A) == ["A0", "A2", "A1"]


def test_locking_tells_no_phone(draft: World) -> None:
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    lock(draft, "A1", "head")
    lock_route(draft, A)
    assert books.route(draft, A).revision == 1


def test_a_new_plan_keeps_a_locked_draft_as_it_is(draft: World) -> None:
    lock_route(draft, A)
    kept = draft.routes[A]
    plan(draft, {B: ["B0", "C0"]}, publish=False)
    draft.routes[A] = kept
    assert books.route(draft, A).plan_id == draft.plan_id
    assert books.on_route(draft, A) == ["A0", "A1", "A2"]
    draft.give("publish_plan", {"plan_id": draft.plan_id}, "dispatcher")
    assert books.route(draft, A).status == "published"


def test_a_new_plan_that_keeps_a_lock_shows_it_again(draft: World) -> None:
    lock(draft, "A0", "head")
    lock(draft, "A2", "courier")
    old = dict(draft.stops)
    plan(draft, {A: ["A0", "A1", "A2"], B: ["B0"]}, publish=False)
    assert held(draft, "A0", "A1", "A2") == ["head", None, "courier"]
    draft.stops = old
    assert held(draft, "A0", "A2") == [None, None], "said once: the next plan asks the new stops"


def test_a_plan_thrown_away_takes_its_locks_along(draft: World) -> None:
    lock(draft, "A0", "head")
    lock_route(draft, B)
    draft.give("discard_plan", {"plan_id": draft.plan_id}, "dispatcher")
    assert held(draft, "A0") == [None]
    assert books.route(draft, B).status == "discarded"
    assert isinstance(books.stop(draft, "B0"), Stop) and books.stop(draft, "B0").removed_at is not None
