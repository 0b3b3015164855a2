"""Who does a job, and what happens to one whose worker dies, fails or is told to stop?"""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from flask import Flask

from server import clock
from server.db import db
from server.db.base import write_transaction
from server.db.log import Job
from server.ids import new_id
from server.jobs.runner import ATTEMPTS, SILENCE, Kind, Runner
from server.jobs.work import Abandoned, Hopeless, Work
from tests.databases import KINDS


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def job(**changes: object) -> str:
    """A job that is due."""
    now = clock.now()
    fields = {"name": "dig", "subject_id": "hole", "status": "waiting", "due_at": now, "attempts": 0}
    id = new_id()
    with write_transaction() as session:
        session.add(Job(id=id, created_at=now, **(fields | changes)))
    return id


def row(id: str) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, id, populate_existing=True)


def runner(
    app: Flask,
    do: Callable[[Work], None],
    lease_s: float = 60,
    give_up: Callable[[Work, str], None] | None = None,
    ending: Callable[[], bool] = lambda: False,
) -> Runner:
    return Runner(app, {"dig": Kind(do, give_up)}, lease_s, ending)


def fail(_work: Work) -> None:
    raise ValueError("stone")


def test_a_due_job_is_done_once(app: Flask) -> None:
    done: list[str] = []
    digging = runner(app, lambda work: done.append(work.subject_id))
    id = job()
    assert digging.due() == [id]
    digging.run(id)
    digging.run(id)
    assert done == ["hole"]
    assert (row(id).status, row(id).attempts, row(id).lease_owner) == ("done", 1, None)
    assert digging.due() == []


def test_a_job_waits_until_it_is_due(app: Flask) -> None:
    done: list[str] = []
    id = job(due_at=clock.now() + timedelta(hours=2))
    digging = runner(app, lambda work: done.append(work.id))
    digging.run(id)
    assert done == []
    assert digging.due() == []


def test_of_many_who_want_a_job_one_does_it(app: Flask) -> None:
    done: list[str] = []
    digging = runner(app, lambda work: (time.sleep(0.2), done.append(work.id))[1])
    id, start = job(), Barrier(4)

    def want() -> None:
        start.wait()
        digging.run(id)

    wanting = [Thread(target=want) for _ in range(4)]
    for thread in wanting:
        thread.start()
    for thread in wanting:
        thread.join()
    assert done == [id]


def test_a_failed_job_is_tried_again_later_and_says_why(app: Flask) -> None:
    id = job()
    runner(app, fail).run(id)
    assert (row(id).status, row(id).attempts, row(id).error) == ("waiting", 1, "ValueError: stone")
    assert row(id).due_at > clock.now()


def test_the_last_failure_is_told_and_kept_for_a_human(app: Flask) -> None:
    told: list[str] = []
    id = job(attempts=ATTEMPTS - 1)
    digging = runner(app, fail, give_up=lambda work, words: told.append(words))
    digging.run(id)
    assert told == ["ValueError: stone"]
    assert row(id).status == "dead"
    assert digging.due() == []


def test_hopeless_work_is_not_tried_again(app: Flask) -> None:
    def do(_work: Work) -> None:
        raise Hopeless("there is no ground")

    id = job()
    runner(app, do).run(id)
    assert (row(id).status, row(id).error) == ("dead", "there is no ground")


def test_a_job_whose_worker_fell_silent_is_taken_over(app: Flask) -> None:
    done: list[str] = []
    ago = clock.now() - timedelta(seconds=1)
    id = job(status="running", lease_owner=new_id(), lease_until_at=ago, attempts=1)
    digging = runner(app, lambda work: done.append(work.id))
    assert digging.due() == [id]
    digging.run(id)
    assert done == [id]
    assert (row(id).status, row(id).attempts) == ("done", 2)


def test_a_job_that_kills_every_worker_ends_as_dead(app: Flask) -> None:
    ago = clock.now() - timedelta(seconds=1)
    id = job(status="running", lease_owner=new_id(), lease_until_at=ago, attempts=ATTEMPTS)
    done: list[str] = []
    runner(app, lambda work: done.append(work.id)).run(id)
    assert done == []
    assert (row(id).status, row(id).error) == ("dead", SILENCE)


def test_long_work_keeps_its_lease(app: Flask) -> None:
    id = job()
    second = runner(app, fail)

    def do(_work: Work) -> None:
        time.sleep(1.5)
        second.run(id)

    runner(app, do, lease_s=1).run(id)
    assert (row(id).status, row(id).attempts, row(id).error) == ("done", 1, None)


def test_who_lost_his_lease_notices_and_leaves_the_row_alone(app: Flask) -> None:
    id, begun = job(), Event()

    def do(work: Work) -> None:
        begun.set()
        until = time.monotonic() + 10
        while not work.stopping():
            assert time.monotonic() < until, "nobody told that the lease was lost"
            time.sleep(0.02)
        raise Abandoned

    working = Thread(target=runner(app, do, lease_s=0.4).run, args=(id,))
    working.start()
    begun.wait()
    with write_transaction() as session:
        session.get_one(Job, id).lease_owner = "somebody else"
    working.join()
    assert (row(id).status, row(id).lease_owner) == ("running", "somebody else")


def test_a_worker_that_ends_leaves_its_work_to_the_next(app: Flask) -> None:
    id, told = job(), Event()

    def do(work: Work) -> None:
        told.set()
        assert work.stopping()
        raise Abandoned

    digging = runner(app, do, ending=told.is_set)
    digging.run(id)
    assert (row(id).status, row(id).attempts) == ("waiting", 0)
    digging.run(id)
    assert row(id).status == "waiting", "an ending worker takes nothing new"
