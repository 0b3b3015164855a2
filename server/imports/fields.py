"""What does one cell say? Text in, a value out, or a Problem with a code; the same rules for CSV and JSON."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NoReturn
from zoneinfo import ZoneInfo

from server.domain.errors import Problem
from server.domain.money import Money
from warehouse.codes import gtin_problem

MAX_PRICE_MINOR = 10**9
_SHOWN = 40  # characters of a wrong value that a message repeats

# Nothing a person typed needs these, and they can hide or reverse what is read: control characters, marks
# without width and the overrides of writing direction. Tab and line ends are handled before.
_INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WHOLE = re.compile(r"([+-]?\d{1,15})(?:[.,](\d{1,15}))?", re.ASCII)
_NUMBER = re.compile(r"([+-]?)(\d{1,100})(?:[.,]\d{1,100})?", re.ASCII)
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,20})?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?", re.ASCII)
_MOMENT = re.compile(r"([\d.-]{8,10})[T ]+([\d:.]{4,18})(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


def shown(value: str) -> str:
    """A wrong value as a message may repeat it: short, on one line, without tricks."""
    tidy = " ".join(_INVISIBLE.sub("", _SURROGATE.sub("?", value)).split())
    return tidy if len(tidy) <= _SHOWN else tidy[: _SHOWN - 1] + "…"


def text(value: str, limit: int, *, required: bool = False, lines: bool = False) -> str:
    """Trimmed, composed (NFC), without invisible characters; on one line unless `lines`.

    What a spreadsheet would take for a formula ("=1+1") stays as it was written: here it is only text, and
    exports defuse it. Raises `value-missing`, `value-long`, `value-nul`, `value-bad-text`.
    """
    if not (value.isascii() and value.isprintable()):
        if "\0" in value:
            raise Problem("value-nul")
        if _SURROGATE.search(value):
            raise Problem("value-bad-text")
        value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        value = unicodedata.normalize("NFC", _INVISIBLE.sub("", value if lines else value.replace("\n", " ")))
    value = value.strip()
    if required and not value:
        raise Problem("value-missing")
    if len(value) > limit:
        raise Problem("value-long", length=len(value), limit=limit)
    return value


def whole(value: str, low: int, high: int, *, empty: int | None = None) -> int:
    """A whole number from `low` to `high`.

    Raises `value-missing`, `number`, `number-fraction`, `number-range`.
    """
    value = value.strip()
    if not value and empty is not None:
        return empty
    if not value:
        raise Problem("value-missing")
    match = _WHOLE.fullmatch(value)
    if not match:
        refuse_number(value, low, high)
    if match[2] and match[2].strip("0"):
        raise Problem("number-fraction", value=shown(value))
    number = int(match[1])
    if not low <= number <= high:
        raise Problem("number-range", value=shown(value), low=low, high=high)
    return number


def refuse_number(value: str, low: int | str, high: int) -> NoReturn:
    """Of what is no number that is wanted, why not. Raises `number`, `number-range`, `number-decimals`."""
    match = _NUMBER.fullmatch(value)
    if not match:
        raise Problem("number", value=shown(value))
    if match[1] == "-" or int(match[2]) > high:
        raise Problem("number-range", value=shown(value), low=low, high=high)
    raise Problem("number-decimals", value=shown(value))


def listed(value: str) -> list[str]:
    """Names parted by spaces; by semicolons where there is one, for names that hold spaces ("Far West;")."""
    parts = value.split(";") if ";" in value else value.split()
    return [name for part in parts if (name := part.strip())]


def minor(value: str, currency: str, *, empty: int | None = None) -> int:
    """Money that is not negative, in minor units.

    Raises `value-missing`, `money`, `money-negative`, `money-huge`.
    """
    value = value.strip()
    if not value and empty is not None:
        return empty
    if not value:
        raise Problem("value-missing")
    try:
        amount = Money.parse(value, currency).minor
    except Problem:
        raise Problem("money", value=shown(value), currency=currency) from None
    if amount < 0:
        raise Problem("money-negative", value=shown(value))
    if amount > MAX_PRICE_MINOR:
        raise Problem("money-huge", value=shown(value))
    return amount


def currency(value: str, hub_currency: str) -> str:
    """The hub's currency, which an empty cell means too. Raises `currency`, `currency-other`."""
    value = value.strip().upper()
    if not value or value == hub_currency:
        return hub_currency
    if not re.fullmatch("[A-Z]{3}", value):
        raise Problem("currency", value=shown(value))
    raise Problem("currency-other", value=value, hub=hub_currency)


