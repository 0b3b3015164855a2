"""Does the real command line do what it says, with the right exit status and words a person understands?"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from server import demo as town
from server.cli import main
from tests.databases import KINDS, empty_database
from tests.ports import free_port

ROOT = Path(__file__).parents[2]


def environment(data: Path, kind: str = "sqlite", **more: str) -> dict[str, str]:
    # Without compiled modules every start takes seconds longer.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env = {key: value for key, value in env.items() if not key.startswith("WAYBILL_")}
    url = empty_database(kind)
    return env | {"WAYBILL_DATA": str(data)} | ({"WAYBILL_DATABASE_URL": url} if url else {}) | more


class Waybill:
    """`waybill …` on one data folder."""

    def __init__(self, data: Path, env: dict[str, str] | None = None) -> None:
        self.data, self.env = data, env or environment(data)

    def __call__(self, *args: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "server.cli", *map(str, args)]
        return subprocess.run(command, env=self.env, input=stdin, capture_output=True, text=True, cwd=ROOT)

    def does(self, *args: object, stdin: str = "") -> str:
        done = self(*args, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *args: object, status: int = 1, stdin: str = "") -> str:
        done = self(*args, stdin=stdin)
        assert done.returncode == status, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr


class Within(Waybill):
    """The same in this process: a start takes seconds, and words do not need one."""

    def __call__(self, *args: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
        done = CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, env=self.env)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(list(args), done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def waybill(tmp_path: Path) -> Waybill:
    return Within(tmp_path)


def set_up(waybill: Waybill) -> str:
    """Database, hub, shop; returns the shop's secret."""
    waybill.does("migrate")
    hub = ("Centre", "--at", "60.171,24.945", "--tz", "Europe/Helsinki", "--currency", "eur")
    waybill.does("hub", "add", *hub)
    return waybill.does("shop", "add", "Kauppa", "--hub", "Centre").split()[-1]


@pytest.mark.parametrize("kind", KINDS)
def test_from_an_empty_database_to_a_day_of_orders(tmp_path: Path, kind: str) -> None:
    env = environment(tmp_path, kind)
    within = Within(tmp_path, env)
    waybill = Waybill(tmp_path, env) if kind == "sqlite" else within  # each start takes seconds
    waybill.does("migrate")
    assert "whsec_" in set_up(within)
    said = waybill.does(
        "user", "add", "anna", "--role", "admin", "--role", "dispatcher", stdin="long enough\n"
    )
    assert "anna" in said and "admin, dispatcher" in said
    for group, path in (("zones", town.ZONES), ("items", town.ITEMS), ("couriers", town.COURIERS)):
        assert re.search(r"[1-9]\d* new", within.does("import", group, path))
    assert "160 new" in waybill.does("import", "orders", town.ORDERS, "--shop", "Kauppa")
    again = within.does("import", "orders", town.ORDERS, "--shop", "Kauppa")
    assert "0 new, 0 updated, 160 unchanged" in again


def test_migrating_twice_says_so_and_changes_nothing(waybill: Waybill) -> None:
    assert "is now at" in waybill.does("migrate")
    assert "already" in waybill.does("migrate")


def test_nothing_is_done_before_the_database_is_there(waybill: Waybill) -> None:
    assert "waybill migrate" in waybill.refuses("shop", "add", "Kauppa")
    assert "waybill migrate" in waybill.refuses("serve")
    assert "waybill migrate" in waybill.refuses("work")


