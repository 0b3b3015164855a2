"""Does a sheet close only when its parcels are settled too, and does what turns up settle the question?"""

from sqlalchemy import select

from server.db import db
from server.db.money import Discrepancy
from server.ids import same_id
from tests.server.commands import books
from tests.server.commands.test_cashier import count
from tests.world import World, back, cash
from warehouse.codes import parcel_code


def failed(world: World, number: str) -> None:
    where = {"stop_id": world.stops[number], "order_id": world.orders[number]}
    world.give("fail_stop", where | {"reason": "refused"}, "anna")


def close(world: World, **more: object) -> None:
    world.give("close_sheet", {"count_id": count(world, 0), **more}, "cashier")


def question(kind: str = "parcels-missing") -> Discrepancy:
    db.session.rollback()
    return db.session.scalars(select(Discrepancy).where(Discrepancy.kind == kind)).one()


def code(world: World, number: str) -> str:
    return parcel_code(same_id(world.orders[number], "parcel"))


def test_what_came_back_needs_no_signature(day: World) -> None:
    for number in ("A0", "A1"):
        failed(day, number)
    refused = day.tries("close_sheet", {"count_id": count(day, 0)}, "cashier")
    assert refused.problem == {"code": "parcels-missing", "params": {"n": 2}}
    for number in ("A0", "A1"):
        back(day, number, "cashier")
    close(day)
    assert books.kinds() == []
    assert books.route(day, "anna").status == "closed"


def test_a_signature_without_a_word_is_none(day: World) -> None:
    for number in ("A0", "A1"):
        failed(day, number)
    signed = {"count_id": count(day, 0), "parcels_signed": True}
    for silent in (None, "", "  "):
        refused = day.tries("close_sheet", signed | {"comment": silent}, "cashier")
        assert refused.problem == {"code": "comment-needed", "params": {"field": "comment"}}
    day.give("close_sheet", signed | {"comment": "stolen from the bicycle"}, "cashier")
    asked = question()
    assert asked.detail == {"n": 2, "codes": sorted(asked.detail["codes"])}
    assert set(asked.detail["codes"]) == {code(day, "A0"), code(day, "A1")}
    assert asked.courier_id == day.users["anna"]


def test_a_parcel_that_comes_back_late_settles_the_question_by_itself(day: World) -> None:
    for number in ("A0", "A1"):
        failed(day, number)
    close(day, parcels_signed=True, comment="forgotten at home")
    back(day, "A0")
    assert question().detail == {"n": 1, "codes": [code(day, "A1")]}
    assert books.kinds() == ["parcels-missing"]
    back(day, "A1")
    assert books.kinds() == []
    assert question().resolved_at is not None


def test_a_mark_of_delivery_that_comes_late_settles_it_too(day: World) -> None:
    day.give("deliver_stop", cash(day, "A0"), "anna")
    day.give(
        "close_sheet",
        {"count_id": count(day, 1250), "parcels_signed": True, "comment": "phone is dead"},
        "cashier",
    )
    day.give("deliver_stop", cash(day, "A1"), "anna")
    assert "parcels-missing" not in books.kinds()


def test_counting_late_money_asks_for_no_second_signature(day: World) -> None:
    failed(day, "A0")
    close(day, parcels_signed=True, comment="A0 is at his home")
    day.give("deliver_stop", cash(day, "A1"), "anna")
    day.give("close_sheet", {"count_id": count(day, 1250)}, "cashier")
    assert books.kinds() == ["closed-with-open-stops", "parcels-missing"]