def choice[E: StrEnum](value: str, kinds: type[E]) -> E:
    """One word of an enum, in any case. Raises `value-missing`, `choice`."""
    word = value.strip().lower()
    if not word:
        raise Problem("value-missing")
    try:
        return kinds(word)
    except ValueError:
        raise Problem("choice", value=shown(value), choices=", ".join(kinds)) from None


def gtin(value: str) -> str | None:
    """A GTIN of 8, 12, 13 or 14 digits with a right check digit, or None when empty."""
    digits = value.strip()
    if not digits:
        return None
    problem = gtin_problem(digits)
    if problem:
        raise Problem(problem, value=shown(value))
    return digits


def phone(value: str) -> str:
    """A phone number as it was written, or "" when empty. Raises `phone`, `value-long`."""
    written = text(value, 60)
    if written and not 3 <= sum(letter.isdigit() for letter in written) <= 20:
        raise Problem("phone", value=shown(value))
    return written


def degrees(value: str, bound: int) -> float | None:
    """A latitude (bound 90) or longitude (180), None when empty. Raises `coordinate`, `coordinate-range`."""
    value = value.strip()
    if not value:
        return None
    if not _DEGREES.fullmatch(value):
        raise Problem("coordinate", value=shown(value))
    found = float(value.replace(",", "."))
    if abs(found) > bound:
        raise Problem("coordinate-range", value=shown(value), bound=bound)
    return found


def day(value: str) -> date:
    """2026-11-21 or 21.11.2026, in this century. Raises `value-missing`, `date`."""
    value = value.strip()
    if not value:
        raise Problem("value-missing")
    if match := _ISO_DATE.fullmatch(value):
        year, month, number = match.groups()
    elif match := _DOTTED_DATE.fullmatch(value):
        number, month, year = match.groups()
    else:
        raise Problem("date", value=shown(value))
    try:
        found = date(int(year), int(month), int(number))
    except ValueError:
        raise Problem("date", value=shown(value)) from None
    if not 2000 <= found.year < 2100:
        raise Problem("date", value=shown(value))
    return found


def clock(value: str, *, midnight: bool = False) -> time:
    """18:00 or 18:00:00; "24:00" is 00:00 where `midnight` allows it. Raises `value-missing`, `time`."""
    value = value.strip()
    if not value:
        raise Problem("value-missing")
    match = _TIME.fullmatch(value)
    if match and midnight and int(match[1]) == 24 and int(match[2]) == int(match[3] or 0) == 0:
        return time(0)
    try:
        if match:
            return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError:
        pass
    raise Problem("time", value=shown(value))


def moment(on: date, at: time, tz: str) -> tuple[datetime, bool]:
    """A local time as UTC, and whether the clock change makes it happen twice (the first one is taken).

    Raises `time-skipped` when the clock change leaves it out.
    """
    zone = ZoneInfo(tz)
    local = datetime.combine(on, at).replace(tzinfo=zone, fold=0)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Problem("time-skipped", value=f"{on} {at:%H:%M}", tz=tz)
    return found, local.utcoffset() != local.replace(fold=1).utcoffset()


def stamp(value: str, tz: str) -> tuple[datetime | None, bool]:
    """A date with a time, local unless it names its offset; as `moment`, (None, False) when empty."""
    value = value.strip()
    if not value:
        return None, False
    match = _MOMENT.fullmatch(value)
    if not match:
        raise Problem("moment", value=shown(value))
    on, at, offset = day(match[1]), clock(match[2]), match[3]
    if offset is None:
        return moment(on, at, tz)
    if offset != "Z" and (int(offset[1:3]) > 15 or int(offset[-2:]) > 59):
        raise Problem("moment", value=shown(value))
    ahead = timedelta() if offset == "Z" else timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    local = datetime.combine(on, at, tzinfo=UTC)
    return (local + ahead if offset[0] == "-" else local - ahead), False
