"""Does every coin that came back get booked, once, and stays what is closed closed?"""

import pytest

from server.db import db
from server.db.plans import Shift
from server.ids import new_id
from tests.server.commands import books
from tests.world import World, cash, order, plan


def pieces(minor: int) -> list[dict[str, int]]:
    """Coins of one cent are as good as any for a test."""
    return [{"denomination_minor": 1, "count": minor}] if minor else []


def count(world: World, minor: int, login: str = "anna") -> str:
    id = new_id()
    args = {"count_id": id, "route_id": world.routes[login], "currency": "EUR", "pieces": pieces(minor)}
    world.give("count_sheet", args, "cashier")
    return id


@pytest.fixture
def back(day):
    """Anna has delivered both of hers for cash: 25.00 in her bag."""
    day.give("deliver_stop", cash(day, "A0"), "anna")
    day.give("deliver_stop", cash(day, "A1"), "anna")
    return day


def accounts(world):
    anna, hub = world.users["anna"], world.hub_id
    return {name: books.balance(f"{name}:{id}") for name, id in
            {"courier": anna, "short": anna, "till": hub, "over": hub}.items()}  # fmt: skip


def test_an_exact_count_needs_no_reason(back):
    id = count(back, 2500)
    assert books.count(id).expected_minor == 2500
    assert accounts(back)["till"] == 0  # nothing is booked by counting
    back.give("close_sheet", {"count_id": id}, "cashier")
    assert accounts(back) == {"courier": 0, "short": 0, "till": 2500, "over": 0}
    assert books.route(back, "anna").status == "closed"


def test_one_note_short_is_booked_with_its_reason(back):
    id = count(back, 2000)
    refused = back.tries("close_sheet", {"count_id": id}, "cashier")
    assert refused.problem["code"] == "reason-needed"
    assert accounts(back)["till"] == 0
    back.give("close_sheet", {"count_id": id, "reason": "lost", "comment": "hole in the pocket"}, "cashier")
    assert accounts(back) == {"courier": 0, "short": 500, "till": 2000, "over": 0}
    assert books.count(id).reason == "lost"


def test_more_than_expected_is_over(back):
    id = count(back, 2600)
    back.give("close_sheet", {"count_id": id, "reason": "tip"}, "cashier")
    assert accounts(back) == {"courier": 0, "short": 0, "till": 2600, "over": -100}


def test_a_closed_sheet_stays_closed(back):
    id = count(back, 2500)
    back.give("close_sheet", {"count_id": id}, "cashier")
    assert back.tries("close_sheet", {"count_id": id}, "cashier").problem["code"] == "sheet-closed"
    again = {"count_id": new_id(), "route_id": back.routes["anna"], "currency": "EUR", "pieces": pieces(1)}
    assert back.tries("count_sheet", again, "cashier").problem["code"] == "sheet-closed"
    assert accounts(back)["till"] == 2500


def test_counting_again_replaces_the_count(back):
    first = count(back, 2400)
    second = count(back, 2500)
    assert back.tries("close_sheet", {"count_id": first}, "cashier").problem["code"] == "count-replaced"
    back.give("close_sheet", {"count_id": second}, "cashier")
    assert accounts(back)["till"] == 2500


def test_cash_that_comes_while_counting_changes_what_is_expected(day):
    day.give("deliver_stop", cash(day, "A0"), "anna")
    id = count(day, 1250)
    assert books.count(id).difference_minor == 0
    day.give("deliver_stop", cash(day, "A1"), "anna")
    assert books.count(id).difference_minor == -1250
    assert day.tries("close_sheet", {"count_id": id}, "cashier").problem["code"] == "reason-needed"


def test_what_comes_after_closing_opens_a_discrepancy_and_is_counted_apart(day):
    day.give("deliver_stop", cash(day, "A0"), "anna")
    id = count(day, 1250)
    # The other parcel is neither delivered nor back: somebody has to sign for that first.
    assert day.tries("close_sheet", {"count_id": id}, "cashier").problem["code"] == "parcels-missing"
    signed = {"count_id": id, "parcels_signed": True}
    assert day.tries("close_sheet", signed, "cashier").problem["code"] == "comment-needed"
    day.give("close_sheet", signed | {"comment": "left at the depot"}, "cashier")
    assert books.kinds() == ["closed-with-open-stops", "parcels-missing"]
    late = day.give("deliver_stop", cash(day, "A1"), "anna")
    assert late.outcome == "flagged"
    assert "after-close" in books.kinds()
    kept = books.count(id)
    assert (kept.counted_minor, kept.expected_minor, kept.difference_minor) == (1250, 1250, 0)
    assert accounts(day) == {"courier": 1250, "short": 0, "till": 1250, "over": 0}
    later = count(day, 1250)
    day.give("close_sheet", {"count_id": later}, "cashier")
    assert accounts(day) == {"courier": 0, "short": 0, "till": 2500, "over": 0}
    assert "after-close" not in books.kinds()


def test_closing_the_last_sheet_closes_the_shift(world):
    shift = {"shift_id": new_id()}
    world.give("start_shift", shift, "anna")
    order(world, "A0")
    plan(world, {"anna": ["A0"]})
    world.give("start_route", {"route_id": world.routes["anna"], "order_ids": [world.orders["A0"]]}, "anna")
    world.give("deliver_stop", cash(world, "A0"), "anna")
    world.give("close_sheet", {"count_id": count(world, 1250)}, "cashier")
    db.session.rollback()
    assert db.session.get(Shift, shift["shift_id"]).status == "closed"


def test_at_the_end_of_the_day_every_account_says_what_was_done(back):
    back.give(
        "fail_stop",
        {"stop_id": back.stops["B0"], "order_id": back.orders["B0"], "reason": "refused"},
        "boris",
    )
    back.give("close_sheet", {"count_id": count(back, 2499), "reason": "miscount"}, "cashier")
    assert accounts(back) == {"courier": 0, "short": 1, "till": 2499, "over": 0}
    dues = [books.balance(f"due:{back.orders[number]}") for number in ("A0", "A1", "B0", "B1")]
    assert dues == [0, 0, 0, 1250]
    assert books.balance(f"shop:{back.shop_id}") == -3 * 1250


def test_counting_another_sum_once_the_expected_one_is_known_is_asked_about(back):
    count(back, 2400)
    count(back, 2400)
    assert books.kinds() == []
    count(back, 2500)
    assert books.kinds() == ["recounted"]
