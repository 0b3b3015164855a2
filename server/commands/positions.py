"""Which fixes are kept, and where is a courier now? Not commands: the newest wins, and nothing is logged.

A fix belongs to a shift by its own time. When none is known yet it is held, unseen, until the shift's
commands have arrived, and dropped after a day without one: off shift nobody is followed.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from routing import tracking
from routing.model import Place
from server import clock
from server.db.base import write_transaction
from server.db.people import Fix, Position, User
from server.db.plans import Shift

HELD = timedelta(hours=24)
# Not the newest: a true part of the way, though it moves nobody.
_HISTORY = ("out-of-order", "duplicate")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phone's receiver said. `at` is UTC by the phone's clock, accuracy a radius."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float
    speed_mps: float | None = None
    heading: float | None = None
    battery: float | None = None

    @property
    def body(self) -> dict[str, float]:
        told = asdict(self)
        del told["at"]
        return {name: value for name, value in told.items() if value is not None}


@dataclass(slots=True)
class Taken:
    """What became of a batch: stored with a shift, held without one, or dropped."""

    stored: int = 0
    dropped: int = 0
    held: int = 0


def take(courier_id: str, hub_id: str, readings: Iterable[Reading]) -> Taken:
    """Store a batch. The same again changes nothing: a courier is at one place at a time."""
    now = clock.now()
    batch = {_moment(reading.at): reading for reading in readings}
    with write_transaction() as session:
        session.get(User, courier_id, with_for_update=True)  # one batch of a courier after another
        shifts = list(session.scalars(select(Shift).where(Shift.courier_id == courier_id)))
        stored = set(
            session.scalars(
                select(Fix.at).where(
                    Fix.courier_id == courier_id, Fix.at.in_(batch), Fix.shift_id.is_not(None)
                )
            )
        )
        waiting = _waiting(session, courier_id, now)
        taken = Taken(stored=len(stored))
        on_shift: list[tuple[datetime, Reading, str]] = []
        candidates = waiting | {at: reading for at, reading in batch.items() if at not in stored}
        for at, reading in sorted(candidates.items()):
            shift = next((shift for shift in shifts if _covers(shift, at)), None)
            if shift is not None:
                on_shift.append((at, reading, shift.id))
                continue
            taken.held += at in batch
            if at not in waiting:
                session.add(_row(courier_id, at, reading, None, now))
        for at in _store(session, courier_id, hub_id, on_shift, waiting.keys(), now):
            taken.dropped += at in batch
            taken.stored -= at in batch
        taken.stored += sum(at in batch for at, _, _ in on_shift)
    return taken


def drop_held(now: datetime) -> int:
    """Forget fixes that no shift has come for; returns how many."""
    with write_transaction() as session:
        gone = delete(Fix).where(Fix.shift_id.is_(None), Fix.received_at < now - HELD)
        return session.execute(gone).rowcount  # type: ignore[attr-defined, no-any-return]


def _moment(at: datetime) -> datetime:
    """Databases and JSON keep milliseconds; two fixes of one moment are one."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _covers(shift: Shift, at: datetime) -> bool:
    end = shift.ended_at or shift.closed_at
    return shift.started_at <= at and (end is None or at <= end)


def _row(courier_id: str, at: datetime, reading: Reading, shift_id: str | None, now: datetime) -> Fix:
    return Fix(courier_id=courier_id, at=at, shift_id=shift_id, received_at=now, body=reading.body)


def _waiting(session: Session, courier_id: str, now: datetime) -> dict[datetime, Reading]:
    """Fixes held until now, without those whose day is over."""
    held = select(Fix).where(Fix.courier_id == courier_id, Fix.shift_id.is_(None))
    return {
        row.at: Reading(at=row.at, **row.body)
        for row in session.scalars(held)
        if row.received_at >= now - HELD
    }


def _store(
    session: Session,
    courier_id: str,
    hub_id: str,
    on_shift: list[tuple[datetime, Reading, str]],
    held: Iterable[datetime],
    now: datetime,
) -> list[datetime]:
    """Keep those of a shift that can be believed, the newest as the position; returns the others."""
    position = session.get(Position, courier_id)
    last = _fix(position.at, position.lat, position.lon, position.accuracy_m) if position else None
    fixes = [_fix(at, reading.lat, reading.lon, reading.accuracy_m) for at, reading, _ in on_shift]
    judged = tracking.judge(fixes, last=last, now_s=now.timestamp())
    refused = []
    for (at, reading, shift_id), verdict in zip(on_shift, judged, strict=True):
        if at in held:
            session.execute(delete(Fix).where(Fix.courier_id == courier_id, Fix.at == at))
        if verdict.refused is not None and verdict.refused not in _HISTORY:
            refused.append(at)
            continue
        session.add(_row(courier_id, at, reading, shift_id, now))
        if verdict.refused is None:
            position = position or session.merge(Position(courier_id=courier_id))
            position.hub_id, position.at, position.received_at = hub_id, at, now
            position.lat, position.lon = reading.lat, reading.lon
            position.accuracy_m = reading.accuracy_m
    return refused


def _fix(at: datetime, lat: float, lon: float, accuracy_m: float) -> tracking.Fix:
    return tracking.Fix(at.timestamp(), Place(lat, lon), accuracy_m)
