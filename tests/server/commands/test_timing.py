"""After each mark at a door, is the rest of the route timed from it, and is no fact lost over it?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from routing.errors import BadValue
from server.commands import timing
from server.commands.bus import run
from server.db import db
from server.db.orders import Order
from server.ids import new_id
from tests.server.commands import books
from tests.world import World, cash

NOW = datetime.now(UTC).replace(microsecond=0)
SERVICE_S = 240


@pytest.fixture
def road(day: World) -> World:
    """Anna's two orders, a kilometre from each other, may be delivered from an hour ago until tomorrow."""
    for n, number in enumerate(("A0", "A1")):
        order = db.session.get_one(Order, day.orders[number])
        order.lat, order.service_s = 60.165 + n * 0.01, SERVICE_S
        order.window_from_at, order.window_to_at = NOW - timedelta(hours=1), NOW + timedelta(days=1)
    db.session.commit()
    return day


def at_door(world: World, name: str, at: datetime, args: dict[str, Any]) -> Any:
    """A mark made by anna's phone at that moment."""
    done = run(name, args, id=new_id(), hub_id=world.hub_id, actor=world.users["anna"], source="app", at=at)
    assert done.ok
    return done


def arrive(world: World, number: str, at: datetime) -> None:
    at_door(world, "arrive_stop", at, {"stop_id": world.stops[number]})


def ride_s(world: World) -> int:
    """From the first door to the second."""
    return books.stop(world, "A1").travel_s


def test_arriving_is_the_time_of_arrival_and_the_next_door_is_timed_from_leaving(road: World) -> None:
    at = NOW - timedelta(minutes=30)
    arrive(road, "A0", at)
    here, following = books.stop(road, "A0"), books.stop(road, "A1")
    assert here.arrive_at == at
    assert here.leave_at == at + timedelta(seconds=SERVICE_S)
    assert ride_s(road) > 60
    assert following.arrive_at == here.leave_at + timedelta(seconds=ride_s(road))


def test_who_comes_too_early_leaves_only_after_the_window_has_opened(road: World) -> None:
    opens = NOW - timedelta(minutes=5)
    db.session.get_one(Order, road.orders["A0"]).window_from_at = opens
    db.session.commit()
    arrive(road, "A0", NOW - timedelta(minutes=30))
    assert books.stop(road, "A0").leave_at == opens + timedelta(seconds=SERVICE_S)


@pytest.mark.parametrize("name", ["deliver_stop", "fail_stop"])
def test_what_is_done_moves_the_rest_to_when_it_was_done(road: World, name: str) -> None:
    done_at = NOW - timedelta(minutes=10)
    where = {"stop_id": road.stops["A0"], "order_id": road.orders["A0"]}
    args = cash(road, "A0") if name == "deliver_stop" else where | {"reason": "refused"}
    arrive(road, "A0", NOW - timedelta(minutes=30))
    at_door(road, name, done_at, args)
    assert books.stop(road, "A1").arrive_at == done_at + timedelta(seconds=ride_s(road))
    assert books.route(road, "anna").return_at > books.stop(road, "A1").arrive_at


def test_a_door_left_for_another_is_timed_again(road: World) -> None:
    """He stood before the second, then was done with the first: he has to come again."""
    arrive(road, "A1", NOW - timedelta(minutes=30))
    at_door(road, "deliver_stop", NOW - timedelta(minutes=10), cash(road, "A0"))
    assert books.stop(road, "A1").arrive_at == NOW - timedelta(minutes=10) + timedelta(seconds=ride_s(road))


def test_the_way_of_a_route_is_that_behind_him_and_that_ahead(road: World) -> None:
    arrive(road, "A0", NOW - timedelta(minutes=30))
    route, stops = books.route(road, "anna"), [books.stop(road, number) for number in ("A0", "A1")]
    assert route.travel_m > sum(stop.travel_m for stop in stops) > 0  # and home again
    at_door(road, "deliver_stop", NOW - timedelta(minutes=10), cash(road, "A0"))
    at_door(road, "deliver_stop", NOW - timedelta(minutes=5), cash(road, "A1"))
    assert books.route(road, "anna").travel_m == route.travel_m


@pytest.mark.parametrize("trouble", [BadValue("x", 1, "is wrong"), RuntimeError("anything at all")])
def test_a_fact_is_kept_when_the_rest_cannot_be_timed(
    road: World, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def fails(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(timing, "schedule", fails)
    before, questions = books.stop(road, "A1").arrive_at, books.kinds()
    at_door(road, "deliver_stop", NOW - timedelta(minutes=10), cash(road, "A0"))
    assert books.order(road, "A0").status == "delivered"
    assert books.balance(f"courier:{road.users['anna']}") == 1250
    assert books.stop(road, "A1").arrive_at == before
    assert books.kinds() == questions


def test_every_door_is_timed_from_when_he_left(road: World) -> None:
    """Not from when the plan wanted him to."""
    route = books.route(road, "anna")
    route.status, route.depart_at = "published", NOW - timedelta(hours=3)
    db.session.commit()
    left_at = NOW - timedelta(minutes=20)
    taken = [road.orders["A0"], road.orders["A1"]]
    at_door(road, "start_route", left_at, {"route_id": route.id, "order_ids": taken})
    first = books.stop(road, "A0")
    assert books.route(road, "anna").depart_at == left_at
    assert first.travel_s > 0
    assert first.arrive_at == left_at + timedelta(seconds=first.travel_s)
