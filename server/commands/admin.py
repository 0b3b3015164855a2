"""Who and what is there at all? Hubs, people, shops, devices."""

import base64
import secrets
from zoneinfo import ZoneInfo, available_timezones

from pwdlib import PasswordHash
from sqlalchemy import select, update

from server.commands import args
from server.commands.context import Context
from server.db.orders import Shop
from server.db.people import Credential, Device, DeviceUser, Hub, User
from server.domain.errors import Problem, Unknown
from server.domain.money import check_currency

passwords = PasswordHash.recommended()


def add_hub(context: Context, a: args.AddHub) -> None:
    """A building. Its id is its scope, so the first command about it makes it."""
    if a.tz not in available_timezones():
        raise Problem("time-zone", value=a.tz)
    ZoneInfo(a.tz)
    check_currency(a.currency)
    if context.first(select(Hub).where(Hub.name == a.name)):
        raise Problem("name-taken", name=a.name)
    context.hub_id = a.hub_id
    context.session.add(Hub(id=a.hub_id, name=a.name, lat=a.lat, lon=a.lon, tz=a.tz, currency=a.currency))
    context.session.flush()
    context.emit("hub.added", a.hub_id)


def add_user(context: Context, a: args.AddUser) -> None:
    if a.hub_id != context.hub_id:
        raise Problem("unknown-hub")
    if context.first(select(User).where(User.login == a.login)):
        raise Problem("name-taken", name=a.login)
    context.session.add(
        User(
            id=a.user_id,
            hub_id=context.hub_id,
            login=a.login,
            name=a.name or a.login,
            roles=sorted(set(a.roles)),
            password_hash=passwords.hash(a.password),
        )
    )
    context.emit("user.added", a.user_id, roles=sorted(set(a.roles)))


def disable_user(context: Context, a: args.DisableUser) -> None:
    """From now on every session of his ends; what his phone still holds is kept for a human."""
    user = context.get(User, a.user_id)
    if user.disabled_at is None:
        user.disabled_at = context.received_at
        _end_sessions(context, Credential.user_id == user.id)
        context.emit("user.disabled", user.id)


def revoke_device(context: Context, a: args.RevokeDevice) -> None:
    device = context.session.get(Device, a.device_id)
    mine = select(DeviceUser).join(User, User.id == DeviceUser.user_id)
    mine = mine.where(DeviceUser.device_id == a.device_id, User.hub_id == context.hub_id)
    if device is None or context.first(mine) is None:
        raise Unknown("unknown-thing", what="device")
    if device.revoked_at is None:
        device.revoked_at = context.received_at
        _end_sessions(context, Credential.device_id == device.id)
        context.emit("device.revoked", device.id)


def _end_sessions(context: Context, which: object) -> None:
    live = update(Credential).where(which, Credential.revoked_at.is_(None))  # type: ignore[arg-type]
    context.session.execute(live.values(revoked_at=context.received_at))


def add_shop(context: Context, a: args.AddShop) -> None:
    """A merchant, with a fresh signing secret (Standard Webhooks: whsec_ and base64)."""
    if a.hub_id != context.hub_id:
        raise Problem("unknown-hub")
    if context.first(select(Shop).where(Shop.name == a.name)):
        raise Problem("name-taken", name=a.name)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    context.session.add(Shop(id=a.shop_id, hub_id=context.hub_id, name=a.name, secrets=[secret]))
    context.emit("shop.added", a.shop_id, shop=a.name)
