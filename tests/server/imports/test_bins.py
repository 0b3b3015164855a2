"""Which bins are taken from a file, and which rows are refused?"""

import pytest

from server.imports.bins import BinRow, read_bins

HEADER = "bin,zone,aisle,rack,level,sequence\n"


def test_a_bin_with_its_place_on_the_walk() -> None:
    found = read_bins((HEADER + "A-01-02,Dry,1,3,B,20\n").encode())
    assert found.values == (BinRow(2, "A-01-02", "Dry", "1", "3", "B", 20),)
    assert (found.rows, found.refused) == (1, ())


def test_only_bin_and_sequence_are_needed() -> None:
    assert read_bins(b"sequence;bin\n7;COLD 1\n").values == (BinRow(2, "COLD 1", "", "", "", "", 7),)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (",A,1,1,1,1", "bin", "value-missing"),
        ("---,A,1,1,1,1", "bin", "value-missing"),
        (f"{'B' * 41},A,1,1,1,1", "bin", "value-long"),
        ("B-1,A,1,1,1,", "sequence", "value-missing"),
        ("B-1,A,1,1,1,first", "sequence", "number"),
        ("B-1,A,1,1,1,1.5", "sequence", "number-fraction"),
        ("B-1,A,1,1,1,-1", "sequence", "number-range"),
        (f"B-1,A,{'9' * 21},1,1,1", "aisle", "value-long"),
        ("B-1,A", None, "row-short"),
    ],
)
def test_a_wrong_row_is_refused_and_the_others_are_taken(cells: str, column: str | None, code: str) -> None:
    found = read_bins((HEADER + cells + "\nB-2,A,1,1,1,2\n").encode())
    assert [(r.row, r.column, r.code) for r in found.refused] == [(2, column, code)]
    assert [bin.bin for bin in found.values] == ["B-2"]


@pytest.mark.parametrize("second", ["A-1-12", "a-1-12", "A-11-2", "A 1 12", "A112", "Ф-1-12"])
def test_a_bin_that_a_scanner_cannot_tell_from_another_is_refused(second: str) -> None:
    found = read_bins((HEADER + f"A-1-12,,,,,1\n{second},,,,,2\n").encode())
    assert [(r.row, r.column, r.code, r.params["first"]) for r in found.refused] == [
        (3, "bin", "value-twice", 2)
    ]
