"""Which order files do the tests read? One good order, and a way to spoil any cell of it."""

import csv
import io
import json

from server.shops.base import HubFacts, OrdersRead
from server.shops.files import read_orders, read_orders_json

HUB = HubFacts("Europe/Helsinki", "EUR", 60.17, 24.94)
COLUMNS = (
    *(
        "order_number",
        "placed_at",
        "customer",
        "phone",
        "address",
        "lat",
        "lon",
        "delivery_on",
        "window_from",
    ),
    *("window_to", "payment", "delivery_fee", "currency", "note", "sku", "name", "gtin", "quantity", "price"),
    "weight_g",
)
LINE_COLUMNS = ("sku", "name", "gtin", "quantity", "price", "weight_g")
GOOD = dict(
    zip(
        COLUMNS,
        (
            *("A-1", "2026-11-20 17:46", "Анна Ёлкина", "+358 50 000 3271", "Vuorikatu 15, Helsinki"),
            *("60.172449", "24.947701", "2026-11-21", "18:00", "20:00", "cash", "3,90", "EUR", "ring twice"),
            *("GR-061", "Γάλα 1 l", "4006381333931", "2", "2.45", "1030"),
        ),
        strict=True,
    )
)


def row(**changes: str) -> dict[str, str]:
    return GOOD | changes


def csv_text(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([one.get(column, "") for column in columns] for one in rows)
    return out.getvalue()


def csv_bytes(*rows: dict[str, str]) -> bytes:
    return csv_text(*rows).encode()


def read(*rows: dict[str, str], hub: HubFacts = HUB) -> OrdersRead:
    return read_orders(csv_bytes(*rows), hub)


def as_json(*rows: dict[str, str]) -> dict[str, object]:
    """Rows of one order as the JSON object of that order."""
    head = {column: value for column, value in rows[0].items() if column not in LINE_COLUMNS}
    return head | {"lines": [{column: one[column] for column in LINE_COLUMNS} for one in rows]}


def read_json(payload: object, hub: HubFacts = HUB) -> OrdersRead:
    return read_orders_json(json.dumps(payload).encode(), hub)


def codes(found: OrdersRead) -> list[tuple[int | None, str | None, str]]:
    """What was refused: row, column, code."""
    return [(refusal.row, refusal.column, refusal.code) for refusal in found.refused]
