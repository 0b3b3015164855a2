"""What is in the demo town, and how does its day of orders come to any date?

The files of this folder are data: see README.md for where they come from and `make_town.py` for how.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).parent
PBF = FOLDER / "helsinki.osm.pbf"
ORDERS = FOLDER / "orders.csv"
COURIERS = FOLDER / "couriers.csv"
ITEMS = FOLDER / "items.csv"
ZONES = FOLDER / "zones.geojson"
BINS = FOLDER / "bins.csv"
STOCK = FOLDER / "stock.csv"
PICTURES = FOLDER / "pictures"

TEMPLATE_DAY = date(2026, 1, 15)  # the delivery day that orders.csv carries


@dataclass(frozen=True)
class DemoHub:
    """The building the couriers start from; lat and lon in degrees, tz an IANA name, currency ISO 4217."""

    name: str
    address: str
    lat: float
    lon: float
    tz: str
    currency: str


@dataclass(frozen=True)
class DemoLogin:
    """Somebody who can sign in; the couriers have theirs in couriers.csv."""

    login: str
    name: str
    role: str
    password: str


HUB = DemoHub("Mikonkatu", "Mikonkatu 13, 00100 Helsinki", 60.170439, 24.945508, "Europe/Helsinki", "EUR")
SHOP = "Kauppa"
PASSWORD = "demo-demo"
LOGINS = (
    DemoLogin("admin", "Hanna Laine", "admin", PASSWORD),
    DemoLogin("dispatcher", "Дарья Миронова", "dispatcher", PASSWORD),
    DemoLogin("picker", "Petros Ioannou", "picker", PASSWORD),
    DemoLogin("picker2", "Olga Sorsa", "picker", PASSWORD),
    DemoLogin("storekeeper", "Eino Halla", "picker", PASSWORD),
    DemoLogin("cashier", "Γεωργία Λάμπρου", "cashier", PASSWORD),
)
COURIER_LOGIN = "aino"  # the first of couriers.csv, to be named beside LOGINS


def demo_orders_csv(on: date) -> bytes:
    """The day of orders.csv moved to `on`: UTF-8 CSV in the format of `waybill import orders`.

    Orders are placed the evening before. Their numbers begin with the date (yymmdd), so that each day's
    orders are new ones; the same `on` gives the same bytes.
    """
    shift = on - TEMPLATE_DAY
    with ORDERS.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [_moved(row, on, shift) for row in reader]
        columns = list(reader.fieldnames or ())
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _moved(row: dict[str, str], on: date, shift: timedelta) -> dict[str, str]:
    day, clock = row["placed_at"].split(" ")
    number = row["order_number"].partition("-")[2]
    return row | {
        "order_number": f"{on:%y%m%d}-{number}",
        "placed_at": f"{date.fromisoformat(day) + shift} {clock}",
        "delivery_on": on.isoformat(),
    }
