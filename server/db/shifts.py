"""What can each courier do on a day? His hours, his rules, and what of them his other routes have used up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from routing import model
from server.db import plans
from server.db.moments import between, epoch_s, place
from server.db.orders import Order
from server.db.people import Hub, User
from server.domain.delivery import ROUTE_LIVE, RouteStatus, StopStatus, Tender
from server.domain.orders import Payment

_OUT = (*ROUTE_LIVE, RouteStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Used:
    """What of a courier's day is spoken for already; money that was counted at the desk is not."""

    stops: int = 0
    cash_minor: int = 0
    routes: int = 0
    drafts: int = 0  # of them, not sent yet
    rested: bool = False  # one of these routes holds his break


NOTHING = Used()


def shift_of(
    courier: User, hub: Hub, on: date, not_before: datetime | None = None, used: Used = NOTHING
) -> model.Shift | None:
    """The courier's usual shift on that day of the hub, from the hub and back; of limits what is left.

    An end at or before the beginning is on the next day. None: he has no vehicle or no hours, by
    `not_before` they are over, or a draft that stays is all the trips he is to go. Who was sent out and is
    back by then may be sent out again.
    """
    if not courier.vehicle or not courier.shift_from or not courier.shift_to:
        return None
    begin, end = time.fromisoformat(courier.shift_from), time.fromisoformat(courier.shift_to)
    start_s, end_s = between(on, begin, end, hub.tz)
    if not_before is not None:
        start_s = max(start_s, epoch_s(not_before))
    if start_s >= end_s:
        return None
    window, home = model.TimeWindow(start_s, end_s), place(hub)
    breaks = () if used.rested else breaks_of(courier, hub, on)
    trips = (courier.max_trips or 1) - used.routes
    if used.drafts and trips < 1:
        return None
    return shift(courier, courier.vehicle, (home, home), window, used, breaks, max(1, trips))


def shift(
    courier: User,
    profile: str,
    ends: tuple[model.Place, model.Place],
    window: model.TimeWindow,
    used: Used = NOTHING,
    breaks: tuple[model.Break, ...] = (),
    trips: int = 1,
) -> model.Shift:
    """His rules over any window, from one place to another."""
    return model.Shift(
        id=courier.id,
        start=ends[0],
        end=ends[1],
        window=window,
        capacity_g=courier.capacity_g,
        capacity_parcels=courier.capacity_parcels,
        zones=None if courier.zones is None else frozenset(courier.zones),
        profile=profile,
        max_stops=_left(courier.max_stops, used.stops),
        capacity_ml=courier.capacity_ml,
        cash_limit_minor=_left(courier.cash_limit_minor, used.cash_minor),
        tags=frozenset(courier.tags or ()),
        preferred=None if courier.preferred_zones is None else frozenset(courier.preferred_zones),
        forbidden=frozenset(courier.forbidden_zones or ()),
        breaks=breaks,
        max_trips=trips,
        reload_s=courier.reload_s or 0,
    )


def _left(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(0, limit - used)


def breaks_of(courier: User, hub: Hub, on: date) -> tuple[model.Break, ...]:
    """His break on that day of the hub; times before his hours begin are of the night after."""
    if not courier.break_from or not courier.break_to or not courier.break_s or not courier.shift_from:
        return ()
    begin, by = time.fromisoformat(courier.break_from), time.fromisoformat(courier.break_to)
    hours = time.fromisoformat(courier.shift_from)
    first, last = between(on, begin, by, hub.tz, not_before=hours)
    last = first if begin == by else last
    return (model.Break(model.TimeWindow(first, last), courier.break_s),)


def breaks_ahead(
    courier: User, hub: Hub, route: plans.Route, start_s: int, away: bool, used: Used
) -> tuple[model.Break, ...]:
    """The breaks that the rest of a route must still hold.

    None if another route of the day holds his, or if, being away, he has had it by `start_s`. Who is away
    and has not had it takes it before he is back.
    """
    if used.rested or (away and had(route, start_s)):
        return ()
    breaks = breaks_of(courier, hub, route.on)
    if not away:
        return breaks
    return tuple(
        model.Break(model.TimeWindow(max(one.window.start_s, start_s), one.window.end_s), one.duration_s)
        for one in breaks
        if start_s <= one.window.end_s
    )


def had(route: plans.Route, by_s: int) -> list[dict[str, str]]:
    """The breaks of a route that were over at that second."""
    return [one for one in route.breaks or [] if epoch_s(datetime.fromisoformat(one["end_at"])) <= by_s]


def used_of_day(session: Session, hub_id: str, on: date) -> dict[str, Used]:
    """What the couriers' routes that stay take of that day, by courier: those that are out, those counted,
    and the drafts that a new plan leaves as they are."""
    kept = or_(_is_out(), plans.Route.status == RouteStatus.DRAFT)
    return _used(session, and_(plans.Route.hub_id == hub_id, plans.Route.on == on, kept))


def used_elsewhere(session: Session, route: plans.Route, order_ids: Sequence[str]) -> Used:
    """What of the courier's day is taken by all but these orders of one route: its other stops, his other
    routes that are out, and for a draft the other drafts of its plan."""
    same = and_(plans.Route.courier_id == route.courier_id, plans.Route.on == route.on)
    mates = and_(plans.Route.status == RouteStatus.DRAFT, plans.Route.plan_id == route.plan_id)
    others = _is_out() if route.status != RouteStatus.DRAFT else or_(_is_out(), mates)
    counted = and_(same, or_(others, plans.Route.id == route.id))
    found = _used(session, counted, order_ids, route.id)
    return found.get(route.courier_id, NOTHING)


def _is_out() -> ColumnElement[bool]:
    return plans.Route.status.in_(_OUT)


def _used(
    session: Session, which: ColumnElement[bool], but: Sequence[str] = (), but_route: str = ""
) -> dict[str, Used]:
    routes = session.execute(
        select(plans.Route.courier_id, plans.Route.breaks, plans.Route.status).where(
            which, plans.Route.id != but_route
        )
    ).all()
    stops = (
        select(plans.Route.courier_id, func.count(plans.Stop.id), func.sum(_cash()))
        .join(plans.Stop, plans.Stop.route_id == plans.Route.id)
        .join(Order, Order.id == plans.Stop.order_id)
        .where(which, plans.Stop.removed_at.is_(None), Order.id.not_in(but))
        .group_by(plans.Route.courier_id)
    )
    sums = {courier_id: (count, int(cash or 0)) for courier_id, count, cash in session.execute(stops)}
    found = {}
    for courier_id in {route.courier_id for route in routes} | sums.keys():
        his = [route for route in routes if route.courier_id == courier_id]
        count, cash = sums.get(courier_id, (0, 0))
        drafts = sum(route.status == RouteStatus.DRAFT for route in his)
        found[courier_id] = Used(count, cash, len(his), drafts, any(route.breaks for route in his))
    return found


def _cash() -> ColumnElement[int]:
    """What a stop puts into the courier's purse: taken, or still to be taken, and not counted yet."""
    stop = plans.Stop
    return case(
        (plans.Route.status == RouteStatus.CLOSED, 0),
        (stop.tender == Tender.CASH, func.coalesce(stop.collected_minor, 0)),
        (or_(stop.status.in_((StopStatus.DELIVERED, StopStatus.FAILED)), Order.payment != Payment.CASH), 0),
        else_=Order.due_minor,
    )
