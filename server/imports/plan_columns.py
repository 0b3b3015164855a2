"""Which further columns may files have that are planned from a file, and what do their cells say?

Orders: service_min parcels volume_l tags priority drop_min soft_from soft_to late_per_min early_per_min
collect_kg collect_l collect_parcels courier zone cash. Couriers: tags cash_limit capacity_l breaks trips
reload_min preferred forbidden start end max_stops max_travel_min max_km fixed_min. Empty: no such rule.
Lists are parted by spaces; a break is "12:00-13:00/30", to begin between these and to last so many minutes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Any

from routing.model import Place
from server.domain.errors import Problem
from server.imports import fields
from server.imports.cells import Cells

_DECIMAL = re.compile(r"(\d{1,6})(?:[.,](\d{1,3}))?", re.ASCII)
_BREAK = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})/(\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class BreakTimes:
    """Begins between two times of day, lasts so long."""

    begin: time
    by: time
    duration_s: int


def thousandths(value: str) -> int | None:
    """A number with up to three decimals, times a thousand; None when empty. Raises `number`."""
    value = value.strip()
    match = _DECIMAL.fullmatch(value)
    if value and not match:
        raise Problem("number", value=fields.shown(value))
    return int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0")) if match else None


def point(value: str) -> Place | None:
    """ "60.17,24.94" or "60.17 24.94"; None when empty. Raises `plan-point`."""
    if not value.strip():
        return None
    try:
        lat, lon = (float(part) for part in re.split(r"[,;\s]+", value.strip()))
        return Place(lat, lon)
    except ValueError:
        raise Problem("plan-point", value=fields.shown(value)) from None


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
    return frozenset(fields.text(value, 2000).split())


def maybe_names(value: str) -> frozenset[str] | None:
    return names(value) or None


def maybe_whole(value: str, low: int, high: int, each: int = 1) -> int | None:
    """A whole number times `each`; None when empty."""
    return fields.whole(value, low, high) * each if value.strip() else None


def maybe_clock(value: str) -> time | None:
    return fields.clock(value, midnight=True) if value.strip() else None


def _money(currency: str) -> Callable[[str], int | None]:
    return lambda value: fields.minor(value, currency) if value.strip() else None


_minutes = partial(maybe_whole, low=0, high=100_000, each=60)
_count = partial(maybe_whole, low=0, high=100_000)


def order_columns(currency: str) -> Mapping[str, Callable[[str], Any]]:
    """Column -> what reads its cell; all answer something for an empty one."""
    return {
        "service_min": _minutes,
        "parcels": partial(maybe_whole, low=1, high=10_000),
        "volume_l": thousandths,
        "tags": names,
        "priority": partial(maybe_whole, low=1, high=10),
        "drop_min": _minutes,
        "soft_from": maybe_clock,
        "soft_to": maybe_clock,
        "late_per_min": _count,
        "early_per_min": _count,
        "collect_kg": thousandths,
        "collect_l": thousandths,
        "collect_parcels": _count,
        "courier": partial(fields.text, limit=60),
        "zone": partial(fields.text, limit=80),
        "cash": _money(currency),
    }


def courier_columns(currency: str) -> Mapping[str, Callable[[str], Any]]:
    return {
        "tags": names,
        "cash_limit": _money(currency),
        "capacity_l": thousandths,
        "breaks": breaks,
        "trips": partial(maybe_whole, low=1, high=100),
        "reload_min": _minutes,
        "preferred": maybe_names,
        "forbidden": names,
        "start": point,
        "end": point,
        "max_stops": _count,
        "max_travel_min": _minutes,
        "max_km": thousandths,
        "fixed_min": _minutes,
    }


def read_cells(
    values: Mapping[str, str], row: int | None, path: str, columns: Mapping[str, Callable[[str], Any]]
) -> tuple[dict[str, Any], Cells]:
    """What the further columns of one row say, and what is wrong with them."""
    cells = Cells(values, row, path)
    found = {name: cells.take(name, parse, None) for name, parse in columns.items()}
    return found, cells
