"""What do the commands carry that only the system gives: jobs, imports, shops? Never taken from a device."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from server.commands.args import DROP, Args, Id
from server.ids import same_id


class PlannedVisit(Args):
    order_id: Id
    arrive_at: AwareDatetime
    leave_at: AwareDatetime
    travel_s: int
    travel_m: int


class PlannedBreak(Args):
    start_at: AwareDatetime
    end_at: AwareDatetime


class PlannedRoute(Args):
    """One way from the hub and back. `trip`: how often the courier has loaded again before."""

    courier_id: Id
    trip: int = 0
    profile: str
    window_from_at: AwareDatetime
    window_to_at: AwareDatetime
    depart_at: AwareDatetime
    return_at: AwareDatetime
    travel_s: int
    travel_m: int
    estimated: bool = False
    breaks: tuple[PlannedBreak, ...] = ()
    visits: tuple[PlannedVisit, ...]


def line_key(courier_id: str, trip: int) -> str:
    """What a route's line is called in `RecordPlan.lines`."""
    return f"{courier_id}/{trip}" if trip else courier_id


def route_id(plan_id: str, courier_id: str, trip: int = 0) -> str:
    """The id of a courier's route in a plan."""
    return same_id(plan_id, courier_id, *([trip] if trip else []))


class LeftOut(Args):
    order_id: Id
    reason: str
    detail: dict[str, Any] = {}


class RecordPlan(Args):
    """What the solver found. `matrices`: profile -> hash of the matrix it used; `difference`: from the draft
    that this plan takes the place of, in seconds and metres, by ids of couriers and orders.

    `lines`: `line_key` -> [[lon, lat], …]; they end at people's doors, so they stay out of the log.
    """

    plan_id: Id
    source: str
    matrices: dict[str, str]
    routes: tuple[PlannedRoute, ...]
    unassigned: tuple[LeftOut, ...]
    difference: dict[str, Any] | None = None
    lines: dict[str, list[list[float]] | None] = Field(default={}, json_schema_extra=DROP)


class ExtendPlan(Args):
    """Travel times that know more places: profile -> hash of the matrix."""

    plan_id: Id
    matrices: dict[str, str]


class FailPlan(Args):
    plan_id: Id
    failure: str


class NewOrder(Args):
    """One route as it is and as it would be: orders still open, in their order. `revision`, `status`: as it
    was when it was read. Of another courier's route a stop comes with its row."""

    route_id: Id
    revision: int
    status: str
    before: tuple[Id, ...]
    after: tuple[Id, ...]


class RecordReplan(Args):
    """The rest of the day as it could be: routes that would change, and what comes of it (in seconds, metres
    and ids of orders; `couriers`: what each route gains and loses)."""

    replan_id: Id
    source: str
    routes: tuple[NewOrder, ...]
    difference: dict[str, Any]


class FailReplan(Args):
    replan_id: Id
    failure: str


class RetimeRoute(Args):
    """The worker has real travel times for a changed route: use them. `matrix`: hash for its profile."""

    route_id: Id
    matrix: str | None = None
    line: list[list[float]] | None = Field(default=None, json_schema_extra=DROP)


class Turn(Args):
    """One instruction: its `kind` and `modifier` in the words of OSRM, the street, metres to the next one."""

    kind: str
    modifier: str
    street: str
    metres: int


class LegTurns(Args):
    """The way to a stop from the one before it, or home (no stop)."""

    stop_id: Id | None
    steps: tuple[Turn, ...]


class RecordTurns(Args):
    """The turns of a sheet as of `revision`; they lead to people's doors, so they stay out of the log."""

    route_id: Id
    revision: int
    turns: tuple[LegTurns, ...] | None = Field(default=None, json_schema_extra=DROP)


class LearnService(Args):
    """What the doors of these orders are known to take, in seconds."""

    service_s: dict[Id, int]


class HideContacts(Args):
    order_ids: tuple[Id, ...]


class AcceptOrder(Args):
    shop_id: Id
    inbox_id: Id
    order: Annotated[Any, Field(json_schema_extra=DROP)]  # a ShopOrder


class ImportItems(Args):
    sha256: str
    items: Annotated[Any, Field(json_schema_extra=DROP)]  # a tuple of imports.items.ItemRow values


class RecordHook(Args):
    """The worker tried to tell a shop; no error: it was taken."""

    hook_id: Id
    error: Annotated[str, Field(max_length=300)] | None = None
    permanent: bool = False


class ImportBins(Args):
    """Adds and changes the hub's bins; one that is not named stays."""

    sha256: str
    bins: Annotated[Any, Field(json_schema_extra=DROP)]  # a tuple of imports.bins.BinRow values


class ImportStock(Args):
    """What lies in the named bins: each (bin, sku) is set to its count, others stay."""

    sha256: str
    stock: Annotated[Any, Field(json_schema_extra=DROP)]  # a tuple of imports.stock.StockRow values


class ImportExpected(Args):
    """What suppliers announced; replaces the hub's expectations as a whole."""

    sha256: str
    expected: Annotated[Any, Field(json_schema_extra=DROP)]  # a tuple of imports.stock.ExpectedRow values


class ImportZones(Args):
    """Replaces the hub's zones as a whole."""

    sha256: str
    zones: Annotated[Any, Field(json_schema_extra=DROP)]  # a tuple of imports.zones.ZoneFeature values


class ImportCourier(Args):
    user_id: Id
    login: str
    courier: Annotated[Any, Field(json_schema_extra=DROP)]  # an imports.couriers.CourierRow value
    password_hash: Annotated[str | None, Field(json_schema_extra=DROP)] = None
