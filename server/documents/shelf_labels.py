"""What is stuck on shelves and totes? Sheets of 24 labels of 70 × 37 mm, a barcode on each."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.documents.drawing import barcode, on_page, texts
from server.documents.typeset import MIN_MODULE_MM, Line, Pages, bars_of
from warehouse.codes import grouped, tote_code

_COLUMNS, _ROWS = 3, 8
_WIDTH, _HEIGHT = 70.0, 37.0
_TOP = (297 - _ROWS * _HEIGHT) / 2
_EDGE = 4.0  # printers and cutters miss by so much
_MODULE_MM = 0.33
PER_PAGE = _COLUMNS * _ROWS


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """`code` is what a scanner reads, `words` what a person reads; `note` stands small beside it."""

    code: str
    words: str
    note: str = ""


def shelf_labels_pdf(title: str, labels: Sequence[ShelfLabel]) -> bytes:
    """A4 sheets, row by row. A code that no scanner could read at this size is printed as words alone."""
    pages = Pages(title, "en", 210, 297)
    for n, label in enumerate(labels):
        place = n % PER_PAGE
        if place == 0:
            pages.add_page()
        _label(pages, place % _COLUMNS * _WIDTH, _TOP + place // _COLUMNS * _HEIGHT, label)
    if not labels:
        pages.add_page()
    return bytes(pages.output())


def tote_labels_pdf(tote_ids: Sequence[str]) -> bytes:
    """Labels of new totes; the code follows from the id."""
    codes = [tote_code(id) for id in tote_ids]
    return shelf_labels_pdf("Totes", [ShelfLabel(code, grouped(code)) for code in codes])


def _label(pages: Pages, x: float, y: float, label: ShelfLabel) -> None:
    inner = _WIDTH - 2 * _EDGE
    words = pages.fit(label.words, inner, Line("", 18, bold=True, align="C"), 7)
    note = pages.fit(label.note, inner, Line("", 8, align="C"), 6)
    on_page(pages, [*texts(x + _EDGE, y + 3.5, inner, words), *texts(x + _EDGE, y + 30, inner, note)])
    bars = bars_of(label.code)
    if bars is not None and inner / bars.modules >= MIN_MODULE_MM:
        on_page(pages, barcode(x + _EDGE, y + 13.5, inner, 15, label.code, _MODULE_MM))
