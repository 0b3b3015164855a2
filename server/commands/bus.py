"""How does a command become fact? One transaction each: version, handler, log. Every write passes here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import event, insert, select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from server import clock
from server.commands import COMMANDS, Command
from server.commands.context import SYSTEM, Context, stamp
from server.commands.redact import content_sha256, dropped_fields, split
from server.commands.relations import holds
from server.db.base import write_transaction
from server.db.log import CommandLog, PrivateArgs
from server.db.orders import Order
from server.db.people import Scope, User
from server.domain.access import Kind
from server.domain.errors import Problem

log = structlog.get_logger()
PRIVATE_DAYS = 400
COMMON = "common"
after_commit: list[Callable[[list[str]], None]] = []  # told the ids of jobs that are due at once


@dataclass(frozen=True, slots=True)
class Envelope:
    """A command as it was sent. `seq` is None for those the system gives itself."""

    id: str
    name: str
    args: dict[str, Any]
    actor: str
    at: datetime
    v: int = 1
    tz: str = "UTC"
    base: str | None = None
    seq: int | None = None
    device_id: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The recorded answer. `outcome` is applied, flagged, rejected, deferred, quarantined, or refused."""

    id: str
    seq: int | None
    outcome: str
    problem: dict[str, Any] | None = None
    answer: dict[str, Any] = field(default_factory=dict)  # what the handler tells an inside caller

    @property
    def ok(self) -> bool:
        return self.outcome in ("applied", "flagged")


def bump(session: Session, scope: str) -> int:
    """The next version of a scope; holds its row, so that writers of one hub go one after another."""
    moved = (
        update(Scope).where(Scope.name == scope).values(version=Scope.version + 1).returning(Scope.version)
    )
    version = session.execute(moved).scalar()
    if version is None:
        session.execute(insert(Scope).values(name=scope, version=1))
        version = 1
    return version


def scope_of(hub_id: str | None) -> str:
    return f"hub:{hub_id}" if hub_id else COMMON


def problem(code: str, **params: object) -> dict[str, Any]:
    return {"code": code, "params": params}


def sha256_of(envelope: Envelope) -> str:
    """The hash by which a repeated sending is known to be the same."""
    command = COMMANDS.get(envelope.name)
    dropped = dropped_fields(command.args) if command else set()
    moment = envelope.at.isoformat()
    return content_sha256(envelope.name, envelope.v, envelope.actor, moment, envelope.args, dropped)


def recorded(session: Session, envelope: Envelope) -> Result | None:
    """The answer given before, or a refusal when the same id now carries something else."""
    logged = session.get(CommandLog, envelope.id)
    if logged is None:
        return None
    if logged.sha256 != sha256_of(envelope) or logged.device_id != envelope.device_id:
        return Result(envelope.id, envelope.seq, "refused", problem("seq-reused", status=409))
    return Result(envelope.id, logged.seq, logged.outcome, logged.problem)


def _judge(
    command: Command, context: Context, args: Any, barred: str | None
) -> tuple[str, dict[str, Any] | None]:
    """Run the handler in a savepoint: outcome and problem. Database trouble is raised, never recorded."""
    fact = command.rule.kind is Kind.FACT
    refusal = "quarantined" if fact else "rejected"
    roles = set(context.user.roles) if context.user else set()
    if not context.inside:
        if barred:
            return refusal, problem(barred)
        if not roles & command.rule.roles:
            return refusal, problem("not-allowed", command=command.name)
    try:
        with context.session.begin_nested():
            if not context.inside and not holds(command.rule.relation, context, args):
                return refusal, problem("not-yours", command=command.name)
            command.handle(context, args)
            context.session.flush()
    except Problem as why:
        return refusal, problem(why.code, **why.params)
    except DBAPIError as why:
        if isinstance(why, OperationalError) or why.connection_invalidated:
            raise
        log.exception("handler broke", command=command.name, id=context.command_id)
        return refusal, problem("internal-error")
    except Exception:
        # A handler's bug must not block the phone's queue for ever: the command is kept for a human.
        log.exception("handler broke", command=command.name, id=context.command_id)
        return refusal, problem("internal-error")
    return ("flagged", context.flags[0]) if context.flags else ("applied", None)


