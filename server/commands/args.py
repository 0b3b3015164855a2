"""What does each command carry? One small value a command; the contract's types are made from these.

Those of the building are in building.py, those that only the server itself gives in inside.py.

A private field never stands in the command log: `keep` moves it to an erasable row, `drop` leaves it only
where the handler puts it (see redact.py).
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from server.domain.delivery import CountReason, FailReason, Tender

type Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
type Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
type Minor = Annotated[int, Field(ge=0, le=10**12)]
type Latitude = Annotated[float, Field(ge=-90, le=90)]
type Longitude = Annotated[float, Field(ge=-180, le=180)]

KEEP: JsonDict = {"private": "keep"}
DROP: JsonDict = {"private": "drop"}
Private = Field(default=None, max_length=500, json_schema_extra=KEEP)


class Args(BaseModel):
    """Unknown fields are refused: a newer phone says so by a higher `v`."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Mark(Args):
    """Where the courier stood when he marked something; evidence, never a reason to refuse."""

    lat: Latitude | None = Field(default=None, json_schema_extra=KEEP)
    lon: Longitude | None = Field(default=None, json_schema_extra=KEEP)
    accuracy_m: Annotated[float, Field(ge=0)] | None = None


# Courier --------------------------------------------------------------------------------------------------


class StartShift(Args):
    shift_id: Id


class EndShift(Args):
    shift_id: Id


class AcceptRoute(Args):
    """The courier has read this version of his sheet (D8)."""

    route_id: Id
    revision: int


class StartRoute(Args):
    """The courier leaves with these orders; the rest of the route stays in the building."""

    route_id: Id
    order_ids: tuple[Id, ...]


class ArriveStop(Mark):
    stop_id: Id


class DeliverStop(Mark):
    """Handed over. `amount_minor` is what was collected, `given_minor - change_minor` when it was cash."""

    stop_id: Id
    order_id: Id
    tender: Tender
    amount_minor: Minor
    given_minor: Minor = 0
    change_minor: Minor = 0
    currency: Currency


class FailStop(Mark):
    stop_id: Id
    order_id: Id
    reason: FailReason
    comment: str | None = Private


# Dispatcher -----------------------------------------------------------------------------------------------


class RequestPlan(Args):
    """`budget_s` bounds the search by time; `iterations` by steps, then one seed gives one plan. `back`:
    nothing is searched, the draft before the present one comes again, with today's orders and couriers."""

    plan_id: Id
    on: date
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    budget_s: Annotated[int, Field(ge=1, le=600)] | None = None
    iterations: Annotated[int, Field(ge=1, le=100_000)] | None = None
    back: bool = False


class CancelPlan(Args):
    """Stop searching; the best plan so far is kept as ready when there is one."""

    plan_id: Id


class DiscardPlan(Args):
    plan_id: Id


class PublishPlan(Args):
    plan_id: Id


class MoveStop(Args):
    """Put a stop at `position` (0 is first) of a route: the same one (reorder) or another courier's."""

    stop_id: Id
    route_id: Id
    position: Annotated[int, Field(ge=0)]


class RemoveStop(Args):
    """Take a stop off its route; the order waits, unassigned by hand."""

    stop_id: Id


class AddStop(Args):
    """Put an order that is on no route at `position` of a route. `stop_id` is new."""

    stop_id: Id
    order_id: Id
    route_id: Id
    position: Annotated[int, Field(ge=0)]


class SetZone(Args):
    order_id: Id
    zone_id: Id
    reason: Annotated[str, Field(min_length=1, max_length=500, json_schema_extra=KEEP)]


class SetPoint(Args):
    order_id: Id
    lat: Annotated[float, Field(ge=-90, le=90, json_schema_extra=KEEP)]
    lon: Annotated[float, Field(ge=-180, le=180, json_schema_extra=KEEP)]
    reason: Annotated[str, Field(min_length=1, max_length=500, json_schema_extra=KEEP)]


class PostponeOrder(Args):
    """Deliver it on another day, in the same hours; what is back in the building may go out again."""

    order_id: Id
    on: date
    reason: Annotated[str, Field(min_length=1, max_length=500, json_schema_extra=KEEP)]


class CancelOrder(Args):
    order_id: Id
    reason: Annotated[str, Field(min_length=1, max_length=500, json_schema_extra=KEEP)]


class ResolveDiscrepancy(Args):
    discrepancy_id: Id
    comment: str | None = Private


# Cashier --------------------------------------------------------------------------------------------------


class Piece(Args):
    """So many coins or notes of one denomination."""

    denomination_minor: Annotated[int, Field(gt=0, le=10**9)]
    count: Annotated[int, Field(ge=0, le=100_000)]


class CountSheet(Args):
    """A blind count of what the courier put on the desk; only after it is the expected sum shown."""

    count_id: Id
    route_id: Id
    currency: Currency
    pieces: tuple[Piece, ...]


class CloseSheet(Args):
    """Book the count and its difference, close the route. A difference needs a reason, missing parcels a
    comment and `parcels_signed`."""

    count_id: Id
    reason: CountReason | None = None
    parcels_signed: bool = False  # closed although parcels are missing: a discrepancy says so
    comment: str | None = Private


# Admin ----------------------------------------------------------------------------------------------------

type RoleName = Literal["admin", "dispatcher", "picker", "courier", "cashier"]


class AddHub(Args):
    hub_id: Id
    name: Annotated[str, Field(min_length=1, max_length=80)]
    lat: Latitude
    lon: Longitude
    tz: str
    currency: Currency


class AddUser(Args):
    user_id: Id
    hub_id: Id
    login: Annotated[str, Field(pattern=r"^[\w.@-]{1,60}$")]
    name: Annotated[str, Field(max_length=80, json_schema_extra=DROP)]
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)]
    password: Annotated[str, Field(min_length=8, max_length=200, json_schema_extra=DROP)]


class DisableUser(Args):
    user_id: Id


class RevokeDevice(Args):
    device_id: Id


class RetryHook(Args):
    """Send a message to a shop again, now."""

    hook_id: Id


class SetWebhook(Args):
    """Where a shop wants to be told of its orders; None: nowhere."""

    shop_id: Id
    url: Annotated[str, Field(max_length=500, pattern=r"^https?://")] | None = None


class AddShop(Args):
    shop_id: Id
    hub_id: Id
    name: Annotated[str, Field(pattern=r"^[\w.-]{1,60}$")]
