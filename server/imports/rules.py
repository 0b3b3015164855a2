"""Which rules of couriers and orders may a file name, and what do their cells say?

Orders: volume_l tags priority soft_from soft_to. Couriers: tags cash_limit capacity_l breaks trips reload_min
preferred forbidden max_stops. Empty: no such rule. Lists are as `fields.listed` parts them; a break is
"12:00-13:00/30", to begin between these and to last so many minutes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Any

from server.domain.errors import Problem
from server.imports import fields

ORDER_RULES = ("volume_l", "tags", "priority", "soft_from", "soft_to")
MOST_PRIORITY = 10

_LEAST, _MOST = 0, 999_999
_DECIMAL = re.compile(r"(\d{1,6})(?:[.,](\d{1,3}))?", re.ASCII)
_BREAK = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})/(\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class BreakTimes:
    """Begins between two times of day, lasts so long."""

    begin: time
    by: time
    duration_s: int


def thousandths(value: str) -> int | None:
    """A number with up to three decimals, times a thousand; None when empty.

    Raises `number`, `number-range`, `number-decimals`.
    """
    value = value.strip()
    match = _DECIMAL.fullmatch(value)
    if value and not match:
        fields.refuse_number(value, _LEAST, _MOST)
    return int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0")) if match else None


def breaks(value: str) -> tuple[BreakTimes, ...]:
    """Raises `plan-break`, `time`."""
    found = []
    for part in value.split():
        match = _BREAK.fullmatch(part)
        if not match or not int(match[3]):
            raise Problem("plan-break", value=fields.shown(part))
        found.append(BreakTimes(fields.clock(match[1]), fields.clock(match[2]), int(match[3]) * 60))
    return tuple(found)


def names(value: str) -> frozenset[str]:
    return frozenset(fields.listed(fields.text(value, 2000)))


def maybe_names(value: str) -> frozenset[str] | None:
    return names(value) or None


def maybe_whole(value: str, low: int, high: int, each: int = 1) -> int | None:
    """A whole number times `each`; None when empty."""
    return fields.whole(value, low, high) * each if value.strip() else None


def maybe_clock(value: str) -> time | None:
    return fields.clock(value, midnight=True) if value.strip() else None


def maybe_money(currency: str) -> Callable[[str], int | None]:
    return lambda value: fields.minor(value, currency) if value.strip() else None


minutes = partial(maybe_whole, low=0, high=100_000, each=60)
count = partial(maybe_whole, low=0, high=100_000)
priority = partial(maybe_whole, low=1, high=MOST_PRIORITY)


def courier_rules(currency: str) -> Mapping[str, Callable[[str], Any]]:
    """Column -> what reads its cell; all answer something for an empty one."""
    return {
        "tags": names,
        "cash_limit": maybe_money(currency),
        "capacity_l": thousandths,
        "breaks": breaks,
        "trips": partial(maybe_whole, low=1, high=100),
        "reload_min": minutes,
        "preferred": maybe_names,
        "forbidden": names,
        "max_stops": count,
    }
