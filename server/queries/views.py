"""Which rows does each role hold on its device, and in which shape? One view a role and table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from server.db.hooks import Hook
from server.db.money import Count, Discrepancy
from server.db.orders import Item, Order, Shop, Zone
from server.db.people import Hub, User
from server.db.plans import Plan, Replan, Route, Shift, Stop
from server.db.stock import Bin, Level, Manifest, Parcel, PickLine, PickTask
from server.domain.access import Role
from server.domain.delivery import ROUTE_LIVE, PlanStatus, ReplanStatus, RouteStatus, ShiftStatus
from server.domain.orders import FINAL
from server.domain.stock import ParcelStatus, PickStatus
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
    join: tuple[Any, ColumnElement[bool]] | None = None  # the other table of `beside`, looked up by this
    common: bool = False  # known to every hub: versions are those of the common scope
    goods: ColumnElement[int] | None = None  # the newest common version of the goods that its shape names

    def changed(self, since: tuple[int, int]) -> ColumnElement[bool]:
        """Did the shape change after these versions, of the hub and of what all hubs share?"""
        own: ColumnElement[int] = self.row.version if self.version is None else self.version
        changed = own > since[self.common]
        return changed if self.goods is None else or_(changed, self.goods > since[True])

    def select(self, asked: Asked, *columns: Any) -> Select[Any]:
        query = select(*columns).select_from(self.row).where(self.where(asked))
        if not self.common:
            query = query.where((self.row.id if self.row is Hub else self.row.hub_id) == asked.viewer.hub_id)
        return query.outerjoin(*self.join) if self.join else query


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


def _any(_asked: Asked) -> ColumnElement[bool]:
    return true()


def _self(asked: Asked) -> ColumnElement[bool]:
    return User.id == asked.viewer.user_id


def _recent_plans(asked: Asked) -> ColumnElement[bool]:
    running = select(Route.plan_id).where(Route.hub_id == asked.viewer.hub_id, Route.status.in_(ROUTE_LIVE))
    return and_(Plan.status != PlanStatus.DISCARDED, or_(Plan.on >= asked.since, Plan.id.in_(running)))


def _recent_replans(asked: Asked) -> ColumnElement[bool]:
    return and_(Replan.on >= asked.since, Replan.status != ReplanStatus.DISCARDED)


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


def _routes(where: Where, shape: Callable[..., shapes.Shape] = shapes.route_row) -> View:
    # The courier's name stands in the route's shape, so a change of it is a change of the route.
    version = case((User.version > Route.version, User.version), else_=Route.version)
    return View(Route, where, shape, (User.name,), version, (User, User.id == Route.courier_id))


def _tasks(where: Where) -> View:
    version = case((User.version > PickTask.version, User.version), else_=PickTask.version)
    goods = select(func.coalesce(func.max(Item.version), 0)).join(PickLine, PickLine.item_id == Item.id)
    return View(
        PickTask,
        where,
        shapes.task_row,
        (User.name,),
        version,
        (User, User.id == PickTask.picker_id),
        goods=goods.where(PickLine.task_id == PickTask.id).correlate(PickTask).scalar_subquery(),
    )


def _standing_tasks(asked: Asked) -> ColumnElement[bool]:
    return PickTask.status.not_in((PickStatus.PACKED, PickStatus.CANCELLED))


def _parcels_here(asked: Asked) -> ColumnElement[bool]:
    """In the building, or out and awaited."""
    return Parcel.status.in_((ParcelStatus.PACKED, ParcelStatus.LOADED, ParcelStatus.OUT))


def _parcels_out(_asked: Asked) -> ColumnElement[bool]:
    return Parcel.status == ParcelStatus.OUT


def _recent_parcels(asked: Asked) -> ColumnElement[bool]:
    return or_(_parcels_here(asked), Parcel.packed_at >= asked.since_at)


def _on_him(asked: Asked) -> ColumnElement[bool]:
    """He answers for it until it is scanned in, whatever became of order, stop and sheet (P11)."""
    mine = select(Manifest.id).where(Manifest.courier_id == asked.viewer.user_id)
    return and_(Parcel.status == ParcelStatus.OUT, Parcel.manifest_id.in_(mine))


def _own_parcels(asked: Asked) -> ColumnElement[bool]:
    stops = select(Stop.order_id).where(Stop.hub_id == asked.viewer.hub_id, _stops_of(_own_routes)(asked))
    return or_(and_(Parcel.status != ParcelStatus.BACK, Parcel.order_id.in_(stops)), _on_him(asked))


def _own_orders(asked: Asked) -> ColumnElement[bool]:
    carried = select(Parcel.order_id).where(Parcel.hub_id == asked.viewer.hub_id, _on_him(asked))
    return or_(_orders_of(_own_routes)(asked), Order.id.in_(carried))


def _unheard_hooks(asked: Asked) -> ColumnElement[bool]:
    """What a shop has not taken yet, and what it was told of late."""
    return or_(Hook.status == "dead", and_(Hook.status == "waiting", Hook.attempts > 0))


_HUBS = View(Hub, _any, shapes.hub_row)
_ITEMS = View(Item, _any, shapes.item_row, common=True)
_STOCKED = select(Item.version).where(Item.id == Level.item_id).correlate(Level).scalar_subquery()
_USERS = View(User, _any, shapes.user_row)
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
    "replans": View(Replan, _recent_replans, shapes.replan_row),
    "discrepancies": View(Discrepancy, _waiting, shapes.discrepancy_row),
    "counts": _COUNTS,
    "items": _ITEMS,
    "stock": View(Level, _any, shapes.stock_row, goods=_STOCKED),
    "tasks": _tasks(_standing_tasks),
    "parcels": View(Parcel, _recent_parcels, shapes.parcel_row),
    "hooks": View(Hook, _unheard_hooks, shapes.hook_row, (Shop.name,), None, (Shop, Shop.id == Hook.shop_id)),
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
        "parcels": View(Parcel, _parcels_out, shapes.parcel_row),
    },
    Role.COURIER: {
        "hubs": _HUBS,
        "users": _SELF,
        "routes": _routes(_own_routes, shapes.courier_route),
        "stops": View(Stop, _stops_of(_own_routes), shapes.stop_row),
        "orders": View(Order, _own_orders, shapes.courier_order),
        "shifts": View(Shift, _own_shifts, shapes.shift_row),
        "parcels": View(Parcel, _own_parcels, shapes.parcel_row),
    },
    Role.PICKER: {
        "hubs": _HUBS,
        "users": _SELF,
        "routes": _routes(_live_routes),
        "stops": View(Stop, _stops_of(_live_routes), shapes.picker_stop),
        "orders": View(Order, _open_orders(_live_routes), shapes.picker_order),
        "items": _ITEMS,
        "bins": View(Bin, _any, shapes.bin_row),
        "tasks": _tasks(_standing_tasks),
        "parcels": View(Parcel, _parcels_here, shapes.parcel_row),
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
