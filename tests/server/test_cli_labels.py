"""Does the command line print the labels a building needs?"""

import re
from pathlib import Path

import pypdfium2
import pytest

from tests.server.test_cli import Waybill, Within, set_up
from warehouse.codes import Kind, parse


@pytest.fixture
def waybill(tmp_path: Path) -> Waybill:
    return Within(tmp_path)


def text_of(pdf: Path) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_tote_labels_need_no_database(waybill: Waybill, tmp_path: Path) -> None:
    out = tmp_path / "totes.pdf"
    assert "30 labels" in waybill.does("labels", "totes", 30, "--out", out)
    codes = re.findall(r"T\w{3} \w{4} \w{4}", text_of(out))
    assert len(set(codes)) == 30 and {parse(code).kind for code in codes} == {Kind.TOTE}
    waybill.refuses("labels", "totes", 0, "--out", out, status=2)


def test_bin_labels_come_in_walking_order(waybill: Waybill, tmp_path: Path) -> None:
    set_up(waybill)
    bins = tmp_path / "bins.csv"
    bins.write_text("bin,zone,aisle,rack,level,sequence\nB-01,dry,B,1,1,2\nA-01,dry,A,1,1,1\n")
    waybill.does("import", "bins", bins)
    out = tmp_path / "bins.pdf"
    assert "2 labels" in waybill.does("labels", "bins", "--out", out)
    text = text_of(out)
    assert text.index("A-01") < text.index("B-01") and "dry" in text


def test_a_folder_that_is_not_there_is_named(waybill: Waybill, tmp_path: Path) -> None:
    assert "nowhere" in waybill.refuses("labels", "totes", 1, "--out", tmp_path / "nowhere" / "x.pdf")
