"""Which orders does a CSV file hold, and what is said about the rows that are wrong?"""

import io
from datetime import UTC, date, datetime

import pytest

from server.domain.orders import Payment
from server.shops.base import HubFacts
from server.shops.files import read_orders
from tests.server.shops.files.orders import COLUMNS, GOOD, HUB, codes, csv_bytes, csv_text, read, row


def test_a_good_order_is_read_whole() -> None:
    found = read(row(), row(sku="HH-028", name="Scissors", gtin="", quantity="1", price="7,95", weight_g=""))
    assert (found.rows, found.refused, found.notices, found.refused_orders) == (2, (), (), 0)
    (order,) = found.orders
    assert (order.number, order.customer, order.phone) == ("A-1", "Анна Ёлкина", "+358 50 000 3271")
    assert (order.address, order.note) == ("Vuorikatu 15, Helsinki", "ring twice")
    assert (order.lat, order.lon, order.delivery_on) == (60.172449, 24.947701, date(2026, 11, 21))
    assert order.placed_at == datetime(2026, 11, 20, 15, 46, tzinfo=UTC)
    assert order.window_from_at == datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
    assert order.window_to_at == datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    assert (order.payment, order.currency, order.delivery_fee_minor) == (Payment.CASH, "EUR", 390)
    first, second = order.lines
    assert (first.sku, first.name, first.gtin) == ("GR-061", "Γάλα 1 l", "4006381333931")
    assert (first.quantity, first.price_minor, first.weight_g) == (2, 245, 1030)
    assert (second.gtin, second.price_minor, second.weight_g) == (None, 795, 0)
    assert (order.total_minor, order.due_minor, order.weight_g) == (1675, 1675, 2060)


def test_prepaid_orders_are_not_collected() -> None:
    (order,) = read(row(payment="PREPAID")).orders
    assert (order.total_minor, order.due_minor) == (880, 0)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_byte_order_mark_and_line_ends_do_not_matter(delimiter: str, bom: str, end: str) -> None:
    text = bom + csv_text(row(), delimiter=delimiter).replace("\n", end)
    found = read_orders(text.encode(), HUB)
    assert [order.number for order in found.orders] == ["A-1"] and not found.notices


def test_columns_come_in_any_order_and_spelling() -> None:
    text = csv_text(row(), columns=tuple(reversed(COLUMNS))).replace("order_number", "Order Number")
    assert read_orders(text.encode(), HUB).orders == read(row()).orders


def test_unknown_columns_are_kept_with_the_shops_own_words() -> None:
    text = csv_text(row(colour="red"), columns=(*COLUMNS, "colour"))
    (order,) = read_orders(text.encode(), HUB).orders
    assert order.extra == {"colour": "red"}
    assert b'"colour"' in order.raw and '"Анна Ёлкина"'.encode() in order.raw


@pytest.mark.parametrize("column", ["placed_at", "currency", "note", "gtin"])
def test_columns_an_order_can_do_without_may_be_left_out(column: str) -> None:
    text = csv_text(row(), columns=tuple(c for c in COLUMNS if c != column))
    assert len(read_orders(text.encode(), HUB).orders) == 1


def test_a_quoted_line_end_belongs_to_its_cell_and_rows_count_as_an_editor_does() -> None:
    found = read(row(note="first\nsecond"), row(order_number="A-2", price="-1"))
    assert found.orders[0].note == "first\nsecond"
    assert codes(found) == [(4, "price", "money-negative")]


def test_lines_of_one_order_need_not_stand_together() -> None:
    found = read(row(), row(order_number="A-2"), row(sku="X"))
    assert [(order.number, len(order.lines)) for order in found.orders] == [("A-1", 2), ("A-2", 1)]


def test_one_bad_row_refuses_its_whole_order_and_only_that() -> None:
    found = read(row(), row(order_number="A-2"), row(sku="X", quantity="-1"), row(sku="Y"))
    assert [order.number for order in found.orders] == ["A-2"]
    assert codes(found) == [(4, "quantity", "number-range")]
    assert (found.refused[0].order_number, found.refused_orders, found.rows) == ("A-1", 1, 4)


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    found = read(row(quantity="two", price="x", lat="", payment="barter", customer=" "))
    assert sorted(refusal.column or "" for refusal in found.refused) == [
        *("customer", "lat", "payment", "price", "quantity")
    ]


