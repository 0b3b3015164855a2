"""How does an installation begin? By the command line alone: hub, people, shop, zones, couriers, roads."""

from datetime import date, timedelta
from pathlib import Path

from click.testing import CliRunner

from server.cli import main
from server.demo import COURIERS, PBF, ZONES
from server.demo import ORDERS as DEMO_ORDERS
from tests.csv_rows import table

HUB_TZ, SHOP, PASSWORD = "Europe/Helsinki", "Kauppa", "demo-demo"
# In the middle of Helsinki: number -> address, place, price of the one item, fee; all are paid in cash.
ORDERS = {
    "T-1": ("Vuorikatu 15", "60.172449", "24.947701", "10.00", "2,50"),
    "T-2": ("Mikonkatu 8", "60.169900", "24.946500", "15.00", "2,50"),
    "T-3": ("Kluuvikatu 5", "60.168900", "24.947400", "12.50", "2,50"),
}
DUE_MINOR = {"T-1": 1250, "T-2": 1750, "T-3": 1500}
# What they order, one piece each, and where it lies.
SKU, GTIN, BIN = "GR-061", "4006381333931", "A-01-1"
COLUMNS = DEMO_ORDERS.read_text(encoding="utf-8").splitlines()[0].split(",")


def waybill(folder: Path, *command: str, said: str = "") -> str:
    """A command that must succeed; what it printed."""
    done = CliRunner().invoke(main, command, input=said, env={"WAYBILL_DATA": str(folder)})
    assert done.exit_code == 0, (command, done.output, done.exception)
    return done.output


def install(folder: Path) -> None:
    """One courier by bicycle, real roads under him, and no order yet."""
    waybill(folder, "migrate")
    waybill(
        folder, "hub", "add", "Mikonkatu", "--at", "60.170439,24.945508", "--tz", HUB_TZ, "--currency", "EUR"
    )
    for role in ("dispatcher", "picker", "cashier"):
        waybill(folder, "user", "add", role, "--role", role, said=f"{PASSWORD}\n")
    waybill(folder, "shop", "add", SHOP, "--hub", "Mikonkatu")
    waybill(folder, "import", "zones", str(ZONES))
    couriers = folder / "couriers.csv"
    couriers.write_text("".join(COURIERS.read_text(encoding="utf-8").splitlines(keepends=True)[:2]))
    waybill(folder, "import", "couriers", str(couriers))
    shelves(folder)
    waybill(folder, "roads", "build", str(PBF), "--profile", "bicycle")


def shelves(folder: Path) -> None:
    """One bin, with as many pieces as will be ordered."""
    files = {
        "items": f"sku,name,gtins,weight_g,price,picture\n{SKU},Γάλα 1 l,{GTIN},1030,10.00,\n",
        "bins": f"bin,zone,aisle,rack,level,sequence\n{BIN},Food,A,01,1,1\n",
        "stock": f"bin,sku,quantity\n{BIN},{SKU},{len(ORDERS)}\n",
    }
    for kind, text in files.items():
        file = folder / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        waybill(folder, "import", kind, str(file))


def orders_file(path: Path, on: date) -> Path:
    """The three orders, and a fourth that cannot be: half a piece less than nothing."""
    every = {**ORDERS, "T-BAD": ORDERS["T-1"]}
    path.write_bytes(table(*(_row(number, on, *every[number]) for number in every), columns=COLUMNS))
    return path


def _row(number: str, on: date, address: str, lat: str, lon: str, price: str, fee: str) -> dict[str, object]:
    return {
        "order_number": number,
        "placed_at": f"{on - timedelta(days=1)} 17:46",
        "customer": "Анна Ёлкина",
        "phone": "+358 50 000 3271",
        "address": f"{address}, Helsinki",
        "lat": lat,
        "lon": lon,
        "delivery_on": on,
        "window_from": "09:00",
        "window_to": "16:00",
        "payment": "cash",
        "delivery_fee": fee,
        "currency": "EUR",
        "note": "Ring twice",
        "sku": SKU,
        "name": "Γάλα 1 l",
        "gtin": GTIN,
        "quantity": "-2" if number == "T-BAD" else "1",
        "price": price,
        "weight_g": "1030",
    }
