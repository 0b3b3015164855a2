"""Who sees a parcel that is out? Whoever answers for it, and the desk that waits for it."""

from collections.abc import Callable
from typing import Any

import pytest

from server import clock
from server.ids import same_id
from server.queries import pull as queries
from tests import world as towns
from tests.place import Place

type Rows = dict[str, dict[str, Any]]


@pytest.fixture
def day(place: Place) -> Place:
    """Anna is on the road with A0 and A1, Boris with B0."""
    with place.inside() as world:
        for number in ("A0", "A1", "B0"):
            towns.order(world, number)
        towns.plan(world, {"anna": ["A0", "A1"], "boris": ["B0"]})
        towns.left(world, "anna", "A0", "A1")
        towns.left(world, "boris", "B0")
    return place


def pulled(place: Place, login: str) -> dict[str, Rows]:
    viewer = place.viewer(login)
    with place.inside():
        changes = queries.pull(viewer, clock.now(), None, None)["changes"]
    return {table: {row["id"]: row for row in rows} for table, rows in changes.items()}


def parcels(place: Place, login: str) -> set[str]:
    return {place_of(place, id) for id in pulled(place, login).get("parcels", {})}


def place_of(place: Place, parcel_id: str) -> str:
    world = place.world
    return next(n for n, id in world.orders.items() if same_id(id, "parcel") == parcel_id)


def test_each_courier_holds_his_own_and_the_desk_all_that_are_out(day: Place) -> None:
    assert parcels(day, "anna") == {"A0", "A1"}
    assert parcels(day, "boris") == {"B0"}
    assert parcels(day, "cashier") == {"A0", "A1", "B0"}
    with day.inside() as world:
        world.give("deliver_stop", towns.cash(world, "A0"), "anna")
    assert parcels(day, "anna") == {"A0", "A1"}  # what was handed over is still of his day
    assert parcels(day, "cashier") == {"A1", "B0"}


def cancelled(world: Any) -> None:
    world.give("cancel_order", {"order_id": world.orders["A1"], "reason": "x"}, "dispatcher")


def closed(world: Any) -> None:
    world.give("deliver_stop", towns.cash(world, "A0"), "anna")
    where = {"stop_id": world.stops["A1"], "order_id": world.orders["A1"]}
    world.give("fail_stop", where | {"reason": "refused"}, "anna")
    count = {"count_id": towns.new_id(), "route_id": world.routes["anna"], "currency": "EUR"}
    coins = [{"denomination_minor": 50, "count": 25}]
    world.give("count_sheet", count | {"pieces": coins}, "cashier")
    signed = {"count_id": count["count_id"], "parcels_signed": True, "comment": "at his home"}
    world.give("close_sheet", signed, "cashier")


@pytest.mark.parametrize("happens", [cancelled, closed])
def test_he_answers_for_it_until_it_is_scanned_in(day: Place, happens: Callable[[Any], None]) -> None:
    with day.inside() as world:
        happens(world)
    mine = pulled(day, "anna")
    held = mine["parcels"][same_id(day.world.orders["A1"], "parcel")]
    assert held["status"] == "out"
    assert mine["orders"][held["order_id"]]["number"] == "A1"
    with day.inside() as world:
        towns.back(world, "A1")
    assert "A1" not in parcels(day, "anna") | parcels(day, "cashier")


def test_of_a_cancelled_order_he_carries_the_parcel_and_no_person(day: Place) -> None:
    with day.inside() as world:
        cancelled(world)
    order = pulled(day, "anna")["orders"][day.world.orders["A1"]]
    assert order["status"] == "cancelled"
    assert [order[name] for name in ("customer", "phone", "address", "note")] == [None] * 4


def test_the_desk_learns_no_sum_and_no_person_from_parcels(day: Place) -> None:
    for row in pulled(day, "cashier")["parcels"].values():
        assert set(row) == {"id", "order_id", "code", "n", "of", "status", "route_id", "weight_g", "units"}
        assert set(row["units"][0]) == {"sku", "name", "quantity"}
