"""How is text of ours set on any size of page? Our fonts, lines that wrap or shrink, barcodes."""

import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from warehouse.labels import Bars, code128

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


class Pages(FPDF):
    """A document whose pages are `width` × `height` mm, without margins of its own."""

    def __init__(self, title: str, lang: str, width: float, height: float) -> None:
        super().__init__(orientation="portrait", unit="mm", format=(width, height))
        self.set_auto_page_break(False)
        self.set_margins(0, 0, 0)
        self.c_margin = 0
        self.add_font(_FAMILY, "", _FONTS / "DejaVuSans.ttf")
        self.add_font(_FAMILY, "B", _FONTS / "DejaVuSans-Bold.ttf")
        self.set_font(_FAMILY, "", 9)
        self.set_title(title)
        self.set_lang(lang)
        self.set_producer("Waybill")

    def wrap(self, text: str, width: float, line: Line) -> list[Line]:
        """`text` as lines of the form of `line` that fit `width`; words too long for it are broken."""
        self._use(line)
        inner = width - line.indent_mm
        found: list[str] = []
        for paragraph in self.drawable(text).split("\n"):
            lines = self.multi_cell(inner, line.height, paragraph, dry_run=True, output="LINES")
            found += lines if isinstance(lines, list) and lines else [""]
        return [replace(line, text=one) for one in found]

    def fit(self, text: str, width: float, line: Line, least: float, most_lines: int = 1) -> list[Line]:
        """`text` in at most `most_lines`, smaller if need be, never below `least` points: the rest is cut."""
        text, size = " ".join(text.split()), line.size
        found = self.wrap(text, width, line)
        while len(found) > most_lines and size > least:
            size = max(least, size - 0.5)
            found = self.wrap(text, width, replace(line, size=size))
        if len(found) > most_lines:
            rest = " ".join(each.text for each in found[most_lines - 1 :])
            found = [*found[: most_lines - 1], self._cut(replace(found[0], text=rest), width)]
        return found

    def width_of(self, line: Line) -> float:
        """How long a line is, in mm."""
        self._use(line)
        return float(self.get_string_width(self.drawable(line.text)))

    def put(self, x: float, y: float, width: float, line: Line) -> None:
        """One line with its top at `y`; it does not wrap."""
        self._use(line)
        self.set_xy(x + line.indent_mm, y)
        self.cell(width - line.indent_mm, line.height, self.drawable(line.text), align=line.align)

    def put_all(self, x: float, y: float, width: float, lines: Sequence[Line]) -> float:
        """Lines below each other; returns where the next one would begin."""
        for line in lines:
            self.put(x, y, width, line)
            y += line.height
        return y

    def barcode(self, x: float, y: float, width: float, height: float, text: str, align: str = "R") -> bool:
        """Code 128 within `width`; False (and nothing drawn) when no scanner could read it."""
        bars = bars_of(text)
        module = min(width / bars.modules, 0.4) if bars else 0
        if bars is None or module < MIN_MODULE_MM:
            return False
        room = width - bars.modules * module
        left = x + (room if align == "R" else room / 2)
        self.set_fill_color(0)
        for start, thick in bars.bars:
            self.rect(left + start * module, y, thick * module, height, style="F")
        return True

    def drawable(self, text: str) -> str:
        """A letter our fonts lack (an emoji, Chinese) becomes a box: something stood here."""
        font = self.current_font
        known = font.cmap if isinstance(font, TTFFont) else {}
        return "".join(letter if letter == "\n" or _seen(letter, known) else "□" for letter in text)

    def _cut(self, line: Line, width: float) -> Line:
        text = line.text[:300]
        while text and self.width_of(replace(line, text=text + "…")) > width - line.indent_mm:
            text = text[:-1]
        return replace(line, text=text.rstrip() + "…")

    def _use(self, line: Line) -> None:
        self.set_font(_FAMILY, "B" if line.bold else "", line.size)


def _seen(letter: str, known: Container[int]) -> bool:
    return ord(letter) in known and unicodedata.category(letter) != "Cc"  # some fonts know control characters


def bars_of(text: str) -> Bars | None:
    """The bars of a text; None for what Code 128 cannot say."""
    try:
        return code128(text)
    except ValueError:
        return None


def height_of(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)
