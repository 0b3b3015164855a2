"""Which day do files of orders, couriers and zones name? A problem for `routing`, without any database."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from routing.model import Break, Place, Problem, Shift, SoftWindow, Stop, TimeWindow
from routing.zones import Zone, ZoneIndex
from server.domain.delivery import WAIT_PERCENT
from server.domain.orders import Payment
from server.imports.cells import Cells
from server.imports.couriers import COLUMNS as COURIER_BASE
from server.imports.couriers import CourierRow, read_couriers
from server.imports.places import exchanged, hub_of, middle_of
from server.imports.plan_columns import COURIER_COLUMNS, order_columns, read_cells
from server.imports.refusal import Refusal
from server.imports.rules import courier_rules
from server.imports.table import FileRefused, column_name, read_table
from server.imports.zones import read_zones
from server.shops.base import HubFacts, ShopOrder
from server.shops.files import read_orders, read_orders_json

_OF_ZONES = ("preferred", "forbidden")


@dataclass(frozen=True, slots=True)
class Base:
    """What a file cannot say: the hub (None: to be found), its time zone, the day (None: the first)."""

    hub: Place | None
    known_hub: Place
    tz: str
    service_s: int
    on: date | None = None
    currency: str | None = None


@dataclass(slots=True)
class Day:
    """What was read. With anything in `refused` the rest is not to be used.

    `unplaced`: orders that nobody was asked to plan, with a code; `other_days`: how many are for another day.
    """

    problem: Problem
    on: date | None = None
    currency: str = ""
    hub_from: str = "given"
    orders: dict[str, ShopOrder] = field(default_factory=dict)
    couriers: dict[str, CourierRow] = field(default_factory=dict)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    other_days: int = 0
    refused: dict[str, list[Refusal]] = field(default_factory=dict)
    notices: dict[str, list[Refusal]] = field(default_factory=dict)


def read_day(orders: bytes, couriers: bytes, zones: bytes | None, base: Base) -> Day:
    """The files as they are; `orders` may be CSV or JSON."""
    in_json = orders.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")
    currency = base.currency or _first_currency(orders, in_json) or "EUR"
    at = (base.hub.lat, base.hub.lon) if base.hub else (None, None)
    facts = HubFacts(base.tz, currency, *at)
    sent = (read_orders_json if in_json else read_orders)(orders, facts)
    people = read_couriers(couriers, currency)
    shapes = read_zones(zones, currency, base.hub) if zones is not None else None
    day = Day(Problem(base.hub or base.known_hub, (), ()), currency=currency)
    day.refused = {
        "orders": list(sent.refused),
        "couriers": list(people.refused),
        "zones": list(shapes.refused) if shapes else [],
    }
    day.notices = {"orders": list(sent.notices), "couriers": list(people.notices), "zones": []}
    names = {"courier": {one.login for one in people.values}}
    if shapes and not shapes.refused:
        names["zone"] = {zone.name for zone in shapes.values}
    more = _order_cells(day, orders, in_json, sent.orders, names, currency)
    near = base.hub or middle_of(sent.orders)
    about = _courier_cells(day, couriers, people.values, names.get("zone"), currency, near)
    if shapes is None and not any(given["zone"] for given in more.values()):
        _tell_zones_count_for_nothing(day, people.values)
    if any(day.refused.values()):
        return day
    day.on = base.on or min((order.delivery_on for order in sent.orders), default=None)
    today = [order for order in sent.orders if order.delivery_on == day.on]
    day.other_days = len(sent.orders) - len(today)
    day.orders = {order.number: order for order in today}
    day.couriers = {one.login: one for one in people.values}
    hub, day.hub_from = hub_of(base.hub, base.known_hub, today, (one["start"] for one in about.values()))
    known = [Zone(z.name, z.name, z.priority, z.geometry) for z in shapes.values] if shapes else None
    stops = _stops(day, today, more, known, base)
    shifts = [
        _shift(one, about[one.login], hub, day.on or date(2000, 1, 1), base.tz) for one in people.values
    ]
    day.problem = Problem(hub, tuple(stops), tuple(shifts), wait_percent=WAIT_PERCENT)
    return day


def _first_currency(raw: bytes, in_json: bool) -> str | None:
    """The file's own currency, as it stands there first."""
    try:
        if in_json:
            payload = json.loads(raw.decode("utf-8-sig"))
            given: Iterable[Any] = payload.get("orders", [payload]) if isinstance(payload, dict) else []
            values = [one.get("currency") for one in given if isinstance(one, dict)]
        else:
            values = [row.values.get("currency") for row in read_table(raw, ("currency",), ()).rows]
    except (ValueError, FileRefused, AttributeError, TypeError, RecursionError):
        return None  # reading says what is wrong with it
    return next((value.strip().upper() for value in values if isinstance(value, str) and value.strip()), None)


