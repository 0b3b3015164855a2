"""Which town is played? Its files as they are imported, moved to the day, and the orders that come late."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import server.demo as demo

LINE_FIELDS = ("sku", "name", "gtin", "quantity", "price", "weight_g")

type Cells = dict[str, str]


class BadTown(Exception):
    """A file that cannot be played; the words say which and why."""


@dataclass(frozen=True, slots=True)
class Town:
    """A hub and its files. `roads` and `profile`: what its server was given, to be seen in its plans."""

    lat: float
    lon: float
    tz: str
    currency: str
    files: Mapping[str, Path]
    roads: Path | None = None
    profile: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def bytes_of(self, kind: str) -> bytes:
        return self.files[kind].read_bytes()

    def couriers(self) -> list[Cells]:
        return _rows(self.bytes_of("couriers"))

    def orders(self, on: date) -> dict[str, list[Cells]]:
        """The rows of each order by its number, for delivery on that day."""
        if self.files["orders"] == demo.ORDERS:
            rows = _rows(demo.demo_orders_csv(on))
        else:
            rows = _moved(_rows(self.bytes_of("orders")), on)
        orders: dict[str, list[Cells]] = {}
        for row in rows:
            orders.setdefault(row["order_number"], []).append(row)
        return orders

    def shelves(self) -> dict[tuple[str, str], int]:
        """What the books will say lies where: (bin, SKU) -> pieces."""
        shelves: dict[tuple[str, str], int] = {}
        for row in _rows(self.bytes_of("stock")):
            place = (row["bin"].strip(), row["sku"].strip())
            shelves[place] = shelves.get(place, 0) + int(row["quantity"])
        return shelves


def demo_town() -> Town:
    files = {"orders": demo.ORDERS, "couriers": demo.COURIERS, "items": demo.ITEMS, "zones": demo.ZONES}
    files |= {"bins": demo.BINS, "stock": demo.STOCK}
    return Town(demo.HUB.lat, demo.HUB.lon, demo.HUB.tz, demo.HUB.currency, files)


def order_file(orders: Mapping[str, list[Cells]]) -> bytes:
    """Orders as the file that is imported."""
    rows = [row for rows in orders.values() for row in rows]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["order_number"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_message(rows: list[Cells], version: int, **changes: Any) -> dict[str, Any]:
    """One order as a shop's back office sends it."""
    head = {name: value for name, value in rows[0].items() if name not in LINE_FIELDS}
    lines = [{name: row[name] for name in LINE_FIELDS if name in row} for row in rows]
    return head | {"version": str(version), "lines": lines} | changes


def window_of(rows: list[Cells], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when to when an order may be delivered."""
    on = date.fromisoformat(rows[0]["delivery_on"])
    begin, end = (_hour(rows[0][name]) for name in ("window_from", "window_to"))
    to_on = on + timedelta(days=end <= begin)
    return datetime.combine(on, begin, zone), datetime.combine(to_on, end, zone)


def _moved(rows: list[Cells], on: date) -> list[Cells]:
    """The earliest day of a file becomes `on`; what was to come later is left for another day.

    Numbers get the day in front, so that the same file can be played day after day.
    """
    days = {row["delivery_on"]: _day(row["delivery_on"]) for row in rows}
    first = min(days.values(), default=on)
    blank = {"placed_at": ""} if rows and "placed_at" in rows[0] else {}
    return [
        row | {"order_number": f"{on:%y%m%d}-{row['order_number']}", "delivery_on": on.isoformat()} | blank
        for row in rows
        if days[row["delivery_on"]] == first
    ]


def _hour(text: str) -> time:
    return time.fromisoformat(text.strip().rjust(5, "0"))


def _day(text: str) -> date:
    text = text.strip()
    return datetime.strptime(text, "%d.%m.%Y").date() if "." in text else date.fromisoformat(text)


def _rows(body: bytes) -> list[Cells]:
    """A comma, semicolon or tab separated file with a header."""
    text = body.decode("utf-8-sig")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    return [dict(row) for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)]
