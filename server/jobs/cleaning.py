"""What must be forgotten when its day has come? Private rows, raw payloads, old positions, finished jobs."""

from collections.abc import Callable
from datetime import date, timedelta

import structlog
from flask import Flask
from sqlalchemy import delete, select, update

from server import clock
from server.commands.bus import bump, scope_of
from server.commands.positions import drop_held
from server.db.base import write_transaction
from server.db.log import Job, PrivateArgs
from server.db.orders import Contact, Inbox, Order
from server.db.people import Fix, LoginFailure

log = structlog.get_logger()
FIX_DAYS = 60
JOB_DAYS = 30
FAILURE_DAYS = 2
# A transaction that erases a year at once would keep everybody waiting.
_AT_ONCE = 500


def clean(app: Flask) -> None:
    """Erase all that is due, a little at a time."""
    now = clock.now()
    with app.app_context():
        erased = {
            "contacts": _repeat(lambda: _contacts(now.date())),
            "private": _repeat(lambda: _private(now.date())),
            "inbox": _repeat(lambda: _inbox(now.date())),
        }
        erased["held fixes"] = drop_held(now)
        with write_transaction() as session:
            session.execute(delete(Fix).where(Fix.received_at < now - timedelta(days=FIX_DAYS)))
            guessed = clock.wall() - timedelta(days=FAILURE_DAYS)
            session.execute(delete(LoginFailure).where(LoginFailure.at < guessed))
            old = Job.created_at < now - timedelta(days=JOB_DAYS)
            session.execute(delete(Job).where(Job.status == "done", old))
    if any(erased.values()):
        log.info("erased", **erased)


def _repeat(some: Callable[[], int]) -> int:
    total = 0
    while count := some():
        total += count
    return total


def _contacts(today: date) -> int:
    """The order stays and is pulled again, without the person it was for."""
    due = select(Order.hub_id, Order.id).join(Contact, Contact.order_id == Order.id)
    due = due.where(Contact.erase_on <= today).order_by(Order.hub_id, Order.id).limit(_AT_ONCE)
    with write_transaction() as session:
        by_hub: dict[str, list[str]] = {}
        for hub_id, order_id in session.execute(due):
            by_hub.setdefault(hub_id, []).append(order_id)
        for hub_id, order_ids in by_hub.items():
            version = bump(session, scope_of(hub_id))
            session.execute(delete(Contact).where(Contact.order_id.in_(order_ids)))
            session.execute(update(Order).where(Order.id.in_(order_ids)).values(version=version))
    return sum(map(len, by_hub.values()))


def _private(today: date) -> int:
    due = select(PrivateArgs.command_id).where(PrivateArgs.erase_on <= today).limit(_AT_ONCE)
    with write_transaction() as session:
        ids = list(session.scalars(due))
        session.execute(delete(PrivateArgs).where(PrivateArgs.command_id.in_(ids)))
    return len(ids)


def _inbox(today: date) -> int:
    """That it came and what became of it is kept; what it said is not."""
    due = select(Inbox.id).where(Inbox.erase_on <= today, Inbox.body.is_not(None)).limit(_AT_ONCE)
    with write_transaction() as session:
        ids = list(session.scalars(due))
        session.execute(update(Inbox).where(Inbox.id.in_(ids)).values(body=None))
    return len(ids)
