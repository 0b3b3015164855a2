"""How is money counted? In whole minor units of one currency; never in floats."""

import re
from dataclasses import dataclass

from server.domain.errors import Problem

# ISO 4217: currencies whose minor unit is not a hundredth.
EXPONENTS = {
    "JPY": 0,
    "KRW": 0,
    "ISK": 0,
    "CLP": 0,
    "VND": 0,
    "KWD": 3,
    "BHD": 3,
    "JOD": 3,
    "OMR": 3,
    "TND": 3,
}
_AMOUNT = re.compile(r"(-?)(\d{1,12})(?:[.,](\d{1,4}))?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")

# Coins and notes a cashier counts, in minor units, largest first.
DENOMINATIONS: dict[str, tuple[int, ...]] = {
    "EUR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "RUB": (500000, 200000, 100000, 50000, 20000, 10000, 5000, 1000, 500, 200, 100, 50, 10),
    "USD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
    "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
}


def exponent(currency: str) -> int:
    """Decimal places of a currency's minor unit."""
    return EXPONENTS.get(currency, 2)


def denominations(currency: str) -> tuple[int, ...]:
    """Pieces to count by; a currency we have no table for gets the 1-2-5 series."""
    known = DENOMINATIONS.get(currency)
    return known or tuple(m * 10**e for e in range(exponent(currency) + 3, -1, -1) for m in (5, 2, 1))


def check_currency(currency: str) -> str:
    """The ISO 4217 code itself; raises Problem `currency`."""
    if not _CURRENCY.fullmatch(currency):
        raise Problem("currency", value=currency)
    return currency


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units. Adding two currencies raises Problem `currency-mix`."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError("minor units are whole numbers")
        check_currency(self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise Problem("currency-mix", one=self.currency, other=other.currency)
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """A decimal with a point or a comma ("12,50"); raises Problem `money` when it is anything else."""
        check_currency(currency)
        match = _AMOUNT.fullmatch(text.strip())
        places = exponent(currency)
        if not match or len((match[3] or "").rstrip("0")) > places:
            raise Problem("money", value=text[:40], currency=currency)
        fraction = (match[3] or "").rstrip("0").ljust(places, "0")
        minor = int(match[2]) * 10**places + (int(fraction) if fraction else 0)
        return cls(-minor if match[1] else minor, currency)
