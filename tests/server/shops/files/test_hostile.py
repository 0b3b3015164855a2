"""What happens with files that are torn, huge, of another kind or meant to harm? Never half an order."""

import io
import resource
import time

import pytest

from server.imports.refusal import MAX_REPORTED
from server.shops.files import read_orders, read_orders_json
from tests.server.shops.files.orders import COLUMNS, HUB, codes, csv_bytes, csv_text, read, row


def one_refusal(raw: bytes) -> tuple[int | None, str | None, str]:
    found = read_orders(raw, HUB)
    assert not found.orders
    ((at, column, code),) = codes(found)
    return at, column, code


def test_an_empty_file_and_a_bare_header() -> None:
    assert one_refusal(b"") == (None, None, "file-empty")
    assert one_refusal(b"\n \n") == (None, None, "file-empty")
    found = read_orders(csv_bytes(), HUB)
    assert not found.refused and [notice.code for notice in found.notices] == ["no-rows"]


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "iso8859-7"])
def test_another_encoding_is_named_by_row_and_byte(encoding: str) -> None:
    text = csv_text(row(customer="Ok", name="Ok"), row(order_number="A-2", customer="Анна", name="Γάλα"))
    found = read_orders(text.encode(encoding, "replace"), HUB)
    assert not found.orders
    (refusal,) = found.refused
    expected = (1, 1) if encoding == "utf-16" else (3, text.split("\n")[2].index("Анна") + 1)
    if encoding == "iso8859-7":  # Greek bytes: the Russian name became question marks
        expected = (3, text.split("\n")[2].index("Γάλα") + 1)
    assert (refusal.code, refusal.row) == ("file-encoding", expected[0])
    assert refusal.params == {"row": expected[0], "byte": expected[1]}


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_spreadsheet_is_recognised(start: bytes) -> None:
    assert one_refusal(start + b"\x00" * 100) == (None, None, "file-spreadsheet")


