"""What does an order look like when it leaves a shop's wire? One value, whatever the shop speaks."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO, Protocol

from server.domain.orders import Payment
from server.imports.refusal import Refusal


class ShopError(Exception):
    """Talking with a shop failed. `permanent`: trying again will not help, somebody must look."""

    def __init__(self, code: str, *, permanent: bool, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.permanent = permanent
        self.params = params


@dataclass(frozen=True, slots=True)
class HubFacts:
    """What reading needs to know of the hub: its IANA time zone, currency and point (None: not compared)."""

    tz: str
    currency: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class ShopLine:
    """So many of one item; price and weight are of one piece. Weight 0: the shop did not say."""

    sku: str
    name: str
    gtin: str | None
    quantity: int
    price_minor: int
    weight_g: int


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """One whole order. Moments are UTC, `delivery_on` is the hub's date; lat and lon come both or not at all.

    `tags` are what the courier must have; `wished_*` is the part of the window that suits the customer best
    (an end not given is the window's); `priority` is 1 to 10, the last the most urgent.
    `version` is the shop's own stamp (a number or a moment; see `is_newer`). `extra` holds columns we do not
    know (first non-empty value of the order), `raw` is the shop's own words as JSON in UTF-8; both may
    hold personal data, as customer, phone, address and note do.
    """

    number: str
    placed_at: datetime | None
    customer: str
    phone: str
    address: str
    lat: float | None
    lon: float | None
    delivery_on: date
    window_from_at: datetime
    window_to_at: datetime
    payment: Payment
    delivery_fee_minor: int
    currency: str
    note: str
    lines: tuple[ShopLine, ...]
    version: str | None = None
    volume_ml: int = 0
    tags: frozenset[str] = frozenset()
    priority: int = 1
    wished_from_at: datetime | None = None
    wished_to_at: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)
    raw: bytes = field(default=b"", repr=False, hash=False, compare=False)

    @property
    def total_minor(self) -> int:
        """Goods and delivery."""
        return sum(line.quantity * line.price_minor for line in self.lines) + self.delivery_fee_minor

    @property
    def due_minor(self) -> int:
        """What the courier collects at the door."""
        return 0 if self.payment is Payment.PREPAID else self.total_minor

    @property
    def weight_g(self) -> int:
        return sum(line.quantity * line.weight_g for line in self.lines)

    def content_sha256(self) -> str:
        """Equal for the same order however it came: lines in any order, any version, CSV or JSON.

        Columns we do not know are left out, so a shop's "exported at" does not make every order look new.
        """
        lines = sorted(
            (line.sku, line.name, line.gtin or "", line.quantity, line.price_minor, line.weight_g)
            for line in self.lines
        )
        content = [
            self.number,
            self.placed_at.isoformat() if self.placed_at else None,
            [self.customer, self.phone, self.address, self.note],
            [self.lat, self.lon],
            [self.delivery_on.isoformat(), self.window_from_at.isoformat(), self.window_to_at.isoformat()],
            [self.payment.value, self.delivery_fee_minor, self.currency],
            lines,
            *self._rules(),
        ]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _rules(self) -> list[object]:
        """Nothing for an order without rules: it is the same that it was before there were any."""
        wished = [at and at.isoformat() for at in (self.wished_from_at, self.wished_to_at)]
        rules = [self.volume_ml, sorted(self.tags), self.priority, *wished]
        return [] if rules == [0, [], 1, None, None] else [rules]


@dataclass(frozen=True, slots=True)
class OrdersRead:
    """What a file or a message held. An order is in `orders` whole or not at all.

    `rows` counts data rows (CSV) or lines (JSON), `refused_orders` the order numbers that were refused,
    `left_out` the refusals and notices beyond the first thousand. A notice names something taken but
    worth reading (an hour that exists twice, a file without its last line end).
    """

    rows: int
    orders: tuple[ShopOrder, ...]
    refused: tuple[Refusal, ...]
    notices: tuple[Refusal, ...] = ()
    refused_orders: int = 0
    left_out: int = 0


class Shop(Protocol):
    """What a folder of server/shops offers: its wire in, values out."""

    def read_orders(self, source: bytes | BinaryIO, hub: HubFacts) -> OrdersRead: ...


def is_newer(version: str | None, known: str | None) -> bool:
    """Does `version` replace what is known? Numbers compare as numbers, anything else as text.

    Without a stamp on either side the later arrival wins; an equal stamp is not newer.
    """
    if version is None or known is None:
        return True
    if version.isdecimal() and known.isdecimal():
        return int(version) > int(known)
    return version > known
