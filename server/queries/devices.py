"""Which phones are there, and what do they still hold? As far as they have told."""

from typing import Any

from sqlalchemy import func, select

from server.db.base import db
from server.db.orders import Shop
from server.db.people import Device, DeviceUser, User
from server.queries.shapes import iso


def queue_of(user_id: str) -> dict[str, Any] | None:
    """What this person's phone last said of its queue: {length, oldest_at}; None: it never said."""
    return queues_of([user_id]).get(user_id)


def queues_of(user_ids: list[str]) -> dict[str, dict[str, Any]]:
    """The same for several; of several phones the one heard of last counts."""
    query = select(DeviceUser.user_id, Device.queue_length, Device.queue_oldest_at)
    query = query.join(Device, Device.id == DeviceUser.device_id)
    query = query.where(DeviceUser.user_id.in_(user_ids), Device.queue_length.is_not(None))
    found = db.session().execute(query.order_by(Device.last_seen_at))
    return {user: {"length": length, "oldest_at": iso(oldest)} for user, length, oldest in found}


def devices(hub_id: str) -> list[dict[str, Any]]:
    """Phones on which somebody of this hub ever signed in; `user` is who did so last."""
    last = select(DeviceUser.device_id, func.max(DeviceUser.bound_at).label("bound_at"))
    last = last.join(User, User.id == DeviceUser.user_id).where(User.hub_id == hub_id)
    latest = last.group_by(DeviceUser.device_id).subquery()
    query = select(Device, User.id, User.name).join(latest, latest.c.device_id == Device.id)
    query = query.join(
        DeviceUser,
        (DeviceUser.device_id == Device.id) & (DeviceUser.bound_at == latest.c.bound_at),
    ).join(User, User.id == DeviceUser.user_id)
    return [
        {
            "id": device.id,
            "user_id": user_id,
            "user": name,
            "created_at": iso(device.created_at),
            "last_seen_at": iso(device.last_seen_at),
            "queue_length": device.queue_length,
            "queue_oldest_at": iso(device.queue_oldest_at),
            "revoked": device.revoked_at is not None,
        }
        for device, user_id, name in db.session().execute(query.order_by(Device.created_at, Device.id))
    ]


def shops(hub_id: str) -> list[dict[str, Any]]:
    """{id, name, webhook_url} of the hub's shops; their secrets are shown to nobody again."""
    wanted = select(Shop.id, Shop.name, Shop.webhook_url).where(Shop.hub_id == hub_id).order_by(Shop.name)
    return [dict(shop._mapping) for shop in db.session().execute(wanted)]


def secret_of(shop_id: str) -> str:
    """The newest signing secret, for the one moment after it was made."""
    return db.session().get_one(Shop, shop_id).secrets[-1]
