"""What becomes of an order by a fact that was told of it?"""

from sqlalchemy import select

from server.commands.context import Context
from server.db.orders import Order
from server.db.stock import Parcel
from server.domain.orders import HOLDING, OrderStatus, after_fact
from server.domain.stock import ParcelStatus


def order_fact(context: Context, order: Order, action: str, route_id: str | None, **detail: str) -> None:
    """Move the order by what happened; without a legal step it is flagged, the higher status wins.

    An order whose goods were never packed cannot have been on the road: that it was not handed over changes
    nothing for those who gather it, nor does it bring back one that was cancelled before.
    """
    old = order.status
    new, legal = after_fact(OrderStatus(old), action)
    if not legal:
        context.flag(f"{action}-after-{old}", order_id=order.id, route_id=route_id, courier_id=context.actor)
    if action in ("fail", "return") and (old in HOLDING or _cancelled_unpacked(context, order)):
        return
    if new != old or (legal and action == "return"):
        context.put(order, new, f"order.{new}" if new != old else "order.back", order_id=order.id, **detail)


def _cancelled_unpacked(context: Context, order: Order) -> bool:
    parcels = select(Parcel.id).where(Parcel.order_id == order.id, Parcel.status != ParcelStatus.BACK)
    return order.status == OrderStatus.CANCELLED and context.first(parcels) is None
