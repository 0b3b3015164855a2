"""How do rows become problems of routing?

Ids pass through unchanged: a stop of a problem is an order, a shift is a courier. Seconds are Unix time.
Couriers' rules are in shifts.py, the way back in planned.py.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from threading import Lock

from flask import current_app
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from routing import model
from routing.matrix import FACTOR, Matrix, great_circle
from server.db import plans, shifts
from server.db.moments import epoch_s, place
from server.db.orders import Order, Zone
from server.db.people import Hub, Position, User
from server.db.shifts import shift_of
from server.domain.delivery import ROUTE_LIVE, ROUTE_OPEN, WAIT_PERCENT, RouteStatus, StopStatus
from server.domain.orders import PLANNABLE, Payment

# Seconds of the objective for each minute outside of the time a customer would like best.
WISH_PER_MIN_S = 60
# A vaguer position says less than the last mark does.
VAGUE_M = 200
_KEPT = 8  # matrices; one of a thousand places takes 8 MB
_matrices: OrderedDict[str, Matrix] = OrderedDict()
_matrices_lock = Lock()


def stop_of(order: Order, zone: str | None) -> model.Stop:
    """`zone` is the name of the order's zone."""
    window = model.TimeWindow(epoch_s(order.window_from_at), epoch_s(order.window_to_at))
    return model.Stop(
        id=order.id,
        place=place(order),
        windows=(window,),
        service_s=order.service_s,
        weight_g=order.weight_g,
        parcels=order.parcels,
        zone=zone,
        volume_ml=order.volume_ml or 0,
        cash_minor=order.due_minor if order.payment == Payment.CASH else 0,
        tags=frozenset(order.tags or ()),
        soft=_wish(order),
        priority=order.priority or 1,
    )


def _wish(order: Order) -> model.SoftWindow | None:
    """The part of the window that the customer would like best; an end not given is the window's."""
    if order.wished_from_at is None and order.wished_to_at is None:
        return None
    start = max(order.wished_from_at or order.window_from_at, order.window_from_at)
    end = min(order.wished_to_at or order.window_to_at, order.window_to_at)
    return model.SoftWindow(
        epoch_s(start),
        max(epoch_s(start), epoch_s(end)),
        late_per_min_s=WISH_PER_MIN_S,
        early_per_min_s=WISH_PER_MIN_S,
    )


def problem_of(session: Session, hub: Hub, on: date, now: datetime) -> model.Problem:
    """What is to be delivered on a day and on no route yet, and who can go, none earlier than `now`."""
    taken = (
        select(plans.Stop.order_id)
        .join(plans.Route, plans.Route.id == plans.Stop.route_id)
        .where(plans.Stop.removed_at.is_(None), plans.Route.status.in_(ROUTE_OPEN))
    )
    waiting = select(Order).where(
        Order.hub_id == hub.id,
        Order.delivery_on == on,
        Order.status.in_(PLANNABLE),
        Order.zone_reason.is_(None),
        Order.lat.is_not(None),
        Order.id.not_in(taken),
    )
    orders = session.scalars(waiting.order_by(Order.id)).all()
    names = _zone_names(session, orders)
    stops = [stop_of(order, names.get(order.zone_id or "")) for order in orders]
    carried = (plans.Route.hub_id == hub.id, plans.Route.on == on)
    free = _free_at(session, *carried)
    people = select(User).where(User.hub_id == hub.id, User.disabled_at.is_(None)).order_by(User.id)
    couriers = [user for user in session.scalars(people) if "courier" in user.roles]
    used = shifts.used_of_day(session, hub.id, on)
    able = [
        shift_of(one, hub, on, max(now, free.get(one.id, now)), used.get(one.id, shifts.NOTHING))
        for one in couriers
    ]
    going = tuple(shift for shift in able if shift is not None)
    return model.Problem(place(hub), tuple(stops), going, wait_percent=WAIT_PERCENT)


def route_problem(session: Session, route: plans.Route, orders: Sequence[Order]) -> model.Problem:
    """One route with these orders still to serve: from the hub, as soon as he has loaded again after the
    route before it, or from where he last was seen at a door.

    What the courier has done, and his other routes, count against his limits of the day.
    """
    hub, courier = session.get_one(Hub, route.hub_id), session.get_one(User, route.courier_id)
    start, start_at = place(hub), route.window_from_at
    mark = last_mark(session, route)
    away = mark is not None or route.status == RouteStatus.STARTED
    if mark is not None:
        start = place(session.get_one(Order, mark.order_id))
        start_at = mark.done_at or mark.leave_at or start_at
    elif away and route.depart_at is not None:
        start_at = route.depart_at
    elif not away:
        start_at = max(start_at, _after_trips(session, route) or start_at)
    # Out longer than the shift lasts: what is left is late from the first second.
    window = model.TimeWindow(epoch_s(start_at), epoch_s(max(start_at, route.window_to_at)))
    used = shifts.used_elsewhere(session, route, [order.id for order in orders])
    breaks = shifts.breaks_ahead(courier, hub, route, window.start_s, away, used)
    shift = shifts.shift(courier, route.profile, (start, place(hub)), window, used, breaks)
    names = _zone_names(session, orders)
    stops = tuple(stop_of(order, names.get(order.zone_id or "")) for order in orders)
    return model.Problem(place(hub), stops, (shift,), wait_percent=WAIT_PERCENT)


