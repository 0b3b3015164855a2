"""What time is it? The only place that asks; rules get the moment as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The server's time, UTC, whole milliseconds (what both databases and JSON keep exactly)."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
