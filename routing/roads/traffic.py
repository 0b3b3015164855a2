"""How much slower are the roads at this hour of this weekday? Periods of traffic, read from CSV or JSON.

CSV has the columns `name, weekdays, from, to, factor, speeds`, JSON the same names under `periods`:

    morning,mon-fri,07:00,10:00,1.35,
    evening,mon-fri,16:00,19:00,1.1,evening-speeds.csv

A factor multiplies every travel time of the period. `speeds` names a file of OSRM's segment speeds (node,
node, km/h), from which `build` makes a data set for the period; a factor beside it applies as well.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from routing.errors import RoadsError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_S = 86_400
_LEAST, _MOST = 0.1, 20.0
_MOST_BYTES = 1_000_000


def _bad(words: str, **params: Any) -> RoadsError:
    return RoadsError("bad-traffic", f"traffic: {words}", words=words, **params)


@dataclass(frozen=True, slots=True)
class Period:
    """Hours of some weekdays (0: Monday), `from_s` up to but without `to_s`, in seconds of the local day.

    `to_s` at or before `from_s` means past midnight: the period then belongs to the weekday that it began on.
    """

    name: str
    weekdays: frozenset[int]
    from_s: int
    to_s: int
    factor: float = 1.0
    speeds: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekdays", frozenset(self.weekdays))
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", self.name):
            raise _bad(f"a name has letters, digits, - and _, not {self.name!r}")
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise _bad(f"{self.name}: weekdays are {', '.join(DAYS)}")
        if not (0 <= self.from_s < _DAY_S and 0 <= self.to_s <= _DAY_S):
            raise _bad(f"{self.name}: hours lie between 00:00 and 24:00")
        if not (math.isfinite(self.factor) and _LEAST <= self.factor <= _MOST):
            raise _bad(f"{self.name}: the factor lies between {_LEAST:g} and {_MOST:g}, not {self.factor!r}")

    def holds(self, at: datetime) -> bool:
        """Whether the moment, by its own clock on the wall, lies in this period."""
        second = at.hour * 3600 + at.minute * 60 + at.second
        today, yesterday = at.weekday() in self.weekdays, (at.weekday() - 1) % 7 in self.weekdays
        if self.from_s < self.to_s:
            return today and self.from_s <= second < self.to_s
        return (today and second >= self.from_s) or (yesterday and second < self.to_s)


@dataclass(frozen=True, slots=True)
class Traffic:
    """Periods; where two hold at once the first one counts, where none does the roads are empty."""

    periods: tuple[Period, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "periods", tuple(self.periods))
        names = [period.name for period in self.periods]
        for name in names:
            if names.count(name) > 1:
                raise _bad(f"two periods have the name {name!r}")

    def at(self, moment: datetime | None) -> Period | None:
        """The period of a moment; None: none holds, or no moment was asked for."""
        if moment is None:
            return None
        return next((period for period in self.periods if period.holds(moment)), None)

    def to_json(self) -> str:
        """What `read_traffic` reads again."""
        rows = [
            {
                "name": period.name,
                "weekdays": " ".join(DAYS[day] for day in sorted(period.weekdays)),
                "from": _clock(period.from_s),
                "to": _clock(period.to_s),
                "factor": period.factor,
                "speeds": period.speeds,
            }
            for period in self.periods
        ]
        return json.dumps({"periods": rows}, indent=1) + "\n"


def read_traffic(path: Path) -> Traffic:
    """The periods of a .csv or .json file, or `RoadsError` (`no-such-file`, `bad-traffic`)."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RoadsError("no-such-file", f"there is no file {path}", file=str(path)) from error
    if len(raw) > _MOST_BYTES:
        raise _bad("the file is too large to be a list of periods", file=path.name)
    try:
        text = raw.decode("utf-8-sig")
        rows = _json_rows(text) if path.suffix.lower() == ".json" else list(csv.DictReader(io.StringIO(text)))
    except (ValueError, RecursionError) as error:
        raise _bad(f"{path.name} cannot be read: {error}", file=path.name) from error
    if not rows:
        raise _bad(f"there is no period in {path.name}", file=path.name)
    return Traffic(tuple(_period(number, row) for number, row in enumerate(rows, 1)))


def _json_rows(text: str) -> list[Any]:
    found = json.loads(text)
    rows = found.get("periods") if isinstance(found, Mapping) else None
    if not isinstance(rows, list):
        raise ValueError("there is no list of periods")
    return rows


def _period(number: int, row: Any) -> Period:
    if not isinstance(row, Mapping):
        raise _bad(f"period {number} is no record")
    missing = [name for name in ("name", "from", "to") if not str(row.get(name) or "").strip()]
    if missing:
        raise _bad(f"period {number} has no {', '.join(missing)}")
    factor = row.get("factor")
    try:
        factor = 1.0 if factor in (None, "") else float(str(factor))
    except ValueError:
        raise _bad(f"period {number}: the factor is a number, not {factor!r}") from None
    name, speeds = str(row["name"]).strip(), str(row.get("speeds") or "").strip()
    days = _weekdays(number, str(row.get("weekdays") or ""))
    return Period(
        name, days, _second(number, row["from"]), _second(number, row["to"]), factor, speeds or None
    )


def _weekdays(number: int, text: str) -> frozenset[int]:
    """ "mon-fri", "sat sun", "fri-mon"; nothing: every day."""
    words = re.split(r"[\s,;]+", text.strip().lower()) if text.strip() else ["mon-sun"]
    days: set[int] = set()
    for word in words:
        first, _, last = word.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise _bad(f"period {number}: weekdays are {', '.join(DAYS)} or mon-fri, not {word!r}")
        start, end = DAYS.index(first), DAYS.index(last or first)
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _second(number: int, value: Any) -> int:
    text = str(value).strip()
    if text in ("24:00", "24:00:00"):
        return _DAY_S
    try:
        found = time.fromisoformat(text.zfill(5))
    except ValueError:
        raise _bad(f"period {number}: hours are written 07:30, not {text!r}") from None
    return found.hour * 3600 + found.minute * 60 + found.second


def _clock(second: int) -> str:
    hours, rest = divmod(second, 3600)
    return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"


def measured(traffic: Traffic | None) -> Iterable[Period]:
    """The periods that have speeds of their own."""
    return () if traffic is None else (period for period in traffic.periods if period.speeds)
