"""What does a device hold of the building? Goods, bins, stock, pick tasks, parcels."""

from datetime import date, datetime

from pydantic import BaseModel

from server.domain.stock import ParcelStatus, PickStatus
from server.queries.rows import Row
from warehouse.picking import ShortReason


class ItemRow(Row):
    """A sellable thing. `codes`: what a scanner may read on it, its SKU included."""

    sku: str
    name: str
    codes: list[str]
    weight_g: int
    picture: str | None


class BinRow(Row):
    code: str
    zone: str
    aisle: str
    rack: str
    level: str
    sequence: int  # its place on the walk


class StockRow(Row):
    """An item at the hub. available = on_hand − reserved + expected."""

    item_id: str
    sku: str
    name: str
    on_hand: int
    reserved: int
    expected: int
    expected_on: date | None
    available: int


class PickLineRow(BaseModel):
    """Take `quantity` from a bin. Over when `done`: `picked` of them, and `short` says why not all."""

    id: str
    n: int
    bin: str
    zone: str
    sku: str
    name: str
    codes: list[str]
    picture: str | None
    quantity: int
    picked: int
    short: ShortReason | None
    done: bool


class TaskRow(Row):
    """The gathering of one order. `picker` is whose it is until `lease_until_at`; lines in walking order."""

    order_id: str
    status: PickStatus
    picker_id: str | None
    picker: str | None
    claimed_at: datetime | None
    lease_until_at: datetime | None
    tote: str | None  # code
    lines: list[PickLineRow]


class UnitRow(BaseModel):
    sku: str
    name: str
    quantity: int


class ParcelRow(Row):
    """A closed package, n of `of`. `route_id` is the route it was scanned onto."""

    order_id: str
    code: str  # what its label says
    n: int
    of: int
    status: ParcelStatus
    route_id: str | None
    weight_g: int
    units: list[UnitRow]
