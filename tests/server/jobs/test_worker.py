"""Does the real worker process survive its own death, and leave nothing behind when told to end?"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.config import Config
from server.db import db
from server.db.hooks import Hook
from server.db.log import Job
from server.db.plans import Plan, PlanProgress, Stop
from tests.databases import KINDS
from tests.server.jobs.conftest import orders_of_tomorrow
from tests.server.jobs.test_plan_routes import ask
from tests.world import World

LEASE_S = 2


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def worker(config: Config) -> Iterator[subprocess.Popen[bytes]]:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env |= {"WAYBILL_DATA": str(config.data), "WAYBILL_PRIVATE_HOOKS": "1"}
    if not config.sqlite:
        env["WAYBILL_DATABASE_URL"] = config.database_url
    command = [sys.executable, "-m", "server.cli", "work", "--lease", str(LEASE_S)]
    process = subprocess.Popen(command, env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        db.session.rollback()
        if condition():
            return
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def job() -> Job:
    (only,) = db.session.scalars(select(Job).where(Job.name == "plan_routes")).all()
    return only


def solvers_of(config: Config) -> list[int]:
    """The processes that search for plans on this data folder."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if b"routing.child" not in (folder / "cmdline").read_bytes():
                continue
            if str(config.data).encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except (OSError, ValueError):
            continue
    return found


def test_a_killed_workers_plan_is_finished_by_the_next(app: Flask, world: World) -> None:
    config: Config = app.config["WAYBILL"]
    orders_of_tomorrow(world, 12)
    plan_id = ask(world, budget_s=30)
    with worker(config) as first:
        wait_for(lambda: db.session.get(PlanProgress, plan_id))
        first.kill()
        first.wait()
    assert db.session.get_one(Plan, plan_id, populate_existing=True).status == "requested"
    assert db.session.scalar(select(func.count()).select_from(Stop)) == 0
    assert (job().status, job().attempts) == ("running", 1)
    with worker(config):
        wait_for(lambda: job().attempts == 2)
        # The second run would search for its whole budget too; that it can be ended is the rest of the story.
        world.give("cancel_plan", {"plan_id": plan_id}, "dispatcher")
        wait_for(lambda: db.session.get_one(Plan, plan_id).status == "ready")
        wait_for(lambda: job().status == "done")
    assert db.session.scalar(select(func.count()).select_from(Stop)) == 12


def test_a_worker_told_to_end_does_so_and_leaves_no_solver(app: Flask, world: World, kind: str) -> None:
    config: Config = app.config["WAYBILL"]
    number = signal.SIGINT if kind == "sqlite" else signal.SIGTERM
    orders_of_tomorrow(world, 12)
    plan_id = ask(world, budget_s=60)
    with worker(config) as process:
        wait_for(lambda: db.session.get(PlanProgress, plan_id))
        assert solvers_of(config)
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(15) == 0
        assert time.monotonic() - began < 10
    assert solvers_of(config) == []
    db.session.rollback()
    assert (job().status, job().attempts) == ("waiting", 0)


def test_no_plan_waits_behind_a_shop_that_does_not_answer(app: Flask, world: World, kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes calls, and never says a word
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        world.give("set_webhook", {"shop_id": world.shop_id, "url": url}, "admin")
        orders_of_tomorrow(world, 12)
        plan_id = ask(world, iterations=1)
        with worker(app.config["WAYBILL"]):
            wait_for(lambda: db.session.get_one(Plan, plan_id).status == "ready")
            calls = select(func.count()).select_from(Hook).where(Hook.status == "sent")
            assert db.session.scalar(calls) == 0
