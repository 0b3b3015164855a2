"""Who does a job now? Whoever leased its row; and if he falls silent, the next one does it again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import NamedTuple

import structlog
from flask import Flask
from sqlalchemy import ColumnElement, and_, or_, select, update

from server import clock
from server.db.base import db, write_transaction
from server.db.log import Job
from server.ids import new_id
from server.jobs.work import Abandoned, Hopeless, Work

log = structlog.get_logger()
LEASE_S = 20.0
# With pauses of 2, 4, 8 and 16 seconds between them: somebody is waiting for the result.
ATTEMPTS = 5
SILENCE = "the worker fell silent every time"


class Kind(NamedTuple):
    """What a job does, and what it leaves behind when it has failed for good."""

    do: Callable[[Work], None]
    give_up: Callable[[Work, str], None] | None = None


class Runner:
    """Does jobs, one a call; as many threads and processes as one likes may call at once."""

    def __init__(
        self,
        app: Flask,
        jobs: Mapping[str, Kind],
        lease_s: float = LEASE_S,
        ending: Callable[[], bool] = lambda: False,
    ) -> None:
        self.app, self.jobs, self.lease_s, self.ending = app, jobs, lease_s, ending

    def run(self, job_id: str) -> None:
        """Do a job if it is due and nobody else does it. Never raises what the job raised."""
        if self.ending():
            return
        with self.app.app_context():
            lease = self._take(job_id)
            if lease is None:
                return
            with structlog.contextvars.bound_contextvars(job=lease.work.name, job_id=job_id):
                if lease.attempts > ATTEMPTS:
                    self._bury(lease, lease.error or SILENCE)
                else:
                    self._do(lease)

    def due(self) -> list[str]:
        """Ids of jobs that should be running and are not, the longest waiting first."""
        with self.app.app_context():
            query = select(Job.id).where(_free(), Job.name.in_(self.jobs)).order_by(Job.due_at, Job.id)
            return list(db.session.scalars(query.limit(100)))

    def _do(self, lease: "Lease") -> None:
        try:
            with lease.kept():
                self.jobs[lease.work.name].do(lease.work)
        except Abandoned:
            # Not its fault, so it costs no attempt.
            lease.end(status="waiting", attempts=lease.attempts - 1, due_at=clock.now())
        except Hopeless as why:
            self._bury(lease, str(why))
        except Exception as why:
            log.exception("job failed", attempt=lease.attempts)
            db.session.rollback()
            words = f"{type(why).__name__}: {why}"[:500]
            if lease.attempts >= ATTEMPTS:
                self._bury(lease, words)
            else:
                lease.end(status="waiting", error=words, due_at=clock.away(2**lease.attempts))
        else:
            lease.end(status="done", error=None)

    def _bury(self, lease: "Lease", words: str) -> None:
        """No more attempts: whoever waits for the result is told, and the row stays for a human."""
        give_up = self.jobs[lease.work.name].give_up
        log.error("job given up", why=words)
        db.session.rollback()
        if give_up is not None:
            give_up(lease.work, words)
        lease.end(status="dead", error=words)

    def _take(self, job_id: str) -> "Lease | None":
        owner = new_id()
        until = clock.wall() + timedelta(seconds=self.lease_s)
        take = update(Job).where(Job.id == job_id, _free(), Job.name.in_(self.jobs))
        take = take.values(
            status="running", lease_owner=owner, lease_until_at=until, attempts=Job.attempts + 1
        )
        with write_transaction() as session:
            columns = (Job.name, Job.subject_id, Job.hub_id, Job.attempts, Job.error)
            row = session.execute(take.returning(*columns)).first()
        return None if row is None else Lease(self, job_id, owner, *row)


def _free() -> ColumnElement[bool]:
    """Due, and either never begun or left by somebody who has fallen silent: leases run in real time."""
    silent = and_(Job.status == "running", Job.lease_until_at < clock.wall())
    return and_(Job.due_at <= clock.now(), or_(Job.status == "waiting", silent))


class Lease:
    """The right to do a job, ours for as long as we renew it in time."""

    def __init__(
        self,
        runner: Runner,
        job_id: str,
        owner: str,
        name: str,
        subject_id: str,
        hub_id: str | None,
        attempts: int,
        error: str | None,
    ) -> None:
        self.runner, self.job_id, self.owner = runner, job_id, owner
        self.attempts, self.error = attempts, error
        self.lost = Event()
        self.work = Work(job_id, name, subject_id, hub_id, runner.app, self.stopping)

    def stopping(self) -> bool:
        return self.lost.is_set() or self.runner.ending()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renews the lease until the work is done."""
        done = Event()
        beat = Thread(target=self._beat, args=(done,), daemon=True, name=f"lease-{self.job_id}")
        beat.start()
        try:
            yield
        finally:
            done.set()
            beat.join()

    def end(self, **values: object) -> None:
        """Give the lease back; nothing happens when it is no longer ours."""
        with write_transaction() as session:
            session.execute(self._ours().values(lease_owner=None, lease_until_at=None, **values))

    def _beat(self, done: Event) -> None:
        good_until = clock.wall() + timedelta(seconds=self.runner.lease_s)
        while not done.wait(self.runner.lease_s / 4):
            until = clock.wall() + timedelta(seconds=self.runner.lease_s)
            try:
                with self.runner.app.app_context(), write_transaction() as session:
                    renewed = session.execute(self._ours().values(lease_until_at=until).returning(Job.id))
                    if renewed.first() is None:
                        self.lost.set()
                good_until = until
            except Exception as why:  # a busy database: the lease still holds for a while
                log.warning("lease not renewed", why=str(why))
                if clock.wall() > good_until:
                    self.lost.set()

    def _ours(self):  # type: ignore[no-untyped-def]  # SQLAlchemy's Update
        return update(Job).where(Job.id == self.job_id, Job.lease_owner == self.owner)
