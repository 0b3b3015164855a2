"""Does a job reach the worker, and does nobody suffer when the queue is away?"""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from server.commands import bus
from server.config import Config, load
from server.ids import new_id
from server.jobs.queue import Queue, hand_over, install
from server.jobs.runner import Kind, Runner
from server.jobs.worker import sweep
from tests.redis import redis_server
from tests.server.jobs.test_runner import job, row
from tests.world import World


@pytest.fixture(params=["embedded", "redis"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    config = load({}, data=tmp_path)
    if request.param == "embedded":
        yield config
        return
    with redis_server(tmp_path) as url:
        yield replace(config, redis_url=url)


def test_what_one_process_hands_over_another_does(config: Config) -> None:
    did: list[str] = []
    all_done = Event()

    def do(job_id: str) -> None:
        did.append(job_id)
        if len(did) == 20:
            all_done.set()

    worker = Queue(config, do)
    consumer = worker.consumer(2)
    ids = [new_id() for _ in range(20)]
    assert Queue(config).hand_over(ids)
    consumer.start()
    assert all_done.wait(10)
    consumer.stop(graceful=True)
    assert sorted(did) == sorted(ids)
    assert worker.length() == 0


def test_a_queue_that_is_away_is_said_not_raised_and_then_left_alone(tmp_path: Path) -> None:
    away = replace(load({}, data=tmp_path), redis_url="redis://127.0.0.1:1/0")
    queue = Queue(away)
    assert queue.hand_over([new_id()]) is False
    assert queue.length() is None
    began = time.monotonic()
    assert queue.hand_over([new_id()] * 1000) is False
    assert time.monotonic() - began < 0.05


def test_a_command_hands_its_jobs_over_and_succeeds_without_a_queue(app: Flask, world: World) -> None:
    install(app)
    install(app)
    try:
        assert bus.after_commit.count(hand_over) == 1
        args = {"plan_id": new_id(), "on": "2030-01-07", "iterations": 1}
        world.give("request_plan", args, "dispatcher")
        assert Queue(app.config["WAYBILL"]).length() == 1
        app.config["WAYBILL"] = replace(app.config["WAYBILL"], redis_url="redis://127.0.0.1:1/0")
        install(app)
        world.give("request_plan", args | {"plan_id": new_id(), "on": "2030-01-08"}, "dispatcher")
    finally:
        bus.after_commit.remove(hand_over)


def test_the_sweep_finds_what_was_never_handed_over(app: Flask) -> None:
    queue, id = Queue(app.config["WAYBILL"]), job()
    runner = Runner(app, {"dig": Kind(lambda work: None)})
    assert sweep(runner, queue) == 1
    assert sweep(runner, queue) == 0, "what is in the queue already is not handed over twice"
    assert queue.length() == 1
    assert row(id).status == "waiting"


def test_without_a_queue_the_sweep_does_the_work_itself(app: Flask) -> None:
    id = job()
    away = Queue(replace(app.config["WAYBILL"], redis_url="redis://127.0.0.1:1/0"))
    sweep(Runner(app, {"dig": Kind(lambda work: None)}), away)
    assert row(id).status == "done"
