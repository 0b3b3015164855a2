"""Are the demo town's files what they claim to be: counts, codes, formats, and a day that can move?"""

import csv
import io
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from shapely.geometry import Point, shape

from server import demo

Rows = list[dict[str, str]]

ORDER_COLUMNS = [
    "order_number",
    "placed_at",
    "customer",
    "phone",
    "address",
    "lat",
    "lon",
    "delivery_on",
    "window_from",
    "window_to",
    "payment",
    "delivery_fee",
    "currency",
    "note",
    "sku",
    "name",
    "gtin",
    "quantity",
    "price",
    "weight_g",
]


def read(path: Path) -> Rows:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


@pytest.fixture(scope="module")
def orders() -> dict[str, Rows]:
    grouped: dict[str, Rows] = defaultdict(list)
    for row in read(demo.ORDERS):
        grouped[row["order_number"]].append(row)
    return grouped


@pytest.fixture(scope="module")
def items() -> dict[str, dict[str, str]]:
    return {row["sku"]: row for row in read(demo.ITEMS)}


def weight_g(lines: Rows) -> int:
    return sum(int(line["weight_g"]) * int(line["quantity"]) for line in lines)


def zones_at(lines: Rows) -> list[str]:
    point = Point(float(lines[0]["lon"]), float(lines[0]["lat"]))
    found = json.loads(demo.ZONES.read_text(encoding="utf-8"))["features"]
    return [zone["properties"]["name"] for zone in found if shape(zone["geometry"]).covers(point)]


def test_orders_have_the_columns_of_the_import_format() -> None:
    assert list(read(demo.ORDERS)[0]) == ORDER_COLUMNS


def test_there_are_160_orders_of_one_to_five_lines_at_distinct_addresses(orders: dict[str, Rows]) -> None:
    assert len(orders) == 160
    assert {len(lines) for lines in orders.values()} == {1, 2, 3, 4, 5}
    for column in ("address", "customer", "phone"):
        assert len({lines[0][column] for lines in orders.values()}) == 160
    points = {(lines[0]["lat"], lines[0]["lon"]) for lines in orders.values()}
    assert len(points) == 160


def test_the_lines_of_an_order_agree_on_everything_but_the_goods(orders: dict[str, Rows]) -> None:
    for lines in orders.values():
        assert len({tuple(line[column] for column in ORDER_COLUMNS[:14]) for line in lines}) == 1
        assert len({line["sku"] for line in lines}) == len(lines)


def test_every_line_names_an_item_with_its_code_price_and_weight(
    orders: dict[str, Rows], items: dict[str, dict[str, str]]
) -> None:
    for line in (line for lines in orders.values() for line in lines):
        item = items[line["sku"]]
        assert line["gtin"] in item["gtins"].split()
        assert [line[c] for c in ("name", "price", "weight_g")] == [
            item[c] for c in ("name", "price", "weight_g")
        ]
        assert int(line["quantity"]) >= 1


def test_windows_last_two_to_four_hours_between_nine_and_eight(orders: dict[str, Rows]) -> None:
    for lines in orders.values():
        begin, end = (lines[0][column] for column in ("window_from", "window_to"))
        assert "09:00" <= begin < end <= "20:00"
        minutes = [int(clock[:2]) * 60 + int(clock[3:]) for clock in (begin, end)]
        assert 120 <= minutes[1] - minutes[0] <= 240


def test_most_pay_in_cash_and_every_sum_can_be_paid_in_coins(orders: dict[str, Rows]) -> None:
    ways = [lines[0]["payment"] for lines in orders.values()]
    assert 80 <= ways.count("cash") <= 104
    assert 20 <= ways.count("card") <= 44
    assert 24 <= ways.count("prepaid") <= 56
    for lines in orders.values():
        total = Decimal(lines[0]["delivery_fee"])
        total += sum(Decimal(line["price"]) * int(line["quantity"]) for line in lines)
        assert total > 0
        assert total * 100 % 5 == 0


