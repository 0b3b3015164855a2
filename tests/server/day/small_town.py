"""What is the smallest town in which everything happens? A dozen of the demo's orders, one short morning."""

import csv
import random
from collections.abc import Iterable
from pathlib import Path

from server import demo

HOURS = (("06:30", "07:45"), ("06:45", "08:15"), ("07:00", "08:30"))
SHIFT = ("06:20", "08:40")

type Row = dict[str, str]


def write(folder: Path, orders: int = 12, couriers: int = 2, seed: int = 1) -> dict[str, Path]:
    """Files of such a town, by kind."""
    luck = random.Random(seed)
    taken = _orders(_read(demo.ORDERS), orders, luck)
    people = [row for row in _read(demo.COURIERS) if row["vehicle"] == "bicycle"][:couriers]
    skus = {row["sku"] for row in taken}
    rows = {
        "orders": taken,
        "couriers": [row | {"shift_from": SHIFT[0], "shift_to": SHIFT[1], "zones": "*"} for row in people],
        "stock": [row for row in _read(demo.STOCK) if row["sku"] in skus],
    }
    files = {"items": demo.ITEMS, "bins": demo.BINS, "zones": demo.ZONES}
    for kind, lines in rows.items():
        files[kind] = folder / f"{kind}.csv"
        with files[kind].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
    return files


def _orders(rows: Iterable[Row], most: int, luck: random.Random) -> list[Row]:
    """Whole orders that a bicycle can carry, in the hours of this town."""
    orders: dict[str, list[Row]] = {}
    for row in rows:
        orders.setdefault(row["order_number"], []).append(row)
    light = [
        rows for rows in orders.values() if sum(int(r["weight_g"]) * int(r["quantity"]) for r in rows) < 9000
    ]
    taken: list[Row] = []
    for lines in luck.sample(light, most):
        begin, end = luck.choice(HOURS)
        taken += [row | {"window_from": begin, "window_to": end} for row in lines]
    return taken


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
