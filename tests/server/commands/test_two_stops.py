"""What if an order stands on two routes, because the office moved it while a courier was offline?"""

import pytest

from server.ids import new_id
from tests.server.commands import books
from tests.world import World, cash, order, packed, plan, scanned


def put(world: World, number: str, login: str) -> None:
    """Put an order onto a route; `world.stops` then names its newest stop."""
    where = {"order_id": world.orders[number], "route_id": world.routes[login], "position": 0}
    world.stops[number] = new_id()
    world.give("add_stop", {"stop_id": world.stops[number], **where}, "dispatcher")


def fail(world: World, number: str) -> dict[str, str]:
    return {"stop_id": world.stops[number], "order_id": world.orders[number], "reason": "not-at-home"}


@pytest.fixture
def twice(world):
    """A0 was taken off anna's route and put on boris's; she had left with it, and has delivered it."""
    for number in ("A0", "A1", "B0"):
        order(world, number)
    plan(world, {"anna": ["A0", "A1"], "boris": ["B0"]})
    at_the_door = cash(world, "A0")
    world.give("remove_stop", {"stop_id": world.stops["A0"]}, "dispatcher")
    put(world, "A0", "boris")
    world.give("deliver_stop", at_the_door, "anna")
    assert paid(world) == {"due": 0, "shop": -3 * 1250, "bag": 1250}
    return world


def paid(world: World) -> dict[str, int]:
    """Of A0 and whom it concerns."""
    return {
        "due": books.balance(f"due:{world.orders['A0']}"),
        "shop": books.balance(f"shop:{world.shop_id}"),
        "bag": books.balance(f"courier:{world.users['anna']}"),
    }


def test_what_was_paid_stays_due_to_the_shop_when_the_other_leaves_without_it(twice):
    before = paid(twice)
    start = {"route_id": twice.routes["boris"], "order_ids": [twice.orders["B0"]]}
    twice.give("start_route", start, "boris")
    assert books.on_route(twice, "boris") == ["B0"]
    assert paid(twice) == before


def test_what_was_paid_stays_due_to_the_shop_when_the_other_stop_is_taken_off(twice):
    before = paid(twice)
    twice.give("remove_stop", {"stop_id": twice.stops["A0"]}, "dispatcher")
    assert paid(twice) == before


def test_the_other_who_rings_in_vain_is_done_with_his_stop(twice):
    twice.give("deliver_stop", cash(twice, "B0"), "boris")
    answer = twice.give("fail_stop", fail(twice, "A0"), "boris")
    assert answer.problem["code"] == "failed-after-delivery"
    assert books.order(twice, "A0").status == "delivered"
    assert books.stop(twice, "A0").status == "failed"
    assert books.route(twice, "boris").status == "finished"
    assert paid(twice)["due"] == 0


def test_the_other_who_delivers_too_is_done_with_his_stop(twice):
    twice.give("deliver_stop", cash(twice, "B0"), "boris")
    answer = twice.give("deliver_stop", cash(twice, "A0"), "boris")
    assert answer.problem["code"] == "delivered-twice"
    assert (books.stop(twice, "A0").status, books.stop(twice, "A0").collected_minor) == ("delivered", 1250)
    assert books.route(twice, "boris").status == "finished"
    assert books.balance(f"courier:{twice.users['boris']}") == 2 * 1250


def test_what_a_colleague_has_taken_along_is_not_back_in_the_building(world):
    """A0 went to anna when boris had scanned it onto his: she cannot find it, and leaves."""
    for number in ("A0", "A1", "B0"):
        order(world, number)
    plan(world, {"anna": ["A1"], "boris": ["A0", "B0"]})
    packed(world, "A0", "A1", "B0")
    scanned(world, "boris", "A0", "B0")
    scanned(world, "anna", "A1")
    move = {"stop_id": world.stops["A0"], "route_id": world.routes["anna"], "position": 0}
    world.give("move_stop", move, "dispatcher")
    taken = [world.orders["A0"], world.orders["B0"]]
    world.give("start_route", {"route_id": world.routes["boris"], "order_ids": taken}, "boris")
    left = {"route_id": world.routes["anna"], "order_ids": [world.orders["A1"]]}
    world.give("start_route", left, "anna")
    assert books.order(world, "A0").status == "loaded"
    assert books.kinds() == ["loaded-not-on-route"]


def test_money_goes_with_the_sheet_that_the_stop_stands_on_now(world):
    """Two routes of one courier on one day: the first is counted, the stop is on the second."""
    for number in ("A0", "A1"):
        order(world, number)
    plan(world, {"anna": ["A0", "A1"]})
    first, moved = world.routes["anna"], world.stops["A1"]
    order(world, "A2")
    plan(world, {"anna": ["A2"]})
    second = world.routes["anna"]
    world.give("move_stop", {"stop_id": moved, "route_id": second, "position": 1}, "dispatcher")
    world.give("deliver_stop", cash(world, "A0"), "anna")
    world.give("deliver_stop", cash(world, "A1"), "anna")
    for route_id, minor in ((first, 1250), (second, 1250)):
        pieces = [{"denomination_minor": minor, "count": 1}]
        count = {"count_id": new_id(), "route_id": route_id, "currency": "EUR", "pieces": pieces}
        world.give("count_sheet", count, "cashier")
        assert books.count(count["count_id"]).difference_minor == 0


def test_a_route_that_was_emptied_and_filled_again_has_not_started(world):
    order(world, "A0")
    plan(world, {"anna": ["A0"]})
    world.give("remove_stop", {"stop_id": world.stops["A0"]}, "dispatcher")
    put(world, "A0", "anna")
    assert books.route(world, "anna").status == "published"


def test_whoever_takes_nothing_along_is_done(world):
    order(world, "A0")
    plan(world, {"anna": ["A0"]})
    world.give("start_route", {"route_id": world.routes["anna"], "order_ids": []}, "anna")
    assert books.route(world, "anna").status == "finished"


def test_a_sheet_of_today_asks_for_the_sum_of_today(world):
    """Yesterday's route was closed before anybody left; since then the shop has changed the price."""
    order(world, "A0")
    plan(world, {"anna": ["A0"]})
    count = {"count_id": new_id(), "route_id": world.routes["anna"], "currency": "EUR", "pieces": []}
    world.give("count_sheet", count, "cashier")
    world.give("close_sheet", {"count_id": count["count_id"]}, "cashier")
    order(world, "A0", delivery_fee_minor=0)
    plan(world, {"boris": ["A0"]})
    assert books.balance(f"due:{world.orders['A0']}") == 1000
    world.give("deliver_stop", cash(world, "A0", 1000), "boris")
    assert "amount-differs" not in books.kinds()