@pytest.mark.parametrize(
    "column", ["customer", "address", "delivery_on", "window_to", "payment", "note", "lat"]
)
def test_lines_of_one_order_must_agree(column: str) -> None:
    other = {"delivery_on": "2026-11-22", "window_to": "21:00", "payment": "card", "lat": "60.18"}
    found = read(row(), row(**{"sku": "X", column: other.get(column, "other")}))
    assert codes(found) == [(3, column, "head-differs")]
    assert found.refused[0].params == {"first": 2} and not found.orders


def test_the_same_line_twice_is_refused_with_both_rows() -> None:
    found = read(row(), row(order_number="A-2"), row())
    assert codes(found) == [(4, "sku", "line-twice")]
    assert found.refused[0].params["first"] == 2
    assert [order.number for order in found.orders] == ["A-2"]


def test_the_same_item_at_another_price_is_another_line() -> None:
    (order,) = read(row(), row(price="0")).orders
    assert [line.price_minor for line in order.lines] == [245, 0]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("quantity", "0", "number-range"),
        ("quantity", "-2", "number-range"),
        ("quantity", "1,5", "number-fraction"),
        ("quantity", "99999999999", "number-range"),
        ("quantity", "1e3", "number"),
        ("quantity", "", "value-missing"),
        ("price", "2,455", "money"),
        ("price", "1 000", "money"),
        ("price", "NaN", "money"),
        ("price", "99999999", "money-huge"),
        ("delivery_fee", "-1", "money-negative"),
        ("payment", "barter", "choice"),
        ("payment", "", "value-missing"),
        ("currency", "RUB", "currency-other"),
        ("currency", "евро", "currency"),
        ("gtin", "4006381333932", "gtin-check-digit"),
        ("gtin", "4,00638E+12", "gtin-length"),
        ("weight_g", "-1", "number-range"),
        ("weight_g", "1.8", "number-fraction"),
        ("delivery_on", "2026-02-30", "date"),
        ("delivery_on", "11/21/2026", "date"),
        ("delivery_on", "0000-00-00", "date"),
        ("window_from", "25:00", "time"),
        ("window_from", "24:00", "time"),
        ("window_from", "6 pm", "time"),
        ("placed_at", "yesterday", "moment"),
        ("placed_at", "2026-11-31 10:00", "date"),
        ("lat", "", "coordinates-half"),
        ("lon", "", "coordinates-half"),
        ("lon", "181", "coordinate-range"),
        ("lon", "24°56′", "coordinate"),
        ("phone", "ask the neighbour", "phone"),
        ("name", "x" * 201, "value-long"),
        ("sku", "", "value-missing"),
        ("address", "\u200b \u202e", "value-missing"),
        ("order_number", "x" * 61, "value-long"),
    ],
)
def test_an_impossible_value_is_refused_by_row_and_column(column: str, value: str, code: str) -> None:
    found = read(row(order_number="B"), row(**{column: value}))
    assert (3, column, code) in codes(found)
    assert "A-1" not in [order.number for order in found.orders]


def test_latitude_and_longitude_exchanged_are_recognised_by_the_hub() -> None:
    found = read(row(lat="24.947701", lon="60.172449"))
    assert codes(found) == [(2, "lat", "coordinates-swapped")]
    porto = HubFacts("Europe/Lisbon", "EUR", 41.15, -8.61)
    assert codes(read(row(lat="-8.61", lon="41.15"), hub=porto)) == [(2, "lat", "coordinates-swapped")]
    sydney = HubFacts("Australia/Sydney", "EUR", -33.87, 151.2)
    assert codes(read(row(lat="151.2", lon="-33.87"), hub=sydney)) == [(2, "lat", "coordinates-swapped")]


def test_a_far_point_is_not_exchanged_and_a_hub_without_a_point_does_not_judge() -> None:
    assert read(row(lat="41.15", lon="-8.61")).orders
    unknown = HubFacts("Europe/Helsinki", "EUR")
    assert read(row(lat="24.94", lon="60.17"), hub=unknown).orders
    assert codes(read(row(lat="91", lon="10"), hub=unknown)) == [(2, "lat", "coordinate-range")]


def test_an_order_may_have_no_point() -> None:
    (order,) = read(row(lat="", lon="")).orders
    assert (order.lat, order.lon) == (None, None)