def _order_cells(
    day: Day,
    raw: bytes,
    in_json: bool,
    orders: Sequence[ShopOrder],
    names: Mapping[str, Collection[str]],
    currency: str,
) -> dict[str, dict[str, Any]]:
    """The further columns by order; an order of several rows says each once. `names`: what is known."""
    columns, rows = (
        order_columns(currency),
        {} if in_json else _rows(raw, "order_number", order_columns(currency)),
    )
    found = {}
    for order in orders:
        given = {column_name(key): value for key, value in order.extra.items()}
        row = rows.get(order.number)
        path = f"{order.number}." if in_json else ""
        found[order.number], cells = read_cells(given, row, path, columns)
        for column, known in names.items():
            name = found[order.number][column]
            if name and name not in known:
                cells.refuse(column, f"plan-{column}", value=name)
        day.refused["orders"] += cells.problems
    return found


def _courier_cells(
    day: Day,
    raw: bytes,
    people: Sequence[CourierRow],
    zones: Collection[str] | None,
    currency: str,
    near: Place | None,
) -> dict[str, dict[str, Any]]:
    """The rules by login, those of imports and those of plans alone; a column that is not there says none."""
    if not people:
        return {}
    known = (*COURIER_BASE, *COURIER_COLUMNS)
    values = {row.number: row.values for row in read_table(raw, known, COURIER_BASE).rows}
    nothing = Cells({}, None)
    none = {name: nothing.take(name, parse, None) for name, parse in courier_rules(currency).items()}
    found = {}
    for one in people:
        more, cells = read_cells(values[one.row], one.row, "", COURIER_COLUMNS)
        found[one.login] = {**none, **one.rules, **more}
        named = {"zones": one.zones or ()} | {column: one.rules.get(column) or () for column in _OF_ZONES}
        for column, names in named.items():
            for name in sorted({*names} - {*zones} if zones is not None else ()):
                cells.refuse(column, "plan-zone", value=name)
        for column, place in exchanged(((name, more[name]) for name in ("start", "end")), near):
            cells.refuse(column, "coordinates-swapped", lat=place.lat, lon=place.lon)
        day.refused["couriers"] += cells.problems
    return found


def _tell_zones_count_for_nothing(day: Day, people: Sequence[CourierRow]) -> None:
    """Not that somebody believes they do."""
    if any(one.zones or any(one.rules.get(column) for column in _OF_ZONES) for one in people):
        day.notices["couriers"].append(Refusal(None, None, "plan-zones-unknown", {}))


def _rows(raw: bytes, key: str, columns: Mapping[str, Any]) -> dict[str, int]:
    """The line on which each order begins."""
    found: dict[str, int] = {}
    try:
        for row in read_table(raw, (key, *columns), (key,)).rows:
            found.setdefault(row.values.get(key, "").strip(), row.number)
    except FileRefused:
        pass  # told already
    return found


