"""What does the server say while it runs? One JSON object a line on standard error, never a person's data.

An exception is told by its type and the lines of code that it came through. Its message is left out: it may
quote what somebody typed.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

type ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class _Stderr(logging.Handler):
    """Standard error as it is now, not as it was when logging was set up."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")
        sys.stderr.flush()


def configure(level: str) -> None:
    """Send our own lines and those of libraries through the same renderer. Safe to repeat."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _say_where,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    for older in [h for h in root.handlers if isinstance(h, _Stderr)]:
        root.removeHandler(older)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for wordy in ("werkzeug", "engineio", "socketio", "alembic", "fontTools", "fpdf"):
        logging.getLogger(wordy).setLevel(logging.WARNING)


def _say_where(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Replace an exception by its type and the places it came through."""
    given = line.pop("exc_info", None)
    found = _exc_info(given)
    if found is not None:
        kind, why, tb = found
        frames = traceback.extract_tb(tb)
        line["error"] = f"{kind.__module__}.{kind.__qualname__}"
        line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        if why.__cause__ is not None:
            line["cause"] = type(why.__cause__).__qualname__
    return line


def _exc_info(given: Any) -> ExcInfo | None:
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    found = given if isinstance(given, tuple) else sys.exc_info() if given else None
    return found if found and found[0] is not None else None  # type: ignore[return-value]
