"""Can any file at all make the readers fail, or take an order by half?"""

import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.errors import Problem
from server.imports.couriers import read_couriers
from server.imports.fields import text
from server.imports.items import read_items
from server.imports.zones import read_zones
from server.shops.base import OrdersRead
from server.shops.files import read_orders, read_orders_json
from server.texts import LANGUAGES, catalogue, say
from tests.server.shops.files.orders import COLUMNS, HUB, as_json, csv_text, read_json, row

nasty = st.sampled_from(
    [
        *(
            "",
            " ",
            "-1",
            "0",
            "1e9",
            "99999999999999999999",
            "NaN",
            "=1+1",
            '"',
            ",",
            "\n",
            "\r",
            "\0",
            "\ud83d",
        ),
        *(
            "٣",
            "2026-02-30",
            "25:00",
            "24:00",
            "03:30",
            "2027-03-28",
            "É" * 400,
            "card",
            "1,5",
            "\u202e",
            "null",
        ),
    ]
)
cell = st.one_of(nasty, st.text(max_size=12))
spoilt = st.dictionaries(st.sampled_from(COLUMNS), cell, max_size=3)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), cell)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(cell, inner, max_size=3)
)


def check(found: OrdersRead) -> None:
    """Everything said has words in each language; every order taken is whole and can be stored."""
    for place in (*found.refused, *found.notices):
        for lang in LANGUAGES:
            assert set(re.findall(r"{(\w+)}", catalogue(lang)[place.code])) <= place.params.keys()
        say("en", place).encode()
    refused = {place.order_number for place in found.refused}
    for order in found.orders:
        assert order.lines and order.number not in refused
        assert order.window_from_at < order.window_to_at and order.total_minor >= 0
        assert all(line.quantity > 0 for line in order.lines)
        order.content_sha256()
        order.raw.decode()
        texts = [order.number, order.customer, order.address, order.note, *order.extra, *order.extra.values()]
        assert "\0" not in "".join(texts)
        "".join(texts).encode()


def number_of(row: dict[str, str]) -> str | None:
    """As it is read; None where it cannot be."""
    try:
        return text(row["order_number"], 60)
    except Problem:
        return None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["A-1", "A-2", "A-3"]), spoilt), max_size=5))
def test_spoilt_cells(rows: list[tuple[str, dict[str, str]]]) -> None:
    """Each order of one good row more than was spoilt: it comes whole or not at all."""
    given_rows = [
        row(**({"order_number": number, "sku": f"S{place}"} | changes))
        for place, (number, changes) in enumerate(rows)
    ]
    found = read_orders(csv_text(*given_rows).encode("utf-8", "surrogatepass"), HUB)
    check(found)
    for order in found.orders:
        lines = [one for one in given_rows if number_of(one) == order.number]
        assert len(order.lines) == len(lines)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=3)), max_size=6), st.integers(0, 600))
def test_damaged_bytes(damage: list[tuple[int, bytes]], cut: int) -> None:
    raw = bytearray(csv_text(row(), row(sku="X"), row(order_number="A-2", note="two\nlines")).encode())
    for at, put in damage:
        raw[at : at + len(put)] = put
    check(read_orders(bytes(raw[: len(raw) - cut]), HUB))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_to_every_reader(raw: bytes) -> None:
    check(read_orders(raw, HUB))
    check(read_orders_json(raw, HUB))
    for listing in (read_items(io.BytesIO(raw), "EUR"), read_couriers(raw, "EUR"), read_zones(raw, "EUR")):
        for place in listing.refused:
            assert place.code in catalogue("en"), place


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*COLUMNS, "lines", "version", "extra"]), values, max_size=4))
def test_spoilt_json(changes: dict[str, object]) -> None:
    check(read_json({"orders": [as_json(row()) | changes, as_json(row(order_number="B"))]}))


@settings(max_examples=100, deadline=None)
@given(values)
def test_any_json(payload: object) -> None:
    check(read_json(payload))
    check(read_json({"orders": payload}))
    check(read_json({"orders": [payload]}))
