"""Which couriers does a file name? One row a person: login, vehicle, loads, hours, zones and rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from functools import partial
from typing import Any, BinaryIO

from server.domain.errors import Problem
from server.domain.hours import within
from server.imports import fields
from server.imports.cells import Cells
from server.imports.listing import Listing, read_listing
from server.imports.rules import courier_rules
from server.imports.table import Row

COLUMNS = (
    "login",
    "name",
    "password",
    "vehicle",
    "capacity_kg",
    "capacity_parcels",
    "shift_from",
    "shift_to",
    "zones",
)
MIN_PASSWORD = 8
_LOGIN = re.compile(r"[\w.@-]{1,60}")
_KILOGRAMS = re.compile(r"(\d{1,6})(?:[.,](\d{1,3}))?", re.ASCII)


class Vehicle(StrEnum):
    """What a courier moves with."""

    BICYCLE = "bicycle"
    FOOT = "foot"
    CAR = "car"


@dataclass(frozen=True, slots=True)
class CourierRow:
    """One courier. Shift times are the hub's; a shift ending at or before its start ends on the next day.

    `password` is empty when the file says none (a courier known already keeps his). `zones` None: every one.
    `rules` holds what `rules.courier_rules` reads of those columns that the file has; others are not touched.
    """

    row: int
    login: str
    name: str
    password: str = field(repr=False)
    vehicle: Vehicle
    capacity_g: int
    capacity_parcels: int
    shift_from: time
    shift_to: time
    zones: tuple[str, ...] | None
    rules: Mapping[str, Any] = field(default_factory=dict, hash=False)


def read_couriers(source: bytes | BinaryIO, currency: str) -> Listing[CourierRow]:
    """Couriers of a CSV file. A wrong row is refused, the others are taken; so is a login met before."""
    further = courier_rules(currency)
    seen: dict[str, int] = {}

    def read(row: Row) -> tuple[CourierRow, Cells]:
        cells = Cells(row.values, row.number)
        given = {name: parse for name, parse in further.items() if name in row.values}
        rules = {name: cells.take(name, parse, None) for name, parse in given.items()}
        courier = _courier(cells, row.number, rules)
        first = seen.setdefault(courier.login.casefold(), row.number) if courier.login else row.number
        if first != row.number:
            cells.refuse("login", "value-twice", value=courier.login, first=first)
        return courier, cells

    return read_listing(source, (*COLUMNS, *further), COLUMNS, read)


def _courier(cells: Cells, row: int, rules: Mapping[str, Any]) -> CourierRow:
    courier = CourierRow(
        row=row,
        login=cells.take("login", _login, ""),
        name=cells.take("name", partial(fields.text, limit=80, required=True), ""),
        password=cells.take("password", _password, ""),
        vehicle=cells.take("vehicle", partial(fields.choice, kinds=Vehicle), Vehicle.FOOT),
        capacity_g=cells.take("capacity_kg", _grams, 1),
        capacity_parcels=cells.take("capacity_parcels", partial(fields.whole, low=1, high=10_000), 1),
        shift_from=cells.take("shift_from", fields.clock, time(0)),
        shift_to=cells.take("shift_to", partial(fields.clock, midnight=True), time(0)),
        zones=cells.take("zones", _zones, None),
        rules=rules,
    )
    for one in () if cells.problems else rules.get("breaks", ()):
        if not within(one.begin, one.by, courier.shift_from, courier.shift_to):
            hours = f"{courier.shift_from:%H:%M}–{courier.shift_to:%H:%M}"
            cells.refuse("breaks", "break-outside", value=f"{one.begin:%H:%M}–{one.by:%H:%M}", hours=hours)
    return courier


def _login(value: str) -> str:
    login = fields.text(value, 60, required=True)
    if not _LOGIN.fullmatch(login):
        raise Problem("login", value=fields.shown(value))
    return login


def _password(value: str) -> str:
    """As it was typed, spaces too; its value stands in no message."""
    if "\0" in value:
        raise Problem("value-nul")
    if value and not MIN_PASSWORD <= len(value) <= 200:
        raise Problem("password-length", low=MIN_PASSWORD, high=200)
    return value


def _grams(value: str) -> int:
    """Kilograms with a point or a comma, as grams."""
    match = _KILOGRAMS.fullmatch(value.strip())
    if not match:
        if not value.strip():
            raise Problem("value-missing")
        fields.refuse_number(value.strip(), "0.001", 50_000)
    grams = int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0"))
    if not 1 <= grams <= 50_000_000:
        raise Problem("number-range", value=fields.shown(value), low="0.001", high=50_000)
    return grams


def _zones(value: str) -> tuple[str, ...] | None:
    names = fields.listed(fields.text(value, 2000, required=True))
    return None if "*" in names else tuple(dict.fromkeys(names))
