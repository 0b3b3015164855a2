"""Do the labels of bins and totes scan back, sheet after sheet?"""

import pypdfium2
import zxingcpp

from server.documents.shelf_labels import PER_PAGE, ShelfLabel, shelf_labels_pdf, tote_labels_pdf
from server.ids import new_id
from warehouse.codes import Kind, parse


def scanned(pdf: bytes) -> list[list[str]]:
    images = (page.render(scale=300 / 72, grayscale=True).to_pil() for page in pypdfium2.PdfDocument(pdf))
    return [[found.text for found in zxingcpp.read_barcodes(image)] for image in images]


def test_every_tote_has_its_own_code() -> None:
    pages = scanned(tote_labels_pdf([new_id() for _ in range(PER_PAGE + 1)]))
    assert [len(page) for page in pages] == [PER_PAGE, 1]
    codes = [code for page in pages for code in page]
    assert len(set(codes)) == PER_PAGE + 1
    assert {parse(code).kind for code in codes} == {Kind.TOTE}


def test_bins_scan_back_as_the_shop_names_them() -> None:
    names = ["A-01-02", "B 7", "LONG-WAREHOUSE-NAME-01"]
    assert sorted(scanned(shelf_labels_pdf("Bins", [ShelfLabel(n, n, "Zone A") for n in names]))[0]) == names


def test_a_bin_that_no_scanner_can_read_still_has_its_name() -> None:
    pdf = shelf_labels_pdf("Bins", [ShelfLabel("Полка-7", "Полка-7")])
    assert scanned(pdf) == [[]]
    assert "Полка-7" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_a_building_without_bins_gets_an_empty_sheet() -> None:
    assert len(pypdfium2.PdfDocument(shelf_labels_pdf("Bins", []))) == 1
