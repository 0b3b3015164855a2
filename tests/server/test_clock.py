"""Does every process of one server tell the same time, faster where it was asked to, and never backwards?"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server import clock
from server.clock import NOTICE_S, Leg, SetClock, Setting
from server.config import load
from server.domain.errors import Problem
from tests.place import Place

START = datetime(2026, 11, 23, 4, tzinfo=UTC)
TELL = """
import sys
from pathlib import Path
from server import clock
clock.use(Path(sys.argv[1]), clock.Setting.of(sys.argv[2]))
for _ in sys.stdin:
    print(clock.wall().timestamp(), clock.now().timestamp(), clock.rate(), flush=True)
"""


@pytest.fixture(autouse=True)
def real_afterwards() -> Iterator[None]:
    yield
    clock.use(Path(), None)


class Teller:
    """A process of its own that tells the time when asked."""

    def __init__(self, folder: Path, setting: str) -> None:
        command = [sys.executable, "-c", TELL, str(folder), setting]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Teller":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def __call__(self) -> tuple[float, float, float]:
        """Real moment, server's moment, rate."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("now\n")
        self.process.stdin.flush()
        wall, sim, rate = map(float, self.process.stdout.readline().split())
        return wall, sim, rate


def set_clock(folder: Path, rate: float = 60, start: datetime = START) -> SetClock:
    return SetClock(folder / "clock.json", Setting(start, rate))


def test_without_the_setting_it_is_the_machines(tmp_path: Path) -> None:
    clock.use(tmp_path, load({}, data=tmp_path).clock)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert (clock.rate(), clock.is_set()) == (1, False)
    assert not (tmp_path / "clock.json").exists()
    with pytest.raises(RuntimeError):
        clock.change(2)


def test_it_begins_where_it_was_told_and_runs_so_fast(tmp_path: Path) -> None:
    clock.use(tmp_path, load({"WAYBILL_CLOCK": "2026-11-23T06:00:00+02:00,600"}, data=tmp_path).clock)
    began, first = time.time(), clock.now()
    assert timedelta(0) <= first - START < timedelta(hours=1)
    time.sleep(0.3)
    passed_s = (clock.now() - first).total_seconds()
    assert 600 * 0.3 <= passed_s <= 600 * (time.time() - began) + 1
    assert abs(clock.wall().timestamp() - time.time()) < 5
    ahead_s = (clock.away(2) - clock.now()).total_seconds()
    assert 1200 - 600 < ahead_s <= 1200


@pytest.mark.parametrize(
    "text",
    ["soon", "2026-11-23T06:00:00,60", "2026-11-23T06:00:00Z,0.5", "2026-11-23T06:00:00Z,fast", ",60",
     "2026-11-23T06:00:00Z,inf", "2026-11-23T06:00:00Z,nan"],
)  # fmt: skip
def test_what_is_no_setting_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        load({"WAYBILL_CLOCK": text}, data=tmp_path)
    assert refused.value.code == "bad-clock"


def test_processes_started_at_different_moments_agree(tmp_path: Path) -> None:
    setting = f"{START.isoformat()},1000"
    with Teller(tmp_path, setting) as first:
        first()
        time.sleep(0.2)
        with Teller(tmp_path, setting) as second:
            for _ in range(20):
                assert agree(first, second)
            first.process.kill()  # and one that comes after goes on where it was
            with Teller(tmp_path, setting) as third:
                assert agree(second, third)


def agree(one: Teller, other: Teller) -> bool:
    """Whether what they tell one after another is as far apart, at 1000, as the moments of asking allow."""
    asked = time.time()
    (_, first, _), (_, second, _) = one(), other()
    return 0 <= second - first <= 1000 * (time.time() - asked) + 1


def test_of_many_first_processes_one_makes_the_file(tmp_path: Path) -> None:
    made: list[float] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        made.append(set_clock(tmp_path, 1).now_s())

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(json.loads((tmp_path / "clock.json").read_text())["legs"]) == 1
    assert max(made) - min(made) < 5


def test_all_change_together_and_nothing_goes_back(tmp_path: Path) -> None:
    setting = f"{START.isoformat()},1000"
    changing = set_clock(tmp_path, 1000)
    with Teller(tmp_path, setting) as one, Teller(tmp_path, setting) as other:
        told: list[tuple[float, float, float]] = [one(), other()]
        begins = changing.change(2, not_before=None, until=None)
        until = time.time() + NOTICE_S + 0.5
        while time.time() < until:
            told += [one(), other()]
        assert [rate for _, _, rate in told] == sorted((rate for _, _, rate in told), reverse=True)
        assert {rate for _, _, rate in told} == {1000, 2}
        times = [sim for _, sim, _ in told]
        assert times == sorted(times)
        assert 0 <= times[-1] - begins.timestamp() < 2 * 15


def test_a_jump_ahead_and_the_way_back_to_real_time(tmp_path: Path) -> None:
    own = set_clock(tmp_path, 1)
    morning = START + timedelta(days=1)
    assert own.change(600, not_before=morning, until=morning + timedelta(minutes=10)) == morning
    time.sleep(NOTICE_S + 0.05)
    assert own.rate() == 600
    assert own.now_s() >= morning.timestamp()
    time.sleep(1.1)  # nobody has to be there to end it
    assert own.rate() == 1
    assert 600 <= own.now_s() - morning.timestamp() < 630
    assert own.change(1, not_before=START, until=None).timestamp() > morning.timestamp(), "never back"


def test_another_setting_goes_on_from_there_but_never_back(tmp_path: Path) -> None:
    set_clock(tmp_path, 60)
    earlier = set_clock(tmp_path, 5, START - timedelta(days=3))
    assert earlier.rate() == 5
    assert earlier.now_s() >= START.timestamp()
    later = set_clock(tmp_path, 7, START + timedelta(days=3))
    assert later.now_s() >= (START + timedelta(days=3)).timestamp()
    assert set_clock(tmp_path, 7, START + timedelta(days=3)).rate() == earlier.rate() == 7


def test_a_process_never_tells_an_earlier_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = set_clock(tmp_path, 60)
    latest = own.now_s()
    monkeypatch.setattr(time, "time", lambda: 1.0)  # a machine whose clock was put back
    assert own.now_s() == latest


def test_a_leg_is_a_straight_line() -> None:
    assert Leg(100, 1000, 60).at(101.5) == 1090


def test_everybody_may_ask_what_time_it_is(place: Place) -> None:
    real = place.stranger().get("/api/clock").get_json()
    assert abs(datetime.fromisoformat(real["server_time"]) - datetime.now(UTC)) < timedelta(seconds=5)
    assert real["rate"] == 1
    clock.use(place.folder, Setting(START, 60))
    told = place.stranger().get("/api/clock").get_json()
    assert told["rate"] == 60
    assert timedelta(0) <= datetime.fromisoformat(told["server_time"]) - START < timedelta(minutes=5)


def test_phones_learn_that_the_time_is_not_real(place: Place) -> None:
    anna = place.client("anna")
    for path in ("/api/me", "/api/pull"):
        assert "clock_rate" not in anna.get(path)
    clock.use(place.folder, Setting(clock.wall() + timedelta(hours=1), 1))
    for path in ("/api/me", "/api/pull"):
        told = anna.get(path)
        assert told["clock_rate"] == 1
        ahead = datetime.fromisoformat(told["server_time"]) - datetime.now(UTC)
        assert timedelta(minutes=59) < ahead < timedelta(minutes=61)
