"""What does this installation lack, and what is to be done about it, in words?

`Facts` says how things are, `checks` judges them without looking at anything, `look` gathers what the file
system tells; the database, the job queue and the roads are asked through functions of the caller's.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from server.texts import t

PYTHON = (3, 12)
FREE_WARN_BYTES = 2_000_000_000
FREE_FAIL_BYTES = 200_000_000
CLOCK_WARN = timedelta(seconds=5)


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's letter: a stable code and the parameters of its words."""

    level: Level
    code: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Database:
    """What the database says of itself: the revision it stands at and the one that the code needs."""

    revision: str | None
    head: str
    clock: datetime | None = None  # its idea of now, where it is another machine


@dataclass(frozen=True, slots=True)
class Facts:
    python: tuple[int, int]
    data: Path
    data_error: str | None  # why nothing can be written there
    free_bytes: int
    database: Database | str  # or why it cannot be reached
    redis: str | bool | None  # True: answers; a text: why it does not; None: not set, queue embedded
    zones_missing: tuple[str, ...]  # IANA time zones of hubs that this machine does not know
    now: datetime
    roads: Mapping[str, bool]  # profile -> built, for each profile that a courier may need
    basemap: bool
    app: bool
    fonts_missing: tuple[str, ...]
    clock: tuple[datetime, float] | None = None  # WAYBILL_CLOCK: the time it shows, how fast it runs


def checks(facts: Facts) -> list[Finding]:
    """Every check, in the order in which one would mend things."""
    return [finding for check in CHECKS for finding in check(facts)]


def worst(findings: Iterable[Finding]) -> Level:
    order = list(Level)
    return max((finding.level for finding in findings), key=order.index, default=Level.OK)


def say(finding: Finding, lang: str) -> str:
    """One line: the mark of its level and its words."""
    mark = {Level.OK: "✓", Level.WARN: "!", Level.FAIL: "✗"}[finding.level]
    return f"{mark} {t(lang, f'doctor.{finding.code}', **finding.params)}"


def _python(facts: Facts) -> Iterable[Finding]:
    params = {"version": ".".join(map(str, facts.python)), "needed": ".".join(map(str, PYTHON))}
    fits = facts.python >= PYTHON
    yield Finding(Level.OK if fits else Level.FAIL, "python" if fits else "python-old", params)


def _data(facts: Facts) -> Iterable[Finding]:
    if facts.data_error:
        yield Finding(Level.FAIL, "data-not-writable", {"path": facts.data, "error": facts.data_error})
    else:
        yield Finding(Level.OK, "data", {"path": facts.data})


def _disk(facts: Facts) -> Iterable[Finding]:
    params = {"free": f"{facts.free_bytes / 1e9:.1f}", "path": facts.data}
    if facts.free_bytes < FREE_FAIL_BYTES:
        yield Finding(Level.FAIL, "disk-full", params)
    elif facts.free_bytes < FREE_WARN_BYTES:
        yield Finding(Level.WARN, "disk-low", params)
    else:
        yield Finding(Level.OK, "disk", params)


def _database(facts: Facts) -> Iterable[Finding]:
    found = facts.database
    if isinstance(found, str):
        yield Finding(Level.FAIL, "database-unreachable", {"error": found})
    elif found.revision is None:
        yield Finding(Level.FAIL, "database-empty", {})
    elif found.revision != found.head:
        yield Finding(Level.FAIL, "database-old", {"revision": found.revision, "head": found.head})
    else:
        yield Finding(Level.OK, "database", {"revision": found.revision})


def _redis(facts: Facts) -> Iterable[Finding]:
    if facts.redis is None:
        yield Finding(Level.OK, "queue-embedded", {})
    elif facts.redis is True:
        yield Finding(Level.OK, "redis", {})
    else:
        yield Finding(Level.FAIL, "redis-unreachable", {"error": facts.redis or ""})