def test_a_database_that_does_not_answer_is_a_sentence(waybill: Waybill) -> None:
    waybill.env["WAYBILL_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    assert "database" in waybill.refuses("migrate")


def test_what_is_wrong_is_said_in_a_sentence(waybill: Waybill) -> None:
    waybill.does("migrate")
    hub = ("--tz", "Europe/Helsinki", "--currency", "EUR")
    assert "no hub yet" in waybill.refuses("shop", "add", "Kauppa")
    assert "LAT,LON" in waybill.refuses("hub", "add", "Centre", "--at", "here", *hub, status=2)
    assert "time zone" in waybill.refuses(
        "hub", "add", "Centre", "--at", "60,25", "--tz", "Mars/Base", "--currency", "EUR"
    )
    waybill.does("hub", "add", "Centre", "--at", "60,25", *hub)
    assert "taken already" in waybill.refuses("hub", "add", "Centre", "--at", "60,25", *hub)
    waybill.does("hub", "add", "North", "--at", "61,25", *hub)
    assert "--hub" in waybill.refuses("shop", "add", "Kauppa")
    assert "Centre, North" in waybill.refuses("shop", "add", "Kauppa", "--hub", "South")
    broken = waybill.data / "town.osm.pbf"
    broken.write_bytes(b"not a map at all")
    assert "cannot be read as an OpenStreetMap extract" in waybill.refuses("map", "build", broken)
    assert "password" in waybill.refuses(
        "user", "add", "anna", "--role", "admin", "--hub", "North", stdin="short\n"
    )


def test_imports_tell_what_was_refused_by_row_and_by_exit_status(waybill: Waybill, tmp_path: Path) -> None:
    set_up(waybill)
    orders = tmp_path / "orders.csv"
    lines = town.ORDERS.read_text(encoding="utf-8").splitlines(keepends=True)
    header = lines[0].rstrip("\n").split(",")
    bad = lines[1].replace(lines[1].split(",")[header.index("order_number")], "BAD-1")
    bad = bad.replace(town.TEMPLATE_DAY.isoformat(), "2026-02-30")
    orders.write_text("".join([*lines[:6], bad]), encoding="utf-8")
    done = waybill("import", "orders", orders, "--shop", "Kauppa")
    assert done.returncode == 1
    assert re.search(r"^Row 7, column delivery_on: .*2026-02-30", done.stderr, re.MULTILINE), done.stderr
    assert "refused" in done.stdout
    orders.write_text("".join([lines[0], bad]), encoding="utf-8")
    waybill.refuses("import", "orders", orders, "--shop", "Kauppa", status=2)
    orders.write_bytes(b"\xff\xfe\x00")
    assert waybill.refuses("import", "orders", orders, "--shop", "Kauppa", status=2)
    orders.write_bytes(b"")
    assert "empty" in waybill.refuses("import", "orders", orders, "--shop", "Kauppa", status=2)
    os.truncate(orders, 200_000_000)
    assert "MB" in waybill.refuses("import", "orders", orders, "--shop", "Kauppa", status=2)
    assert "MB" in waybill.refuses("import", "items", orders, status=2)
    assert "no shop" in waybill.refuses("import", "orders", orders, "--shop", "Nobody").lower()


def test_a_restored_backup_begins_a_new_epoch(waybill: Waybill) -> None:
    waybill.does("migrate")

    def epoch() -> str:
        with sqlite3.connect(waybill.data / "waybill.db") as connection:
            return str(connection.execute("select value from meta where key = 'epoch'").fetchone()[0])

    before = epoch()
    waybill.does("restored")
    assert epoch() != before


def test_the_doctor_fails_on_what_stops_the_work_only(waybill: Waybill) -> None:
    sick = waybill("doctor")
    assert sick.returncode == 1
    assert "✗" in sick.stdout and "waybill migrate" in sick.stdout
    waybill.does("migrate")
    well = waybill("doctor").stdout
    assert "✓ Database" in well
    assert "waybill migrate" not in well


def wait_for(
    answers: Callable[[], object], process: subprocess.Popen[str], seconds: float, log: Path | None = None
) -> None:
    until = time.monotonic() + seconds
    while True:
        assert process.poll() is None, f"it ended by itself: {log.read_text()[-2000:] if log else ''}"
        assert time.monotonic() < until, "it did not become ready in time"
        try:
            answers()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return


def get(url: str) -> object:
    with urllib.request.urlopen(url, timeout=3) as answer:
        return json.load(answer)


def test_serve_answers_and_ends_when_told(tmp_path: Path) -> None:
    waybill = Waybill(tmp_path)
    waybill.does("migrate")
    port = free_port()
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=waybill.env, cwd=ROOT, text=True)
    try:
        wait_for(lambda: get(f"http://127.0.0.1:{port}/readyz"), process, 60)
        assert f"{port} is already in use" in waybill.refuses("serve", "--port", port)
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set up by the first test that runs the demo on it."""
    return tmp_path_factory.mktemp("demo")


@pytest.mark.slow
def test_the_demo_runs_both_and_leaves_nothing_behind(demo_data: Path) -> None:
    port = free_port()
    env = environment(demo_data, PORT=str(port))
    command = [sys.executable, "-m", "server.cli", "demo"]
    for _ in range(2):  # set up, then found as it is
        log = demo_data / "stderr.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                command, env=env, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=errors
            )
        try:
            wait_for(lambda: get(f"http://127.0.0.1:{port}/readyz"), process, 240, log)
            time.sleep(1)
            process.terminate()
            said = process.communicate(timeout=30)[0]
            assert process.returncode == 0
        finally:
            process.kill()
            process.wait()
        assert f"http://127.0.0.1:{port}" in said
        assert all(person.login in said for person in town.LOGINS) and town.PASSWORD in said
        with pytest.raises(urllib.error.URLError):
            get(f"http://127.0.0.1:{port}/healthz")
    with sqlite3.connect(demo_data / "waybill.db") as connection:
        assert connection.execute('select count(*) from "order"').fetchone() == (160,)
    assert "Setting up" not in said


@pytest.mark.slow
def test_the_demo_ends_when_one_of_its_processes_dies(demo_data: Path) -> None:
    port = free_port()
    env = environment(demo_data, PORT=str(port))
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "demo"], env=env, cwd=ROOT, text=True, stderr=subprocess.PIPE
    )
    try:
        wait_for(lambda: get(f"http://127.0.0.1:{port}/readyz"), process, 240)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        worker = next(pid for pid in children if Path(f"/proc/{pid}/cmdline").read_text().endswith("work\0"))
        os.kill(int(worker), 9)
        said = process.communicate(timeout=30)[1]
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 1
    assert "worker process ended by itself" in said
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
