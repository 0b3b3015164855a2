"""Where are an order's goods? Statuses of pick tasks and parcels, and the places that stock moves between."""

from enum import StrEnum

from server.domain.machines import Steps


class PickStatus(StrEnum):
    """The gathering of one order."""

    OPEN = "open"  # everything is set aside, nobody has begun
    CLAIMED = "claimed"  # somebody's, for as long as his lease lasts
    WAITING = "waiting"  # a piece is not there: what was gathered waits in its tote
    DONE = "done"  # everything lies in the tote
    PACKED = "packed"
    PUT_BACK = "put-back"  # cancelled with goods in the tote: they are to go back to a bin
    CANCELLED = "cancelled"


PICK_STEPS: Steps[PickStatus] = {
    (PickStatus.OPEN, "claim"): PickStatus.CLAIMED,
    (PickStatus.CLAIMED, "claim"): PickStatus.CLAIMED,  # taken over
    (PickStatus.CLAIMED, "release"): PickStatus.OPEN,
    (PickStatus.CLAIMED, "finish"): PickStatus.DONE,
    (PickStatus.CLAIMED, "lack"): PickStatus.WAITING,
    (PickStatus.OPEN, "lack"): PickStatus.WAITING,
    (PickStatus.WAITING, "supply"): PickStatus.OPEN,
    # What a picker did without network is heard of after the office let go of the task, or cancelled it.
    (PickStatus.OPEN, "finish"): PickStatus.DONE,
    (PickStatus.WAITING, "finish"): PickStatus.DONE,
    (PickStatus.CANCELLED, "empty"): PickStatus.PUT_BACK,
    (PickStatus.DONE, "pack"): PickStatus.PACKED,
    **{
        (status, action): after
        for status in (PickStatus.OPEN, PickStatus.CLAIMED, PickStatus.WAITING, PickStatus.DONE)
        for action, after in (("cancel", PickStatus.CANCELLED), ("empty", PickStatus.PUT_BACK))
    },
    (PickStatus.PUT_BACK, "return"): PickStatus.CANCELLED,
}
# Its lines are somebody's work, now or later.
PICK_OPEN = frozenset({PickStatus.OPEN, PickStatus.CLAIMED, PickStatus.WAITING})


class ParcelStatus(StrEnum):
    """A closed, labelled package of one order."""

    PACKED = "packed"
    LOADED = "loaded"  # scanned onto a route that has not left
    OUT = "out"  # on a closed manifest: the courier answers for it
    DELIVERED = "delivered"
    BACK = "back"  # its goods were scanned in again; the label is void


PARCEL_STEPS: Steps[ParcelStatus] = {
    (ParcelStatus.PACKED, "load"): ParcelStatus.LOADED,
    (ParcelStatus.LOADED, "load"): ParcelStatus.LOADED,  # onto another route: the stop was moved
    (ParcelStatus.LOADED, "unload"): ParcelStatus.PACKED,
    (ParcelStatus.LOADED, "leave"): ParcelStatus.OUT,
    **{
        (status, action): after
        for status in (ParcelStatus.PACKED, ParcelStatus.LOADED, ParcelStatus.OUT)
        for action, after in (("deliver", ParcelStatus.DELIVERED), ("return", ParcelStatus.BACK))
    },
}


# Places, as the stock's ledger names them -------------------------------------------------------------------


def bin_(bin_id: str) -> str:
    return f"bin:{bin_id}"


def tote(order_id: str) -> str:
    """Gathered for an order, not packed yet."""
    return f"tote:{order_id}"


def packed(order_id: str) -> str:
    """In the order's closed parcels, in the building."""
    return f"packed:{order_id}"


# Prefixes of the places between the bins and the customer.
ON_THE_WAY = ("tote:", "packed:", "courier:")


def courier(courier_id: str) -> str:
    """On a courier: he answers for it."""
    return f"courier:{courier_id}"


def customer(order_id: str) -> str:
    return f"customer:{order_id}"


def damaged(hub_id: str) -> str:
    return f"damaged:{hub_id}"


def missing(hub_id: str) -> str:
    """Booked in a bin and not found there; a count will say."""
    return f"missing:{hub_id}"


def supply(hub_id: str) -> str:
    """Where stock comes from: deliveries, counts, things that were found."""
    return f"supply:{hub_id}"
