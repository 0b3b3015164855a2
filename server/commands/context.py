"""What does a handler hold? One transaction, one version, and the few verbs that leave a trace."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, event, select
from sqlalchemy.orm import Session

from server.commands import hooks
from server.commands.outbox import JOBS, OUTSIDE
from server.db.base import Versioned
from server.db.log import EventLog, Job
from server.db.money import Discrepancy, Entry
from server.db.orders import Item, Order
from server.db.people import Hub, User
from server.db.stock import Move
from server.domain.errors import Problem, Unknown
from server.domain.machines import Steps, step
from server.domain.money import Money
from server.ids import same_id

SYSTEM = "system"
LONGEST_OFFLINE = timedelta(days=3)
CLOCK_SKEW = timedelta(minutes=5)


@dataclass(slots=True)
class Context:
    """A running command. `version` is the hub's new version; rows written now are stamped with it."""

    session: Session
    command_id: str
    name: str
    actor: str  # user id, or "system"
    hub_id: str | None
    version: int
    at: datetime  # the sender's clock: evidence
    received_at: datetime  # ours: orders everything
    source: str
    inside: bool  # given by this server itself, so roles and relations were checked before
    user: User | None = None
    jobs: list[str] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)  # for the caller inside; not recorded
    flags: list[dict[str, Any]] = field(default_factory=list)
    _events: int = 0
    _entries: int = 0
    _moves: int = 0
    _jobs: int = 0

    @property
    def moment(self) -> datetime:
        """When it happened, as far as the sender's clock can be believed; else when we heard of it."""
        late, early = self.received_at - self.at, self.at - self.received_at
        return self.received_at if late > LONGEST_OFFLINE or early > CLOCK_SKEW else self.at

    @property
    def hub(self) -> Hub:
        found = self.session.get(Hub, self.hub_id)
        if found is None:
            raise Unknown("unknown-hub")
        return found

    def get[R](self, row: type[R], id: str, *, lock: bool = False) -> R:
        """The row of this hub; raises Unknown when there is none (another hub's is none)."""
        found = self.session.get(row, id, with_for_update={"of": row} if lock else None)
        if found is None or getattr(found, "hub_id", self.hub_id) != self.hub_id:
            raise Unknown("unknown-thing", what=row.__name__.lower())
        return found

    def all[R](self, query: Select[R]) -> list[R]:
        return list(self.session.scalars(query))

    def emit(
        self,
        name: str,
        subject_id: str,
        *,
        order_id: str | None = None,
        old: str | None = None,
        new: str | None = None,
        **detail: object,
    ) -> None:
        """Write what happened, and the jobs that it asks for."""
        self._events += 1
        self.session.add(
            EventLog(
                command_id=self.command_id,
                n=self._events,
                name=name,
                hub_id=self.hub_id,
                version=self.version,
                order_id=order_id,
                subject_id=subject_id,
                old=old,
                new=new,
                detail=detail,
                actor=self.actor,
                source=self.source,
                at=self.at,
                received_at=self.received_at,
            )
        )
        for job, delay_s in JOBS.get(name, ()):
            self.ask(job, subject_id, delay_s)

    def ask(self, job: str, subject_id: str, delay_s: int = 0) -> None:
        """Slow work is to be done about something, now or later."""
        self._jobs += 1
        id = same_id(self.command_id, self._jobs, job)
        self.session.add(
            Job(
                id=id,
                name=job,
                subject_id=subject_id,
                hub_id=self.hub_id,
                status="waiting",
                created_at=self.received_at,
                due_at=self.received_at + timedelta(seconds=delay_s),
                attempts=0,
            )
        )
        if not delay_s and job not in OUTSIDE:
            self.jobs.append(id)

    def move[S: StrEnum](
        self,
        row: Any,
        steps: Steps[S],
        enum: type[S],
        action: str,
        event_name: str,
        order_id: str | None = None,
        **detail: object,
    ) -> None:
        """Take a legal step of a row's status machine; raises IllegalStep."""
        self.put(row, step(steps, enum(row.status), action), event_name, order_id=order_id, **detail)

    def put(
        self, row: Any, status: str, event_name: str, order_id: str | None = None, **detail: object
    ) -> None:
        """Set a row's status and log old and new."""
        old, row.status = row.status, str(status)
        self.emit(event_name, row.id, order_id=order_id, old=old, new=str(status), **detail)
        if isinstance(row, Order):
            hooks.note(self, row, old, detail)

    def flag(
        self,
        kind: str,
        *,
        order_id: str | None = None,
        route_id: str | None = None,
        courier_id: str | None = None,
        **detail: object,
    ) -> None:
        """The fact is recorded but does not fit: open a discrepancy for a human."""
        id = same_id(self.command_id, "discrepancy", len(self.flags))
        self.flags.append({"code": kind, "params": detail})
        self.session.add(
            Discrepancy(
                id=id,
                hub_id=self.hub_id,
                kind=kind,
                order_id=order_id,
                route_id=route_id,
                courier_id=courier_id,
                command_id=self.command_id,
                detail=detail,
                opened_at=self.received_at,
            )
        )
        self.emit("discrepancy.opened", id, order_id=order_id, kind=kind)

    def book(self, debit: str, credit: str, money: Money, code: str, **where: str | None) -> None:
        """Add an entry to the ledger. Nothing moves when the sum is zero; a negative sum is a bug."""
        if money.minor == 0:
            return
        self._entries += 1
        self.session.add(
            Entry(
                command_id=self.command_id,
                n=self._entries,
                hub_id=self.hub_id,
                debit=debit,
                credit=credit,
                minor=money.minor,
                currency=money.currency,
                code=code,
                actor=self.actor,
                received_at=self.received_at,
                **where,
            )
        )

    def stow(
        self, item_id: str, quantity: int, debit: str, credit: str, code: str, order_id: str | None
    ) -> None:
        """Add a move to the stock's ledger: pieces go from `credit` to `debit`."""
        self._moves += 1
        self.session.add(
            Move(
                command_id=self.command_id,
                n=self._moves,
                hub_id=self.hub_id,
                item_id=item_id,
                quantity=quantity,
                debit=debit,
                credit=credit,
                code=code,
                order_id=order_id,
                actor=self.actor,
                received_at=self.received_at,
            )
        )

    def touch(self, row: Versioned) -> None:
        """Something of the row's shape changed that stands in another table."""
        row.version = self.version

    def first[R](self, query: Select[R]) -> R | None:
        return self.session.scalars(query.limit(1)).first()

    def open_discrepancy(self, kind: str, **where: str) -> bool:
        """Is the same question already waiting for a human?"""
        query = select(Discrepancy).where(Discrepancy.kind == kind, Discrepancy.resolved_at.is_(None))
        for column, value in where.items():
            query = query.where(getattr(Discrepancy, column) == value)
        return self.first(query) is not None


def stamp(session: Session, context: Context) -> Any:
    """Stamp every versioned row of this transaction; a row of another hub cannot be written by accident."""

    def before_flush(session: Session, _flush: object, _instances: object) -> None:
        for row in [*session.new, *session.dirty]:
            if not isinstance(row, Versioned | Hub | Item):
                continue
            if row not in session.new and not session.is_modified(row):
                continue
            if row.hub_id != context.hub_id:
                raise Problem("wrong-hub", what=type(row).__name__)
            row.version = context.version

    event.listen(session, "before_flush", before_flush)
    return before_flush
