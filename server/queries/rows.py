"""What does a device hold? One shape a table of the pull; the contract's row types are made from these.

Those of the building are in building_rows.py; tables.py names them all.

Moments are ISO 8601 UTC, dates are the hub's, money is whole minor units of `currency`.
"""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from server.commands.args import RoleName
from server.domain.delivery import (
    CountReason,
    FailReason,
    PlanStatus,
    ReplanStatus,
    RouteStatus,
    ShiftStatus,
    StopLock,
    StopStatus,
    Tender,
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


class UnassignedRow(BaseModel):
    """An order a plan left out, and why. `detail` fills the words of `unassigned.<reason>`."""

    order_id: str
    reason: str
    detail: dict[str, object]


class PlanRow(Row):
    on: date
    status: PlanStatus
    seed: int
    source: str | None  # where travel times came from: "osrm:bicycle", "great-circle×1.3"
    failure: str | None
    requested_at: datetime
    orders: int
    unassigned: list[UnassignedRow]


class ViolationRow(BaseModel):
    """What a hand-made change breaks: `late`, `weight`, `shift-end`, `no-road`…; amount in s or g."""

    kind: str
    stop_id: str | None
    amount: int


class BreakRow(BaseModel):
    start_at: datetime
    end_at: datetime


class TurnRow(BaseModel):
    """One instruction: `kind` and `modifier` in the words of OSRM ("turn", "slight left"), the street that
    follows, and metres to the next one."""

    kind: str
    modifier: str
    street: str
    metres: int


class LegRow(BaseModel):
    """The way to a stop from the one before it on the sheet; no stop: home."""

    stop_id: str | None
    steps: list[TurnRow]


class RouteRow(Row):
    plan_id: str
    courier_id: str
    courier: str
    on: date
    status: RouteStatus
    revision: int  # rises whenever its stops change after publishing
    accepted_revision: int | None  # what the courier has read
    sheet_code: str  # what the sheet's barcode says
    sheet_bars: list[list[int]]  # that barcode: [start, width] of each bar, in modules of Code 128
    depart_at: datetime | None
    return_at: datetime | None
    travel_s: int
    travel_m: int
    estimated: bool  # some leg is great circle × factor until the worker has computed it
    violations: list[ViolationRow]
    breaks: list[BreakRow]
    line: list[list[float]] | None  # [[lon, lat], …] along the roads
    locked_at: datetime | None  # stays as it is, whatever a plan or a hand would do
    turns: list[LegRow] | None  # for its courier; none where there are no roads, or not yet


class StopRow(Row):
    route_id: str
    order_id: str
    position: int
    status: StopStatus
    arrive_at: datetime | None
    leave_at: datetime | None
    travel_s: int
    travel_m: int
    done_at: datetime | None
    fail_reason: FailReason | None
    tender: Tender | None
    collected_minor: int | None
    locked: StopLock | None


class ReplanMoveRow(BaseModel):
    """An order that would have another route; null is none."""

    order_id: str
    old: str | None
    new: str | None


class ReplanRouteRow(BaseModel):
    """What is more on one route than before (less: negative); `gained`, `lost`, `reordered` are orders."""

    route_id: str
    stops: int
    work_s: int
    travel_s: int
    travel_m: int
    gained: list[str]
    lost: list[str]
    reordered: list[str]


class ReplanDifferenceRow(BaseModel):
    """What is more than before over all routes; `late_*`: orders begun after their window."""

    work_s: int
    travel_s: int
    travel_m: int
    served: int
    late_before: list[str]
    late_after: list[str]
    moved: list[ReplanMoveRow]
    routes: list[ReplanRouteRow]


class ReplanRow(Row):
    """The rest of a day made anew. No `difference`: not made yet; one without routes: nothing better."""

    on: date
    status: ReplanStatus
    failure: str | None
    requested_at: datetime
    source: str | None  # where travel times came from
    difference: ReplanDifferenceRow | None


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
