"""What does a device hold of plans? Who goes where, what was left out, what another plan would change."""

from datetime import date, datetime

from pydantic import BaseModel

from server.domain.delivery import (
    FailReason,
    PlanStatus,
    ReplanStatus,
    RouteStatus,
    StopLock,
    StopStatus,
    Tender,
)
from server.queries.rows import Row


class UnassignedRow(BaseModel):
    """An order a plan left out, and why. `detail` fills the words of `unassigned.<reason>`."""

    order_id: str
    reason: str
    detail: dict[str, object]


class MovedRow(BaseModel):
    """An order that has another route; null is none."""

    order_id: str
    old: str | None
    new: str | None


class RouteDifferenceRow(BaseModel):
    """What is more on one route than before (less: negative); `gained`, `lost`, `reordered` are orders."""

    route_id: str
    stops: int
    work_s: int
    travel_s: int
    travel_m: int
    gained: list[str]
    lost: list[str]
    reordered: list[str]


class DifferenceRow(BaseModel):
    """What is more than before over all routes; `late_*`: orders begun after their window."""

    work_s: int
    travel_s: int
    travel_m: int
    served: int
    late_before: list[str]
    late_after: list[str]
    moved: list[MovedRow]
    routes: list[RouteDifferenceRow]


class PlanRow(Row):
    on: date
    status: PlanStatus
    seed: int
    source: str | None  # where travel times came from: "osrm:bicycle", "great-circle×1.3"
    failure: str | None
    requested_at: datetime
    orders: int
    unassigned: list[UnassignedRow]
    # From the draft that it took the place of, told by each courier's first route in this plan; null: it took
    # no draft's place.
    difference: DifferenceRow | None


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


class ReplanRow(Row):
    """The rest of a day made anew. No `difference`: not made yet; one without routes: nothing better."""

    on: date
    status: ReplanStatus
    failure: str | None
    requested_at: datetime
    budget_s: int  # how long is searched
    source: str | None  # where travel times came from
    difference: DifferenceRow | None
