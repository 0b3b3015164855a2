"""Do the files of a day become the problem that their columns say, and is what is wrong in them named?"""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from routing.model import Place, SoftWindow, TimeWindow
from server import demo
from server.imports.planning import Base, Day, read_day
from tests.csv_rows import COURIER, ORDER, table

HUB = Place(demo.HUB.lat, demo.HUB.lon)


def day(orders: list[dict[str, str]], couriers: list[dict[str, str]] | None = None, **base) -> Day:
    people = table(
        *([COURIER] if couriers is None else couriers), columns=None if couriers else list(COURIER)
    )
    files = table(*orders) if orders else table(columns=list(ORDER))
    return read_day(files, people, base.pop("zones", None), Base(**{**_BASE, **base}))


_BASE = {"hub": HUB, "known_hub": HUB, "tz": "Europe/Helsinki", "service_s": 240}


def refusals(found: Day) -> list[tuple[str, int | None, str | None, str]]:
    return [(kind, one.row, one.column, one.code) for kind, some in found.refused.items() for one in some]


def at(found: Day, clock: str) -> int:
    return int(
        datetime.fromisoformat(f"2026-01-15T{clock}").replace(tzinfo=ZoneInfo(_BASE["tz"])).timestamp()
    )


def test_an_order_and_a_courier_without_any_further_column() -> None:
    found = day([ORDER])
    (stop,), (shift,) = found.problem.stops, found.problem.shifts
    assert (stop.id, stop.weight_g, stop.cash_minor, stop.service_s) == ("A-1", 600, 1390, 240)
    assert stop.windows == (TimeWindow(at(found, "10:00"), at(found, "12:00")),)
    assert (shift.id, shift.capacity_g, shift.profile, shift.start) == ("anna", 40_000, "bicycle", HUB)
    assert shift.window == TimeWindow(at(found, "09:00"), at(found, "17:00"))
    assert (shift.max_trips, shift.breaks, shift.cash_limit_minor, stop.soft) == (1, (), None, None)
    assert found.on == date(2026, 1, 15) and found.currency == "EUR"


def test_every_further_column_of_an_order() -> None:
    more = {
        "service_min": "7",
        "parcels": "3",
        "volume_l": "12,5",
        "tags": "cold id",
        "priority": "4",
        "drop_min": "90",
        "soft_from": "10:30",
        "soft_to": "11:00",
        "late_per_min": "30",
        "early_per_min": "5",
        "collect_kg": "1.5",
        "collect_l": "2",
        "collect_parcels": "1",
        "courier": "anna",
        "zone": "north",
        "cash": "20.50",
    }
    (stop,) = day([ORDER | more]).problem.stops
    assert (stop.service_s, stop.parcels, stop.volume_ml, stop.priority) == (420, 3, 12_500, 4)
    assert (stop.tags, stop.drop_cost_s, stop.shift_id, stop.zone) == ({"cold", "id"}, 5400, "anna", "north")
    assert (stop.collect_g, stop.collect_ml, stop.collect_parcels, stop.cash_minor) == (1500, 2000, 1, 2050)
    found = day([ORDER | more])
    soft = SoftWindow(at(found, "10:30"), at(found, "11:00"), late_per_min_s=30, early_per_min_s=5)
    assert stop.soft == soft


def test_every_further_column_of_a_courier() -> None:
    more = {
        "tags": "cold",
        "cash_limit": "150",
        "capacity_l": "80",
        "breaks": "12:00-13:00/30 15:00-15:30/10",
        "trips": "2",
        "reload_min": "10",
        "preferred": "north",
        "forbidden": "south east",
        "start": "60.18,24.95",
        "end": "60.16 24.93",
        "max_stops": "20",
        "max_travel_min": "240",
        "max_km": "55.5",
        "fixed_min": "15",
    }
    found = day([ORDER], [COURIER | more])
    (shift,) = found.problem.shifts
    assert (shift.tags, shift.cash_limit_minor, shift.capacity_ml) == ({"cold"}, 15_000, 80_000)
    assert (shift.max_trips, shift.reload_s, shift.max_stops, shift.max_travel_s) == (2, 600, 20, 14_400)
    assert (shift.preferred, shift.forbidden) == ({"north"}, {"south", "east"})
    assert (shift.start, shift.end) == (Place(60.18, 24.95), Place(60.16, 24.93))
    assert (shift.max_metres, shift.fixed_cost_s) == (55_500, 900)
    first, second = shift.breaks
    assert first.window == TimeWindow(at(found, "12:00"), at(found, "13:00")) and first.duration_s == 1800
    assert second.duration_s == 600


