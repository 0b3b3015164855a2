"""What of a route has been decided, and who says so to a hand that would change it all the same?

A lock holds until the dispatcher lets go; what couriers do is a fact and passes it by.
"""

from collections.abc import Sequence

from server.commands.context import Context
from server.db.orders import Order
from server.db.plans import Route, Stop
from server.domain.delivery import STOP_DONE, StopLock
from server.domain.errors import Problem


def refuse_locked_route(*routes: Route) -> None:
    """Nothing is put on a locked route, taken off it or moved on it."""
    if any(route.locked_at is not None for route in routes):
        raise Problem("route-locked")


def refuse_locked_stop(context: Context, stop: Stop, *locks: StopLock) -> None:
    """`locks`: those that stand against what is asked."""
    if stop.locked in locks:
        raise Problem("stop-locked", number=context.get(Order, stop.order_id).number)


def refuse_before_head(others: Sequence[Stop], position: int) -> None:
    """Nothing comes before or between the open stops of the head. `others`: the route without that stop."""
    behind = [n for n, stop in enumerate(others, 1) if in_head(stop)]
    if behind and position < behind[-1]:
        raise Problem("head-locked", n=behind[-1])


def in_head(stop: Stop) -> bool:
    """Decided, and still ahead."""
    return stop.locked == StopLock.HEAD and stop.status not in STOP_DONE


def settle_heads(stops: Sequence[Stop]) -> None:
    """A head has no gap: what is behind an open stop that left it only stays with its courier."""
    ahead = True
    for stop in stops:
        if stop.status in STOP_DONE:
            continue
        ahead = ahead and stop.locked == StopLock.HEAD
        if not ahead and stop.locked == StopLock.HEAD:
            stop.locked = StopLock.COURIER
