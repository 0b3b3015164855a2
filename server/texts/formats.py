"""How does a language write money, numbers, dates and times?"""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

from server.domain.money import exponent


def money(lang: str, minor: int, currency: str) -> str:
    """An amount as this language writes it ("1 234,50 €"); exact, for it never was a float."""
    amount = Decimal(minor).scaleb(-exponent(currency))
    return format_currency(amount, currency, locale=lang, currency_digits=True)


def number(lang: str, value: Decimal | int) -> str:
    return format_decimal(value, locale=lang)


def day(lang: str, on: date) -> str:
    """A date with its weekday."""
    return format_date(on, "full", locale=lang)


def short_day(lang: str, on: date) -> str:
    return format_date(on, "medium", locale=lang)


def clock(lang: str, at: datetime) -> str:
    """The time of day of an aware moment, in its own zone, 24 hours."""
    return format_time(at, "HH:mm", tzinfo=at.tzinfo, locale=lang)