def _stops(
    day: Day,
    orders: Sequence[ShopOrder],
    more: Mapping[str, Mapping[str, Any]],
    zones: list[Zone] | None,
    base: Base,
) -> list[Stop]:
    index, stops = ZoneIndex(zones or []), []
    for order in orders:
        if order.lat is None or order.lon is None:
            day.unplaced.append((order.number, "no-point"))
            continue
        given, place = more[order.number], Place(order.lat, order.lon)
        zone = given["zone"] or None
        if zone is None and zones is not None:
            lies_in = index.locate(place)
            if lies_in is None:
                day.unplaced.append((order.number, "outside-zones"))
                continue
            zone = lies_in.name
        stops.append(_stop(order, given, place, zone, base))
    return stops


def _stop(order: ShopOrder, given: Mapping[str, Any], place: Place, zone: str | None, base: Base) -> Stop:
    cash = order.due_minor if order.payment is Payment.CASH else 0
    return Stop(
        id=order.number,
        place=place,
        windows=(TimeWindow(int(order.window_from_at.timestamp()), int(order.window_to_at.timestamp())),),
        service_s=base.service_s if given["service_min"] is None else given["service_min"],
        weight_g=order.weight_g,
        parcels=given["parcels"] or 1,
        zone=zone,
        drop_cost_s=given["drop_min"],
        volume_ml=order.volume_ml,
        cash_minor=cash if given["cash"] is None else given["cash"],
        tags=order.tags,
        soft=_soft(order, given),
        priority=order.priority,
        collect_g=given["collect_kg"] or 0,
        collect_ml=given["collect_l"] or 0,
        collect_parcels=given["collect_parcels"] or 0,
        shift_id=given["courier"] or None,
    )


def _soft(order: ShopOrder, given: Mapping[str, Any]) -> SoftWindow | None:
    """An end not given is that of the order's own window."""
    if order.wished_from_at is None and order.wished_to_at is None:
        return None
    start = int((order.wished_from_at or order.window_from_at).timestamp())
    end = int((order.wished_to_at or order.window_to_at).timestamp())
    late = 60 if given["late_per_min"] is None else given["late_per_min"]
    return SoftWindow(
        start, max(start, end), late_per_min_s=late, early_per_min_s=given["early_per_min"] or 0
    )


def _shift(one: CourierRow, given: Mapping[str, Any], hub: Place, on: date, tz: str) -> Shift:
    begin = _epoch_s(on, one.shift_from, tz)
    end = _epoch_s(on + timedelta(days=one.shift_to <= one.shift_from), one.shift_to, tz)
    pauses = []
    for pause in given["breaks"]:
        first = _epoch_s(on + timedelta(days=pause.begin < one.shift_from), pause.begin, tz)
        last = _epoch_s(on + timedelta(days=pause.begin < one.shift_from), pause.by, tz)
        last += 86_400 if last < first else 0
        pauses.append(Break(TimeWindow(first, last), pause.duration_s))
    return Shift(
        id=one.login,
        start=given["start"] or hub,
        end=given["end"] or hub,
        window=TimeWindow(begin, end),
        capacity_g=one.capacity_g,
        capacity_parcels=one.capacity_parcels,
        zones=None if one.zones is None else frozenset(one.zones),
        profile=str(one.vehicle),
        max_stops=given["max_stops"],
        capacity_ml=given["capacity_l"],
        cash_limit_minor=given["cash_limit"],
        tags=given["tags"],
        preferred=given["preferred"],
        forbidden=given["forbidden"],
        max_travel_s=given["max_travel_min"],
        max_metres=given["max_km"],
        breaks=tuple(pauses),
        max_trips=given["trips"] or 1,
        reload_s=given["reload_min"] or 0,
        fixed_cost_s=given["fixed_min"] or 0,
    )


def _epoch_s(on: date, at: time, tz: str) -> int:
    return int(datetime.combine(on, at, ZoneInfo(tz)).timestamp())