def test_a_night_shift_with_its_break_after_midnight() -> None:
    found = day([ORDER], [COURIER | {"shift_from": "22:00", "shift_to": "06:00", "breaks": "01:00-02:00/30"}])
    (shift,) = found.problem.shifts
    assert shift.window.end_s - shift.window.start_s == 8 * 3600
    assert shift.breaks[0].window.start_s == shift.window.start_s + 3 * 3600


def test_json_says_the_same_as_csv() -> None:
    head = {
        key: value for key, value in ORDER.items() if key not in ("sku", "name", "gtin", "quantity", "price")
    }
    head.pop("weight_g")
    line = {"sku": "TEA", "name": "Tea", "quantity": "2", "price": "5.00", "weight_g": "300"}
    sent = {"orders": [head | {"lines": [line], "priority": "3", "tags": "cold"}]}
    found = read_day(json.dumps(sent).encode(), table(COURIER), None, Base(**_BASE))
    assert not refusals(found)
    assert found.problem == day([ORDER | {"priority": "3", "tags": "cold"}]).problem


@pytest.mark.parametrize(
    "column, value, code",
    [
        ("service_min", "soon", "number"),
        ("priority", "11", "number-range"),
        ("volume_l", "12.3456", "number-decimals"),
        ("volume_l", "-1", "number-range"),
        ("volume_l", "much", "number"),
        ("weight_g", "9" * 20, "number-range"),
        ("soft_to", "25:00", "time"),
        ("courier", "ben", "plan-courier"),
        ("cash", "ten", "money"),
        ("lat", "sixty", "coordinate"),
        ("window_to", "noon", "time"),
    ],
)
def test_a_wrong_cell_of_an_order_is_named(column: str, value: str, code: str) -> None:
    found = day([ORDER, ORDER | {"order_number": "A-2", column: value}])
    assert refusals(found) == [("orders", 3, column, code)]


@pytest.mark.parametrize(
    "column, value, code",
    [
        ("breaks", "noon", "plan-break"),
        ("breaks", "12:00-13:00/0", "plan-break"),
        ("breaks", "12:00-25:00/30", "time"),
        ("start", "here", "plan-point"),
        ("end", "95,200", "plan-point"),
        ("end", "24.94,60.17", "coordinates-swapped"),
        ("max_km", "-1", "number-range"),
        ("trips", "0", "number-range"),
        ("capacity_kg", "much", "number"),
        ("shift_from", "9", "time"),
    ],
)
def test_a_wrong_cell_of_a_courier_is_named(column: str, value: str, code: str) -> None:
    found = day([ORDER], [COURIER, COURIER | {"login": "ben", column: value}])
    assert refusals(found) == [("couriers", 3, column, code)]


def test_a_zone_that_the_file_of_zones_lacks_is_named() -> None:
    inside = ORDER | {"lat": "60.1709", "lon": "24.9415"}
    orders = [inside, inside | {"order_number": "A-2", "zone": "Nowhere"}]
    people = [COURIER | {"zones": "Asema Nowhere", "preferred": "Kluvi", "forbidden": "Kluuvi"}]
    found = day(orders, people, zones=demo.ZONES.read_bytes())
    wrong = {("orders", 3, "zone"), ("couriers", 2, "zones"), ("couriers", 2, "preferred")}
    assert {one[:3] for one in refusals(found)} == wrong
    assert {one[3] for one in refusals(found)} == {"plan-zone"}
    assert not refusals(day(orders, people)), "without a file of zones they are but names"


