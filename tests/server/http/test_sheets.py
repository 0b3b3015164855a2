"""What does the desk see of a sheet, and what happened to an order?"""

import json
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from server.db import db
from server.db.plans import Route
from server.http.orders import HistoryEntry
from server.http.sheets import Sheet
from server.ids import new_id, same_id
from tests import world as towns
from tests.place import Place
from warehouse.codes import parcel_code


@pytest.fixture
def day(place: Place) -> Place:
    with place.inside() as world:
        towns.order(world, "A0")
        towns.order(world, "A1")
        towns.plan(world, {"anna": ["A0", "A1"]})
        towns.left(world, "anna", "A0", "A1")
        world.give("deliver_stop", towns.cash(world, "A0", given=2000), "anna")
    return place


def code_of(place: Place) -> str:
    return str(place.client("anna").get("/api/pull")["changes"]["routes"][0]["sheet_code"])


def numbers(value: Any) -> set[int]:
    """Every number in a piece of JSON."""
    if isinstance(value, dict):
        return set().union(*map(numbers, value.values()), set())
    if isinstance(value, list):
        return set().union(*map(numbers, value), set())
    return {value} if isinstance(value, int) and not isinstance(value, bool) else set()


def test_a_sheet_shows_no_sum_before_it_is_counted(day: Place) -> None:
    sheet = day.client("cashier").get(f"/api/sheets/{code_of(day)}")
    Sheet.model_validate(sheet)
    pieces = {unit["quantity"] for parcel in sheet["parcels"] for unit in parcel["units"]}
    assert numbers(sheet) == {1} | pieces  # a stop without a mark, a parcel that is out, 1 of 1
    assert sheet["missing_marks"] == 1
    assert "minor" not in json.dumps(sheet)
    assert [(order["number"], order["status"], order["tender"]) for order in sheet["orders"]] == [
        ("A0", "delivered", "cash"),
        ("A1", "loaded", None),
    ]
    assert sheet["courier"] == "Anna"
    assert sheet["queue"] is None


def test_the_parcels_that_left_are_told_with_where_they_are(day: Place) -> None:
    sheet = day.client("cashier").get(f"/api/sheets/{code_of(day)}")
    told = [(p["number"], p["n"], p["of"], p["status"], p["units"][0]["sku"]) for p in sheet["parcels"]]
    assert told == [("A0", 1, 1, "delivered", "TEA"), ("A1", 1, 1, "out", "TEA")]
    assert {p["code"] for p in sheet["parcels"]} == {
        parcel_code(same_id(day.world.orders[number], "parcel")) for number in ("A0", "A1")
    }
    assert sheet["parcels_missing"] == 1
    with day.inside() as world:
        towns.back(world, "A1", "cashier")
    sheet = day.client("cashier").get(f"/api/sheets/{code_of(day)}")
    assert [parcel["status"] for parcel in sheet["parcels"]] == ["delivered", "back"]
    assert sheet["parcels_missing"] == 0
    assert "Maria" not in json.dumps(sheet["parcels"])


def test_after_the_count_the_sums_are_there(day: Place) -> None:
    code = code_of(day)
    with day.inside() as world:
        pieces = [{"denomination_minor": 1000, "count": 1}, {"denomination_minor": 200, "count": 1}]
        count = {"count_id": new_id(), "route_id": world.routes["anna"], "currency": "EUR"}
        world.give("count_sheet", {**count, "pieces": pieces}, "cashier")
    (seen,) = day.client("cashier").get(f"/api/sheets/{code}")["counts"]
    assert (seen["counted_minor"], seen["expected_minor"], seen["difference_minor"]) == (1200, 1250, -50)


@pytest.mark.parametrize("spelt", [str.lower, lambda code: f" {code[:4]} {code[4:8]}-{code[8:]} "])
def test_however_the_code_is_typed(day: Place, spelt: Any) -> None:
    code = code_of(day)
    assert day.client("cashier").get(f"/api/sheets/{spelt(code)}")["route_id"] == day.world.routes["anna"]


