"""What does a device hold? One shape a table of the pull; the contract's row types are made from these.

Those of plans and routes are in plan_rows.py, those of the building in building_rows.py; tables.py names them
all.

Moments are ISO 8601 UTC, dates are the hub's, money is whole minor units of `currency`.
"""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from server.commands.args import RoleName
from server.domain.delivery import (
    CountReason,
    ShiftStatus,
)
from server.domain.orders import OrderStatus, Payment, ZoneReason


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str


class HubRow(Row):
    name: str
    lat: float
    lon: float
    tz: str
    currency: str


class UserRow(Row):
    """A person of the hub; `courier` fields are empty for those who do not drive."""

    login: str
    name: str
    roles: list[RoleName]
    disabled: bool
    vehicle: str | None = None
    capacity_g: int | None = None
    capacity_parcels: int | None = None
    shift_from: str | None = None  # local time, "09:00"
    shift_to: str | None = None
    zones: list[str] | None = None  # zone names; none means every zone
    preferred_zones: list[str] | None = None  # outside of them he goes at a price
    forbidden_zones: list[str] = []
    tags: list[str] = []
    capacity_ml: int | None = None
    cash_limit_minor: int | None = None
    max_stops: int | None = None
    max_trips: int = 1
    reload_s: int = 0
    break_from: str | None = None  # local time; it begins between these two
    break_to: str | None = None
    break_s: int | None = None


class LineRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    sku: str
    name: str
    gtin: str | None
    quantity: int
    reserved: int  # set aside in the building; less than `quantity`: the rest is waited for
    picked: int
    price_minor: int | None  # not for those who only handle goods
    weight_g: int


class OrderRow(Row):
    """An order. Couriers lose `customer`, `phone`, `address`, `note` and the point two hours after the stop
    closed; pickers see none of these and no sums."""

    number: str
    shop: str
    status: OrderStatus
    zone_id: str | None
    zone_reason: ZoneReason | None  # why it waits in the out-of-zone queue
    zone_by_hand: bool
    lat: float | None
    lon: float | None
    delivery_on: date
    window_from_at: datetime
    window_to_at: datetime
    payment: Payment
    due_minor: int | None  # to be collected at the door
    total_minor: int | None
    delivery_fee_minor: int | None
    currency: str
    weight_g: int
    parcels: int
    volume_ml: int
    tags: list[str]  # what its courier must have
    priority: int  # 1 to 10, the last the most urgent
    wished_from_at: datetime | None  # the part of the window that suits best
    wished_to_at: datetime | None
    customer: str | None
    phone: str | None
    address: str | None
    note: str | None
    lines: list[LineRow]


class ZoneRow(Row):
    name: str
    priority: int
    delivery_fee_minor: int
    geometry: dict[str, object]  # GeoJSON


class ShiftRow(Row):
    courier_id: str
    status: ShiftStatus
    started_at: datetime
    ended_at: datetime | None


class DiscrepancyRow(Row):
    """A fact that does not fit, waiting for a human. `detail` fills the words of `discrepancy.<kind>`."""

    kind: str
    order_id: str | None
    route_id: str | None
    courier_id: str | None
    detail: dict[str, object]
    opened_at: datetime
    resolved_at: datetime | None


class CountRow(Row):
    """A booked or running count. Expected and difference are there only once the count was entered."""

    route_id: str
    status: str  # counted | closed
    currency: str
    counted_minor: int
    expected_minor: int
    difference_minor: int
    reason: CountReason | None
    counted_at: datetime
    closed_at: datetime | None


class HookRow(Row):
    """A message to a shop. `dead`: given up until somebody retries it."""

    shop: str
    order_id: str
    n: int
    status: str  # waiting | sent | dead
    event: str  # the order's status it tells of
    attempts: int
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    error: str | None
