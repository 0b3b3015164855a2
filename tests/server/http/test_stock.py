"""Does a figure of stock open to what it is made of, and do the numbers add up to what the ledger says?"""

from typing import Any

import pytest
from sqlalchemy import select

from server.db.orders import Item
from server.http.stock import StockFigure
from tests import world as towns
from tests.place import Place


def jam(*pieces: int) -> tuple[towns.ShopLine, ...]:
    return tuple(towns.ShopLine("JAM", "Jam", None, count, 500 + n, 300) for n, count in enumerate(pieces))


@pytest.fixture
def busy(place: Place) -> str:
    """Ten of jam: two on a courier, one packed, three in bins for one who waits for one more, one damaged."""
    with place.inside() as world:
        towns.stocked(world, {"JAM": 10}, "J-01")
        for number, pieces in (("J1", (2,)), ("J2", (1,)), ("J3", (1, 1)), ("J4", (6,))):
            towns.order(world, number, lines=jam(*pieces))
        towns.plan(world, {"anna": ["J1"]})
        towns.left(world, "anna", "J1")
        towns.packed(world, "J2", "J3")
        j3 = {"order_id": world.orders["J3"], "damaged": [{"sku": "JAM", "quantity": 1}]}
        world.give("cancel_order", {"order_id": world.orders["J3"], "reason": "x"}, "dispatcher")
        parcel = towns.same_id(world.orders["J3"], "parcel")
        world.give("return_goods", j3 | {"parcel_id": parcel}, "picker")
    with place.session() as session:
        return str(session.scalars(select(Item.id).where(Item.sku == "JAM")).one())


def figure(place: Place, item_id: str, login: str = "picker") -> Any:
    answer = place.client(login).get(f"/api/stock/{item_id}")
    StockFigure.model_validate(answer)
    return answer


def test_the_numbers_are_those_of_the_bins_the_orders_and_the_places(place: Place, busy: str) -> None:
    found = figure(place, busy)
    assert (found["on_hand"], found["reserved"], found["available"]) == (6, 6, 0)
    assert {(row["bin"], row["quantity"]) for row in found["bins"]} == {("J-01", 5), ("RETURNS", 1)}
    assert [(row["number"], row["reserved"], row["waits"]) for row in found["orders"]] == [("J4", 6, 0)]
    places = [(row["kind"], row["name"], row["quantity"]) for row in found["places"]]
    assert places == [("courier", "Anna", 2), ("damaged", None, 1), ("packed", "J2", 1)]
    assert found["supplied"] == 10 == found["on_hand"] + sum(row["quantity"] for row in found["places"])


def test_what_is_delivered_is_one_line_and_still_adds_up(place: Place, busy: str) -> None:
    with place.inside() as world:
        stop = {"stop_id": world.stops["J1"], "order_id": world.orders["J1"], "currency": "EUR"}
        world.give("deliver_stop", stop | {"tender": "cash", "amount_minor": 1250}, "anna")
    found = figure(place, busy, "dispatcher")
    assert {"kind": "customer", "id": None, "name": None, "quantity": 2} in found["places"]
    assert found["supplied"] == found["on_hand"] + sum(row["quantity"] for row in found["places"])


def test_the_last_moves_stand_first_in_words(place: Place, busy: str) -> None:
    moves = figure(place, busy)["moves"]
    last = [(m["code"], m["source"]["name"], m["to"]["name"], m["quantity"], m["number"]) for m in moves[:3]]
    assert ("damaged", "J3", None, 1, "J3") in last
    assert ("return", "J3", "RETURNS", 1, "J3") in last
    first = moves[-1]
    assert (first["code"], first["source"]["kind"], first["to"]["name"]) == ("import", "supply", "J-01")
    assert moves[0]["who"] == "Picker"


def test_who_waits_is_there_with_what_he_waits_for(place: Place, busy: str) -> None:
    with place.inside() as world:
        towns.order(world, "J5", lines=jam(2, 1))
    (row,) = [row for row in figure(place, busy)["orders"] if row["number"] == "J5"]
    assert (row["quantity"], row["reserved"], row["waits"], row["status"]) == (3, 0, 3, "short")


def test_another_hub_has_its_own_stock(place: Place, busy: str) -> None:
    answer = place.client("picker", other=True).get(f"/api/stock/{busy}", 404)
    assert answer["code"] == "unknown-thing"