def test_what_a_phone_still_holds_is_told_to_the_desk(day: Place) -> None:
    anna = day.client("anna")
    queue = {"length": 2, "oldest_at": "2026-11-23T07:00:00Z"}
    anna.post("/api/commands", {"device_id": anna.device_id, "commands": [], "queue": queue})
    assert day.client("cashier").get(f"/api/sheets/{code_of(day)}")["queue"] == queue


def test_a_draft_and_an_unknown_code_are_no_sheets(day: Place) -> None:
    with day.inside() as world:
        towns.order(world, "D0")
        towns.plan(world, {"boris": ["D0"]}, publish=False)
    rows = day.client("dispatcher").get("/api/pull")["changes"]["routes"]
    draft = next(row["sheet_code"] for row in rows if row["status"] == "draft")
    for code in (draft, "R00000000000", "nothing"):
        assert day.client("cashier").get(f"/api/sheets/{code}", 404)["code"] == "no-such-sheet"


@pytest.mark.parametrize("lang", ["en", "ru", "el"])
def test_the_printed_sheet_carries_its_code(day: Place, lang: str) -> None:
    path = f"/api/routes/{day.world.routes['anna']}/sheet.pdf?lang={lang}"
    answer = day.client("dispatcher").http.get(path)
    assert answer.mimetype == "application/pdf"
    page = pypdfium2.PdfDocument(answer.data)[0]
    found = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    assert code_of(day) in {barcode.text for barcode in found}
    assert "Maria Ek" in page.get_textpage().get_text_range()


def test_a_break_of_the_route_is_printed(day: Place) -> None:
    with day.inside() as world:
        at = {"start_at": "2026-11-23T10:00:00+00:00", "end_at": "2026-11-23T10:30:00Z"}
        db.session.get_one(Route, world.routes["anna"]).breaks = [at]
        db.session.commit()
    pdf = day.client("anna").http.get(f"/api/routes/{day.world.routes['anna']}/sheet.pdf").data
    assert "12:00–12:30" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_a_hidden_customer_is_not_printed_for_the_courier(day: Place) -> None:
    with day.inside() as world:
        world.give("hide_contacts", {"order_ids": list(world.orders.values())})
    pdf = day.client("anna").http.get(f"/api/routes/{day.world.routes['anna']}/sheet.pdf").data
    assert "Maria" not in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_the_history_names_who_when_and_why(day: Place) -> None:
    with day.inside() as world:
        towns.order(world, "C0")
    office, anna = day.client("dispatcher"), day.client("anna")
    office.phone.make("cancel_order", {"order_id": world.orders["C0"], "reason": "the customer rang"})
    office.send()
    where = {"stop_id": world.stops["A1"], "order_id": world.orders["A1"]}
    anna.phone.make("fail_stop", {**where, "reason": "refused", "comment": "the dog"})
    anna.send()
    entries = office.get(f"/api/orders/{day.world.orders['C0']}/history")
    for entry in entries:
        HistoryEntry.model_validate(entry)
    assert entries[0]["name"] == "order.accepted"
    assert entries[0]["who"] == "system"
    last = next(entry for entry in entries if entry["name"] == "order.cancelled")
    assert (last["name"], last["old"], last["new"]) == ("order.cancelled", "reserved", "cancelled")
    assert (last["who"], last["source"]) == ("Dispatcher", "app")
    assert last["detail"]["reason_text"] == "the customer rang"
    failed = office.get(f"/api/orders/{day.world.orders['A1']}/history")
    told = next(entry for entry in failed if entry["name"] == "order.failed")
    assert told["detail"] == {"reason": "refused", "reason_text": "the dog"}
    assert told["who"] == "Anna"


def test_an_order_is_found_by_its_number(day: Place) -> None:
    found = day.client("dispatcher").get("/api/orders/find?code=%20A1%20")
    assert (found["id"], found["customer"]) == (day.world.orders["A1"], "Maria Ek")
    found = day.client("picker").get("/api/orders/find?code=A1")
    assert (found["id"], found["customer"], found["due_minor"]) == (day.world.orders["A1"], None, None)
    assert day.client("picker").get("/api/orders/find?code=none", 404)["code"] == "no-such-order"
