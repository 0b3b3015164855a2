"""Which order is this, and what has happened to it?"""

from typing import Any

from sqlalchemy import select

from server.db.base import db
from server.db.log import EventLog, PrivateArgs
from server.db.orders import Order
from server.db.people import User
from server.domain.errors import Unknown
from server.queries.shapes import Shape, iso, office_order, picker_order
from server.queries.viewer import Viewer


def find(viewer: Viewer, code: str) -> Shape:
    """The order a scanned number names, the newest where shops use the same. Raises Unknown
    `no-such-order`."""
    query = select(Order).where(Order.number == code.strip(), Order.hub_id == viewer.hub_id)
    found = db.session().scalars(query.order_by(Order.accepted_at.desc(), Order.id).limit(1)).first()
    if found is None:
        raise Unknown("no-such-order")
    return office_order(found) if viewer.office else picker_order(found)


def history(viewer: Viewer, order_id: str) -> list[dict[str, Any]]:
    """Every change of an order, oldest first: who, when by his device and by us, what, and why in words."""
    session = db.session()
    order = session.get(Order, order_id)
    if order is None or order.hub_id != viewer.hub_id:
        raise Unknown("no-such-order")
    query = select(EventLog, User.name, PrivateArgs.values).where(EventLog.order_id == order_id)
    query = query.outerjoin(User, User.id == EventLog.actor)
    query = query.outerjoin(PrivateArgs, PrivateArgs.command_id == EventLog.command_id)
    found = session.execute(query.order_by(EventLog.version, EventLog.received_at, EventLog.n))
    return [_entry(event, name, said or {}) for event, name, said in found]


def _entry(event: EventLog, name: str | None, said: dict[str, Any]) -> dict[str, Any]:
    words = said.get("reason") or said.get("comment")
    return {
        "name": event.name,
        "old": event.old,
        "new": event.new,
        "who": name or event.actor,
        "at": iso(event.at),
        "received_at": iso(event.received_at),
        "source": event.source,
        "detail": event.detail | ({"reason_text": words} if words else {}),
    }