def test_the_last_four_orders_are_difficult_on_purpose(orders: dict[str, Rows]) -> None:
    *plannable, pointless, heavy, outside, outside_too = orders.values()
    assert (pointless[0]["lat"], pointless[0]["lon"]) == ("", "")
    capacities_kg = [int(courier["capacity_kg"]) for courier in read(demo.COURIERS)]
    assert weight_g(heavy) > max(capacities_kg) * 1000
    assert zones_at(outside) == zones_at(outside_too) == []
    assert all(zones_at(lines) for lines in plannable)


def test_the_couriers_can_carry_all_that_can_be_planned(orders: dict[str, Rows]) -> None:
    couriers = read(demo.COURIERS)
    plannable = list(orders.values())[:156]
    assert sum(int(courier["capacity_kg"]) for courier in couriers) * 1000 > 1.5 * sum(
        map(weight_g, plannable)
    )
    assert sum(int(courier["capacity_parcels"]) for courier in couriers) > 1.2 * len(plannable)


def test_eight_couriers_ride_or_walk_in_zones_that_exist() -> None:
    couriers = read(demo.COURIERS)
    names = {
        zone["properties"]["name"] for zone in json.loads(demo.ZONES.read_text(encoding="utf-8"))["features"]
    }
    assert len({courier["login"] for courier in couriers}) == 8
    assert {courier["vehicle"] for courier in couriers} == {"bicycle", "foot"}
    for courier in couriers:
        assert set(courier["zones"].split()) <= names | {"*"}
        assert courier["shift_from"] < courier["shift_to"]
        assert len(courier["password"]) >= 8
    assert demo.COURIER_LOGIN in {courier["login"] for courier in couriers}
    assert {login.role for login in demo.LOGINS} == {"admin", "dispatcher", "picker", "cashier"}


def test_items_carry_valid_codes_of_the_shop_s_own_range(items: dict[str, dict[str, str]]) -> None:
    assert len(items) >= 200
    codes = [code for item in items.values() for code in item["gtins"].split()]
    assert len(codes) == len(set(codes)) > len(items)
    for code in codes:
        assert len(code) == 13
        assert code.startswith("04")
        digits = [int(digit) for digit in code]
        assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0
    assert all(int(item["weight_g"]) > 0 and Decimal(item["price"]) > 0 for item in items.values())


def test_zones_overlap_once_by_priority_and_have_a_hole_and_a_zone_of_two_parts() -> None:
    collection = json.loads(demo.ZONES.read_text(encoding="utf-8"))
    zones = {zone["properties"]["name"]: zone for zone in collection["features"]}
    shapes = {name: shape(zone["geometry"]) for name, zone in zones.items()}
    assert collection["type"] == "FeatureCollection"
    assert all(area.is_valid for area in shapes.values())
    assert not any(" " in name for name in zones)
    assert {zone["geometry"]["type"] for zone in zones.values()} == {"Polygon", "MultiPolygon"}
    assert len(shapes["Kluuvi"].interiors) == 1
    assert zones["Asema"]["properties"]["priority"] > zones["Kluuvi"]["properties"]["priority"]
    assert shapes["Asema"].intersects(shapes["Kluuvi"])
    assert all(Decimal(zone["properties"]["delivery_fee"]) > 0 for zone in zones.values())


@pytest.mark.parametrize("on", [date(2027, 3, 28), date(2028, 3, 1), date(2027, 1, 1)])
def test_the_day_of_orders_moves_to_any_date(on: date, orders: dict[str, Rows]) -> None:
    moved = list(csv.DictReader(io.StringIO(demo.demo_orders_csv(on).decode(), newline="")))
    original = [row for lines in orders.values() for row in lines]
    assert {row["delivery_on"] for row in moved} == {on.isoformat()}
    for row, before in zip(moved, original, strict=True):
        placed = date.fromisoformat(row["placed_at"][:10])
        assert (on - placed).days == 1
        assert row["placed_at"][10:] == before["placed_at"][10:]
        assert row["order_number"] == f"{on:%y%m%d}" + before["order_number"][6:]
        same = set(ORDER_COLUMNS) - {"order_number", "placed_at", "delivery_on"}
        assert {column: row[column] for column in same} == {column: before[column] for column in same}


def test_the_day_of_the_template_is_the_file_itself() -> None:
    assert demo.demo_orders_csv(demo.TEMPLATE_DAY) == demo.ORDERS.read_bytes()