def test_a_zone_s_name_may_hold_spaces() -> None:
    people = [COURIER | {"zones": "Far West;", "forbidden": "Old Town; Harbour"}]
    (shift,) = day([ORDER | {"zone": "Far West"}], people).problem.shifts
    assert (shift.zones, shift.forbidden) == ({"Far West"}, {"Old Town", "Harbour"})


def test_couriers_zones_that_count_for_nothing_are_told() -> None:
    people = [COURIER | {"zones": "Asema"}]
    told = day([ORDER], people).notices["couriers"]
    assert [one.code for one in told] == ["plan-zones-unknown"]
    assert not day([ORDER | {"zone": "Asema"}], people).notices["couriers"]
    assert not day([ORDER], people, zones=demo.ZONES.read_bytes()).notices["couriers"]
    assert not day([ORDER], [COURIER | {"zones": "*"}]).notices["couriers"]


def test_a_file_that_is_no_table_of_this_kind_is_refused_as_a_whole() -> None:
    found = read_day(b"a,b\n1,2\n", b"login\nanna\n", b"{}", Base(**_BASE))
    kinds = {(kind, code) for kind, _, _, code in refusals(found)}
    assert ("orders", "column-missing") in kinds and ("couriers", "column-missing") in kinds
    assert any(kind == "zones" for kind, _ in kinds)


def test_nothing_to_deliver_and_nobody_to_go() -> None:
    found = read_day(table(columns=list(ORDER)), table(columns=list(COURIER)), None, Base(**_BASE))
    assert not refusals(found) and found.problem.stops == () and found.problem.shifts == ()


def test_only_one_day_is_planned() -> None:
    orders = [ORDER | {"delivery_on": "2026-01-16"}, ORDER | {"order_number": "A-2"}]
    found = day(orders)
    assert list(found.orders) == ["A-2"] and found.other_days == 1
    assert list(day(orders, on=date(2026, 1, 16)).orders) == ["A-1"]


def test_orders_without_a_point_or_outside_of_all_zones_are_named() -> None:
    zones = demo.ZONES.read_bytes()
    orders = [
        ORDER | {"lat": "60.1709", "lon": "24.9415"},
        ORDER | {"order_number": "A-2", "lat": "", "lon": ""},
        ORDER | {"order_number": "A-3", "lat": "60.4", "lon": "24.94"},
        ORDER | {"order_number": "A-4", "lat": "60.4", "zone": "Kluuvi"},
    ]
    found = day(orders, zones=zones)
    assert found.unplaced == [("A-2", "no-point"), ("A-3", "outside-zones")]
    assert {stop.id: stop.zone for stop in found.problem.stops} == {"A-1": "Asema", "A-4": "Kluuvi"}


def test_where_the_hub_is_when_nobody_says() -> None:
    far = {"lat": "41.15", "lon": "-8.61"}
    assert day([ORDER], hub=None).hub_from == "demo"
    assert day([ORDER], [COURIER | {"start": "60.2,24.9"}], hub=None).problem.hub == Place(60.2, 24.9)
    found = day([ORDER | far], hub=None)
    assert (found.hub_from, found.problem.hub) == ("middle", Place(41.15, -8.61))
    assert day([ORDER | far]).problem.hub == HUB


def test_the_currency_is_the_file_s() -> None:
    found = day([ORDER | {"currency": "RUB", "price": "500"}])
    assert found.currency == "RUB" and not refusals(found)


def test_the_demo_s_files_are_a_day() -> None:
    files = demo.ORDERS.read_bytes(), demo.COURIERS.read_bytes(), demo.ZONES.read_bytes()
    found = read_day(*files, Base(None, HUB, demo.HUB.tz, 240))
    assert not refusals(found) and len(found.problem.stops) >= 150 and len(found.problem.shifts) == 8
