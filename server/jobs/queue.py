"""How is slow work handed to the worker? By its id alone: what is to be done stands in the database.

The queue is a bell, not a memory. Whatever is lost with it the worker's sweep finds within seconds.
"""

import time
from collections.abc import Callable, Iterable
from threading import Lock

import structlog
from flask import Flask, current_app
from huey import Huey, PriorityRedisHuey, SqliteHuey
from huey.consumer import Consumer
from redis import ConnectionPool

from server.commands import bus
from server.config import Config

log = structlog.get_logger()
# A queue that did not answer is left alone for so long: no request waits for it again and again.
REST_S = 5.0
_KEY = "waybill-queue"


def _open(config: Config) -> Huey:
    if config.redis_url:
        # Longer than the second that a consumer waits for something to do, short enough for a request.
        pool = ConnectionPool.from_url(config.redis_url, socket_connect_timeout=1, socket_timeout=3)
        return PriorityRedisHuey("waybill", connection_pool=pool, results=False)
    return SqliteHuey("waybill", filename=str(config.queue), results=False)


class Queue:
    """Ids of jobs, from whoever made them to whoever does them. Opened when first used."""

    def __init__(self, config: Config, do: Callable[[str], object] | None = None) -> None:
        self._config, self._do = config, do or _elsewhere
        self._opened: tuple[Huey, Callable[[str], object]] | None = None
        self._opening = Lock()
        self._rest_until = 0.0

    def hand_over(self, job_ids: Iterable[str]) -> bool:
        """Ring for each of them; False: the queue is away. Never raises."""
        if time.monotonic() < self._rest_until:
            return False
        try:
            _, ring = self._open()
            for job_id in job_ids:
                ring(job_id)
        except Exception as why:
            self._rest_until = time.monotonic() + REST_S
            log.warning("queue away", why=str(why))
            return False
        return True

    def length(self) -> int | None:
        """How many ids wait to be taken; None: the queue is away."""
        try:
            return self._open()[0].pending_count()
        except Exception:
            return None

    def consumer(self, threads: int) -> Consumer:
        """What takes ids from the queue and does them, in threads of this process."""
        return Consumer(self._open()[0], workers=threads, periodic=False, initial_delay=0.1, max_delay=0.5)

    def close(self) -> None:
        if self._opened is not None:
            self._opened[0].storage.close()

    def _open(self) -> tuple[Huey, Callable[[str], object]]:
        with self._opening:
            if self._opened is None:
                huey = _open(self._config)
                # Its name says this module, so that all processes mean the same by it.
                self._opened = huey, huey.task(name="do")(lambda job_id: self._do(job_id))
            return self._opened


def _elsewhere(job_id: str) -> None:
    raise RuntimeError(f"job {job_id} was taken by a process that only hands jobs over")


def install(app: Flask) -> None:
    """From now on the jobs of every committed command are handed over at once."""
    app.extensions[_KEY] = Queue(app.config["WAYBILL"])
    if hand_over not in bus.after_commit:
        bus.after_commit.append(hand_over)


def hand_over(job_ids: list[str]) -> None:
    queue = current_app.extensions.get(_KEY)
    if queue is not None and job_ids:
        queue.hand_over(job_ids)