def _answer(
    command: Command | None, context: Context, envelope: Envelope, barred: str | None
) -> tuple[str, dict[str, Any] | None]:
    """Deferred when it is too new for this server, rejected when its values do not fit, else judged."""
    if command is None or envelope.v > command.v:
        return "deferred", problem("unknown-command", name=envelope.name, v=envelope.v)
    try:
        args = command.args.model_validate(envelope.args)
    except ValidationError as why:
        where = ".".join(map(str, why.errors()[0]["loc"]))
        return "rejected", problem("bad-args", field=where, command=envelope.name)
    return _judge(command, context, args, barred)


def execute(
    session: Session,
    envelope: Envelope,
    hub_id: str | None,
    version: int,
    source: str,
    barred: str | None = None,
) -> tuple[Result, list[str]]:
    """Run one command inside an open transaction whose scope is already held, and log it."""
    received_at = clock.now()
    command = COMMANDS.get(envelope.name)
    context = Context(
        session=session,
        command_id=envelope.id,
        name=envelope.name,
        actor=envelope.actor,
        hub_id=hub_id,
        version=version,
        at=envelope.at,
        received_at=received_at,
        source=source,
        inside=envelope.device_id is None,
        user=session.get(User, envelope.actor),
    )
    listener = stamp(session, context)
    try:
        outcome, trouble = _answer(command, context, envelope, barred)
        if outcome in ("quarantined", "deferred"):
            _ask_a_human(context, envelope, outcome)
        _record(session, envelope, context, outcome, trouble)
        session.flush()
    finally:
        event.remove(session, "before_flush", listener)
    done = outcome in ("applied", "flagged")
    return Result(envelope.id, envelope.seq, outcome, trouble, context.answer), context.jobs if done else []


def _ask_a_human(context: Context, envelope: Envelope, outcome: str) -> None:
    """What is kept but not booked waits in the office: the phone that brought it may never be seen again."""
    detail: dict[str, Any] = {"command": envelope.name}
    if outcome == "quarantined" and envelope.args.get("amount_minor"):  # its values fit, or it were rejected
        detail |= {name: envelope.args[name] for name in ("amount_minor", "currency")}
    id = envelope.args.get("order_id")
    order = context.session.get(Order, id) if isinstance(id, str) else None
    known = order is not None and order.hub_id == context.hub_id
    of_hub = context.user is not None and context.user.hub_id == context.hub_id
    context.flag(
        "money-not-booked" if "amount_minor" in detail else "not-booked",
        order_id=id if known else None,
        courier_id=envelope.actor if of_hub else None,
        **detail,
    )


def _record(
    session: Session, envelope: Envelope, context: Context, outcome: str, trouble: dict[str, Any] | None
) -> None:
    command = COMMANDS.get(envelope.name)
    public, private = split(command.args, envelope.args) if command else ({}, dict(envelope.args))
    session.add(
        CommandLog(
            id=envelope.id,
            device_id=envelope.device_id,
            seq=envelope.seq,
            name=envelope.name[:40],
            v=envelope.v,
            actor=envelope.actor,
            at=envelope.at,
            tz=envelope.tz,
            base=envelope.base,
            args=public,
            sha256=sha256_of(envelope),
            outcome=outcome,
            problem=trouble,
            hub_id=context.hub_id,
            version=context.version,
            received_at=context.received_at,
        )
    )
    session.flush()
    if private and envelope.device_id:
        erase_on = (context.received_at + timedelta(days=PRIVATE_DAYS)).date()
        session.add(PrivateArgs(command_id=envelope.id, values=private, erase_on=erase_on))


def run(
    name: str,
    args: dict[str, Any],
    *,
    id: str,
    hub_id: str | None,
    actor: str = SYSTEM,
    source: str = "cli",
    at: datetime | None = None,
) -> Result:
    """Give a command from inside (import, job, command line): trusted, so the caller has checked who may.

    The same id twice answers as the first time. `actor` is a user's id where a person stands behind it.
    """
    envelope = Envelope(id=id, name=name, args=args, actor=actor, at=at or clock.now())
    with write_transaction() as session:
        version = bump(session, scope_of(hub_id))
        logged = session.get(CommandLog, id)
        if logged is not None:
            return Result(id, None, logged.outcome, logged.problem)
        result, jobs = execute(session, envelope, hub_id, version, source)
    for tell in after_commit:
        tell(jobs)
    return result


def version_of(session: Session, hub_id: str | None) -> int:
    return session.scalar(select(Scope.version).where(Scope.name == scope_of(hub_id))) or 0
