"""Can a courier carry two sheets of one day, one after the other, with parcels and money of each apart?"""

from datetime import timedelta

import pytest

from server.db import db
from server.db.orders import Order
from server.db.plans import Route
from server.db.stock import Manifest
from server.ids import new_id, same_id
from tests.server.commands import books
from tests.world import MORNING, ON, World, cash, left, order, packed


@pytest.fixture
def two(world: World) -> World:
    """anna: first A0, then, loading again at the hub, with B0 and B1; `routes` has the trips as 0 and 1."""
    for number in ("A0", "B0", "B1"):
        order(world, number)
    world.plan_id = new_id()
    world.give(
        "request_plan", {"plan_id": world.plan_id, "on": ON.isoformat(), "iterations": 1}, "dispatcher"
    )
    trips = [trip(world, 0, 0, ["A0"]), trip(world, 1, 60, ["B0", "B1"])]
    args = {"plan_id": world.plan_id, "source": "x", "matrices": {}, "routes": trips, "unassigned": []}
    world.give(
        "record_plan", args | {"lines": {f"{world.users['anna']}/1": [[24.94, 60.17], [24.95, 60.17]]}}
    )
    world.give("publish_plan", {"plan_id": world.plan_id}, "dispatcher")
    return world


def trip(world: World, n: int, minute: int, numbers: list[str]) -> dict:
    begin = MORNING + timedelta(minutes=minute)
    id = same_id(world.plan_id, world.users["anna"], *([n] if n else []))
    world.routes[str(n)] = id
    world.stops |= {number: same_id(id, world.orders[number]) for number in numbers}
    visits = [
        {
            "order_id": world.orders[number],
            "arrive_at": (begin + timedelta(minutes=10 * at + 5)).isoformat(),
            "leave_at": (begin + timedelta(minutes=10 * at + 9)).isoformat(),
            "travel_s": 300,
            "travel_m": 900,
        }
        for at, number in enumerate(numbers)
    ]
    return {
        "courier_id": world.users["anna"],
        "trip": n,
        "profile": "bicycle",
        "window_from_at": begin.isoformat(),
        "window_to_at": (begin + timedelta(minutes=45)).isoformat(),
        "depart_at": begin.isoformat(),
        "return_at": (begin + timedelta(minutes=40)).isoformat(),
        "travel_s": 600,
        "travel_m": 1800,
        "visits": visits,
    }


def goes(world: World, n: int, *numbers: str) -> None:
    world.routes["anna"] = world.routes[str(n)]  # what `left` scans onto
    left(world, "anna", *numbers)


def status(world: World, n: int) -> str:
    db.session.rollback()
    return db.session.get_one(Route, world.routes[str(n)]).status


def test_each_has_its_own_line_and_sheet(two: World) -> None:
    first, second = (db.session.get_one(Route, two.routes[str(n)]) for n in (0, 1))
    assert (first.line, second.line) == (None, [[24.94, 60.17], [24.95, 60.17]])
    assert first.sheet_code != second.sheet_code
    assert (first.revision, second.revision) == (1, 1)


def test_one_after_the_other_with_a_manifest_each(two: World) -> None:
    goes(two, 0, "A0")
    assert (status(two, 0), status(two, 1)) == ("started", "published")
    two.give("deliver_stop", cash(two, "A0"), "anna")
    assert (status(two, 0), status(two, 1)) == ("finished", "published")
    goes(two, 1, "B0", "B1")
    assert (status(two, 0), status(two, 1)) == ("finished", "started")
    for number in ("B0", "B1"):
        two.give("deliver_stop", cash(two, number), "anna")
    assert (status(two, 0), status(two, 1)) == ("finished", "finished")
    manifests = {row.route_id for row in db.session.query(Manifest)}
    assert manifests == {two.routes["0"], two.routes["1"]}
    done = [db.session.get_one(Order, two.orders[number]).status for number in ("A0", "B0", "B1")]
    assert done == ["delivered"] * 3
    assert books.balance(f"courier:{two.users['anna']}") == 3 * 1250


def test_no_parcel_of_the_second_goes_out_with_the_first(two: World) -> None:
    packed(two, "A0", "B0")
    wrong = {"parcel_id": same_id(two.orders["B0"], "parcel"), "route_id": two.routes["0"]}
    assert two.tries("load_parcel", wrong, "anna").outcome != "applied"
    assert db.session.get_one(Order, two.orders["B0"]).status == "packed"