class Endless(io.RawIOBase):
    """A file of `size` bytes that is made while it is read, and counts what was taken of it."""

    def __init__(self, size: int) -> None:
        self.size, self.taken = size, 0
        self.line = csv_text(row()).split("\n")[1].encode() + b"\n"

    def read(self, count: int = -1) -> bytes:
        assert count >= 0, "nobody may ask for the whole file"
        part = min(count, self.size - self.taken, 1_000_000)
        self.taken += part
        return (self.line * (part // len(self.line) + 1))[:part]


@pytest.mark.parametrize("reader", [read_orders, read_orders_json])
def test_two_hundred_megabytes_are_refused_without_being_read(reader) -> None:
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    stream = Endless(200_000_000)
    found = reader(stream, HUB)
    assert [refusal.code for refusal in found.refused] == ["file-too-big"]
    assert stream.taken < 30_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 90_000  # kilobytes
    assert time.monotonic() - began < 5


def test_a_header_that_lacks_or_repeats_columns() -> None:
    text = csv_text(row(), columns=(*(c for c in COLUMNS if c not in ("price", "lat")), "sku"))
    found = read_orders(text.encode(), HUB)
    assert codes(found) == [
        *((1, "sku", "column-twice"), (1, "lat", "column-missing"), (1, "price", "column-missing"))
    ]
    assert not found.orders


def test_ten_thousand_columns() -> None:
    wide = ",".join(["x"] * 10_000)
    assert one_refusal(wide.encode()) == (1, None, "columns-too-many")
    found = read_orders(
        csv_bytes(row()) + wide.encode() + b"\n" + csv_text(row(order_number="B")).encode(), HUB
    )
    assert (3, None, "row-long") in codes(found)
    assert found.refused[0].params == {"given": 10_000, "expected": 20}


def test_a_row_too_short_refuses_its_order() -> None:
    torn = csv_text(row(), row(sku="X")).encode()[:-40]
    found = read_orders(torn, HUB)
    assert codes(found) == [(3, None, "row-short")]
    assert found.refused[0].order_number == "A-1" and not found.orders


def test_a_file_torn_at_any_byte_never_gives_half_an_order() -> None:
    """Only a cut inside the last cell cannot be seen; then the missing line end is said."""
    whole = read(row(), row(sku="X", name='a "b", c\nd')).orders[0]
    raw = csv_bytes(row(), row(sku="X", name='a "b", c\nd'))
    start = len(csv_bytes(row()))
    for cut in range(start + 1, len(raw)):
        found = read_orders(raw[:cut], HUB)
        if found.orders:
            assert raw[cut - 1 :].count(b",") <= 1, cut
            assert [notice.code for notice in found.notices] == ["file-no-last-line-end"]
            assert [line.sku for line in found.orders[0].lines] == [line.sku for line in whole.lines]
        else:
            assert found.refused[0].row in (1, 3), cut


def test_a_torn_number_is_not_taken_for_another_order() -> None:
    """ "A-1" at the end of a torn file may have been "A-17"."""
    columns = ("sku", "order_number", *(c for c in COLUMNS if c not in ("sku", "order_number")))
    text = csv_text(row(order_number="A-17"), row(order_number="A-17", sku="X"), columns=columns)
    torn = text[: text.rindex("A-17") + 3]
    found = read_orders(torn.encode(), HUB)
    assert codes(found) == [(3, None, "row-short"), (3, None, "order-uncertain")] and not found.orders


def test_an_open_quote_refuses_all_it_swallowed() -> None:
    plain = {"address": "Vuorikatu 15", "delivery_fee": "0"}  # nothing quoted after the open quote
    rows = (row(), row(order_number="A-2"), row(order_number="A-3", **plain), row(sku="Y", **plain))
    good = csv_text(*rows).split("\n")
    good[2] = good[2].replace("ring twice", '"ring twice')
    found = read_orders("\n".join(good).encode(), HUB)
    assert codes(found) == [
        (3, None, "row-open-quote"),
        (4, None, "row-swallowed"),
        (5, None, "row-swallowed"),
    ]
    assert [refusal.order_number for refusal in found.refused] == ["A-2", "A-3", "A-1"]
    assert not found.orders and found.refused[0].params == {"last": 5}


def test_an_open_quote_that_a_later_one_closes_refuses_what_lies_between() -> None:
    """The record is well formed but too long; row 4 vanished in its note and was a line of A-1."""
    plain = {"address": "Vuorikatu 15", "delivery_fee": "0"}
    rows = (row(**plain), row(order_number="A-2"), row(sku="Y", **plain), row(order_number="A-4", **plain))
    text = csv_text(*rows, row(order_number="A-5"))
    lines = text.split("\n")
    lines[2] = lines[2].replace("ring twice", '"ring twice')
    lines[4] = lines[4].replace("ring twice", '", then call"')
    found = read_orders("\n".join(lines).encode(), HUB)
    assert [order.number for order in found.orders] == ["A-5"]
    assert codes(found) == [(3, None, "row-long"), (4, None, "row-swallowed"), (5, None, "row-swallowed")]


def test_a_note_of_several_lines_in_a_wrong_row_is_only_a_note() -> None:
    found = read(row(), row(order_number="A-2", note="call, then\nring, twice", price="-1"), row(sku="X"))
    assert codes(found) == [(3, "price", "money-negative")]
    assert [order.number for order in found.orders] == ["A-1"]


def test_quotes_that_do_not_fit_refuse_their_row_only() -> None:
    text = csv_text(row(), row(order_number="A-2")).replace("A-2,", 'A-2,"x"y')
    found = read_orders((text + csv_text(row(order_number="A-3")).split("\n")[1]).encode(), HUB)
    assert codes(found) == [(3, None, "row-quotes")]
    assert [order.number for order in found.orders] == ["A-1", "A-3"]


def test_a_cell_of_a_megabyte() -> None:
    found = read(row(), row(order_number="A-2", note="x" * 1_000_000), row(order_number="A-3"))
    assert codes(found) == [(3, None, "row-cell-huge")]
    assert [order.number for order in found.orders] == ["A-1", "A-3"]
    assert codes(read(row(note="x" * 100_000))) == [(2, "note", "value-long")]


def test_nul_bytes_refuse_their_order() -> None:
    raw = csv_bytes(row(), row(order_number="A-2", note="a\0b"), row(order_number="A-3"))
    found = read_orders(raw + b"\0" * 512, HUB)
    assert (3, "note", "value-nul") in codes(found) and (5, None, "row-short") in codes(found)
    assert [order.number for order in found.orders] == ["A-1"], "the zeros may have been a line of A-3"


def test_a_hundred_thousand_mistakes_are_counted_not_listed() -> None:
    line = csv_text(row(quantity="0")).split("\n")[1]
    lines = [line.replace("A-1", f"A-{n}", 1) for n in range(MAX_REPORTED + 500)]
    found = read_orders("\n".join([csv_text(row()).split("\n")[0], *lines, ""]).encode(), HUB)
    assert (len(found.refused), found.left_out, found.refused_orders) == (
        MAX_REPORTED,
        500,
        MAX_REPORTED + 500,
    )


def test_more_lines_than_an_order_can_have() -> None:
    found = read(*(row(sku=f"S{n}") for n in range(501)), row(order_number="A-2"))
    assert codes(found)[0] == (502, "sku", "lines-too-many")
    assert [order.number for order in found.orders] == ["A-2"]


def test_a_sum_beyond_reason() -> None:
    found = read(row(quantity="10000", price="9999999"))
    assert codes(found) == [(2, "price", "order-huge")] and not found.orders


def test_random_bytes_after_a_good_header() -> None:
    header = csv_text().encode()
    assert one_refusal(header + bytes(range(256)) * 10)[2] == "file-encoding"
