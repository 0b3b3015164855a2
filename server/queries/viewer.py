"""Who is asking? A token becomes a viewer: his hub, device and roles, and what he may open."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from server import clock
from server.db.base import db
from server.db.people import Credential, Device, Hub, Meta, User
from server.domain.access import DEMO_ENDPOINTS, ENDPOINTS, OVER_BUT_OPEN, Role
from server.queries.shapes import hub_row, iso, user_row


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who signed in. Not `live`: that session is over, he may only hand in commands."""

    user_id: str
    hub_id: str
    device_id: str
    roles: frozenset[Role]
    tz: str
    token_hash: str
    live: bool

    @property
    def office(self) -> bool:
        return bool(self.roles & {Role.ADMIN, Role.DISPATCHER})

    def today(self, now: datetime) -> date:
        """The date in the hub."""
        return now.astimezone(ZoneInfo(self.tz)).date()


def hash_of(token: str) -> str:
    """What is stored of a token: it has 256 bits of chance, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def viewer_of(token: str) -> Viewer | None:
    """The holder of a token, its session alive or over; None for a token never given out."""
    token_hash = hash_of(token)
    found = db.session().execute(_credential().where(Credential.token_hash == token_hash)).first()
    if found is None:
        return None
    credential, user, device, tz = found
    over = credential.revoked_at or user.disabled_at or device.revoked_at
    live = not over and credential.expires_at > clock.now()
    roles = frozenset(Role(role) for role in user.roles)
    return Viewer(user.id, user.hub_id, device.id, roles, tz, token_hash, live)


def dead_among(token_hashes: set[str]) -> set[str]:
    """Those sessions that have ended meanwhile: their sockets are to be closed."""
    now = clock.now()
    alive = select(Credential.token_hash).join(User).join(Device)
    alive = alive.where(
        Credential.token_hash.in_(token_hashes),
        Credential.revoked_at.is_(None),
        Credential.expires_at > now,
        User.disabled_at.is_(None),
        Device.revoked_at.is_(None),
    )
    return token_hashes - set(db.session().scalars(alive))


def _credential() -> Select[Credential, User, Device, str]:
    return (
        select(Credential, User, Device, Hub.tz)
        .join(User, User.id == Credential.user_id)
        .join(Device, Device.id == Credential.device_id)
        .join(Hub, Hub.id == User.hub_id)
    )


def me(user_id: str) -> dict[str, Any]:
    """What a signed-in app shows of its user: {user, hub, roles, epoch, server_time}; and clock_rate
    where the server's time is not real."""
    session = db.session()
    user = session.get_one(User, user_id)
    hub = session.get_one(Hub, user.hub_id)
    return {
        "user": user_row(user),
        "hub": hub_row(hub),
        "roles": user.roles,
        "epoch": epoch(),
        "server_time": iso(clock.now()),
        **clock_rate(),
    }


def clock_rate() -> dict[str, float]:
    """How fast the server's time runs, said only where it is not real: phones then stamp with it."""
    return {"clock_rate": clock.rate()} if clock.is_set() else {}


def epoch() -> str:
    """Which life of the database this is; a restored backup starts a new one."""
    return db.session().scalar(select(Meta.value).where(Meta.key == "epoch")) or ""


def unlisted(endpoints: set[str]) -> set[str]:
    """Endpoints that the access table does not know, and entries of it that nothing answers to."""
    return (endpoints - set(DEMO_ENDPOINTS)) ^ set(ENDPOINTS)


def refusal(endpoint: str, viewer: Viewer | None) -> str | None:
    """Why this endpoint is closed to the viewer: `signed-out`, `not-allowed`, or None when it is open."""
    roles = (ENDPOINTS | DEMO_ENDPOINTS)[endpoint]
    if roles is None or not roles:
        return None  # open to anyone, or the request carries its own proof
    if viewer is None or not (viewer.live or endpoint in OVER_BUT_OPEN):
        return "signed-out"
    return None if viewer.roles & roles else "not-allowed"
