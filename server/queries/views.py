"""Which rows does each role hold on its device, and in which shape? One view a role and table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from server.db.money import Count, Discrepancy
from server.db.orders import Order, Zone
from server.db.people import Hub, User
from server.db.plans import Plan, Route, Shift, Stop
from server.domain.access import Role
from server.domain.delivery import ROUTE_LIVE, PlanStatus, RouteStatus, ShiftStatus
from server.domain.orders import FINAL
from server.queries import shapes
from server.queries.viewer import Viewer

SPAN_DAYS = 2  # what is over stays in view for so long


@dataclass(frozen=True, slots=True)
class Asked:
    """A viewer and his hub's day: what a view is a function of, besides the rows."""

    viewer: Viewer
    today: date
    today_at: datetime
    since: date
    since_at: datetime

    @classmethod
    def by(cls, viewer: Viewer, today: date) -> "Asked":
        since = today - timedelta(days=SPAN_DAYS)
        tz = ZoneInfo(viewer.tz)
        midnight = time(tzinfo=tz)
        return cls(viewer, today, datetime.combine(today, midnight), since, datetime.combine(since, midnight))


type Where = Callable[[Asked], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class View:
    """Rows of `row` for which `where` holds, each made by `shape`; `beside` are columns it needs besides."""

    row: Any
    where: Where
    shape: Callable[..., shapes.Shape]
    beside: tuple[InstrumentedAttribute[Any], ...] = ()
    version: ColumnElement[int] | None = None

    @property
    def changed(self) -> ColumnElement[int]:
        """The version at which the shape last changed."""
        return self.row.version if self.version is None else self.version

    def select(self, asked: Asked, *columns: Any) -> Select[Any]:
        mine = (self.row.id if self.row is Hub else self.row.hub_id) == asked.viewer.hub_id
        query = select(*columns).select_from(self.row).where(mine, self.where(asked))
        return query.join(User, User.id == Route.courier_id) if self.row is Route else query


# Routes and their stops ------------------------------------------------------------------------------------


def _recent_routes(asked: Asked) -> ColumnElement[bool]:
    return and_(
        Route.status != RouteStatus.DISCARDED, or_(Route.on >= asked.since, Route.status.in_(ROUTE_LIVE))
    )


def _live_routes(_asked: Asked) -> ColumnElement[bool]:
    return Route.status.in_(ROUTE_LIVE)


def _own_routes(asked: Asked) -> ColumnElement[bool]:
    closed_today = and_(Route.status == RouteStatus.CLOSED, Route.closed_at >= asked.today_at)
    return and_(Route.courier_id == asked.viewer.user_id, or_(Route.status.in_(ROUTE_LIVE), closed_today))


def _sent_routes(asked: Asked) -> ColumnElement[bool]:
    return and_(_recent_routes(asked), Route.status != RouteStatus.DRAFT)


def _stops_of(routes: Where) -> Where:
    def where(asked: Asked) -> ColumnElement[bool]:
        there = select(Route.id).where(Route.hub_id == asked.viewer.hub_id, routes(asked))
        return and_(Stop.removed_at.is_(None), Stop.route_id.in_(there))

    return where


def _orders_of(routes: Where) -> Where:
    def where(asked: Asked) -> ColumnElement[bool]:
        there = select(Stop.order_id).where(Stop.hub_id == asked.viewer.hub_id, _stops_of(routes)(asked))
        return Order.id.in_(there)

    return where


def _open_orders(routes: Where) -> Where:
    """Orders of these days, those that are not over, and those on a route that is seen."""

    def where(asked: Asked) -> ColumnElement[bool]:
        return or_(Order.delivery_on >= asked.since, Order.status.not_in(FINAL), _orders_of(routes)(asked))

    return where


# Everything else -------------------------------------------------------------------------------------------


def _all(_asked: Asked) -> ColumnElement[bool]:
    return Hub.id.is_not(None)


def _self(asked: Asked) -> ColumnElement[bool]:
    return User.id == asked.viewer.user_id


def _recent_plans(asked: Asked) -> ColumnElement[bool]:
    running = select(Route.plan_id).where(Route.hub_id == asked.viewer.hub_id, Route.status.in_(ROUTE_LIVE))
    return and_(Plan.status != PlanStatus.DISCARDED, or_(Plan.on >= asked.since, Plan.id.in_(running)))


def _recent_shifts(asked: Asked) -> ColumnElement[bool]:
    return or_(Shift.status == ShiftStatus.OPEN, Shift.started_at >= asked.since_at)


def _own_shifts(asked: Asked) -> ColumnElement[bool]:
    return and_(Shift.courier_id == asked.viewer.user_id, _recent_shifts(asked))


def _waiting(asked: Asked) -> ColumnElement[bool]:
    return or_(Discrepancy.resolved_at.is_(None), Discrepancy.resolved_at >= asked.since_at)


def _waiting_at_the_desk(asked: Asked) -> ColumnElement[bool]:
    """What does not fit on a sheet tells its sums, so the desk sees it once the sheet was counted."""
    closed = select(Route.id).where(Route.hub_id == asked.viewer.hub_id, Route.status == RouteStatus.CLOSED)
    return and_(_waiting(asked), or_(Discrepancy.route_id.is_(None), Discrepancy.route_id.in_(closed)))


def _standing_counts(asked: Asked) -> ColumnElement[bool]:
    return and_(
        Count.status != "replaced", or_(Count.status == "counted", Count.counted_at >= asked.since_at)
    )


def _routes(where: Where) -> View:
    # The courier's name stands in the route's shape, so a change of it is a change of the route.
    version = case((User.version > Route.version, User.version), else_=Route.version)
    return View(Route, where, shapes.route_row, (User.name,), version)


_HUBS = View(Hub, _all, shapes.hub_row)
_USERS = View(User, lambda asked: User.id.is_not(None), shapes.user_row)
_SELF = View(User, _self, shapes.user_row)
_COUNTS = View(Count, _standing_counts, shapes.count_row)

_OFFICE = {
    "hubs": _HUBS,
    "users": _USERS,
    "zones": View(Zone, lambda asked: Zone.retired_at.is_(None), shapes.zone_row),
    "orders": View(Order, _open_orders(_recent_routes), shapes.office_order),
    "plans": View(Plan, _recent_plans, shapes.plan_row),
    "routes": _routes(_recent_routes),
    "stops": View(Stop, _stops_of(_recent_routes), shapes.stop_row),
    "shifts": View(Shift, _recent_shifts, shapes.shift_row),
    "discrepancies": View(Discrepancy, _waiting, shapes.discrepancy_row),
    "counts": _COUNTS,
}

VIEWS: dict[Role, dict[str, View]] = {
    Role.ADMIN: _OFFICE,
    Role.DISPATCHER: _OFFICE,
    Role.CASHIER: {
        "hubs": _HUBS,
        "users": _USERS,
        "routes": _routes(_sent_routes),
        "discrepancies": View(Discrepancy, _waiting_at_the_desk, shapes.discrepancy_row),
        "counts": _COUNTS,
    },
    Role.COURIER: {
        "hubs": _HUBS,
        "users": _SELF,
        "routes": _routes(_own_routes),
        "stops": View(Stop, _stops_of(_own_routes), shapes.stop_row),
        "orders": View(Order, _orders_of(_own_routes), shapes.courier_order),
        "shifts": View(Shift, _own_shifts, shapes.shift_row),
    },
    Role.PICKER: {
        "hubs": _HUBS,
        "users": _SELF,
        "routes": _routes(_live_routes),
        "stops": View(Stop, _stops_of(_live_routes), shapes.picker_stop),
        "orders": View(Order, _open_orders(_live_routes), shapes.picker_order),
    },
}


def views_of(viewer: Viewer, table: str) -> list[View]:
    """The viewer's views of a table, the one that shows most in front; empty when he has none."""
    roles = (Role.ADMIN,) if viewer.office else [role for role in VIEWS if role in viewer.roles]
    found: list[View] = []
    for role in roles:
        view = VIEWS[role].get(table)
        if view is not None and view not in found:
            found.append(view)
    return found
