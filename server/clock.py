"""What time is it? The only place that asks; rules get the moment as an argument.

The demo and tests may let the server's time run faster (WAYBILL_CLOCK=START,RATE): then `now` is the time of
the business, and `wall` that of the machine, for what must not run faster: leases, guesses at a password.
All processes read one small file in the data folder, so they agree, whenever each was started.
"""

import fcntl
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from server.domain.errors import Problem

# A change is written so long before it holds: whoever asks often has read it by then, and all change at once.
NOTICE_S = 0.5
FASTEST = 10_000


@dataclass(frozen=True, slots=True)
class Leg:
    """From the real moment `wall_s` on it is `sim_s`, and time runs `rate` times as fast. Unix seconds."""

    wall_s: float
    sim_s: float
    rate: float

    def at(self, wall_s: float) -> float:
        return self.sim_s + (wall_s - self.wall_s) * self.rate


@dataclass(frozen=True, slots=True)
class Setting:
    """WAYBILL_CLOCK: when this server's time begins, and how many of its seconds pass in a real one."""

    start: datetime
    rate: float

    @classmethod
    def of(cls, text: str) -> "Setting":
        """Raises Problem `bad-clock`."""
        start, _, rate = text.partition(",")
        try:
            setting = cls(datetime.fromisoformat(start.strip()), float(rate or 1))
        except ValueError as why:
            raise Problem("bad-clock", value=text) from why
        if setting.start.tzinfo is None or not 1 <= setting.rate <= FASTEST:
            raise Problem("bad-clock", value=text)
        return setting


class SetClock:
    """Time by the file at `path`, which the first process makes; nobody's time ever goes back."""

    def __init__(self, path: Path, setting: Setting) -> None:
        self._path, self._lock = path, threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._legs: list[Leg] = []
        self._latest = 0.0
        begin = [setting.start.isoformat(), setting.rate]
        with self._writing() as (legs, begun):
            if begun != begin:  # the first process, or somebody has set it anew
                wall = time.time()
                sim = max(setting.start.timestamp(), _leg(legs, wall).at(wall) if legs else 0.0)
                self._write([Leg(wall, sim, setting.rate)], begin)

    def now_s(self) -> float:
        with self._lock:
            self._look()
            wall = time.time()
            self._latest = max(self._latest, _leg(self._legs, wall).at(wall))
            return self._latest

    def rate(self) -> float:
        with self._lock:
            self._look()
            return _leg(self._legs, time.time()).rate

    def change(self, rate: float, *, not_before: datetime | None, until: datetime | None) -> datetime:
        """From `NOTICE_S` on: run at `rate`, first jumping ahead to `not_before`; from `until` on as real
        time does, even if nobody is left then to say so. Returns the moment at which it begins."""
        with self._writing() as (legs, begun):
            wall = time.time() + NOTICE_S
            sim = _leg(legs, wall).at(wall)
            sim = max(sim, not_before.timestamp() if not_before else sim)
            new = [*[leg for leg in legs if leg.wall_s < wall][-2:], Leg(wall, sim, rate)]
            if until is not None and until.timestamp() > sim:
                new.append(Leg(wall + (until.timestamp() - sim) / rate, until.timestamp(), 1))
            self._write(new, begun)
        return datetime.fromtimestamp(sim, UTC)

    def _look(self) -> None:
        found = self._path.stat()
        seen = found.st_mtime_ns, found.st_ino
        if seen != self._seen:
            self._legs, self._seen = self._read()[0], seen

    def _read(self) -> tuple[list[Leg], list[object]]:
        told = json.loads(self._path.read_text(encoding="utf-8"))
        return [Leg(**leg) for leg in told["legs"]], told["begun"]

    @contextmanager
    def _writing(self) -> Iterator[tuple[list[Leg], list[object]]]:
        """What stands there now, while nobody else changes it."""
        with self._path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._read() if self._path.is_file() else ([], [])

    def _write(self, legs: Sequence[Leg], begun: Sequence[object]) -> None:
        """As a whole or not at all: whoever reads meanwhile finds the file as it was."""
        body = json.dumps({"legs": [asdict(leg) for leg in legs], "begun": begun})
        with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False, encoding="utf-8") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, self._path)


def _leg(legs: Sequence[Leg], wall_s: float) -> Leg:
    """The one that holds at a real moment; before the first, the first."""
    return next((leg for leg in reversed(legs) if leg.wall_s <= wall_s), legs[0])


_set: SetClock | None = None


def use(folder: Path, setting: Setting | None) -> None:
    """Which time this process goes by: the machine's (None), or the one set for this data folder."""
    global _set
    _set = None if setting is None else SetClock(folder / "clock.json", setting)


def now() -> datetime:
    """The server's time, UTC, whole milliseconds (what both databases and JSON keep exactly)."""
    return wall() if _set is None else _cut(datetime.fromtimestamp(_set.now_s(), UTC))


def wall() -> datetime:
    """The machine's time: for leases, heartbeats, certificates, and all else that must not run faster."""
    return _cut(datetime.now(UTC))


def rate() -> float:
    """How many seconds of `now` pass in a real one."""
    return 1.0 if _set is None else _set.rate()


def away(real_s: float) -> datetime:
    """The moment of `now` that is so many real seconds ahead (or, negative, behind) at the present rate."""
    return now() + timedelta(seconds=real_s * rate())


def is_set() -> bool:
    """Is this server's time not the machine's?"""
    return _set is not None


def change(rate: float, *, not_before: datetime | None = None, until: datetime | None = None) -> datetime:
    """See SetClock.change. Raises RuntimeError on a server whose time is real."""
    if _set is None:
        raise RuntimeError("this server's time is real")
    return _set.change(rate, not_before=not_before, until=until)


def _cut(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
