"""Which rows does each role hold on its device, and in which shape? One view a role and table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from server.db.base import Utc
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

# What a view is a function of besides the rows: who asks, his hub's day, and what he has seen. Statements are
# made once with these in them, for making one takes longer than the database does.
_ME, _HUB = bindparam("me", type_=String), bindparam("hub", type_=String)
_TODAY_AT, _SINCE_AT = bindparam("today_at", type_=Utc), bindparam("since_at", type_=Utc)
_SINCE = bindparam("since", type_=Date)
_SEEN, _SEEN_COMMON = bindparam("seen", type_=BigInteger), bindparam("seen_common", type_=BigInteger)

type Where = ColumnElement[bool]
type Asked = dict[str, Any]


def asked_by(viewer: Viewer, today: date) -> Asked:
    """The values of a statement's parameters, but those of `seen`."""
    since, tz = today - timedelta(days=SPAN_DAYS), ZoneInfo(viewer.tz)
    today_at, since_at = (datetime.combine(day, time(tzinfo=tz)) for day in (today, since))
    return {
        "me": viewer.user_id,
        "hub": viewer.hub_id,
        "today_at": today_at,
        "since_at": since_at,
        "since": since,
    }


def seen(since: tuple[int, int]) -> Asked:
    """The hub's and the common version after which rows are news."""
    return {"seen": since[0], "seen_common": since[1]}


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def listed(self) -> Select[Any]:
        """The id of each row in view, and whether it is news; wants `asked_by` and `seen`."""
        return self.select(self.row.id, self._changed)

    @cached_property
    def news(self) -> Select[Any]:
        """What `shape` takes of the rows that are news; wants `asked_by` and `seen`."""
        return self.rows.where(self._changed)

    @cached_property
    def rows(self) -> Select[Any]:
        """What `shape` takes of all rows in view; wants `asked_by`."""
        return self.select(self.row, *self.beside).order_by(self.row.id)

    def select(self, *columns: Any) -> Select[Any]:
        """These columns of the rows in view; wants `asked_by`."""
        query = select(*columns).select_from(self.row).where(self.where)
        if not self.common:
            query = query.where((self.row.id if self.row is Hub else self.row.hub_id) == _HUB)
        return query.outerjoin(*self.join) if self.join else query

    @property
    def _changed(self) -> ColumnElement[bool]:
        """Did the shape change after what was seen, of the hub or of what all hubs share?"""
        own: ColumnElement[int] = self.row.version if self.version is None else self.version
        changed = own > (_SEEN_COMMON if self.common else _SEEN)
        return changed if self.goods is None else or_(changed, self.goods > _SEEN_COMMON)


# Routes and their stops ------------------------------------------------------------------------------------

_live_routes = Route.status.in_(ROUTE_LIVE)
_recent_routes = and_(Route.status != RouteStatus.DISCARDED, or_(Route.on >= _SINCE, _live_routes))
_own_routes = and_(
    Route.courier_id == _ME,
    or_(_live_routes, and_(Route.status == RouteStatus.CLOSED, Route.closed_at >= _TODAY_AT)),
)
_sent_routes = and_(_recent_routes, Route.status != RouteStatus.DRAFT)


def _stops_of(routes: Where) -> Where:
    there = select(Route.id).where(Route.hub_id == _HUB, routes)
    return and_(Stop.removed_at.is_(None), Stop.route_id.in_(there))


def _orders_of(routes: Where) -> Where:
    return Order.id.in_(select(Stop.order_id).where(Stop.hub_id == _HUB, _stops_of(routes)))


def _open_orders(routes: Where) -> Where:
    """Orders of these days, those that are not over, and those on a route that is seen."""
    return or_(Order.delivery_on >= _SINCE, Order.status.not_in(FINAL), _orders_of(routes))


# Everything else -------------------------------------------------------------------------------------------

_any = true()
_self = User.id == _ME
_running_plans = select(Route.plan_id).where(Route.hub_id == _HUB, _live_routes)
_recent_plans = and_(Plan.status != PlanStatus.DISCARDED, or_(Plan.on >= _SINCE, Plan.id.in_(_running_plans)))
_recent_replans = and_(Replan.on >= _SINCE, Replan.status != ReplanStatus.DISCARDED)
_recent_shifts = or_(Shift.status == ShiftStatus.OPEN, Shift.started_at >= _SINCE_AT)
_own_shifts = and_(Shift.courier_id == _ME, _recent_shifts)
_waiting = or_(Discrepancy.resolved_at.is_(None), Discrepancy.resolved_at >= _SINCE_AT)
# What does not fit on a sheet tells its sums, so the desk sees it once the sheet was counted.
_closed_routes = select(Route.id).where(Route.hub_id == _HUB, Route.status == RouteStatus.CLOSED)
_waiting_at_the_desk = and_(
    _waiting, or_(Discrepancy.route_id.is_(None), Discrepancy.route_id.in_(_closed_routes))
)
_standing_counts = and_(
    Count.status != "replaced", or_(Count.status == "counted", Count.counted_at >= _SINCE_AT)
)
_standing_tasks = PickTask.status.not_in((PickStatus.PACKED, PickStatus.CANCELLED))
_parcels_out = Parcel.status == ParcelStatus.OUT
# In the building, or out and awaited.
_parcels_here = Parcel.status.in_((ParcelStatus.PACKED, ParcelStatus.LOADED, ParcelStatus.OUT))
_recent_parcels = or_(_parcels_here, Parcel.packed_at >= _SINCE_AT)
# He answers for it until it is scanned in, whatever became of order, stop and sheet (P11).
_on_him = and_(_parcels_out, Parcel.manifest_id.in_(select(Manifest.id).where(Manifest.courier_id == _ME)))
_own_stops = select(Stop.order_id).where(Stop.hub_id == _HUB, _stops_of(_own_routes))
_own_parcels = or_(and_(Parcel.status != ParcelStatus.BACK, Parcel.order_id.in_(_own_stops)), _on_him)
_carried = select(Parcel.order_id).where(Parcel.hub_id == _HUB, _on_him)
_own_orders = or_(_orders_of(_own_routes), Order.id.in_(_carried))
# What a shop has not taken yet, and what it was told of late.
_unheard_hooks = or_(Hook.status == "dead", and_(Hook.status == "waiting", Hook.attempts > 0))


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


_HUBS = View(Hub, _any, shapes.hub_row)
_ITEMS = View(Item, _any, shapes.item_row, common=True)
_STOCKED = select(Item.version).where(Item.id == Level.item_id).correlate(Level).scalar_subquery()
_USERS = View(User, _any, shapes.user_row)
_SELF = View(User, _self, shapes.user_row)
_COUNTS = View(Count, _standing_counts, shapes.count_row)

_OFFICE = {
    "hubs": _HUBS,
    "users": _USERS,
    "zones": View(Zone, Zone.retired_at.is_(None), shapes.zone_row),
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
