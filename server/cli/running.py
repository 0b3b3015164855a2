"""How is a day played in the demo? The clock goes to the next morning and runs fast, and people come."""

import os
import subprocess
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from server import clock, demo
from server.config import Config
from server.day import PLANNED, RIDES
from server.demo import daybook
from server.demo.daybook import DayNote, DayState

OPENS = time(8, 45)
# Till after the hour at which people give up waiting for what is still open: at real time that takes hours.
LASTS = timedelta(hours=19, minutes=30)
# People come and plan in real time. Then it goes as fast as two processors pack what the first courier takes
# along, for whoever has pressed the button wants to see him ride; and then so that one can watch.
PACES = ((PLANNED, 240), (RIDES, 60))
LEAVE_S = 5


class RunningDay:
    """Looks for the wish to see a day, and plays one at a time. The clock of this process must be set."""

    def __init__(self, config: Config, base_url: str, authority: Path | None) -> None:
        self._config, self._base_url, self._authority = config, base_url, authority
        self._player: subprocess.Popen[bytes] | None = None
        self._ends = clock.now()
        self._ahead: list[tuple[str, float]] = []  # what is still to be said, and the pace from then on
        if daybook.asked(config.data):  # whoever played it is gone
            daybook.finish(config.data, DayNote())

    def look(self) -> None:
        """To be called again and again; never waits."""
        if self._player is None:
            if daybook.asked(self._config.data):
                self._begin()
        elif self._player.poll() is not None:
            self._finish(self._player.returncode)
        elif self._ahead and self._ahead[0][0] in self._said():
            clock.change(self._ahead.pop(0)[1], until=self._ends)

    def end(self) -> None:
        """The demo ends, and the day with it."""
        if self._player is None:
            return
        self._player.terminate()
        try:
            self._player.wait(LEAVE_S)
        except subprocess.TimeoutExpired:
            self._player.kill()
            self._player.wait()
        self._finish(-1)

    def _begin(self) -> None:
        morning = _next_morning(clock.now())
        self._ends, self._ahead = morning + LASTS, list(PACES)
        clock.change(1, not_before=morning)
        env = {name: value for name, value in os.environ.items() if not name.startswith("WAYBILL_")}
        env["WAYBILL_DAY_ADMIN"] = f"admin:{demo.PASSWORD}"
        if self._authority is not None:
            env |= dict.fromkeys(("SSL_CERT_FILE", "WEBSOCKET_CLIENT_CA_BUNDLE"), str(self._authority))
        # It waits for the new time by itself, which holds a moment from now.
        begin = ["--start", f"{OPENS:%H:%M}", "--seed", str(morning.toordinal())]
        command = [sys.executable, "-m", "server.cli", "day", "--base-url", self._base_url, *begin]
        with self._log.open("wb") as log:
            self._player = subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        daybook.write(self._config.data, DayNote(DayState.RUNNING))

    def _finish(self, status: int) -> None:
        self._player = None
        clock.change(1)
        line = _verdict(self._said())
        state = {0: DayState.CLEAN, 1: DayState.OFF}.get(status, DayState.FAILED)
        if not line.startswith("Seed "):
            state = DayState.FAILED
        daybook.finish(self._config.data, DayNote(state, line))

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def _log(self) -> Path:
        return self._config.data / "day.log"


def _verdict(said: str) -> str:
    """The audit's line; else the last that was said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if line.startswith("Seed ")), lines[-1] if lines else "")


def _next_morning(now: datetime) -> datetime:
    """The next time that the shop opens; never in the past."""
    local = now.astimezone(ZoneInfo(demo.HUB.tz))
    return _at(local + timedelta(days=local.time() > OPENS), OPENS)


def _at(day: datetime, moment: time) -> datetime:
    return datetime.combine(day.date(), moment, ZoneInfo(demo.HUB.tz))
