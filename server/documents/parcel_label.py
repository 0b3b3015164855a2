"""What is glued on a parcel? A label of 100 × 70 mm: whose way it goes, what is collected, its barcode.

It travels through the street and ends in somebody's waste paper. So it says where the parcel goes, but not to
whom: no name, no phone, no note and no goods stand on it. A courier whose phone is dead still finds the door,
and who finds a parcel learns no person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from server.documents.drawing import Box, Mark, Text, as_svg, barcode, on_page, texts
from server.documents.typeset import Line, Pages, height_of
from server.domain.orders import Payment
from server.texts import t
from server.texts.formats import clock, money, number, short_day
from warehouse.codes import grouped

WIDTH_MM, HEIGHT_MM = 100.0, 70.0
# Three dots of a label printer of 203 dpi; all codes of parcels are equally long, so this always fits.
MODULE_MM = 0.375
_EDGE = 3.0
_INNER = WIDTH_MM - 2 * _EDGE
_RIGHT = 27.0  # the column of n/m and stop
_LEFT = _INNER - _RIGHT - 2


@dataclass(frozen=True, slots=True)
class Way:
    """The route a parcel is to go on: `stop` is 1 for the first. It may change after printing."""

    courier: str
    depart_at: datetime | None
    stop: int


@dataclass(frozen=True, slots=True)
class ParcelLabel:
    """Place `n` of `of` of an order. Moments are UTC; `due_minor` is collected once for the whole order."""

    code: str
    n: int
    of: int
    order_number: str
    shop: str
    zone: str | None
    address: str
    way: Way | None
    window_from_at: datetime
    window_to_at: datetime
    payment: Payment
    due_minor: int
    currency: str
    weight_g: int
    tz: str
    printed_at: datetime


def labels_pdf(labels: Sequence[ParcelLabel], lang: str) -> bytes:
    """One page a label."""
    pages = Pages(" · ".join(_title(lang, label) for label in labels[:1]), lang, WIDTH_MM, HEIGHT_MM)
    for label in labels:
        pages.add_page()
        on_page(pages, _Layout(pages, label, lang).marks())
    if labels:
        pages.set_creation_date(labels[0].printed_at)
    return bytes(pages.output())


def label_svg(label: ParcelLabel, lang: str) -> str:
    """The same label as a picture for a screen."""
    pages = Pages(_title(lang, label), lang, WIDTH_MM, HEIGHT_MM)
    pages.add_page()  # without one, nothing can be measured
    marks = _Layout(pages, label, lang).marks()
    return as_svg(pages, WIDTH_MM, HEIGHT_MM, marks, f"{_title(lang, label)}, {label.code}")


def _title(lang: str, label: ParcelLabel) -> str:
    return f"{t(lang, 'sheet.order', number=label.order_number)}, {label.n}/{label.of}"


class _Layout:
    """Where each thing stands. Long words shrink, then are cut; nothing pushes the barcode away."""

    def __init__(self, pages: Pages, label: ParcelLabel, lang: str) -> None:
        self.pages, self.label, self.lang = pages, label, lang
        self.zone = ZoneInfo(label.tz)

    def marks(self) -> list[Mark]:
        return [*self._head(), *self._way(), *self._door(), *self._code()]

    def _head(self) -> list[Mark]:
        label, right = self.label, _EDGE + _INNER - _RIGHT
        place = Line(f"{label.n}/{label.of}", 22, bold=True, align="R")
        kg = t(
            self.lang, "sheet.kg", kg=number(self.lang, Decimal(label.weight_g).scaleb(-3).quantize(_TENTH))
        )
        facts = " · ".join(filter(None, (label.shop, label.zone, kg)))
        return [
            *texts(_EDGE, 3, _LEFT, self.pages.fit(label.order_number, _LEFT, Line("", 17, bold=True), 8)),
            *texts(right, 2.5, _RIGHT, self.pages.fit(place.text, _RIGHT, place, 11)),
            *texts(_EDGE, 12, _INNER, self.pages.fit(facts, _INNER, Line("", 9), 6.5)),
            Box(_EDGE, 16.8, _INNER, 0.4),
        ]

    def _way(self) -> list[Mark]:
        way = self.label.way
        if way is None:
            words = Line(t(self.lang, "sheet.label_no_route"), 11, bold=True)
            return texts(_EDGE, 18.5, _INNER, self.pages.fit(words.text, _INNER, words, 7))
        stop = [Line(t(self.lang, "sheet.label_stop"), 7, align="R"), Line(str(way.stop), 15, True, "R")]
        leaves = t(self.lang, "sheet.leaves", time=self._clock(way.depart_at)) if way.depart_at else ""
        return [
            *texts(_EDGE, 17.8, _LEFT, self.pages.fit(way.courier, _LEFT, Line("", 11, bold=True), 7)),
            *texts(_EDGE, 23.2, _LEFT, self.pages.fit(leaves, _LEFT, Line("", 9), 7)),
            *texts(_EDGE + _LEFT + 2, 17.7, _RIGHT, stop),
        ]

    def _door(self) -> list[Mark]:
        """Where to, when, and what to take there."""
        label, half = self.label, _INNER / 2
        window = f"{self._clock(label.window_from_at)}–{self._clock(label.window_to_at)}"
        on = short_day(self.lang, label.window_from_at.astimezone(self.zone).date())
        address = self.pages.fit(label.address, _INNER, Line("", 11.5, bold=True), 7.5, most_lines=2)
        pay = self._pay(half - 3)
        top = 40 + (9 - height_of(pay)) / 2
        return [
            *texts(_EDGE, 28.6, _INNER, address),
            *texts(_EDGE, 40.2, half, self.pages.fit(window, half, Line("", 12, bold=True), 9)),
            *texts(_EDGE, 45.8, half, self.pages.fit(on, half, Line("", 7.5), 6.5)),
            Box(_EDGE + half, 40, half, 9, outline=True),
            *texts(_EDGE + half + 1.5, top, half - 3, pay),
        ]

    def _pay(self, width: float) -> list[Line]:
        """The sum stands on every parcel of an order, so it says what it is for."""
        label, fit = self.label, self.pages.fit
        if label.payment is Payment.PREPAID or not label.due_minor:
            words = t(self.lang, "sheet.label_paid")
            return fit(words, width, Line("", 9, bold=True, align="C"), 6.5, most_lines=2)
        sum_ = money(self.lang, label.due_minor, label.currency)
        words = t(self.lang, f"sheet.label_{label.payment}", sum=sum_)
        lines = fit(words, width, Line("", 11, bold=True, align="C"), 6.5)
        if label.of > 1:
            lines += fit(t(self.lang, "sheet.label_all", n=label.of), width, Line("", 7.5, align="C"), 6)
        return lines

    def _code(self) -> list[Mark]:
        printed = self.label.printed_at.astimezone(self.zone)
        at = f"{short_day(self.lang, printed.date())} {clock(self.lang, printed)}"
        code = Line(grouped(self.label.code), 11, bold=True, align="C")
        return [
            *barcode(_EDGE, 50.6, _INNER, 12.4, self.label.code, MODULE_MM),
            Text(_EDGE, 63.6, _INNER, code),
            Text(_EDGE, 65.4, _INNER, Line(at, 5.5, align="R")),
        ]

    def _clock(self, at: datetime) -> str:
        return clock(self.lang, at.astimezone(self.zone))


_TENTH = Decimal("0.1")
