"""How is a page of ours set? A4, our fonts, lines that wrap, barcodes, a foot with page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from warehouse.labels import code128

MARGIN_MM = 12.0
FOOT_MM = 14.0
WIDTH_MM = 210 - 2 * MARGIN_MM
BOTTOM_MM = 297 - FOOT_MM
_PAGES_MM = 28.0
MIN_MODULE_MM = 0.19  # a thinner bar is lost by office printers and hand scanners
_FONTS = Path(__file__).parent / "fonts"
_FAMILY = "DejaVu"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it is set: `size` in points, `height` in mm."""

    text: str
    size: float = 9
    bold: bool = False
    align: str = "L"
    indent_mm: float = 0

    @property
    def height(self) -> float:
        return self.size * 0.48


class Paper(FPDF):
    """An A4 document. `foot_left` and `page_words` ("Page {page} of {pages}") stand at each page's foot."""

    def __init__(self, title: str, lang: str, foot_left: str, page_words: str) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.foot_left = foot_left
        self.page_words = page_words
        self.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(False)
        self.c_margin = 0
        self.add_font(_FAMILY, "", _FONTS / "DejaVuSans.ttf")
        self.add_font(_FAMILY, "B", _FONTS / "DejaVuSans-Bold.ttf")
        self.set_font(_FAMILY, "", 9)
        self.set_title(title)
        self.set_lang(lang)
        self.set_producer("Waybill")

    def footer(self) -> None:
        words = self.page_words.replace("{page}", str(self.page_no())).replace("{pages}", "{nb}")
        # the number of pages is filled in last, so its width is not known: left-aligned, with room to spare
        left = WIDTH_MM - _PAGES_MM
        self.put(MARGIN_MM, 297 - 10, left, self.wrap(self.foot_left, left - 4, Line("", 7.5))[0])
        self.put(MARGIN_MM + left, 297 - 10, _PAGES_MM, Line(words, 7.5))

    def wrap(self, text: str, width: float, line: Line) -> list[Line]:
        """`text` as lines of the form of `line` that fit `width`; words too long for it are broken."""
        self._use(line)
        inner = width - line.indent_mm
        found: list[str] = []
        for paragraph in self._drawable(text).split("\n"):
            lines = self.multi_cell(inner, line.height, paragraph, dry_run=True, output="LINES")
            found += lines if isinstance(lines, list) and lines else [""]
        return [Line(one, line.size, line.bold, line.align, line.indent_mm) for one in found]

    def put(self, x: float, y: float, width: float, line: Line) -> None:
        """One line with its top at `y`; it does not wrap."""
        self._use(line)
        self.set_xy(x + line.indent_mm, y)
        self.cell(width - line.indent_mm, line.height, self._drawable(line.text), align=line.align)

    def put_all(self, x: float, y: float, width: float, lines: Sequence[Line]) -> float:
        """Lines below each other; returns where the next one would begin."""
        for line in lines:
            self.put(x, y, width, line)
            y += line.height
        return y

    def rule(self, y: float, thickness: float = 0.2) -> None:
        self.set_line_width(thickness)
        self.line(MARGIN_MM, y, MARGIN_MM + WIDTH_MM, y)

    def barcode(self, x: float, y: float, width: float, height: float, text: str) -> bool:
        """Code 128 within `width`, right-aligned; False (and nothing drawn) when no scanner could read it."""
        try:
            bars = code128(text)
        except ValueError:
            return False
        module = min(width / bars.modules, 0.4)
        if module < MIN_MODULE_MM:
            return False
        left = x + width - bars.modules * module
        self.set_fill_color(0)
        for start, thick in bars.bars:
            self.rect(left + start * module, y, thick * module, height, style="F")
        return True

    def _drawable(self, text: str) -> str:
        """A letter our fonts lack (an emoji, Chinese) becomes a box: something stood here."""
        font = self.current_font
        known = font.cmap if isinstance(font, TTFFont) else {}
        return "".join(letter if letter == "\n" or ord(letter) in known else "□" for letter in text)

    def _use(self, line: Line) -> None:
        self.set_font(_FAMILY, "B" if line.bold else "", line.size)


def height_of(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)
