"""Which counts and announcements are taken from a file, and which rows are refused?"""

from datetime import date

import pytest

from server.imports.stock import ExpectedRow, StockRow, read_expected, read_stock


def test_a_count_of_an_item_in_a_bin() -> None:
    found = read_stock(b"bin,sku,quantity\nA-01,TEA,12\nA-01,JAM,0\nA-02,TEA,3\n")
    assert found.values == (
        StockRow(2, "A-01", "TEA", 12),
        StockRow(3, "A-01", "JAM", 0),
        StockRow(4, "A-02", "TEA", 3),
    )
    assert found.refused == ()


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (",TEA,1", "bin", "value-missing"),
        ("A-01,,1", "sku", "value-missing"),
        ("A-01,TEA,", "quantity", "value-missing"),
        ("A-01,TEA,-1", "quantity", "number-range"),
        ("A-01,TEA,1000001", "quantity", "number-range"),
        ("A-01,TEA,0.5", "quantity", "number-fraction"),
        ("A-01,TEA,ten", "quantity", "number"),
        ("A-01,TEA", None, "row-short"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_are_taken(cells: str, column: str | None, code: str) -> None:
    found = read_stock(f"bin,sku,quantity\n{cells}\nA-02,TEA,1\n".encode())
    assert [(r.row, r.column, r.code) for r in found.refused] == [(2, column, code)]
    assert [counted.bin for counted in found.values] == ["A-02"]


def test_the_same_item_in_the_same_bin_is_counted_once() -> None:
    found = read_stock(b"bin,sku,quantity\nA-01,TEA,1\na-01,TEA,2\nA-01,JAM,3\n")
    assert [(r.row, r.column, r.code) for r in found.refused] == [(3, "sku", "value-twice")]
    assert [counted.quantity for counted in found.values] == [1, 3]


def test_what_was_announced_for_a_day_or_for_some_time() -> None:
    found = read_expected(b"sku,quantity,expected_on\nTEA,5,2026-11-24\nTEA,6,25.11.2026\nJAM,7,\n")
    assert found.values == (
        ExpectedRow(2, "TEA", 5, date(2026, 11, 24)),
        ExpectedRow(3, "TEA", 6, date(2026, 11, 25)),
        ExpectedRow(4, "JAM", 7, None),
    )
    assert read_expected(b"sku,quantity\nTEA,5\n").values == (ExpectedRow(2, "TEA", 5, None),)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (",1,", "sku", "value-missing"),
        ("TEA,,", "quantity", "value-missing"),
        ("TEA,-2,", "quantity", "number-range"),
        ("TEA,1,soon", "expected_on", "date"),
        ("TEA,1,2026-02-30", "expected_on", "date"),
    ],
)
def test_a_wrong_announcement_is_refused(cells: str, column: str, code: str) -> None:
    found = read_expected(f"sku,quantity,expected_on\n{cells}\nJAM,1,\n".encode())
    assert [(r.row, r.column, r.code) for r in found.refused] == [(2, column, code)]
    assert [announced.sku for announced in found.values] == ["JAM"]
