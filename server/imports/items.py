"""Which goods does an items file name? `sku, name, gtins (space-separated), weight_g, price, picture`."""

from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from server.domain.errors import Problem
from server.imports import fields
from server.imports.cells import Cells
from server.imports.listing import Listing, read_listing
from server.imports.table import Row

COLUMNS = ("sku", "name", "gtins", "weight_g", "price", "picture")
_REQUIRED = ("sku", "name", "gtins", "weight_g", "price")
MAX_GTINS = 20
OWN = "/pictures/"  # in the data folder


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item. A weight or price of 0: the file did not say. `picture` is an address or empty."""

    row: int
    sku: str
    name: str
    gtins: tuple[str, ...]
    weight_g: int
    price_minor: int
    picture: str


def read_items(source: bytes | BinaryIO, currency: str) -> Listing[ItemRow]:
    """Items of a CSV file. A wrong row is refused, the others are taken; so is a SKU or GTIN met before."""
    seen_skus: dict[str, int] = {}
    seen_gtins: dict[str, int] = {}

    def read(row: Row) -> tuple[ItemRow, Cells]:
        cells = Cells(row.values, row.number)
        item = _item(cells, row.number, currency)
        for column, values, seen in (("sku", [item.sku], seen_skus), ("gtins", item.gtins, seen_gtins)):
            for value in filter(None, values):
                first = seen.setdefault(value, row.number)
                if first != row.number:
                    cells.refuse(column, "value-twice", value=fields.shown(value), first=first)
        return item, cells

    return read_listing(source, COLUMNS, _REQUIRED, read)


def _item(cells: Cells, row: int, currency: str) -> ItemRow:
    return ItemRow(
        row=row,
        sku=cells.take("sku", partial(fields.text, limit=80, required=True), ""),
        name=cells.take("name", partial(fields.text, limit=200, required=True), ""),
        gtins=cells.take("gtins", _gtins, ()),
        weight_g=cells.take("weight_g", partial(fields.whole, low=0, high=1_000_000, empty=0), 0),
        price_minor=cells.take("price", partial(fields.minor, currency=currency, empty=0), 0),
        picture=cells.take("picture", _picture, ""),
    )


def _gtins(value: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(filter(None, map(fields.gtin, value.split()))))
    if len(found) > MAX_GTINS:
        raise Problem("number-range", value=str(len(found)), low=0, high=MAX_GTINS)
    return found


def _picture(value: str) -> str:
    """A picture's address: the web's or one of our own folder, for a page will show it."""
    address = fields.text(value, 500)
    if address and not address.lower().startswith(("https://", "http://", OWN)):
        raise Problem("web-address", value=fields.shown(value))
    return address
