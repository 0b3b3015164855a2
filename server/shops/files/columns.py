"""What do the columns of an order mean? CSV cells or JSON values in, a head or a line of ShopOrder out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from server.domain.errors import Problem
from server.domain.hours import lasts_min
from server.domain.orders import Payment
from server.imports import fields
from server.imports.cells import Cells
from server.imports.rules import ORDER_RULES, maybe_clock, names, priority, thousandths
from server.shops.base import HubFacts, ShopLine, ShopOrder

HEAD = [
    "order_number",
    "placed_at",
    "customer",
    "phone",
    "address",
    "lat",
    "lon",
    "delivery_on",
    "window_from",
    "window_to",
    "payment",
    "delivery_fee",
    "currency",
    "note",
    "version",
    *ORDER_RULES,
]
LINE = ["sku", "name", "gtin", "quantity", "price", "weight_g"]
# A misspelt one of these would silently cost money, weight or the way; without the others an order is whole.
_MAY_LACK = ("placed_at", "currency", "note", "version", "gtin", *ORDER_RULES)
REQUIRED = [c for c in (*HEAD, *LINE) if c not in _MAY_LACK]

MAX_LINES = 500
MAX_QUANTITY = 10_000
MAX_WEIGHT_G = 1_000_000
MAX_TOTAL_MINOR = 10**10
_NEAR_DEGREES = 3  # a hub hardly delivers further than this; nearer only when exchanged means exchanged
_DAY_ONE = date(2000, 1, 1)
_LONGEST_NIGHT_MIN = 12 * 60  # 20:00 to 16:00 is no window past midnight: somebody exchanged the two

order_number = partial(fields.text, limit=60, required=True)


def read_head(cells: Cells, hub: HubFacts) -> ShopOrder | None:
    """An order without its lines, or None when `cells.problems` says why not."""
    currency = cells.take("currency", partial(fields.currency, hub_currency=hub.currency), hub.currency)
    window = _window(cells, hub.tz)
    lat, lon = _point(cells, hub)
    unknown: tuple[datetime | None, bool] = (None, False)
    placed_at, twice = cells.take("placed_at", partial(fields.stamp, tz=hub.tz), unknown)
    if twice:
        cells.notice("placed_at", "time-twice", value=fields.shown(cells.values["placed_at"]))
    wished = _wish(cells, window, hub.tz)
    order = ShopOrder(
        number=cells.take("order_number", order_number, ""),
        placed_at=placed_at,
        customer=cells.take("customer", partial(fields.text, limit=120, required=True), ""),
        phone=cells.take("phone", fields.phone, ""),
        address=cells.take("address", partial(fields.text, limit=300, required=True), ""),
        lat=lat,
        lon=lon,
        delivery_on=window.on,
        window_from_at=window.from_at,
        window_to_at=window.to_at,
        payment=cells.take("payment", partial(fields.choice, kinds=Payment), Payment.PREPAID),
        delivery_fee_minor=cells.take("delivery_fee", partial(fields.minor, currency=currency, empty=0), 0),
        currency=currency,
        note=cells.take("note", partial(fields.text, limit=1000, lines=True), ""),
        lines=(),
        version=cells.take("version", partial(fields.text, limit=60), "") or None,
        volume_ml=cells.take("volume_l", _volume, 0),
        tags=cells.take("tags", names, frozenset()),
        priority=cells.take("priority", _priority, 1),
        wished_from_at=wished[0],
        wished_to_at=wished[1],
    )
    return None if cells.problems else order


def read_line(cells: Cells, currency: str) -> ShopLine | None:
    """One line of an order, or None when `cells.problems` says why not."""
    line = ShopLine(
        sku=cells.take("sku", partial(fields.text, limit=80, required=True), ""),
        name=cells.take("name", partial(fields.text, limit=200, required=True), ""),
        gtin=cells.take("gtin", fields.gtin, None),
        quantity=cells.take("quantity", partial(fields.whole, low=1, high=MAX_QUANTITY), 1),
        price_minor=cells.take("price", partial(fields.minor, currency=currency), 0),
        weight_g=cells.take("weight_g", partial(fields.whole, low=0, high=MAX_WEIGHT_G, empty=0), 0),
    )
    return None if cells.problems else line


@dataclass(frozen=True, slots=True)
class _Window:
    on: date
    from_at: datetime
    to_at: datetime


def _window(cells: Cells, tz: str) -> _Window:
    """The delivery window in UTC; ending at or before its start it reaches past midnight."""
    before = len(cells.problems)
    on = cells.take("delivery_on", fields.day, _DAY_ONE)
    start = cells.take("window_from", fields.clock, time(9))
    end = cells.take("window_to", partial(fields.clock, midnight=True), time(18))
    if len(cells.problems) > before:
        on, start, end = _DAY_ONE, time(9), time(18)  # only to go on: the problems refuse the order
    last = on + timedelta(days=1) if end <= start else on
    if time(0) < end < start and lasts_min(start, end) > _LONGEST_NIGHT_MIN:
        cells.refuse("window_to", "window-backwards", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return _Window(
        on, _moment(cells, "window_from", on, start, tz), _moment(cells, "window_to", last, end, tz)
    )


def _volume(value: str) -> int:
    return thousandths(value) or 0


def _priority(value: str) -> int:
    return priority(value) or 1


def _wish(cells: Cells, window: _Window, tz: str) -> tuple[datetime | None, datetime | None]:
    """The times that suit best, cut to the window: nobody comes outside of it anyway. Times before the window
    opens are of the night after, where it goes past midnight."""
    first, last = cells.take("soft_from", maybe_clock, None), cells.take("soft_to", maybe_clock, None)
    if (first is None and last is None) or cells.problems:
        return None, None
    opens = window.from_at.astimezone(ZoneInfo(tz)).time()
    over = window.to_at.astimezone(ZoneInfo(tz)).date() > window.on

    def moment(column: str, at: time) -> datetime:
        return _moment(cells, column, window.on + timedelta(days=over and at < opens), at, tz)

    start = moment("soft_from", first) if first is not None else window.from_at
    end = moment("soft_to", last) if last is not None else window.to_at
    if start > end or start > window.to_at or end < window.from_at:
        cells.refuse("soft_from" if first is not None else "soft_to", "wish-outside")
    return max(start, window.from_at), min(end, window.to_at)


def _moment(cells: Cells, column: str, on: date, at: time, tz: str) -> datetime:
    try:
        found, twice = fields.moment(on, at, tz)
    except Problem as problem:
        cells.refuse(column, problem.code, **problem.params)
        return fields.moment(_DAY_ONE, time(12), tz)[0]
    if twice:
        cells.notice(column, "time-twice", value=f"{on} {at:%H:%M}")
    return found


def _point(cells: Cells, hub: HubFacts) -> tuple[float | None, float | None]:
    """Both coordinates or none; exchanged ones are recognised by the hub's point."""
    before = len(cells.problems)
    lat = cells.take("lat", partial(fields.degrees, bound=180), None)
    lon = cells.take("lon", partial(fields.degrees, bound=180), None)
    if len(cells.problems) > before:
        return None, None
    if lat is None or lon is None:
        if lat is not lon:
            cells.refuse("lat" if lat is None else "lon", "coordinates-half")
        return None, None
    if not _near(lat, lon, hub) and _near(lon, lat, hub):
        cells.refuse("lat", "coordinates-swapped", lat=lat, lon=lon)
    elif abs(lat) > 90:
        cells.refuse("lat", "coordinate-range", value=str(lat), bound=90)
    return lat, lon


def _near(lat: float, lon: float, hub: HubFacts) -> bool:
    if hub.lat is None or hub.lon is None:
        return False
    return abs(lat - hub.lat) < _NEAR_DEGREES and abs(lon - hub.lon) < 2 * _NEAR_DEGREES
