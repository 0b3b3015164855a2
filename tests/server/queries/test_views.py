"""What does each role see, and what not? Rows and fields, on a day with two couriers."""

from datetime import timedelta
from typing import Any

import pytest

from server import clock
from server.db.plans import Route
from server.queries import pull as queries
from server.queries.pull import have_of, ids_hash
from server.queries.tables import TABLES
from tests import world as towns
from tests.place import Place
from tests.world import MORNING

SUMS = ("due_minor", "total_minor", "delivery_fee_minor")
CONTACT = ("customer", "phone", "address", "note", "lat", "lon")
ONLY = {
    "courier": {"hubs", "users", "routes", "stops", "orders", "shifts", "parcels"},
    "picker": {"hubs", "users", "routes", "stops", "orders", "items", "bins", "tasks", "parcels"},
    "cashier": {"hubs", "users", "routes", "discrepancies", "counts", "parcels"},
    "dispatcher": set(TABLES) - {"bins"},
    "admin": set(TABLES) - {"bins"},
}


@pytest.fixture
def day(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A0, A1 with anna, B0 with boris; A0 delivered short of a cent, A1 failed; C0 waits on a draft."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    with place.inside() as world:
        for number in ("A0", "A1", "B0"):
            towns.order(world, number)
        towns.plan(world, {"anna": ["A0", "A1"], "boris": ["B0"]})
        for login, numbers in {"anna": ("A0", "A1"), "boris": ("B0",)}.items():
            world.give("start_shift", {"shift_id": towns.same_id("shift", login)}, login)
            towns.left(world, login, *numbers)
        world.give("deliver_stop", towns.cash(world, "A0", 1249), "anna")
        failed = {"stop_id": world.stops["A1"], "order_id": world.orders["A1"], "reason": "refused"}
        world.give("fail_stop", failed, "anna")
        published = dict(world.routes)
        towns.order(world, "C0")
        towns.plan(world, {"boris": ["C0"]}, publish=False)
        world.routes = {**published, "draft": world.routes["boris"]}
    return place


def pulled(place: Place, login: str) -> dict[str, dict[str, Any]]:
    viewer = place.viewer(login)
    with place.inside():
        changes = queries.pull(viewer, clock.now(), None, None)["changes"]
    return {table: {row["id"]: row for row in rows} for table, rows in changes.items()}


@pytest.mark.parametrize("role", ONLY)
def test_a_role_gets_its_tables_and_no_others(day: Place, role: str) -> None:
    login = "anna" if role == "courier" else role
    assert set(pulled(day, login)) <= ONLY[role]
    viewer = day.viewer(login)
    with day.inside():
        assert set(queries.pull(viewer, clock.now(), None, None)["ids"]) == ONLY[role]


def test_a_courier_holds_his_own_day_and_nobody_elses(day: Place) -> None:
    mine, world = pulled(day, "anna"), day.world
    assert set(mine["routes"]) == {world.routes["anna"]}
    assert set(mine["orders"]) == {world.orders["A0"], world.orders["A1"]}
    assert set(mine["stops"]) == {world.stops["A0"], world.stops["A1"]}
    assert set(mine["users"]) == {world.users["anna"]}
    assert {parcel["order_id"] for parcel in mine["parcels"].values()} == set(mine["orders"])
    assert set(mine["shifts"]) == {towns.same_id("shift", "anna")}
    order = mine["orders"][world.orders["A0"]]
    assert (order["customer"], order["phone"], order["due_minor"]) == ("Maria Ek", "+358500000001", 1250)


def test_the_turns_of_a_way_go_to_its_courier_alone(day: Place) -> None:
    route_id, leg = day.world.routes["anna"], {"stop_id": None, "steps": []}
    with day.writing() as session:
        session.get_one(Route, route_id).turns = [leg]
    assert pulled(day, "anna")["routes"][route_id]["turns"] == [leg]
    for login in ("dispatcher", "picker", "cashier"):
        assert pulled(day, login)["routes"][route_id]["turns"] is None


def test_couriers_lose_the_customer_and_keep_the_sum(day: Place) -> None:
    id = day.world.orders["A0"]
    with day.inside() as world:
        world.give("hide_contacts", {"order_ids": [id]})
    order = pulled(day, "anna")["orders"][id]
    assert [order[name] for name in CONTACT] == [None] * len(CONTACT)
    assert order["due_minor"] == 1250
    assert pulled(day, "dispatcher")["orders"][id]["customer"] == "Maria Ek"


def test_a_picker_sees_goods_and_neither_people_nor_sums(day: Place) -> None:
    mine = pulled(day, "picker")
    for order in mine["orders"].values():
        assert [order[name] for name in (*CONTACT, *SUMS)] == [None] * (len(CONTACT) + len(SUMS))
        assert order["lines"][0]["name"] == "Tea"
        assert order["lines"][0]["price_minor"] is None
    assert all(stop["collected_minor"] is None for stop in mine["stops"].values())
    assert day.world.routes["draft"] not in mine["routes"]
    assert day.world.orders["C0"] in mine["orders"]
    assert [task["order_id"] for task in mine["tasks"].values()] == [day.world.orders["C0"]]
    assert [bin["code"] for bin in mine["bins"].values()] == ["A-01"]


def test_a_cashier_counts_blind(day: Place) -> None:
    """Before a sheet is counted nothing that the desk holds tells what it should come to."""
    mine = pulled(day, "cashier")
    assert set(mine["routes"]) == {day.world.routes["anna"], day.world.routes["boris"]}
    assert "orders" not in mine
    assert "counts" not in mine
    assert "discrepancies" not in mine  # the cent that A0 is short
    assert len(pulled(day, "dispatcher")["discrepancies"]) == 1
    assert not {"1249", "1250"} & set(str(mine).replace(",", " ").split())
    with day.inside() as world:
        pieces = [{"denomination_minor": 50, "count": 20}]
        count = {"count_id": towns.new_id(), "route_id": world.routes["anna"], "currency": "EUR"}
        world.give("count_sheet", {**count, "pieces": pieces}, "cashier")
        counted = pulled(day, "cashier")["counts"][count["count_id"]]
        towns.back(world, "A1")
        world.give("close_sheet", {"count_id": count["count_id"], "reason": "tip"}, "cashier")
    assert (counted["counted_minor"], counted["expected_minor"]) == (1000, 1249)
    assert len(pulled(day, "cashier")["discrepancies"]) == 1


def test_who_sees_a_row_from_two_sides_loses_what_only_one_shows(day: Place) -> None:
    """carla is a courier and a picker: her own customers she knows, those of others she does not."""
    id = towns.new_id()
    with day.inside() as world:
        who = {"user_id": id, "hub_id": world.hub_id, "login": "carla", "name": "Carla"}
        world.give("add_user", who | {"roles": ["courier", "picker"], "password": towns.PASSWORD})
        world.users["carla"] = id
        world.give("discard_plan", {"plan_id": world.plan_id}, "dispatcher")
        towns.plan(world, {"carla": ["C0"]})
    viewer, order_id = day.viewer("carla"), day.world.orders["C0"]
    with day.inside() as world:
        first = queries.pull(viewer, clock.now(), None, None)
        mine = {row["id"]: row["customer"] for row in first["changes"]["orders"]}
        assert (mine[order_id], mine[world.orders["B0"]]) == ("Maria Ek", None)
        moved = {"stop_id": world.stops["C0"], "route_id": world.routes["boris"], "position": 0}
        world.give("move_stop", moved, "dispatcher")
        second = queries.pull(viewer, clock.now(), first["cursor"], None)
    assert {row["id"]: row["customer"] for row in second["changes"]["orders"]}[order_id] is None


def test_the_office_sees_drafts_and_nobody_else_does(day: Place) -> None:
    draft = day.world.routes["draft"]
    assert draft in pulled(day, "dispatcher")["routes"]
    for login in ("anna", "boris", "picker", "cashier"):
        assert draft not in pulled(day, login)["routes"]


def test_what_is_over_leaves_the_view_after_two_days(day: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    world = day.world
    assert world.orders["A0"] in pulled(day, "dispatcher")["orders"]
    later = MORNING + timedelta(days=40)
    with day.inside():
        for number in ("A1", "B0", "C0"):
            world.tries("cancel_order", {"order_id": world.orders[number], "reason": "x"}, "dispatcher")
        towns.back(world, "A1")
    monkeypatch.setattr(clock, "now", lambda: later)
    mine = pulled(day, "dispatcher")
    # Their sheets are not counted yet, so the routes and their orders stay; the plan's draft is gone.
    assert set(mine["routes"]) == {world.routes["anna"], world.routes["boris"]}
    assert set(mine["orders"]) == {world.orders["A0"], world.orders["A1"]}
    assert "zones" in mine


def test_a_sheet_closed_today_stays_with_the_courier_until_midnight(
    day: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with day.inside() as world:
        count = {"count_id": towns.new_id(), "route_id": world.routes["anna"], "currency": "EUR"}
        world.give("count_sheet", {**count, "pieces": []}, "cashier")
        towns.back(world, "A1")
        world.give("close_sheet", {"count_id": count["count_id"], "reason": "lost"}, "cashier")
    assert day.world.routes["anna"] in pulled(day, "anna")["routes"]
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(days=1))
    assert "routes" not in pulled(day, "anna")


def test_hashes_say_what_is_held() -> None:
    assert ids_hash([]) == "e3b0c44298fc1c14"
    assert ids_hash(["b", "a"]) == ids_hash(["a", "b"]) != ids_hash(["a"])
    assert have_of("orders:abc,stops:def,secrets:x,") == {"orders": "abc", "stops": "def"}
    assert have_of(None) == have_of("") == {}
