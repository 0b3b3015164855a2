"""Is what a courier did at the door recorded whatever the office believed, and is its money booked once?"""

import pytest

from server.ids import new_id
from tests.server.commands import books
from tests.world import back, cash, left, order, packed, plan


def fail(world, number, reason="not-at-home"):
    return {"stop_id": world.stops[number], "order_id": world.orders[number], "reason": reason}


def test_publishing_posts_what_customers_owe(world):
    order(world, "A0")
    plan(world, {"anna": ["A0"]}, publish=False)
    due = f"due:{world.orders['A0']}"
    assert books.balance(due) == 0
    world.give("publish_plan", {"plan_id": world.plan_id}, "dispatcher")
    assert books.balance(due) == 1250
    assert books.balance(f"shop:{world.shop_id}") == -1250


def test_starting_loads_the_order_and_sets_out_to_the_first_stop(day):
    assert books.order(day, "A0").status == "loaded"
    assert books.stop(day, "A0").status == "en_route"
    assert books.stop(day, "A1").status == "planned"
    assert books.route(day, "anna").status == "started"


def test_what_was_left_behind_is_off_the_route_and_owes_nothing(world):
    for number in ("A0", "A1"):
        order(world, number)
    plan(world, {"anna": ["A0", "A1"]})
    packed(world, "A0")
    left(world, "anna", "A1")
    assert books.on_route(world, "anna") == ["A1"]
    assert books.order(world, "A0").status == "packed"
    assert books.balance(f"due:{world.orders['A0']}") == 0


def test_cash_moves_from_the_customer_to_the_bag(day):
    day.give("deliver_stop", cash(day, "A0", 1250, given=2000), "anna")
    assert books.order(day, "A0").status == "delivered"
    assert books.stop(day, "A0").collected_minor == 1250
    assert books.balance(f"courier:{day.users['anna']}") == 1250
    assert books.balance(f"due:{day.orders['A0']}") == 0
    assert books.stop(day, "A1").status == "en_route"
    assert books.kinds() == []


def test_card_goes_to_the_terminal_not_the_bag(day):
    day.give("deliver_stop", cash(day, "A0") | {"tender": "card", "given_minor": 0}, "anna")
    assert books.balance(f"courier:{day.users['anna']}") == 0
    assert books.balance(f"terminal:{day.users['anna']}") == 1250


def test_not_delivered_takes_the_due_back(day):
    day.give("fail_stop", fail(day, "A0", "refused") | {"comment": "wanted another"}, "anna")
    assert books.order(day, "A0").status == "failed"
    assert books.stop(day, "A0").fail_reason == "refused"
    assert books.balance(f"due:{day.orders['A0']}") == 0
    assert books.balance(f"shop:{day.shop_id}") == -3 * 1250
    back(day, "A0")
    assert books.order(day, "A0").status == "returned"


def test_a_route_without_open_stops_is_finished(day):
    day.give("deliver_stop", cash(day, "A0"), "anna")
    assert books.route(day, "anna").status == "started"
    day.give("fail_stop", fail(day, "A1"), "anna")
    assert books.route(day, "anna").status == "finished"


def test_cancelled_by_the_office_but_delivered_at_the_door(day):
    day.give("cancel_order", {"order_id": day.orders["A0"], "reason": "customer called"}, "dispatcher")
    assert books.balance(f"due:{day.orders['A0']}") == 0
    result = day.give("deliver_stop", cash(day, "A0"), "anna")
    assert result.outcome == "flagged"
    assert books.order(day, "A0").status == "delivered"
    assert books.balance(f"courier:{day.users['anna']}") == 1250
    assert books.balance(f"due:{day.orders['A0']}") == 0
    assert "deliver-after-cancelled" in books.kinds()
    assert books.on_route(day, "anna") == ["A0", "A1"]  # seen again, with what was paid


def test_two_couriers_both_delivered_first_keeps_it_both_moneys_are_booked(world):
    order(world, "A0")
    order(world, "B0")
    plan(world, {"anna": ["A0"], "boris": ["B0"]})
    move = {"stop_id": world.stops["A0"], "route_id": world.routes["boris"], "position": 0}
    world.give("move_stop", move, "dispatcher")
    first = world.give("deliver_stop", cash(world, "A0"), "boris")
    second = world.give("deliver_stop", cash(world, "A0", 1300), "anna")
    assert first.outcome == "flagged"  # nobody loaded it
    assert second.problem["code"] == "delivered-twice"
    assert books.stop(world, "A0").collected_minor == 1250
    assert books.balance(f"courier:{world.users['boris']}") == 1250
    assert books.balance(f"courier:{world.users['anna']}") == 1300


def test_delivered_though_it_was_moved_to_a_colleague_meanwhile(world):
    order(world, "A0")
    order(world, "B0")
    plan(world, {"anna": ["A0"], "boris": ["B0"]})
    move = {"stop_id": world.stops["A0"], "route_id": world.routes["boris"], "position": 0}
    world.give("move_stop", move, "dispatcher")
    result = world.give("deliver_stop", cash(world, "A0"), "anna")
    assert result.outcome == "flagged"
    assert books.stop(world, "A0").status == "delivered"
    assert books.balance(f"courier:{world.users['anna']}") == 1250
    assert "stop-was-moved" in books.kinds()


def test_a_failure_reported_after_the_delivery_changes_nothing(day):
    day.give("deliver_stop", cash(day, "A0"), "anna")
    result = day.give("fail_stop", fail(day, "A0"), "anna")
    assert result.problem["code"] == "failed-after-delivery"
    assert books.order(day, "A0").status == "delivered"
    assert books.balance(f"courier:{day.users['anna']}") == 1250


def test_failed_then_delivered_on_a_second_ring(day):
    day.give("fail_stop", fail(day, "A0"), "anna")
    day.give("deliver_stop", cash(day, "A0"), "anna")
    assert books.order(day, "A0").status == "delivered"
    assert books.stop(day, "A0").status == "delivered"
    assert books.balance(f"due:{day.orders['A0']}") == 0
    assert books.balance(f"courier:{day.users['anna']}") == 1250


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"amount_minor": 1000, "given_minor": 1000}, "amount-differs"),
        ({"given_minor": 2000, "change_minor": 500}, "change-differs"),
        ({"tender": "prepaid", "amount_minor": 0, "given_minor": 0}, "not-collected"),
    ],
)
def test_a_sum_that_does_not_fit_is_booked_and_asked_about(day, changes, kind):
    args = cash(day, "A0") | changes
    assert day.give("deliver_stop", args, "anna").outcome == "flagged"
    assert books.kinds() == [kind]
    in_bag = args["amount_minor"] if args["tender"] == "cash" else 0
    assert books.balance(f"courier:{day.users['anna']}") == in_bag


def test_a_shift_begins_and_ends_once(world):
    shift = {"shift_id": new_id()}
    world.give("start_shift", shift, "anna")
    world.give("start_shift", shift, "anna")
    world.give("end_shift", shift, "anna")
    world.give("end_shift", shift, "anna")
    assert world.tries("end_shift", {"shift_id": new_id()}, "anna").outcome == "quarantined"


def test_what_nobody_knows_is_quarantined_not_lost(day):
    result = day.tries("deliver_stop", cash(day, "A0") | {"stop_id": new_id()}, "anna")
    assert result.outcome == "quarantined"
    assert result.problem["code"] == "unknown-thing"
