"""Can a courier carry two sheets of one day, one after the other, with parcels and money of each apart?"""

from datetime import timedelta

import pytest

from routing.matrix import great_circle
from routing.model import Place
from server import clock
from server.commands.bus import run
from server.db import db
from server.db.orders import Order
from server.db.plans import Route
from server.db.stock import Manifest
from server.domain.delivery import RELOAD_S
from server.ids import new_id, same_id
from tests.server.commands import books
from tests.world import HUB, MORNING, ON, World, cash, left, order, packed


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


def delivers(world: World, number: str, minute: float) -> None:
    """Marked on anna's phone so long after the morning began."""
    at, anna = MORNING + timedelta(minutes=minute), world.users["anna"]
    args = cash(world, number)
    assert run("deliver_stop", args, id=new_id(), hub_id=world.hub_id, actor=anna, source="app", at=at).ok


def the(world: World, n: int) -> Route:
    db.session.rollback()
    return db.session.get_one(Route, world.routes[str(n)])


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server hears of the whole day at its end."""
    monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(hours=12))


@pytest.mark.usefixtures("evening")
def test_who_is_late_home_loads_and_leaves_again_later(two: World) -> None:
    goes(two, 0, "A0")
    delivers(two, "A0", 100)
    first, second = the(two, 0), the(two, 1)
    assert first.return_at is not None and first.return_at > MORNING + timedelta(minutes=100)
    assert second.depart_at == first.return_at + timedelta(seconds=RELOAD_S)
    door = books.stop(two, "B0")
    assert door.arrive_at == second.depart_at + timedelta(seconds=door.travel_s)
    assert {one["kind"] for one in second.violations} == {"shift-end"}


@pytest.mark.usefixtures("evening")
def test_who_is_home_in_time_leaves_again_as_planned(two: World) -> None:
    goes(two, 0, "A0")
    delivers(two, "A0", 20)
    assert the(two, 1).depart_at == MORNING + timedelta(minutes=60)
    assert the(two, 1).violations == []


@pytest.mark.usefixtures("evening")
def test_the_way_home_of_a_finished_route_is_from_its_last_door(two: World) -> None:
    goes(two, 0, "A0")
    delivers(two, "A0", 20)
    first, door = the(two, 0), books.order(two, "A0")
    home = great_circle([Place(door.lat, door.lon), Place(HUB["lat"], HUB["lon"])], "bicycle").seconds[0, 1]
    assert first.return_at == MORNING + timedelta(minutes=20, seconds=int(home))
    assert first.travel_s == books.stop(two, "A0").travel_s + home
