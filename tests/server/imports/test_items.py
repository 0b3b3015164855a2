"""Which goods are taken from an items file, and which rows are refused?"""

import pytest

from server.imports.items import ItemRow, read_items

HEADER = "sku,name,gtins,weight_g,price,picture\n"


def codes(text: str) -> list[tuple[int | None, str | None, str]]:
    return [(r.row, r.column, r.code) for r in read_items((HEADER + text).encode(), "EUR").refused]


def test_an_item_with_several_codes() -> None:
    found = read_items(
        (HEADER + 'S1,Молоко,4006381333931 96385074,1030,"1,20",https://x/y.jpg\n').encode(), "EUR"
    )
    assert found.values == (
        ItemRow(2, "S1", "Молоко", ("4006381333931", "96385074"), 1030, 120, "https://x/y.jpg"),
    )
    assert (found.rows, found.refused) == (1, ())


def test_the_picture_column_may_be_missing_and_cells_empty() -> None:
    found = read_items(b"sku,name,gtins,weight_g,price\nS1,Milk,,,\n", "EUR")
    assert found.values == (ItemRow(2, "S1", "Milk", (), 0, 0, ""),)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (",Milk,,1,1,", "sku", "value-missing"),
        ("S1,,,1,1,", "name", "value-missing"),
        ("S1,Milk,4006381333932,1,1,", "gtins", "gtin-check-digit"),
        ("S1,Milk,,heavy,1,", "weight_g", "number"),
        ("S1,Milk,,1,-1,", "price", "money-negative"),
        ("S1,Milk,,1,1,javascript:alert(1)", "picture", "web-address"),
        ("S1,Milk,,1,1,/elsewhere/x.svg", "picture", "web-address"),
        ("S1,Milk", None, "row-short"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_are_taken(cells: str, column: str | None, code: str) -> None:
    found = read_items((HEADER + cells + "\nS2,Tea,,5,1,\n").encode(), "EUR")
    assert [(r.row, r.column, r.code) for r in found.refused] == [(2, column, code)]
    assert [item.sku for item in found.values] == ["S2"]


def test_a_sku_or_code_met_before_is_refused_with_its_row() -> None:
    text = "S1,Milk,4006381333931,1,1,\nS1,Tea,,1,1,\nS3,Jam,4006381333931,1,1,\n"
    assert codes(text) == [(3, "sku", "value-twice"), (4, "gtins", "value-twice")]


def test_an_open_quote_names_the_rows_it_swallowed() -> None:
    assert codes('S1,"Milk,,1,1,\nS2,Tea,,1,1,\n') == [
        (2, None, "row-open-quote"),
        (3, None, "row-swallowed"),
    ]
