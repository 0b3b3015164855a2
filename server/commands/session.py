"""How does somebody sign in on a device? Counted guesses, a token of which only the hash is kept.

Sessions are infrastructure, not business: devices, credentials and counters are written directly and not by
the bus, so that signing in moves no hub's version and stands in nobody's journal.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from threading import BoundedSemaphore

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from server import clock
from server.commands.admin import passwords
from server.db.base import db, write_transaction
from server.db.people import Credential, Device, DeviceUser, LoginFailure, User
from server.domain.errors import Problem
from server.ids import new_id
from server.queries.viewer import hash_of

LIFETIME = timedelta(days=30)
WINDOW = timedelta(minutes=15)
GUESSES = 10
# Each check of a password takes 64 MiB and a good part of a second: a flood of them must wait outside.
_CHECKS = BoundedSemaphore(4)
_PATIENCE_S = 10


def sign_in(login: str, password: str, device_id: str) -> tuple[str, str]:
    """The user's id and a new token. Raises Problem `wrong-credentials`, `too-many-attempts`,
    `device-revoked` or `busy`."""
    user = db.session.scalars(select(User).where(User.login == login)).first()
    user_id, stored = (user.id, user.password_hash) if user else ("", _nobodys())
    welcome = user is not None and user.disabled_at is None
    key = _key(login, user_id, device_id)
    guess = _count_guess(key)
    if not _right(password, stored) or not welcome:
        raise Problem("wrong-credentials")
    token = secrets.token_urlsafe(32)
    with write_transaction() as session:
        session.execute(delete(LoginFailure).where(LoginFailure.key == key, LoginFailure.id <= guess))
        _bind(session, device_id, user_id, token)
    return user_id, token


def sign_out(token_hash: str) -> None:
    """End this session; what its device has recorded it may still hand in."""
    with write_transaction() as session:
        mine = update(Credential).where(Credential.token_hash == token_hash, Credential.revoked_at.is_(None))
        session.execute(mine.values(revoked_at=clock.now()))


def _key(login: str, user_id: str, device_id: str) -> str:
    """Whose guesses are counted together. On a device of his own a user cannot be locked out by strangers."""
    known = select(DeviceUser).where(DeviceUser.device_id == device_id, DeviceUser.user_id == user_id)
    if user_id and db.session.scalars(known).first():
        return f"device:{device_id}:{user_id}"
    # Hashed: people type their password into the wrong field.
    return "login:" + hashlib.sha256(login.casefold().encode()).hexdigest()


def _count_guess(key: str) -> str:
    """Count a guess before it is judged: many at once are no way around. A right one takes it back."""
    now = clock.wall()
    with write_transaction() as session:
        session.execute(delete(LoginFailure).where(LoginFailure.at <= now - WINDOW))
        made = select(func.count(), func.min(LoginFailure.at)).where(LoginFailure.key == key)
        count, oldest = session.execute(made).one()
        if count >= GUESSES:
            raise Problem("too-many-attempts", retry_s=_wait_s(oldest, now), minutes=15)
        guess = new_id()
        session.add(LoginFailure(id=guess, key=key, at=now))
    return guess


def _wait_s(oldest: datetime, now: datetime) -> int:
    return max(1, int((oldest + WINDOW - now).total_seconds()))


def _right(password: str, stored: str) -> bool:
    if not _CHECKS.acquire(timeout=_PATIENCE_S):
        raise Problem("busy")
    try:
        return passwords.verify(password, stored)
    finally:
        _CHECKS.release()


@cache
def _nobodys() -> str:
    """A hash that nothing fits: an unknown login takes as long as a wrong password."""
    return passwords.hash(secrets.token_urlsafe(32))


def _bind(session: Session, device_id: str, user_id: str, token: str) -> None:
    now = clock.now()
    device = session.get(Device, device_id)
    if device is None:
        session.add(Device(id=device_id, last_seq=0, created_at=now, last_seen_at=now))
        session.flush()
    elif device.revoked_at:
        raise Problem("device-revoked")
    if session.get(DeviceUser, (device_id, user_id)) is None:
        session.add(DeviceUser(device_id=device_id, user_id=user_id, bound_at=now))
    session.add(
        Credential(
            token_hash=hash_of(token),
            user_id=user_id,
            device_id=device_id,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
