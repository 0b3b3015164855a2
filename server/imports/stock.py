"""What lies in which bin, and what will come? `bin, sku, quantity` and `sku, quantity, expected_on`."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import BinaryIO

from server.imports import fields
from server.imports.cells import Cells
from server.imports.listing import Listing, read_listing
from server.imports.table import Row
from warehouse.codes import canonical

COLUMNS = ("bin", "sku", "quantity")
EXPECTED_COLUMNS = ("sku", "quantity", "expected_on")
_pieces = partial(fields.whole, low=0, high=1_000_000)


@dataclass(frozen=True, slots=True)
class StockRow:
    """So many pieces of an item were counted in a bin."""

    row: int
    bin: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """So many pieces were announced, for a day or for some time."""

    row: int
    sku: str
    quantity: int
    expected_on: date | None


def read_stock(source: bytes | BinaryIO) -> Listing[StockRow]:
    """Counts of a CSV file. A wrong row is refused, the others are taken; so is a bin and item met before."""
    seen: dict[tuple[str, str], int] = {}

    def read(row: Row) -> tuple[StockRow, Cells]:
        cells = Cells(row.values, row.number)
        counted = StockRow(
            row=row.number,
            bin=cells.take("bin", partial(fields.text, limit=40, required=True), ""),
            sku=cells.take("sku", partial(fields.text, limit=80, required=True), ""),
            quantity=cells.take("quantity", _pieces, 0),
        )
        first = seen.setdefault((canonical(counted.bin), counted.sku), row.number)
        if counted.sku and first != row.number:
            cells.refuse("sku", "value-twice", value=fields.shown(counted.sku), first=first)
        return counted, cells

    return read_listing(source, COLUMNS, COLUMNS, read)


def read_expected(source: bytes | BinaryIO) -> Listing[ExpectedRow]:
    """Announced deliveries of a CSV file; an item may come more than once."""

    def read(row: Row) -> tuple[ExpectedRow, Cells]:
        cells = Cells(row.values, row.number)
        announced = ExpectedRow(
            row=row.number,
            sku=cells.take("sku", partial(fields.text, limit=80, required=True), ""),
            quantity=cells.take("quantity", _pieces, 0),
            expected_on=cells.take("expected_on", _day_or_none, None),
        )
        return announced, cells

    return read_listing(source, EXPECTED_COLUMNS, ("sku", "quantity"), read)


def _day_or_none(value: str) -> date | None:
    return fields.day(value) if value.strip() else None
