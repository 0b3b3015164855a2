"""What does a courier carry on paper? The route sheet: stops, goods, what to collect, totals, signatures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from server.documents.paper import BOTTOM_MM, MARGIN_MM, WIDTH_MM, Paper
from server.documents.typeset import Line, height_of
from server.domain.orders import OrderStatus, Payment
from server.texts import t
from server.texts.formats import clock, day, money, number, short_day
from warehouse.codes import grouped


@dataclass(frozen=True, slots=True)
class SheetGoods:
    """So many pieces of one item."""

    sku: str
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class SheetStop:
    """One stop, in the order of the route. Moments are UTC; `due_minor` is what is collected at the door.

    `codes` are those of its parcels; none while the order is not packed, or when it came back.
    """

    order_number: str
    window_from_at: datetime
    window_to_at: datetime
    arrive_at: datetime | None
    customer: str
    phone: str
    address: str
    note: str
    status: OrderStatus
    codes: tuple[str, ...]
    weight_g: int
    payment: Payment
    due_minor: int
    total_minor: int
    goods: tuple[SheetGoods, ...]


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """A route as it is printed at `printed_at` (UTC). `code` is what the barcode says (warehouse.codes)."""

    hub: str
    tz: str
    currency: str
    courier: str
    on: date
    code: str
    revision: int
    depart_at: datetime | None
    return_at: datetime | None
    travel_m: int
    printed_at: datetime
    stops: tuple[SheetStop, ...]
    breaks: tuple[tuple[datetime, datetime], ...] = ()


def route_sheet_pdf(sheet: RouteSheet, lang: str) -> bytes:
    """The sheet as a PDF of A4 pages, readable in black and white, in one of the catalogue's languages."""
    return _Setting(sheet, lang).set()


# Columns: number, time, to whom and what, what to collect; x and width in mm.
_NUMBER = (MARGIN_MM, 9.0)
_TIME = (MARGIN_MM + 10, 24.0)
_WHAT = (MARGIN_MM + 35, WIDTH_MM - 35 - 46)
_PAY = (MARGIN_MM + WIDTH_MM - 44, 44.0)
_GAP = 1.6
_BARCODE_MM = 7.0


@dataclass(frozen=True, slots=True)
class _Block:
    """A stop ready to be set: the head stays together, goods may run on to the next page."""

    time: list[Line]
    what: list[Line]
    pay: list[Line]
    goods: list[list[Line]]

    @property
    def head_height(self) -> float:
        first = height_of(self.goods[0]) if self.goods else 0
        pay = height_of(self.pay) + _BARCODE_MM + 2
        return max(height_of(self.time), height_of(self.what) + first, pay) + 2 * _GAP

    @property
    def height(self) -> float:
        what = height_of(self.what) + sum(map(height_of, self.goods)) + 2 * _GAP
        return max(self.head_height, what)


