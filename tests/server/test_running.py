"""Does the demo's running day move the clock on, play, come back to real time, and say what came of it?"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server import clock, demo
from server.cli import running
from server.cli.running import RunningDay
from server.clock import NOTICE_S, Setting
from server.config import Config, load
from server.day import PLANNED, RIDES
from server.demo import daybook
from server.demo.daybook import DayState

EVENING = datetime(2026, 11, 21, 16, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 8, 45, tzinfo=ZoneInfo(demo.HUB.tz))
PLANS, RIDE = (f"time.sleep(0.6)\nprint({words!r}, flush=True)\n" for words in (PLANNED, RIDES))


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    config = load({}, data=tmp_path, demo=True)
    clock.use(tmp_path, Setting(EVENING, 1))
    yield config
    clock.use(tmp_path, None)


def player(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> Path:
    """Whatever runs instead of `waybill day`; it finds its arguments and environment in a file."""
    told = tmp_path / "told.json"
    script = tmp_path / "player.py"
    about = "json.dump({'args': sys.argv[1:], 'admin': os.environ.get('WAYBILL_DAY_ADMIN')}, file)"
    script.write_text(
        f"import json, os, sys, time\nwith open({str(told)!r}, 'w') as file:\n    {about}\n{code}\n"
    )
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(running.sys, "executable", str(python))
    return told


def until(seen: Callable[[], bool], day: RunningDay, patience_s: float = 15) -> None:
    late_at = time.monotonic() + patience_s
    while not seen():
        assert time.monotonic() < late_at, "it did not come to that"
        day.look()
        time.sleep(0.05)


def state(config: Config) -> DayState:
    return daybook.read(config.data).state


def test_a_day_from_the_wish_to_the_audits_line(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = player(monkeypatch, tmp_path, PLANS + "time.sleep(1.5)\nprint('Seed 1: a clean day.')")
    day = RunningDay(config, "http://127.0.0.1:1", None)
    day.look()
    assert state(config) is DayState.IDLE
    assert daybook.ask(config.data)
    day.look()
    assert state(config) is DayState.RUNNING
    time.sleep(NOTICE_S + 0.05)
    assert clock.now() >= MORNING
    until(lambda: clock.rate() > 60, day)
    until(lambda: state(config) is not DayState.RUNNING, day)
    assert daybook.read(config.data).line == "Seed 1: a clean day."
    assert state(config) is DayState.CLEAN
    time.sleep(NOTICE_S + 0.1)
    assert clock.rate() == 1
    assert timedelta(0) < clock.now() - MORNING < timedelta(minutes=60), "time is not taken back"
    asked = json.loads(told.read_text())
    assert asked["args"][:5] == ["-m", "server.cli", "day", "--base-url", "http://127.0.0.1:1"]
    assert asked["args"][5:7] == ["--start", "08:45"]
    assert asked["admin"] == f"admin:{demo.PASSWORD}"


@pytest.mark.parametrize(
    ("code", "expected", "line"),
    [
        ("print('Seed 1: 2 things are off'); print('  x: y'); sys.exit(1)", DayState.OFF,
         "Seed 1: 2 things are off"),
        ("print('Error: no hub', file=sys.stderr); sys.exit(1)", DayState.FAILED, "Error: no hub"),
        ("sys.exit(3)", DayState.FAILED, ""),
    ],
)  # fmt: skip
def test_a_day_that_does_not_go_well_says_so(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, expected: DayState, line: str
) -> None:
    player(monkeypatch, tmp_path, code)
    day = RunningDay(config, "http://127.0.0.1:1", None)
    daybook.ask(config.data)
    day.look()
    until(lambda: state(config) is not DayState.RUNNING, day)
    assert (state(config), daybook.read(config.data).line) == (expected, line)
    assert daybook.ask(config.data), "another one may be asked for"


def test_couriers_ride_more_slowly_than_the_morning_passes(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    player(monkeypatch, tmp_path, PLANS + RIDE + "time.sleep(60)")
    day = RunningDay(config, "http://127.0.0.1:1", None)
    daybook.ask(config.data)
    day.look()
    assert clock.rate() == 1
    for _, rate in running.PACES:
        until(lambda rate=rate: clock.rate() == rate, day)
    day.end()
    assert state(config) is DayState.FAILED
    time.sleep(NOTICE_S + 0.1)
    assert clock.rate() == 1


def test_a_demo_that_was_killed_can_play_again(config: Config) -> None:
    daybook.ask(config.data)
    RunningDay(config, "http://127.0.0.1:1", None).look()
    assert state(config) is DayState.IDLE


def test_the_next_morning_is_never_past() -> None:
    for hour in range(48):
        now = EVENING + timedelta(hours=hour)
        assert timedelta(0) <= running._next_morning(now) - now <= timedelta(hours=25)
