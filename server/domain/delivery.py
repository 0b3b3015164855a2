"""What happens at a stop, a route and a plan? Their statuses and the reasons a delivery fails."""

from enum import StrEnum

from server.domain.machines import Steps

# How long a courier loads between two trips, unless something else is said of him.
RELOAD_S = 600
# What waiting costs a plan, of as much time on the road. Without a price couriers stand before closed windows
# for hours to save a minute's ride; a high one makes long ways.
WAIT_PERCENT = 10


class StopStatus(StrEnum):
    """One visit on a route."""

    PLANNED = "planned"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    DELIVERED = "delivered"
    FAILED = "failed"


STOP_STEPS: Steps[StopStatus] = {
    (StopStatus.PLANNED, "set_out"): StopStatus.EN_ROUTE,
    (StopStatus.PLANNED, "arrive"): StopStatus.ARRIVED,
    (StopStatus.EN_ROUTE, "arrive"): StopStatus.ARRIVED,
    **{
        (status, action): done
        for status in (StopStatus.PLANNED, StopStatus.EN_ROUTE, StopStatus.ARRIVED)
        for action, done in (("deliver", StopStatus.DELIVERED), ("fail", StopStatus.FAILED))
    },
}
STOP_DONE = frozenset({StopStatus.DELIVERED, StopStatus.FAILED})


class RouteStatus(StrEnum):
    """A courier's route, from draft to counted."""

    DRAFT = "draft"
    PUBLISHED = "published"
    STARTED = "started"  # loaded and left
    FINISHED = "finished"  # no stop is open
    CLOSED = "closed"  # its money was counted and booked
    DISCARDED = "discarded"


ROUTE_STEPS: Steps[RouteStatus] = {
    (RouteStatus.DRAFT, "publish"): RouteStatus.PUBLISHED,
    (RouteStatus.DRAFT, "discard"): RouteStatus.DISCARDED,
    (RouteStatus.PUBLISHED, "start"): RouteStatus.STARTED,
    (RouteStatus.PUBLISHED, "finish"): RouteStatus.FINISHED,
    (RouteStatus.STARTED, "finish"): RouteStatus.FINISHED,
    (RouteStatus.FINISHED, "reopen"): RouteStatus.STARTED,
    **{
        (status, "close"): RouteStatus.CLOSED
        for status in (RouteStatus.PUBLISHED, RouteStatus.STARTED, RouteStatus.FINISHED)
    },
}
# A route the courier carries; a dispatcher may still change it.
ROUTE_LIVE = frozenset({RouteStatus.PUBLISHED, RouteStatus.STARTED, RouteStatus.FINISHED})
ROUTE_OPEN = ROUTE_LIVE | {RouteStatus.DRAFT}


class PlanStatus(StrEnum):
    """A plan, from the dispatcher's wish to the couriers' phones."""

    REQUESTED = "requested"
    READY = "ready"
    PUBLISHED = "published"
    DISCARDED = "discarded"
    FAILED = "failed"  # could not be computed; `failure` says why


PLAN_STEPS: Steps[PlanStatus] = {
    (PlanStatus.REQUESTED, "solve"): PlanStatus.READY,
    (PlanStatus.REQUESTED, "fail"): PlanStatus.FAILED,
    (PlanStatus.REQUESTED, "discard"): PlanStatus.DISCARDED,
    (PlanStatus.READY, "publish"): PlanStatus.PUBLISHED,
    (PlanStatus.READY, "discard"): PlanStatus.DISCARDED,
    (PlanStatus.FAILED, "discard"): PlanStatus.DISCARDED,
}
# There are routes of it, to be sent or out.
PLAN_IN_USE = frozenset({PlanStatus.READY, PlanStatus.PUBLISHED})


class ReplanStatus(StrEnum):
    """The rest of a day made anew: asked for, looked at, then taken or thrown away."""

    REQUESTED = "requested"
    READY = "ready"
    APPLIED = "applied"
    UNDONE = "undone"
    DISCARDED = "discarded"
    FAILED = "failed"  # could not be computed; `failure` says why


REPLAN_STEPS: Steps[ReplanStatus] = {
    (ReplanStatus.REQUESTED, "solve"): ReplanStatus.READY,
    (ReplanStatus.REQUESTED, "fail"): ReplanStatus.FAILED,
    (ReplanStatus.READY, "apply"): ReplanStatus.APPLIED,
    (ReplanStatus.APPLIED, "undo"): ReplanStatus.UNDONE,
    **{
        (status, "discard"): ReplanStatus.DISCARDED
        for status in (ReplanStatus.REQUESTED, ReplanStatus.READY, ReplanStatus.FAILED)
    },
}


# Seconds that the rest of a day is searched for: the couriers ride on meanwhile.
REPLAN_S = 10


class StopLock(StrEnum):
    """What a dispatcher has decided about a stop: no plan and no hand changes it until he lets go."""

    COURIER = "courier"  # stays with its courier
    HEAD = "head"  # stays his, and comes first, in this order


class ShiftStatus(StrEnum):
    """A courier's working time; closed when its money is settled."""

    OPEN = "open"
    ENDED = "ended"
    CLOSED = "closed"


SHIFT_STEPS: Steps[ShiftStatus] = {
    (ShiftStatus.OPEN, "end"): ShiftStatus.ENDED,
    (ShiftStatus.OPEN, "close"): ShiftStatus.CLOSED,
    (ShiftStatus.ENDED, "close"): ShiftStatus.CLOSED,
}


class FailReason(StrEnum):
    """Why goods were not handed over (P3)."""

    NOT_AT_HOME = "not-at-home"
    REFUSED = "refused"
    DAMAGED_GOODS = "damaged-goods"
    DAMAGED_PACKAGING = "damaged-packaging"
    WRONG_ITEM = "wrong-item"
    INCOMPLETE = "incomplete"
    NO_MONEY = "no-money"
    WRONG_ADDRESS = "wrong-address"
    POSTPONED = "postponed"


class Tender(StrEnum):
    """What the courier took at the door."""

    CASH = "cash"
    CARD = "card"
    PREPAID = "prepaid"


class CountReason(StrEnum):
    """Why counted money differs from expected money (K4)."""

    MISCOUNT = "miscount"
    LOST = "lost"
    WRONG_CHANGE = "wrong-change"
    FALSE_NOTE = "false-note"
    TIP = "tip"
    UNKNOWN = "unknown"