class _Setting:
    def __init__(self, sheet: RouteSheet, lang: str) -> None:
        self.sheet = sheet
        self.lang = lang
        self.zone = ZoneInfo(sheet.tz)
        printed = sheet.printed_at.astimezone(self.zone)
        title = [t(lang, "sheet.title"), grouped(sheet.code), short_day(lang, sheet.on), sheet.courier]
        at = f"{short_day(lang, printed.date())} {clock(lang, printed)}"
        foot = [
            grouped(sheet.code),
            short_day(lang, sheet.on),
            t(lang, "sheet.printed", at=at),
            sheet.courier,
        ]
        self.paper = Paper(" · ".join(title), lang, " · ".join(foot), t(lang, "sheet.page"))
        self.paper.set_creation_date(sheet.printed_at)
        self.y = MARGIN_MM

    def set(self) -> bytes:
        self.paper.add_page()
        self._top()
        self._headings()
        for place, stop in enumerate(self.sheet.stops, 1):
            self._stop(place, stop)
        if not self.sheet.stops:
            self.paper.put(*self._at(MARGIN_MM), WIDTH_MM, Line(t(self.lang, "sheet.empty"), 10))
            self.y += 10
        self._totals()
        return bytes(self.paper.output())

    def _at(self, x: float) -> tuple[float, float]:
        return x, self.y

    def _top(self) -> None:
        """Title and facts on the left, the sheet's barcode on the right."""
        sheet, lang, paper = self.sheet, self.lang, self.paper
        left = WIDTH_MM - 80
        y = paper.put_all(MARGIN_MM, self.y, left, [Line(t(lang, "sheet.title"), 18, bold=True)]) + 1.5
        for label, words in self._facts():
            lines = paper.wrap(words, left - 24, Line("", 10, bold=True))
            paper.put(MARGIN_MM, y, 24, Line(t(lang, label), 10))
            y = paper.put_all(MARGIN_MM + 24, y, left - 24, lines) + 0.6
        x = MARGIN_MM + WIDTH_MM - 78
        paper.barcode(x, self.y, 78, 18, sheet.code)
        paper.put(x, self.y + 19, 78, Line(grouped(sheet.code), 13, bold=True, align="C"))
        self.y = max(y, self.y + 27) + 2

    def _facts(self) -> Iterator[tuple[str, str]]:
        sheet, lang = self.sheet, self.lang
        yield "sheet.courier", sheet.courier
        yield "sheet.date", day(lang, sheet.on)
        yield "sheet.hub", sheet.hub
        route = [t(lang, "sheet.km", km=number(lang, _thousandth(sheet.travel_m, 1)))]
        if sheet.depart_at:
            route.append(t(lang, "sheet.leaves", time=self._clock(sheet.depart_at)))
        if sheet.return_at:
            route.append(t(lang, "sheet.back", time=self._clock(sheet.return_at)))
        route.append(t(lang, "sheet.revision", n=sheet.revision))
        yield "sheet.route", ", ".join(route)
        for begin, end in sheet.breaks:
            yield "sheet.break", f"{self._clock(begin)}–{self._clock(end)}"

    def _headings(self) -> None:
        """The table's headings, once a page."""
        keys = ("sheet.column_stop", "sheet.column_time", "sheet.column_what", "sheet.column_pay")
        for key, (x, width) in zip(keys, (_NUMBER, _TIME, _WHAT, _PAY), strict=True):
            align = "R" if key == "sheet.column_pay" else "L"
            self.paper.put(*self._at(x), width, Line(t(self.lang, key), 8, bold=True, align=align))
        self.y += 4.6
        self.paper.rule(self.y, 0.5)
        self.y += _GAP

    def _new_page(self) -> None:
        self.paper.add_page()
        self.y = MARGIN_MM
        self._headings()

    def _stop(self, place: int, stop: SheetStop) -> None:
        block = self._block(stop)
        room = BOTTOM_MM - self.y
        whole_fits_a_page = block.height < BOTTOM_MM - MARGIN_MM - 10
        if (block.height if whole_fits_a_page else block.head_height) > room:
            self._new_page()
        paper, top = self.paper, self.y
        paper.put(*self._at(_NUMBER[0]), _NUMBER[1], Line(str(place), 13, bold=True))
        paper.put_all(_TIME[0], top, _TIME[1], block.time)
        pay_end = paper.put_all(_PAY[0], top, _PAY[1], block.pay)
        if paper.barcode(_PAY[0], pay_end + 1, _PAY[1], _BARCODE_MM, stop.order_number):
            pay_end += _BARCODE_MM + 2
        self.y = paper.put_all(_WHAT[0], top, _WHAT[1], block.what)
        page = paper.page_no()
        for lines in block.goods:
            if self.y + height_of(lines) > BOTTOM_MM:
                self._new_page()
                again = Line(t(self.lang, "sheet.continued", n=place), 9, bold=True)
                paper.put(*self._at(_NUMBER[0]), WIDTH_MM, again)
                self.y += again.height
            self.y = paper.put_all(_WHAT[0], self.y, _WHAT[1], lines)
        if paper.page_no() == page:
            self.y = max(self.y, pay_end, top + height_of(block.time))
        self.y += _GAP
        paper.rule(self.y)
        self.y += _GAP

    def _block(self, stop: SheetStop) -> _Block:
        lang, wrap, width = self.lang, self.paper.wrap, _WHAT[1]
        kg = t(lang, "sheet.kg", kg=number(lang, _thousandth(stop.weight_g, 1)))
        facts = [t(lang, "sheet.order", number=stop.order_number), kg]
        what = wrap(stop.address, width, Line("", 11, bold=True))
        what += wrap(" · ".join(filter(None, [stop.customer, stop.phone])), width, Line("", 10))
        what += wrap(" · ".join(facts), width, Line("", 9))
        what += wrap(self._parcels(stop), width, Line("", 9, bold=not stop.codes))
        if stop.note:
            what += wrap(
                t(lang, "sheet.note", note=" ".join(stop.note.split())), width, Line("", 9, bold=True)
            )
        goods = [
            wrap(f"{item.quantity} × {item.name} ({item.sku})", width, Line("", 9, indent_mm=3))
            for item in stop.goods
        ]
        window = f"{self._clock(stop.window_from_at)}–{self._clock(stop.window_to_at)}"
        time = wrap(window, _TIME[1], Line("", 9))
        if stop.arrive_at:
            arrive = self._clock(stop.arrive_at)
            time = [Line(arrive, 13 if len(arrive) <= 5 else 11, bold=True), *time]
        return _Block(time, what, self._pay(stop), goods)

    def _parcels(self, stop: SheetStop) -> str:
        """How many and which; without them the sheet says loudly that there is nothing to hand over."""
        if stop.codes:
            words = t(self.lang, "sheet.parcels", n=len(stop.codes))
            return f"{words}: {', '.join(map(grouped, stop.codes))}"
        if stop.status in (OrderStatus.RETURNED, OrderStatus.CANCELLED):
            return t(self.lang, f"status.{stop.status}")
        return t(self.lang, "sheet.not_packed")

    def _pay(self, stop: SheetStop) -> list[Line]:
        words = t(self.lang, f"sheet.{stop.payment}")
        if stop.payment is Payment.PREPAID:
            nothing = t(self.lang, "sheet.nothing_due")
            return [Line(words, 10, bold=True, align="R"), Line(nothing, 9, align="R")]
        amount = money(self.lang, stop.due_minor, self.sheet.currency)
        return [Line(words, 10, bold=True, align="R"), Line(amount, 13, bold=True, align="R")]

    def _totals(self) -> None:
        """Sums and the lines to sign on, kept together."""
        if self.y + 58 > BOTTOM_MM:
            self.paper.add_page()
            self.y = MARGIN_MM
        paper, half = self.paper, WIDTH_MM / 2
        self.y += 2
        paper.put(*self._at(MARGIN_MM), WIDTH_MM, Line(t(self.lang, "sheet.totals"), 12, bold=True))
        self.y += 8
        top = self.y
        for column, sums in enumerate((self._amounts(), self._sums())):
            x, self.y = MARGIN_MM + column * half, top
            for key, words in sums:
                paper.put(*self._at(x), half - 6, Line(t(self.lang, key), 10))
                paper.put(*self._at(x), half - 6, Line(words, 10, bold=True, align="R"))
                self.y += 6
        self.y += 18
        for column, key in enumerate(("sheet.sign_courier", "sheet.sign_desk")):
            x = MARGIN_MM + column * half
            paper.set_line_width(0.3)
            paper.line(x, self.y, x + half - 6, self.y)
            paper.put(x, self.y + 1, half - 6, Line(t(self.lang, key), 9))
            paper.put(x, self.y + 5.5, half - 6, Line(t(self.lang, "sheet.sign_hint"), 7.5))
        self.y += 10

    def _amounts(self) -> Iterator[tuple[str, str]]:
        stops = self.sheet.stops
        grams = sum(stop.weight_g for stop in stops)
        yield "sheet.total_orders", str(len(stops))
        yield "sheet.total_parcels", str(sum(len(stop.codes) for stop in stops))
        kg = number(self.lang, _thousandth(grams, 1))
        yield "sheet.total_weight", t(self.lang, "sheet.kg", kg=kg)

    def _sums(self) -> Iterator[tuple[str, str]]:
        for payment in (Payment.CASH, Payment.CARD, Payment.PREPAID):
            stops = [stop for stop in self.sheet.stops if stop.payment is payment]
            prepaid = payment is Payment.PREPAID
            minor = sum(stop.total_minor if prepaid else stop.due_minor for stop in stops)
            yield f"sheet.total_{payment}", money(self.lang, minor, self.sheet.currency)

    def _clock(self, at: datetime) -> str:
        """The hub's time of day, marked when it is after midnight of the sheet's day."""
        local = at.astimezone(self.zone)
        return clock(self.lang, local) + (" +1" if local.date() > self.sheet.on else "")


def _thousandth(small: int, places: int) -> Decimal:
    """Grams as kilograms, metres as kilometres, rounded to `places` decimals."""
    return (Decimal(small) / 1000).quantize(Decimal(1).scaleb(-places))