def test_a_window_that_ends_at_or_before_its_start_reaches_past_midnight() -> None:
    (order,) = read(row(window_from="22:00", window_to="01:00")).orders
    assert order.window_to_at == datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    (order,) = read(row(window_from="22:00", window_to="24:00")).orders
    assert order.window_to_at == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    (order,) = read(row(window_from="09:00", window_to="09:00")).orders
    assert (order.window_to_at - order.window_from_at).total_seconds() == 24 * 3600


def test_a_window_backwards_is_refused_in_words() -> None:
    found = read(row(window_from="20:00", window_to="16:00"))
    assert codes(found) == [(2, "window_to", "window-backwards")]
    assert found.refused[0].params == {"start": "20:00", "end": "16:00"}
    assert read(row(window_from="20:00", window_to="08:00")).orders
    assert read(row(window_from="09:00", window_to="24:00")).orders


def test_a_time_the_clock_change_skips_is_refused_in_words() -> None:
    found = read(row(delivery_on="2027-03-28", window_from="03:30", window_to="05:00"))
    assert codes(found) == [(2, "window_from", "time-skipped")]
    assert found.refused[0].params == {"value": "2027-03-28 03:30", "tz": "Europe/Helsinki"}
    past_midnight = read(row(delivery_on="2027-03-27", window_from="22:00", window_to="03:30"))
    assert codes(past_midnight) == [(2, "window_to", "time-skipped")]


def test_a_time_that_comes_twice_is_the_first_and_said() -> None:
    found = read(row(delivery_on="2026-10-25", window_from="03:30", window_to="05:00"))
    assert found.orders[0].window_from_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [(one.row, one.column, one.code) for one in found.notices] == [(2, "window_from", "time-twice")]


def test_placed_at_may_name_its_offset() -> None:
    (order,) = read(row(placed_at="2026-11-20T17:46:00+02:00")).orders
    assert order.placed_at == datetime(2026, 11, 20, 15, 46, tzinfo=UTC)


def test_text_that_a_spreadsheet_would_run_stays_text() -> None:
    formula = '=HYPERLINK("http://x")'
    (order,) = read(row(customer=formula, note="@SUM(1)", name="\t-1+1", sku="+1")).orders
    assert (order.customer, order.note, order.lines[0].name, order.lines[0].sku) == (
        *(formula, "@SUM(1)", "-1+1", "+1"),
    )


def test_invisible_characters_are_dropped_from_texts() -> None:
    (order,) = read(row(customer="A\u202enna\u200b\x07", address="Katu\n1")).orders
    assert (order.customer, order.address) == ("Anna", "Katu 1")


def test_the_same_content_has_the_same_hash_in_any_order_of_lines() -> None:
    one, two = row(), row(sku="X")
    first, second = read(one, two).orders[0], read(two, one).orders[0]
    assert first.content_sha256() == second.content_sha256()
    assert first.content_sha256() != read(one).orders[0].content_sha256()
    assert (
        first.content_sha256() != read(row(note="other"), two | {"note": "other"}).orders[0].content_sha256()
    )


def test_empty_rows_of_a_spreadsheet_are_no_rows() -> None:
    text = csv_text(row()) + "," * (len(COLUMNS) - 1) + "\n\n"
    found = read_orders(text.encode(), HUB)
    assert (found.rows, len(found.orders), found.refused) == (1, 1, ())


def test_a_row_without_a_number_refuses_the_orders_of_its_customer() -> None:
    """It may be a line of one of them, which would then go in by half."""
    stranger = {"customer": "Other", "phone": "+3585", "address": "Elsewhere 1"}
    found = read(row(), row(order_number="", sku="X"), row(order_number="A-2", **stranger))
    assert codes(found) == [(3, "order_number", "value-missing"), (3, None, "order-uncertain")]
    assert [order.number for order in found.orders] == ["A-2"]


def test_a_row_without_number_and_customer_refuses_its_neighbours() -> None:
    blank = {"order_number": "", "customer": "", "phone": "", "address": ""}
    found = read(
        row(order_number="A-0"), row(), row(**blank), row(order_number="A-2"), row(order_number="A-3")
    )
    assert [order.number for order in found.orders] == ["A-0", "A-3"]


def test_files_are_read_from_streams_too() -> None:
    assert read_orders(io.BytesIO(csv_bytes(GOOD)), HUB).orders == read(GOOD).orders
