"""Where is an order? Its statuses, how they follow from facts, and what a shop may still change."""

from enum import StrEnum

from server.domain.machines import Steps


class OrderStatus(StrEnum):
    """The life of an order; each change follows from a fact."""

    NEW = "new"  # accepted, not yet deliverable: no point or no zone
    READY = "ready"  # has a point and a zone: may be planned
    LOADED = "loaded"  # left the building with a courier
    DELIVERED = "delivered"
    FAILED = "failed"  # not handed over; the goods are with the courier
    RETURNED = "returned"  # the goods are back in the building
    CANCELLED = "cancelled"


STEPS: Steps[OrderStatus] = {
    (OrderStatus.NEW, "zone"): OrderStatus.READY,
    (OrderStatus.READY, "zone"): OrderStatus.READY,
    (OrderStatus.NEW, "unzone"): OrderStatus.NEW,
    (OrderStatus.READY, "unzone"): OrderStatus.NEW,
    (OrderStatus.READY, "load"): OrderStatus.LOADED,
    (OrderStatus.LOADED, "deliver"): OrderStatus.DELIVERED,
    (OrderStatus.LOADED, "fail"): OrderStatus.FAILED,
    (OrderStatus.FAILED, "return"): OrderStatus.RETURNED,
    (OrderStatus.RETURNED, "again"): OrderStatus.READY,
    (OrderStatus.NEW, "cancel"): OrderStatus.CANCELLED,
    (OrderStatus.READY, "cancel"): OrderStatus.CANCELLED,
    (OrderStatus.LOADED, "cancel"): OrderStatus.CANCELLED,
    (OrderStatus.RETURNED, "cancel"): OrderStatus.CANCELLED,
    (OrderStatus.CANCELLED, "return"): OrderStatus.CANCELLED,  # it was on the road when it was cancelled
}

# What a courier did at the door outranks what the office believed: these facts win even without a legal step,
# and the order is flagged. A delivery is never undone by a later report of failure.
FACT_WINS: dict[str, OrderStatus] = {
    "load": OrderStatus.LOADED,
    "deliver": OrderStatus.DELIVERED,
    "fail": OrderStatus.FAILED,
    "return": OrderStatus.RETURNED,
}
_RANK = [
    OrderStatus.NEW,
    OrderStatus.READY,
    OrderStatus.CANCELLED,
    OrderStatus.LOADED,
    OrderStatus.FAILED,
    OrderStatus.RETURNED,
    OrderStatus.DELIVERED,
]

FINAL = frozenset({OrderStatus.DELIVERED, OrderStatus.RETURNED, OrderStatus.CANCELLED})
CHANGEABLE_BY_SHOP = frozenset({OrderStatus.NEW, OrderStatus.READY})


class Payment(StrEnum):
    """How the customer pays: before, or at the door."""

    PREPAID = "prepaid"
    CASH = "cash"
    CARD = "card"


class ZoneReason(StrEnum):
    """Why an order waits in the out-of-zone queue."""

    NO_POINT = "no-point"
    OUTSIDE = "outside"


def after_fact(status: OrderStatus, action: str) -> tuple[OrderStatus, bool]:
    """The status after a fact and whether it had a legal step; without one the higher-ranking status wins."""
    legal = STEPS.get((status, action))
    if legal is not None:
        return legal, True
    claimed = FACT_WINS[action]
    return (claimed if _RANK.index(claimed) > _RANK.index(status) else status), False
