"""Do the demo town's shelves hold its day, each thing in one place or two, and a few a little short?"""

import csv
import io
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from server import demo
from server.demo.making.goods import make_items
from server.demo.making.pictures import pictures
from server.demo.making.shelves import make_bins, stock_rows
from warehouse.codes import Kind, parse

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.fixture(scope="module")
def stock() -> dict[str, dict[str, int]]:
    """SKU -> bin -> pieces."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in read(demo.STOCK):
        assert row["bin"] not in found[row["sku"]]
        found[row["sku"]][row["bin"]] = int(row["quantity"])
    return found


@pytest.fixture(scope="module")
def demand() -> Counter[str]:
    asked = Counter[str]()
    for row in read(demo.ORDERS):
        asked[row["sku"]] += int(row["quantity"])
    return asked


def test_bins_are_many_distinct_and_walked_past_once() -> None:
    bins = read(demo.BINS)
    assert len(bins) >= 120
    assert len({row["bin"] for row in bins}) == len(bins)
    steps = [int(row["sequence"]) for row in bins]
    assert steps == sorted(set(steps))
    for row in bins:
        assert row["bin"] == f"{row['aisle']}-{row['rack']}-{row['level']}"
        assert parse(row["bin"]).kind is Kind.OTHER, "a bin's label must not look like a tote's or an item's"


def test_the_walk_never_jumps_to_the_other_end_of_an_aisle() -> None:
    bins = read(demo.BINS)
    for before, after in pairwise(bins):
        assert abs(int(before["rack"]) - int(after["rack"])) <= 1


def test_every_item_lies_in_one_bin_or_two_and_no_bin_holds_two_items(
    stock: dict[str, dict[str, int]],
) -> None:
    assert set(stock) == {row["sku"] for row in read(demo.ITEMS)}
    assert {len(places) for places in stock.values()} == {1, 2}
    used = [bin for places in stock.values() for bin in places]
    assert len(used) == len(set(used))
    assert set(used) < {row["bin"] for row in read(demo.BINS)}
    assert all(pieces >= 1 for places in stock.values() for pieces in places.values())


def test_the_day_is_in_stock_but_for_a_few_pieces(
    stock: dict[str, dict[str, int]], demand: Counter[str]
) -> None:
    lacking = {sku: asked - sum(stock[sku].values()) for sku, asked in demand.items()}
    short = {sku: lack for sku, lack in lacking.items() if lack > 0}
    assert 2 <= len(short) <= 3
    assert set(short.values()) == {1}
    assert all(sum(stock[sku].values()) >= 2 * demand[sku] for sku in demand if sku not in short)


def test_what_lies_in_two_bins_is_picked_from_both(
    stock: dict[str, dict[str, int]], demand: Counter[str]
) -> None:
    """The nearer one does not hold the day."""
    twice = {sku: places for sku, places in stock.items() if len(places) == 2}
    assert len(twice) >= 20
    assert all(next(iter(places.values())) < demand[sku] for sku, places in twice.items())


def test_other_luck_gives_other_shelves_and_the_same_luck_the_same() -> None:
    items, bins = make_items(Random(1)), make_bins()
    asked = {item.sku: 3 for item in items}
    one, same, other = (stock_rows(bins, items, asked, Random(seed)) for seed in (1, 1, 2))
    assert one == same != other


def test_every_item_has_a_picture_that_is_shipped() -> None:
    named = {row["picture"] for row in read(demo.ITEMS)}
    shipped = {f"/pictures/{path.name}" for path in demo.PICTURES.iterdir()}
    assert named <= shipped == {f"/pictures/{name}" for name in pictures()}
    assert len(named) > 20
    for drawn in pictures().values():
        assert "script" not in drawn and drawn.count("http") == 1  # its namespace
