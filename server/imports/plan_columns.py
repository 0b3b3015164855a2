"""Which further columns may files have that are planned from a file, and what do their cells say?

Besides the rules that imports know (rules.py). Orders: service_min parcels drop_min late_per_min
early_per_min collect_kg collect_l collect_parcels courier zone cash. Couriers: start end max_travel_min
max_km fixed_min. Empty: no such rule.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from routing.model import Place
from server.domain.errors import Problem
from server.imports import fields
from server.imports.cells import Cells
from server.imports.rules import count, maybe_money, maybe_whole, minutes, thousandths


def point(value: str) -> Place | None:
    """ "60.17,24.94" or "60.17 24.94"; None when empty. Raises `plan-point`."""
    if not value.strip():
        return None
    try:
        lat, lon = (float(part) for part in re.split(r"[,;\s]+", value.strip()))
        return Place(lat, lon)
    except ValueError:
        raise Problem("plan-point", value=fields.shown(value)) from None


def order_columns(currency: str) -> Mapping[str, Callable[[str], Any]]:
    """Column -> what reads its cell; all answer something for an empty one."""
    return {
        "service_min": minutes,
        "parcels": partial(maybe_whole, low=1, high=10_000),
        "drop_min": minutes,
        "late_per_min": count,
        "early_per_min": count,
        "collect_kg": thousandths,
        "collect_l": thousandths,
        "collect_parcels": count,
        "courier": partial(fields.text, limit=60),
        "zone": partial(fields.text, limit=80),
        "cash": maybe_money(currency),
    }


COURIER_COLUMNS: Mapping[str, Callable[[str], Any]] = {
    "start": point,
    "end": point,
    "max_travel_min": minutes,
    "max_km": thousandths,
    "fixed_min": minutes,
}


def read_cells(
    values: Mapping[str, str], row: int | None, path: str, columns: Mapping[str, Callable[[str], Any]]
) -> tuple[dict[str, Any], Cells]:
    """What the further columns of one row say, and what is wrong with them."""
    cells = Cells(values, row, path)
    found = {name: cells.take(name, parse, None) for name, parse in columns.items()}
    return found, cells
