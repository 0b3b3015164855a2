"""How is one drawing shown on paper and on a screen alike? Marks in mm, drawn as PDF or as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from server.documents.typeset import Line, Pages, bars_of

_PT_MM = 25.4 / 72
_ASCENT = 0.93  # of DejaVu, in parts of the size: where a line's letters stand
_FAMILY = "DejaVu Sans, Verdana, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Text:
    """A line with its top left at x, y, aligned within `width`."""

    x: float
    y: float
    width: float
    line: Line


@dataclass(frozen=True, slots=True)
class Box:
    """A black rectangle, or its outline."""

    x: float
    y: float
    width: float
    height: float
    outline: bool = False


type Mark = Text | Box


def texts(x: float, y: float, width: float, lines: Sequence[Line]) -> list[Mark]:
    """Lines below each other."""
    found: list[Mark] = []
    for line in lines:
        found.append(Text(x, y, width, line))
        y += line.height
    return found


def barcode(x: float, y: float, width: float, height: float, text: str, module_mm: float) -> list[Mark]:
    """Code 128 with its quiet zones, in the middle of `width`; raises ValueError for what it cannot say."""
    bars = bars_of(text)
    if bars is None:
        raise ValueError(f"no bars for {text!r}")
    module = min(module_mm, width / bars.modules)
    left = x + (width - bars.modules * module) / 2
    return [Box(left + start * module, y, thick * module, height) for start, thick in bars.bars]


def on_page(pages: Pages, marks: Sequence[Mark]) -> None:
    """Draw on the current page."""
    pages.set_fill_color(0)
    pages.set_line_width(0.3)
    for mark in marks:
        if isinstance(mark, Text):
            pages.put(mark.x, mark.y, mark.width, mark.line)
        else:
            pages.rect(mark.x, mark.y, mark.width, mark.height, style="D" if mark.outline else "F")


def as_svg(pages: Pages, width: float, height: float, marks: Sequence[Mark], title: str) -> str:
    """A picture that a page may show inline: shapes and words only, no script, no style, nothing fetched.

    Each line is as long as `pages` measured it, whatever font the screen has.
    """
    title = pages.drawable(title)
    drawn = [_text(pages, mark) if isinstance(mark, Text) else _box(mark) for mark in marks]
    size = f'width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}"'
    ground = f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(title)}>'
    return "\n".join([head, f"<title>{escape(title)}</title>", ground, *drawn, "</svg>"])


def _box(box: Box) -> str:
    where = f'x="{box.x:.3f}" y="{box.y:.3f}" width="{box.width:.3f}" height="{box.height:.3f}"'
    look = 'fill="none" stroke="#000" stroke-width="0.3"' if box.outline else 'fill="#000"'
    return f"<rect {where} {look}/>"


def _text(pages: Pages, text: Text) -> str:
    line = text.line
    words, long = pages.drawable(line.text), pages.width_of(line)
    if not words.strip():
        return ""
    room = text.width - line.indent_mm - long
    x = text.x + line.indent_mm + {"L": 0, "C": room / 2, "R": room}[line.align]
    size = line.size * _PT_MM
    y = text.y + (line.height - size) / 2 + _ASCENT * size - 0.15 * size / 2
    where = f'x="{x:.3f}" y="{y:.3f}" textLength="{long:.3f}" lengthAdjust="spacingAndGlyphs"'
    font = f'font-family="{_FAMILY}" font-size="{size:.3f}" font-weight="{700 if line.bold else 400}"'
    return f'<text {where} {font} xml:space="preserve">{escape(words)}</text>'
