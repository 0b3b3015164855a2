"""How are a phone's commands taken in? In order, once each, and nothing ever blocks the queue behind it."""

import time
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from server import clock
from server.commands import COMMANDS
from server.commands.bus import Envelope, Result, after_commit, bump, execute, problem, recorded, scope_of
from server.db.base import db, write_transaction
from server.db.log import EventLog
from server.db.people import Device, DeviceUser, User
from server.domain.access import Kind

TRIES = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """`results` stops before a gap: the phone then sends from `last_seq` + 1."""

    last_seq: int
    results: list[Result]


def take(device_id: str, hub_id: str, envelopes: list[Envelope], *, wisher: str | None = None) -> Answer:
    """Answer a batch of one device. Raises OperationalError when the database is away.

    `wisher` is the user whose session brings them, "" when that session is over. Facts are taken from
    anybody who was ever signed in on the device, but an intent only from whom is signed in now; None
    leaves that unasked.
    """
    results: list[Result] = []
    for envelope in envelopes:
        result = _patiently(device_id, hub_id, envelope, wisher)
        if result is None:
            break
        results.append(result)
    db.session.rollback()
    last_seq = db.session.scalar(select(Device.last_seq).where(Device.id == device_id)) or 0
    return Answer(last_seq, results)


def _patiently(device_id: str, hub_id: str, envelope: Envelope, wisher: str | None) -> Result | None:
    """A busy or restarting database is asked again; the id makes that safe."""
    for attempt in range(TRIES):
        try:
            return _take_one(device_id, hub_id, envelope, wisher)
        except OperationalError:
            if attempt == TRIES - 1:
                raise
            time.sleep(0.1 * 2**attempt)
    raise AssertionError("unreachable")


def _take_one(device_id: str, hub_id: str, envelope: Envelope, wisher: str | None) -> Result | None:
    known = recorded(db.session(), envelope)
    if known and known.outcome != "refused":
        return known
    with write_transaction() as session:
        version = bump(session, scope_of(hub_id))
        known = recorded(session, envelope)
        if known and known.outcome != "refused":
            return known
        device = session.get(Device, device_id, with_for_update=True, populate_existing=True)
        if device is None or known or (envelope.seq or 0) <= device.last_seq:
            _audit(session, envelope, hub_id, version)
            return Result(envelope.id, envelope.seq, "refused", problem("seq-reused", status=409))
        if envelope.seq != device.last_seq + 1:
            return None
        barred = _barred(session, device, envelope.actor, hub_id) or _no_wish(envelope, wisher)
        result, jobs = execute(session, envelope, hub_id, version, "app", barred)
        device.last_seq = envelope.seq
    for tell in after_commit:
        tell(jobs)
    return result


def _barred(session: Session, device: Device, actor: str, hub_id: str) -> str | None:
    """Why this sender may no longer act; his facts are still kept, for a human."""
    user = session.get(User, actor)
    if user is None or user.hub_id != hub_id or session.get(DeviceUser, (device.id, actor)) is None:
        return "unknown-actor"
    if device.revoked_at:
        return "device-revoked"
    if user.disabled_at:
        return "user-disabled"
    return None


def _no_wish(envelope: Envelope, wisher: str | None) -> str | None:
    """A session that has ended, or somebody else's, must not plan, cancel or add users."""
    command = COMMANDS.get(envelope.name)
    intent = command is not None and command.rule.kind is Kind.INTENT
    return "signed-out" if intent and wisher not in (None, envelope.actor) else None


def _audit(session: Session, envelope: Envelope, hub_id: str, version: int) -> None:
    count = select(EventLog.n).where(EventLog.command_id == envelope.id).order_by(EventLog.n.desc()).limit(1)
    n = (session.scalar(count) or 0) + 1
    moment = clock.now()
    session.add(
        EventLog(
            command_id=envelope.id,
            n=n,
            name="command.refused",
            hub_id=hub_id,
            version=version,
            subject_id=envelope.device_id,
            detail={"seq": envelope.seq, "name": envelope.name[:40]},
            actor=envelope.actor,
            source="app",
            at=envelope.at,
            received_at=moment,
        )
    )


def note_queue(device_id: str, length: int | None, oldest_at: object) -> None:
    """Keep what a phone says of its own queue; about devices, not about business, so outside the log."""
    with write_transaction() as session:
        device = session.get(Device, device_id)
        if device is not None:
            device.last_seen_at = clock.now()
            device.queue_length, device.queue_oldest_at = length, oldest_at  # type: ignore[assignment]
