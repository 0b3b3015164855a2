"""What do the commands of the building carry? Gathering, packing, loading, and what comes back."""

from typing import Annotated

from pydantic import Field, StringConstraints

from server.commands.args import Args, Id
from warehouse.picking import ShortReason

type Code = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,40}$")]
type Sku = Annotated[str, StringConstraints(min_length=1, max_length=80)]
type Pieces = Annotated[int, Field(ge=0, le=100_000)]


class ClaimNext(Args):
    """Give me something to gather: what I have begun, else what leaves first."""


class ClaimTask(Args):
    """This one. Another's, while his lease runs, only by `take_over`: both are told."""

    task_id: Id
    take_over: bool = False


class ReleaseTask(Args):
    """Somebody else may go on; what was gathered stays in its tote."""

    task_id: Id


class PickLine(Args):
    """So many pieces of a line went from its bin into the tote; `short` says why not all of them."""

    task_id: Id
    line_id: Id
    quantity: Pieces
    tote: Code | None = None
    short: ShortReason | None = None


class PackedParcel(Args):
    """`units`: SKU -> pieces scanned into it. `parcel_id` is new."""

    parcel_id: Id
    units: Annotated[dict[Sku, Annotated[int, Field(gt=0, le=100_000)]], Field(min_length=1)]


class PackOrder(Args):
    """Close the order's parcels; refused unless they hold exactly its pieces (L1)."""

    order_id: Id
    parcels: Annotated[tuple[PackedParcel, ...], Field(min_length=1, max_length=100)]


class LoadParcel(Args):
    """Scanned onto a route's vehicle (C9)."""

    parcel_id: Id
    route_id: Id


class UnloadParcel(Args):
    """Taken off again before the route left."""

    parcel_id: Id
    route_id: Id


class DamagedUnits(Args):
    sku: Sku
    quantity: Annotated[int, Field(gt=0, le=100_000)]


class ReturnGoods(Args):
    """Back in the building: a parcel, or what lies in a cancelled order's tote. What is not damaged is
    sellable and goes into the bin, the hub's bin for returns when none is given."""

    order_id: Id
    parcel_id: Id | None = None
    bin_id: Id | None = None
    damaged: tuple[DamagedUnits, ...] = ()