def last_mark(session: Session, route: plans.Route) -> plans.Stop | None:
    """The stop at which the courier last was for certain: where he stands now, or the last one done."""
    here = select(plans.Stop).where(plans.Stop.route_id == route.id)
    done = here.where(plans.Stop.done_at.is_not(None)).order_by(plans.Stop.done_at.desc())
    there = here.where(plans.Stop.status == StopStatus.ARRIVED, plans.Stop.removed_at.is_(None))
    left = session.scalars(done.limit(1)).first()
    stands = session.scalars(there.order_by(plans.Stop.arrive_at.desc()).limit(1)).first()
    if stands is None or stands.arrive_at is None:
        return left
    return left if left is not None and left.done_at and left.done_at > stands.arrive_at else stands


def position_since(session: Session, route: plans.Route, since: datetime, now: datetime) -> Position | None:
    """Its courier's last position, if that is newer than `since` and says more than the last mark does."""
    last = session.get(Position, route.courier_id)
    if last is None or last.accuracy_m > VAGUE_M or not since < last.at <= now:
        return None
    return last


def matrices_of(session: Session, row: plans.Route | plans.Plan, problem: model.Problem) -> dict[str, Matrix]:
    """The stored travel times of a plan or route, for each profile of the problem; else great circle."""
    if isinstance(row, plans.Route):
        hashes = {row.profile: row.matrix} if row.matrix else {}
    else:
        hashes = dict(row.matrices or {})
    found: dict[str, Matrix] = {}
    for profile in problem.profiles():
        stored = matrix_of(session, hashes[profile]) if profile in hashes else None
        found[profile] = stored or great_circle(problem.places(), profile, factor=detour())
    return found


def matrix_of(session: Session, sha256: str) -> Matrix | None:
    """A stored matrix by its hash; kept in this process, for what a hash names never changes."""
    with _matrices_lock:
        if sha256 in _matrices:
            _matrices.move_to_end(sha256)
            return _matrices[sha256]
    row = session.get(plans.Matrix, sha256)
    if row is None:
        return None
    matrix = Matrix.from_bytes(row.body)
    with _matrices_lock:
        _matrices[sha256] = matrix
        while len(_matrices) > _KEPT:
            _matrices.popitem(last=False)
    return matrix


def keep_matrix(session: Session, matrix: Matrix) -> str:
    """Store a matrix under its hash, once, and return the hash."""
    sha256 = matrix.sha256()
    if session.get(plans.Matrix, sha256) is None:
        session.add(plans.Matrix(sha256=sha256, body=matrix.to_bytes()))
        session.flush()
    return sha256


def detour() -> float:
    """Road metres per straight metre, from the settings in force."""
    return current_app.config["WAYBILL"].detour if "WAYBILL" in current_app.config else FACTOR


def _zone_names(session: Session, orders: Iterable[Order]) -> dict[str, str]:
    ids = {order.zone_id for order in orders if order.zone_id}
    return {zone.id: zone.name for zone in session.scalars(select(Zone).where(Zone.id.in_(ids)))}


def _after_trips(session: Session, route: plans.Route) -> datetime | None:
    """When its courier can leave for it: after the routes that he carries before it on that day."""
    his = (plans.Route.courier_id == route.courier_id, plans.Route.on == route.on)
    before = (plans.Route.id != route.id, plans.Route.window_from_at < route.window_from_at)
    return _free_at(session, *his, *before).get(route.courier_id)


def _free_at(session: Session, *which: ColumnElement[bool]) -> dict[str, datetime]:
    """When each courier has loaded again after the last of those of these routes that he carries."""
    back = (
        select(plans.Route.courier_id, func.max(plans.Route.return_at), User.reload_s)
        .join(User, User.id == plans.Route.courier_id)
        .where(*which, plans.Route.status.in_(ROUTE_LIVE))
        .group_by(plans.Route.courier_id, User.reload_s)
    )
    found = session.execute(back)
    return {courier_id: at + timedelta(seconds=reload_s or 0) for courier_id, at, reload_s in found if at}
