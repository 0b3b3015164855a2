"""Where is an order? Its statuses, how they follow from facts, and what a shop may still change."""

from enum import StrEnum

from server.domain.machines import Steps


class OrderStatus(StrEnum):
    """The life of an order; each change follows from a fact."""

    NEW = "new"  # accepted; its goods were not looked for yet
    RESERVED = "reserved"  # every line is set aside in the building
    SHORT = "short"  # some of it is not there: it waits for goods
    PICKING = "picking"  # somebody gathers it
    PACKED = "packed"  # scanned exactly and closed in its parcels
    LOADED = "loaded"  # left the building with a courier
    DELIVERED = "delivered"
    FAILED = "failed"  # not handed over; the goods are with the courier
    RETURNED = "returned"  # the goods are back in the building
    CANCELLED = "cancelled"


STEPS: Steps[OrderStatus] = {
    (OrderStatus.NEW, "reserve"): OrderStatus.RESERVED,
    (OrderStatus.NEW, "lack"): OrderStatus.SHORT,
    (OrderStatus.SHORT, "reserve"): OrderStatus.RESERVED,
    (OrderStatus.RESERVED, "lack"): OrderStatus.SHORT,
    (OrderStatus.RESERVED, "claim"): OrderStatus.PICKING,
    (OrderStatus.PICKING, "lack"): OrderStatus.SHORT,
    (OrderStatus.PICKING, "release"): OrderStatus.RESERVED,  # the picker let go of it
    (OrderStatus.PICKING, "pack"): OrderStatus.PACKED,
    (OrderStatus.PACKED, "load"): OrderStatus.LOADED,
    (OrderStatus.LOADED, "deliver"): OrderStatus.DELIVERED,
    (OrderStatus.LOADED, "fail"): OrderStatus.FAILED,
    (OrderStatus.FAILED, "return"): OrderStatus.RETURNED,
    (OrderStatus.LOADED, "return"): OrderStatus.RETURNED,  # brought back without a mark at the door
    (OrderStatus.RETURNED, "again"): OrderStatus.NEW,
    **{
        (status, "cancel"): OrderStatus.CANCELLED
        for status in (
            *(OrderStatus.NEW, OrderStatus.RESERVED, OrderStatus.SHORT, OrderStatus.PICKING),
            *(OrderStatus.PACKED, OrderStatus.LOADED, OrderStatus.RETURNED),
        )
    },
    (OrderStatus.CANCELLED, "return"): OrderStatus.CANCELLED,  # it was gathered or on the road by then
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
    OrderStatus.SHORT,
    OrderStatus.RESERVED,
    OrderStatus.PICKING,
    OrderStatus.PACKED,
    OrderStatus.CANCELLED,
    OrderStatus.LOADED,
    OrderStatus.FAILED,
    OrderStatus.RETURNED,
    OrderStatus.DELIVERED,
]

FINAL = frozenset({OrderStatus.DELIVERED, OrderStatus.RETURNED, OrderStatus.CANCELLED})
WAITING = frozenset({OrderStatus.NEW, OrderStatus.RESERVED, OrderStatus.SHORT})  # nobody is at its goods
CHANGEABLE_BY_SHOP = WAITING
# Its lines may hold a reservation.
HOLDING = WAITING | {OrderStatus.PICKING}
PLANNABLE = frozenset(
    {OrderStatus.RESERVED, OrderStatus.PICKING, OrderStatus.PACKED}
)  # given a point and a zone
IN_BUILDING = WAITING | PLANNABLE


class Payment(StrEnum):
    """How the customer pays: before, or at the door."""

    PREPAID = "prepaid"
    CASH = "cash"
    CARD = "card"


class ZoneReason(StrEnum):
    """Why an order waits in the out-of-zone queue."""

    NO_POINT = "no-point"
    OUTSIDE = "outside"


def can_go(status: str, zone_reason: str | None) -> bool:
    """May an order be put on a route? Its goods are there, and it is known where to."""
    return status in PLANNABLE and zone_reason is None


def after_fact(status: OrderStatus, action: str) -> tuple[OrderStatus, bool]:
    """The status after a fact and whether it had a legal step; without one the higher-ranking status wins."""
    legal = STEPS.get((status, action))
    if legal is not None:
        return legal, True
    claimed = FACT_WINS[action]
    return (claimed if _RANK.index(claimed) > _RANK.index(status) else status), False
