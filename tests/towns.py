"""Which other days can be played than the demo's? Smaller and bigger ones, of the demo's doors and goods."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from server import demo
from server.demo.make_town import SEED
from server.demo.making import couriers, shelves
from server.demo.making.addresses import Address, read_addresses
from server.demo.making.goods import make_items
from server.demo.making.orders import PLANNABLE
from server.demo.making.zones import in_a_zone
from tests.csv_rows import table

type Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Size:
    """A day: windows of one or two hours between `first` and `last` (hours of the day), one shift for all."""

    orders: int
    couriers: int
    first: int = 8
    last: int = 12
    shift: tuple[str, str] = ("07:00", "13:00")


def make_day(folder: Path, size: Size, seed: int) -> list[str]:
    """Write the files of such a day; what `waybill day` must be told to play it. Same seed, same day."""
    orders = _orders(size, Random(f"{seed} orders"))
    riders = list(_couriers(size))
    items = make_items(Random(f"{SEED} items"))
    bins = shelves.make_bins()
    demand = Counter[str]()
    for row in orders:
        demand[row["sku"]] += int(row["quantity"])
    stock = shelves.stock_rows(bins, items, demand, Random(f"{seed} stock"))
    _write(folder / "orders.csv", list(orders[0]), orders)
    _write(folder / "couriers.csv", couriers.COLUMNS, riders)
    _write(folder / "bins.csv", shelves.BIN_COLUMNS, shelves.bin_rows(bins))
    _write(folder / "stock.csv", shelves.STOCK_COLUMNS, stock)
    made = {name: folder / f"{name}.csv" for name in ("orders", "couriers", "bins", "stock")}
    files = made | {"items": demo.ITEMS, "zones": demo.ZONES}
    told = [f"--hub={demo.HUB.lat},{demo.HUB.lon}", f"--tz={demo.HUB.tz}", f"--currency={demo.HUB.currency}"]
    return told + [f"--{name}={path}" for name, path in files.items()]


def _orders(size: Size, luck: Random) -> list[Cells]:
    """The demo's baskets again and again, each time to another door."""
    baskets: dict[str, list[Cells]] = {}
    for row in _read(demo.ORDERS):
        baskets.setdefault(row["order_number"], []).append(row)
    known = list(baskets.values())[:PLANNABLE]
    doors = [door for door in read_addresses(demo.PBF) if in_a_zone(door.lat, door.lon)]
    rows = []
    for n in range(size.orders):
        head = _head(size, n, luck.choice(doors), luck)
        rows += [row | head for row in known[n % len(known)]]
    return rows


def _head(size: Size, n: int, door: Address, luck: Random) -> Cells:
    hours = luck.choice((1, 2))
    begin = luck.randint(size.first, size.last - hours)
    return {
        "order_number": f"{demo.TEMPLATE_DAY:%y%m%d}-{n:04d}",
        "address": door.text,
        # Two orders to one house are two doors, a few steps apart.
        "lat": f"{door.lat + luck.uniform(-1, 1) * 5e-5:.6f}",
        "lon": f"{door.lon + luck.uniform(-1, 1) * 1e-4:.6f}",
        "window_from": f"{begin:02d}:00",
        "window_to": f"{begin + hours:02d}:00",
    }


def _couriers(size: Size) -> Iterable[Cells]:
    model = _read(demo.COURIERS)[0]
    begin, end = size.shift
    for n in range(size.couriers):
        yield model | {
            "login": f"rider{n:03d}",
            "name": f"Rider {n}",
            "shift_from": begin,
            "shift_to": end,
            "zones": "*",
        }


def _read(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    path.write_bytes(table(*rows, columns=columns))
