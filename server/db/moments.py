"""How do moments and points of rows become values of routing, and back? Seconds are Unix time."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from routing import model


def epoch_s(moment: datetime) -> int:
    return int(moment.timestamp())


def moment(epoch_s: int) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)


def iso(epoch_s: int) -> str:
    return moment(epoch_s).isoformat()


def place(row: Any) -> model.Place:
    """Where a hub or an order is; raises BadValue for an order that has no point."""
    return model.Place(row.lat, row.lon)


def between(on: date, begin: time, end: time, tz: str, *, not_before: time | None = None) -> tuple[int, int]:
    """Two local times of a day as seconds; an end at or before the beginning is on the next day.

    What begins before `not_before` belongs to the night after it: both are then a day later.
    """
    zone = ZoneInfo(tz)
    first = on + timedelta(days=not_before is not None and begin < not_before)
    last = first + timedelta(days=end <= begin)
    return epoch_s(datetime.combine(first, begin, zone)), epoch_s(datetime.combine(last, end, zone))
