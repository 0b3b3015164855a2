"""Do goods come back as sellable or damaged, once, and from wherever the books had them?"""

import pytest
from sqlalchemy import select

from server.commands.bus import Result
from server.db import db
from server.db.stock import Bin
from tests import world as towns
from tests.server.commands.building import (
    at,
    gather,
    in_bins,
    kinds,
    level,
    order,
    pack,
    parcels,
    picked,
    questions,
    reserved,
    shelves,
    status,
    task,
)
from tests.world import World


@pytest.fixture
def road(world: World) -> World:
    """Anna carries N1 in two parcels: jam and oil, jam."""
    shelves(world, A1={"JAM": 9, "OIL": 9})
    order(world, "N1", ("JAM", 3), ("OIL", 1))
    towns.plan(world, {"anna": ["N1"]})
    gather(world, "N1")
    assert pack(world, "N1", {"JAM": 2, "OIL": 1}, {"JAM": 1}).ok
    for parcel in parcels("N1"):
        world.give("load_parcel", {"parcel_id": parcel.id, "route_id": world.routes["anna"]}, "anna")
    world.give("start_route", {"route_id": world.routes["anna"], "order_ids": [world.orders["N1"]]}, "anna")
    return world


def fail(world: World) -> None:
    where = {"stop_id": world.stops["N1"], "order_id": world.orders["N1"]}
    world.give("fail_stop", where | {"reason": "refused"}, "anna")


def back(world: World, n: int = 0, actor: str = "cashier", **more: object) -> Result:
    args = {"order_id": world.orders["N1"], "parcel_id": parcels("N1")[n].id}
    return world.give("return_goods", args | more, actor)


def test_until_it_is_scanned_in_it_is_on_the_courier(road: World) -> None:
    fail(road)
    assert (status("N1"), at("courier"), level("JAM")) == ("failed", {"JAM": 3, "OIL": 1}, (6, 0))
    back(road, 0)
    assert (status("N1"), at("courier"), level("JAM")) == ("failed", {"JAM": 1}, (8, 0))
    back(road, 1)
    assert (status("N1"), at("courier"), level("JAM"), kinds()) == ("returned", {}, (9, 0), [])
    assert (reserved("N1"), picked("N1"), in_bins("OIL")) == ([0, 0], [0, 0], {"A1": 8, "RETURNS": 1})


def test_damaged_goods_are_apart_and_the_rest_goes_where_it_is_put(road: World) -> None:
    fail(road)
    shelf = db.session.scalars(select(Bin.id).where(Bin.code == "A1")).one()
    damaged = [{"sku": "JAM", "quantity": 1}, {"sku": "OIL", "quantity": 7}]
    back(road, 0, bin_id=shelf, damaged=damaged)
    assert (at("damaged"), in_bins("JAM"), in_bins("OIL")) == ({"JAM": 1, "OIL": 1}, {"A1": 7}, {"A1": 8})


def test_scanned_in_twice_is_once(road: World) -> None:
    fail(road)
    back(road, 0)
    assert back(road, 0).outcome == "applied"
    assert (level("JAM"), at("courier"), status("N1")) == ((8, 0), {"JAM": 1}, "failed")


def test_brought_back_without_a_mark_at_the_door(road: World) -> None:
    back(road, 0)
    back(road, 1)
    assert (status("N1"), kinds()) == ("returned", [])


def test_back_although_it_was_delivered_is_a_question_and_stays_delivered(road: World) -> None:
    road.give("deliver_stop", towns.cash(road, "N1"), "anna")
    back(road, 1)
    assert questions()[-1] == ("returned-after-delivery", {"number": "N1"})
    assert (status("N1"), picked("N1"), at("customer"), level("JAM")) == (
        "delivered",
        [3, 1],
        {"JAM": 2, "OIL": 1},
        (7, 0),
    )


def test_what_comes_back_goes_to_who_waits(road: World) -> None:
    order(road, "N2", ("JAM", 8))
    assert status("N2") == "short"
    back(road, 0)
    assert (status("N2"), reserved("N2"), level("JAM")) == ("reserved", [8], (8, 8))


def test_a_packed_parcel_may_be_opened_again_in_the_building(world: World) -> None:
    shelves(world, A1={"JAM": 2})
    order(world, "N1", ("JAM", 2))
    gather(world, "N1")
    pack(world, "N1", {"JAM": 2})
    assert back(world).problem["code"] == "return-after-packed"  # type: ignore[index]
    assert (status("N1"), level("JAM"), at("packed")) == ("returned", (2, 0), {})


@pytest.mark.parametrize("when", ["reserved", "picking"])
def test_nothing_comes_back_from_a_tote_that_is_not_to_be_emptied(world: World, when: str) -> None:
    shelves(world, A1={"JAM": 2})
    order(world, "N1", ("JAM", 2))
    if when == "picking":
        gather(world, "N1")
    told = world.give("return_goods", {"order_id": world.orders["N1"]}, "picker")
    assert told.problem == {"code": "nothing-to-return", "params": {"number": "N1", "status": when}}
    assert (status("N1"), reserved("N1"), task("N1").status) == (
        when,
        [2],
        "done" if when == "picking" else "open",
    )


def test_a_parcel_of_another_order_is_not_this_ones(road: World) -> None:
    order(road, "N2", ("JAM", 1))
    args = {"order_id": road.orders["N2"], "parcel_id": parcels("N1")[0].id}
    refused = road.tries("return_goods", args, "cashier")
    assert (refused.outcome, refused.problem["code"]) == ("quarantined", "unknown-thing")  # type: ignore[index]


def test_one_bin_for_returns_however_it_was_spelt(road: World) -> None:
    shelves(road, Returns={"OIL": 0})
    back(road, 0)
    assert in_bins("OIL") == {"A1": 8, "Returns": 1}
