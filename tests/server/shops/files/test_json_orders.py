"""Are orders in JSON read by the rules of the CSV file, and refused by their path?"""

import json
from dataclasses import replace

import pytest

from server.shops.files import read_orders_json
from tests.server.shops.files.orders import GOOD, HUB, as_json, codes, read, read_json, row


def test_the_same_order_is_the_same_as_in_csv() -> None:
    rows = (row(), row(sku="X", gtin="", price="7.95"))
    from_csv, from_json = read(*rows).orders[0], read_json({"orders": [as_json(*rows)]}).orders[0]
    assert from_json == from_csv
    assert from_json.content_sha256() == from_csv.content_sha256()


def test_one_order_may_come_alone() -> None:
    (order,) = read_json(as_json(GOOD)).orders
    assert order == read(GOOD).orders[0]


def test_numbers_are_read_by_their_digits() -> None:
    text = json.dumps(as_json(GOOD)).replace('"2.45"', "4.35").replace('"2"', "3").replace('"3,90"', "0.29")
    text = text.replace('"60.172449"', "60.172449").replace('"A-1"', "17")
    (order,) = read_orders_json(text.encode(), HUB).orders
    assert (order.number, order.lines[0].price_minor, order.lines[0].quantity) == ("17", 435, 3)
    assert (order.delivery_fee_minor, order.lat) == (29, 60.172449)


def test_null_is_an_empty_cell() -> None:
    payload = as_json(GOOD) | {"lat": None, "lon": None, "note": None, "placed_at": None}
    (order,) = read_json(payload).orders
    assert (order.lat, order.note, order.placed_at) == (None, "", None)


def test_a_version_is_kept_and_unknown_keys_too() -> None:
    (order,) = read_json(as_json(GOOD) | {"version": 7, "gift": {"paper": "red"}}).orders
    assert order.version == "7" and order.extra == {"gift": '{"paper": "red"}'}
    assert json.loads(order.raw)["gift"] == {"paper": "red"}
    assert order.content_sha256() == read(GOOD).orders[0].content_sha256()


def test_wrong_values_are_named_by_their_path() -> None:
    good, bad = as_json(GOOD), as_json(row(order_number="A-2"), row(sku="X", quantity="-1"))
    bad["payment"] = "barter"
    found = read_json({"orders": [good, bad]})
    assert [order.number for order in found.orders] == ["A-1"]
    assert codes(found) == [
        (None, "orders[1].payment", "choice"),
        (None, "orders[1].lines[1].quantity", "number-range"),
    ]
    assert {refusal.order_number for refusal in found.refused} == {"A-2"}
    assert (found.refused_orders, found.rows) == (1, 3)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"lines": []}, "lines", "lines-missing"),
        ({"lines": "X"}, "lines", "lines-missing"),
        ({"lines": [7]}, "lines[0]", "json-not-object"),
        ({"lines": [{}] * 501}, "lines", "lines-too-many"),
        ({"customer": True}, "customer", "json-not-text"),
        ({"address": ["a", "b"]}, "address", "json-not-text"),
        ({"order_number": None}, "order_number", "value-missing"),
        ({"customer": "a\0b"}, "customer", "value-nul"),
        ({"customer": "\ud800"}, "customer", "value-bad-text"),
        ({"gift": "a\0b"}, "gift", "value-nul"),
        ({"gift\0": "a"}, "gift", "value-nul"),
        ({"\ud800": "a"}, None, "value-bad-text"),
        ({"delivery_on": "2027-03-28", "window_from": "03:15"}, "window_from", "time-skipped"),
    ],
)
def test_what_no_order_can_hold_is_refused(change: dict[str, object], column: str | None, code: str) -> None:
    found = read_json(as_json(GOOD) | change)
    assert (None, column, code) in codes(found) and not found.orders


def test_the_same_line_twice_is_refused() -> None:
    assert codes(read_json(as_json(GOOD, GOOD))) == [(None, "lines[1].sku", "line-twice")]


def test_the_same_number_twice_refuses_both() -> None:
    found = read_json({"orders": [as_json(GOOD), as_json(row(note="other")), as_json(row(order_number="B"))]})
    assert [order.number for order in found.orders] == ["B"]
    assert [code for _, _, code in codes(found)] == ["order-twice", "order-twice"]


def test_a_key_given_twice_is_refused() -> None:
    text = json.dumps(as_json(GOOD))[:-1] + ', "price": 1, "delivery_fee": "0", "delivery_fee": "9"}'
    assert (None, "delivery_fee", "json-key-twice") in codes(read_orders_json(text.encode(), HUB))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file-empty"),
        (b'{"orders": [', "json-broken"),
        (b"[]", "json-shape"),
        (b'"orders"', "json-shape"),
        (b'{"orders": {}}', "json-shape"),
        (b'{"orders": [], "x": NaN}', "json-constant"),
        (b"[" * 200_000, "json-deep"),
        (b'{"a":' * 200_000, "json-deep"),
        (b'{"order_number": "\xff"}', "file-encoding"),
        (json.dumps(as_json(GOOD)).encode()[:-1], "json-broken"),
    ],
)
def test_a_message_that_cannot_be_read_gives_nothing(raw: bytes, code: str) -> None:
    found = read_orders_json(raw, HUB)
    assert [refusal.code for refusal in found.refused] == [code] and not found.orders


def test_a_number_of_a_million_digits() -> None:
    text = json.dumps(as_json(GOOD)).replace('"2.45"', "9" * 1_000_000)
    assert codes(read_orders_json(text.encode(), HUB)) == [(None, "lines[0].price", "money")]


def test_things_that_are_no_orders_are_counted() -> None:
    found = read_json({"orders": [7, as_json(GOOD)]})
    assert codes(found) == [(None, "orders[0]", "json-not-object")]
    assert (len(found.orders), found.refused_orders) == (1, 1)


def test_raw_is_no_part_of_what_an_order_is() -> None:
    order = read_json(as_json(GOOD)).orders[0]
    assert order == replace(order, raw=b"", extra={"x": "y"})