def _time(facts: Facts) -> Iterable[Finding]:
    for zone in facts.zones_missing:
        yield Finding(Level.FAIL, "zone-unknown", {"zone": zone})
    if not isinstance(facts.database, Database) or facts.database.clock is None:
        return
    apart = abs(facts.database.clock - facts.now)
    level, code = (Level.WARN, "clock-apart") if apart > CLOCK_WARN else (Level.OK, "clock")
    yield Finding(level, code, {"seconds": round(apart.total_seconds())})


def _set_clock(facts: Facts) -> Iterable[Finding]:
    if facts.clock is not None:
        moment, rate = facts.clock
        params = {"now": moment.isoformat(" ", "seconds"), "rate": f"{rate:g}"}
        yield Finding(Level.WARN, "clock-not-real", params)


def _roads(facts: Facts) -> Iterable[Finding]:
    for profile, built in sorted(facts.roads.items()):
        code = "roads" if built else "roads-missing"
        yield Finding(Level.OK if built else Level.WARN, code, {"profile": profile})


def _basemap(facts: Facts) -> Iterable[Finding]:
    code = "basemap" if facts.basemap else "basemap-missing"
    yield Finding(Level.OK if facts.basemap else Level.WARN, code, {})


def _app(facts: Facts) -> Iterable[Finding]:
    yield Finding(Level.OK if facts.app else Level.FAIL, "app" if facts.app else "app-missing", {})


def _fonts(facts: Facts) -> Iterable[Finding]:
    if facts.fonts_missing:
        yield Finding(Level.FAIL, "fonts-missing", {"names": ", ".join(facts.fonts_missing)})
    else:
        yield Finding(Level.OK, "fonts", {})


CHECKS: tuple[Callable[[Facts], Iterable[Finding]], ...] = (
    *(_python, _data, _disk, _database, _redis),
    *(_time, _set_clock, _app, _fonts, _roads, _basemap),
)


def look(
    *,
    data: Path,
    now: datetime,
    database: Callable[[], Database],
    redis: Callable[[], object] | None,
    zones: Callable[[], Iterable[str]],
    roads: Mapping[str, bool],
    basemap: Path,
    app: Path,
    fonts: Iterable[Path],
    clock: tuple[datetime, float] | None = None,
) -> Facts:
    """How things are. `database`, `redis` (None where not set) and `zones` raise when they cannot be asked.

    `app` is the built page (`pwa/dist/index.html`), `fonts` the files that printed sheets need.
    """
    database_fact = _asked(database)
    zones_fact = _asked(zones) if isinstance(database_fact, Database) else ()
    return Facts(
        python=sys.version_info[:2],
        data=data,
        data_error=_write_error(data),
        free_bytes=_free_bytes(data),
        database=database_fact,
        redis=None if redis is None else _answers(redis),
        zones_missing=() if isinstance(zones_fact, str) else tuple(filter(_unknown, sorted(set(zones_fact)))),
        now=now,
        roads=roads,
        basemap=basemap.is_file(),
        app=app.is_file(),
        fonts_missing=tuple(font.name for font in fonts if not font.is_file()),
        clock=clock,
    )


def _asked[T](question: Callable[[], T]) -> T | str:
    """The answer, or in a line why there is none. The doctor has to say what fails, so all is caught."""
    try:
        return question()
    except Exception as error:
        lines = str(error).splitlines() or [""]
        return f"{type(error).__name__}: {lines[0]}"


def _answers(question: Callable[[], object]) -> str | bool:
    answer = _asked(question)
    return answer if isinstance(answer, str) else True


def _write_error(folder: Path) -> str | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"waybill")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return None


def _free_bytes(folder: Path) -> int:
    existing = next((path for path in (folder, *folder.parents) if path.is_dir()), Path("/"))
    return shutil.disk_usage(existing).free


def _unknown(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError):  # not found, a folder of the zone data, not a name at all
        return True
    return False
