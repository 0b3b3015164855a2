"""Which shelf places does a bins file name? `bin, zone, aisle, rack, level, sequence`."""

from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from server.imports import fields
from server.imports.cells import Cells
from server.imports.listing import Listing, read_listing
from server.imports.table import Row
from warehouse.codes import canonical

COLUMNS = ("bin", "zone", "aisle", "rack", "level", "sequence")
_REQUIRED = ("bin", "sequence")


@dataclass(frozen=True, slots=True)
class BinRow:
    """One bin. `bin` is what its label says; `sequence` its place on the walk through the building."""

    row: int
    bin: str
    zone: str
    aisle: str
    rack: str
    level: str
    sequence: int


def read_bins(source: bytes | BinaryIO) -> Listing[BinRow]:
    """Bins of a CSV file. A wrong row is refused, the others are taken; so is a bin that a scanner could not
    tell from one met before ("A-1-12" and "A-11-2")."""
    seen: dict[str, int] = {}

    def read(row: Row) -> tuple[BinRow, Cells]:
        cells = Cells(row.values, row.number)
        bin = _bin(cells, row.number)
        if bin.bin and not canonical(bin.bin):
            cells.refuse("bin", "value-missing")
        first = seen.setdefault(canonical(bin.bin), row.number)
        if bin.bin and first != row.number:
            cells.refuse("bin", "value-twice", value=fields.shown(bin.bin), first=first)
        return bin, cells

    return read_listing(source, COLUMNS, _REQUIRED, read)


def _bin(cells: Cells, row: int) -> BinRow:
    short = partial(fields.text, limit=20)
    return BinRow(
        row=row,
        bin=cells.take("bin", partial(fields.text, limit=40, required=True), ""),
        zone=cells.take("zone", partial(fields.text, limit=40), ""),
        aisle=cells.take("aisle", short, ""),
        rack=cells.take("rack", short, ""),
        level=cells.take("level", short, ""),
        sequence=cells.take("sequence", partial(fields.whole, low=0, high=10_000_000), 0),
    )
