"""What does a row of an order file or a courier file say, and how is a file made of rows?"""

import csv
import io
from collections.abc import Mapping, Sequence

ORDER = {
    "order_number": "A-1",
    "placed_at": "",
    "customer": "Aino",
    "phone": "",
    "address": "Katu 1",
    "lat": "60.17",
    "lon": "24.94",
    "delivery_on": "2026-01-15",
    "window_from": "10:00",
    "window_to": "12:00",
    "payment": "cash",
    "delivery_fee": "3.90",
    "currency": "EUR",
    "note": "",
    "sku": "TEA",
    "name": "Tea",
    "gtin": "",
    "quantity": "2",
    "price": "5.00",
    "weight_g": "300",
}
COURIER = {
    "login": "anna",
    "name": "Anna",
    "password": "",
    "vehicle": "bicycle",
    "capacity_kg": "40",
    "capacity_parcels": "30",
    "shift_from": "09:00",
    "shift_to": "17:00",
    "zones": "*",
}


def table(*rows: Mapping[str, object], columns: Sequence[str] | None = None) -> bytes:
    """A file with these rows; its head is `columns`, or whatever the rows name."""
    out = io.StringIO(newline="")
    named = columns or list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(out, named, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
