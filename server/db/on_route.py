"""What does a route hold? Its stops in their order with their orders, and the parcels scanned onto it."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.orders import Order
from server.db.plans import Stop
from server.db.stock import Parcel
from server.domain.stock import ParcelStatus


def stops_with_orders(session: Session, *route_ids: str) -> dict[str, list[tuple[Stop, Order]]]:
    """By route, in their order, without those taken off; every route that was asked for is a key."""
    query = select(Stop, Order).join(Order, Order.id == Stop.order_id)
    query = query.where(Stop.route_id.in_(route_ids), Stop.removed_at.is_(None))
    found: dict[str, list[tuple[Stop, Order]]] = {id: [] for id in route_ids}
    for stop, order in session.execute(query.order_by(Stop.position, Stop.id)):
        found[stop.route_id].append((stop, order))
    return found


def scanned_onto(session: Session, route_id: str, order_ids: Iterable[str]) -> set[str]:
    """Those of the orders of which a parcel is scanned onto this route, which has not left with it."""
    scanned = select(Parcel.order_id).where(
        Parcel.order_id.in_(list(order_ids)),
        Parcel.route_id == route_id,
        Parcel.status == ParcelStatus.LOADED,
    )
    return set(session.scalars(scanned))
