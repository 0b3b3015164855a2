"""What is a day in another town? Files for `waybill day` from real addresses and a real catalogue.

    python -m tests.far_town moscow DATA FOLDER     # prints the ARGS for `make day`

DATA holds `addresses/`, `catalogue/` and `osm/` (see the data's own README for their licences); nothing of it
is kept in the project. Goods, EANs and prices are the catalogue's, people are invented, the seed is fixed.
"""

import argparse
import csv
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree

from tests.csv_rows import table
from warehouse.codes import gtin_problem

NS = {"c": "urn:1C.ru:commerceml_2"}
WEIGHT = "38409b0c-29da-11e9-80c9-0cc47ab29cd1"  # the property "Габарит_Вес", kilograms with a decimal comma
TOWNS = {"moscow": "Europe/Moscow", "baltimore": "America/New_York"}
DAY = "2026-01-15"
WINDOWS = (("09:00", "13:00"), ("10:00", "18:00"), ("12:00", "16:00"), ("15:00", "20:00"))
ORDERS = (
    *("order_number", "placed_at", "customer", "phone", "address", "lat", "lon", "delivery_on"),
    *("window_from", "window_to", "payment", "delivery_fee", "currency", "note"),
    *("sku", "name", "gtin", "quantity", "price", "weight_g"),
)

type Row = dict[str, object]


def goods(data: Path) -> list[Row]:
    """The catalogue's goods that have an article; a code with a wrong check digit is left out of its item."""
    catalogue = ElementTree.parse(data / "catalogue" / "import0_1_with_nested_groups.xml")
    found: dict[str, Row] = {}
    codes: set[str] = set()
    for n, product in enumerate(catalogue.findall(".//c:Товар", NS)):
        sku = (product.findtext("c:Артикул", namespaces=NS) or "").strip()
        code = (product.findtext("c:Штрихкод", namespaces=NS) or "").strip()
        good = code and gtin_problem(code) is None and code not in codes
        if not sku or sku in found:
            continue
        codes.add(code)
        name = (product.findtext("c:Наименование", namespaces=NS) or sku).strip()[:200]
        row = {"sku": sku[:80], "name": name, "gtins": code if good else "", "weight_g": _weight_g(product)}
        found[sku] = row | {"price": f"{490 + n * 17 % 4000}.00", "picture": ""}
    return list(found.values())


def _weight_g(product: ElementTree.Element) -> int:
    for value in product.findall(".//c:ЗначенияСвойства", NS):
        if value.findtext("c:Ид", namespaces=NS) == WEIGHT:
            return round(float((value.findtext("c:Значение", namespaces=NS) or "1").replace(",", ".")) * 1000)
    return 900


def shelves(items: Sequence[Row], rng: random.Random) -> tuple[list[Row], list[Row]]:
    """Bins in walking order, and what lies in them: each item in one or two, plenty of it."""
    bins = [
        {"bin": f"{aisle}-{rack:02}-{level}", "zone": "A", "aisle": aisle, "rack": rack, "level": level}
        for aisle in "ABCDEF"
        for rack in range(1, 21)
        for level in (1, 2, 3)
    ]
    for n, bin in enumerate(bins):
        bin["sequence"] = 10 * (n + 1)
    stock = [
        {"bin": bin["bin"], "sku": item["sku"], "quantity": rng.randint(20, 60)}
        for item in items
        for bin in rng.sample(bins, rng.choice((1, 1, 2)))
    ]
    return list(bins), stock


def orders(data: Path, town: str, items: Sequence[Row], count: int, rng: random.Random) -> Iterable[Row]:
    with (data / "addresses" / f"{town}-addresses.csv").open(encoding="utf-8", newline="") as file:
        doors = [row for row in csv.DictReader(file) if row["street"] and row["housenumber"]]
    for n, door in enumerate(rng.sample(doors, min(count, len(doors))), 1):
        begin, end = rng.choice(WINDOWS)
        order: Row = {
            "order_number": f"260115-{n:03}",
            "placed_at": "2026-01-14 18:00",
            "customer": f"Customer {n}",
            "phone": f"+7900000{n:04}",
            "address": f"{door['street']}, {door['housenumber']}",
            "lat": door["lat"],
            "lon": door["lon"],
            "delivery_on": DAY,
            "window_from": begin,
            "window_to": end,
            "payment": rng.choice(("cash", "cash", "card", "prepaid")),
            "delivery_fee": "250.00",
            "currency": "RUB",
            "note": "",
        }
        for item in rng.sample(items, rng.choice((1, 1, 2, 3))):
            bought = {"gtin": item["gtins"], "quantity": rng.choice((1, 1, 1, 2))}
            yield order | bought | {name: item[name] for name in ("sku", "name", "price", "weight_g")}


def couriers(count: int) -> list[Row]:
    fields = {"password": "demo-demo", "vehicle": "car", "capacity_kg": 400, "capacity_parcels": 60}
    hours = {"shift_from": "08:30", "shift_to": "20:30", "zones": "*"}
    return [fields | hours | {"login": f"driver{n}", "name": f"Driver {n}"} for n in range(1, count + 1)]


def zones(rows: Sequence[Row]) -> dict[str, object]:
    """Two halves of the rectangle around all doors."""
    lats = [float(str(row["lat"])) for row in rows]
    lons = [float(str(row["lon"])) for row in rows]
    south, north, west, east = min(lats) - 0.01, max(lats) + 0.01, min(lons) - 0.01, max(lons) + 0.01
    middle = (west + east) / 2
    halves = {"West": (west, middle), "East": (middle, east)}
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": name, "priority": 0, "delivery_fee": "250.00"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[w, south], [e, south], [e, north], [w, north], [w, south]]],
                },
            }
            for name, (w, e) in halves.items()
        ],
    }


def write(path: Path, rows: Sequence[Row], columns: Sequence[str] | None = None) -> None:
    path.write_bytes(table(*rows, columns=columns))


def make(town: str, data: Path, folder: Path, count: int = 120, drivers: int = 6) -> list[str]:
    """Write the files; returns the options of `make day` that play them."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(town)
    items = goods(data)
    bins, stock = shelves(items, rng)
    lines = list(orders(data, town, items, count, rng))
    for name, rows in (("items", items), ("bins", bins), ("stock", stock), ("couriers", couriers(drivers))):
        write(folder / f"{name}.csv", rows)
    write(folder / "orders.csv", lines, ORDERS)
    (folder / "zones.geojson").write_text(json.dumps(zones(lines)))
    doors = sorted((float(str(row["lat"])), float(str(row["lon"]))) for row in lines)
    lat, lon = doors[len(doors) // 2]
    files = [f"--{name}={folder / name}.csv" for name in ("orders", "items", "bins", "stock", "couriers")]
    place = [f"--hub={lat},{lon}", f"--tz={TOWNS[town]}", "--currency=RUB"]
    roads = [f"--roads={data / 'osm' / town}.osm.pbf", "--profile=car"]
    return [*files, f"--zones={folder / 'zones.geojson'}", *place, *roads]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("town", choices=TOWNS)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    print(" ".join(make(given.town, given.data.resolve(), given.folder.resolve())))
