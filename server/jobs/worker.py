"""What does the worker process do? It listens to the queue, sweeps up what the queue lost, and tidies."""

import logging
import time
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread

import structlog
from flask import Flask

from server.commands.outbox import OUTSIDE
from server.jobs.cleaning import clean
from server.jobs.queue import Queue
from server.jobs.runner import LEASE_S, Runner
from server.jobs.table import JOBS
from server.signals import Told

log = structlog.get_logger()
logging.getLogger("huey").setLevel(logging.WARNING)
LISTEN_S = 0.2
SWEEP_S = 5.0
CLEAN_S = 3600.0
# A search for a plan ends within a tenth of a second, everything else is short.
LEAVE_S = 8.0
# Shops that are asked at the same time; one that hangs holds one of these, and no plan.
CALLS = 4


def work(app: Flask, threads: int = 2, lease_s: float = LEASE_S) -> None:
    """Work until SIGTERM or SIGINT; what is half done then is left to the next worker."""
    told = Told()
    runner = Runner(app, {name: kind for name, kind in JOBS.items() if name not in OUTSIDE}, lease_s, told)
    outside = Runner(app, {name: JOBS[name] for name in OUTSIDE}, lease_s, told)
    queue = Queue(app.config["WAYBILL"], runner.run)
    consumer = queue.consumer(threads)
    consumer.start()
    told.listen()  # after the consumer, which would listen itself
    Thread(target=call, args=(outside, told), name="calls", daemon=True).start()
    log.info("worker ready", threads=threads)
    sweep_at = clean_at = 0.0
    while not told():
        if time.monotonic() >= sweep_at:
            sweep_at = time.monotonic() + SWEEP_S
            consumer.check_worker_health()
            _try("sweep", lambda: sweep(runner, queue))
        if time.monotonic() >= clean_at:
            clean_at = time.monotonic() + CLEAN_S
            _try("clean", lambda: clean(app))
        time.sleep(LISTEN_S)
    consumer.stop()
    leave_at = time.monotonic() + LEAVE_S
    for _, thread in consumer.worker_threads:
        thread.join(max(0.0, leave_at - time.monotonic()))
    queue.close()
    log.info("worker left")


def call(runner: Runner, told: Callable[[], bool]) -> None:
    """Do what waits for somebody outside, until told to end."""
    ids: SimpleQueue[str] = SimpleQueue()
    busy: set[str] = set()

    def take() -> None:
        while True:
            job_id = ids.get()
            _try("call", partial(runner.run, job_id))
            busy.discard(job_id)

    for n in range(CALLS):
        Thread(target=take, name=f"call-{n}", daemon=True).start()
    while not told():
        for job_id in _due(runner):
            if job_id not in busy and len(busy) < 2 * CALLS:
                busy.add(job_id)
                ids.put(job_id)
        time.sleep(LISTEN_S)


def _due(runner: Runner) -> list[str]:
    try:
        return runner.due()
    except Exception:  # the database is away for a while
        log.exception("worker could not", what="look for calls")
        return []


def sweep(runner: Runner, queue: Queue) -> int:
    """Find what is due and was never handed over; with the queue away do it here. Returns how many."""
    due = runner.due()
    # What the queue still holds will be done: ringing again would only make it longer.
    if not due or queue.length():
        return 0
    if not queue.hand_over(due):
        for job_id in due:
            runner.run(job_id)
    return len(due)


def _try(what: str, do: Callable[[], object]) -> None:
    """The worker outlives a database that is away for a while."""
    try:
        do()
    except Exception:
        log.exception("worker could not", what=what)
