"""What does the worker process do? It listens to the queue, sweeps up what the queue lost, and tidies."""

import logging
import time
from collections.abc import Callable

import structlog
from flask import Flask

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


def work(app: Flask, threads: int = 2, lease_s: float = LEASE_S) -> None:
    """Work until SIGTERM or SIGINT; what is half done then is left to the next worker."""
    told = Told()
    runner = Runner(app, JOBS, lease_s, told)
    queue = Queue(app.config["WAYBILL"], runner.run)
    consumer = queue.consumer(threads)
    consumer.start()
    told.listen()  # after the consumer, which would listen itself
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
