"""Does only what was scanned onto the route leave, whole orders, and does the courier answer for it?"""

import pytest
from sqlalchemy import select

from server.commands.bus import Result
from server.db import db
from server.db.plans import Stop
from server.db.stock import Manifest
from tests import world as towns
from tests.server.commands.building import at, gather, kinds, order, pack, parcels, questions, shelves, status
from tests.world import World


@pytest.fixture
def dock(world: World) -> World:
    """Two parcels of N1 and one of N2 for anna, one of N3 for boris."""
    shelves(world, A1={"JAM": 9})
    for number, pieces in (("N1", 2), ("N2", 1), ("N3", 1)):
        order(world, number, ("JAM", pieces))
    towns.plan(world, {"anna": ["N1", "N2"], "boris": ["N3"]})
    for number, count in (("N1", 2), ("N2", 1), ("N3", 1)):
        gather(world, number)
        assert pack(world, number, *[{"JAM": 1}] * count).ok
    return world


def scan(world: World, number: str, n: int = 0, login: str = "anna", name: str = "load_parcel") -> Result:
    args = {"parcel_id": parcels(number)[n].id, "route_id": world.routes[login]}
    return world.give(name, args, "picker")


def leave(world: World, *numbers: str, login: str = "anna") -> Result:
    args = {"route_id": world.routes[login], "order_ids": [world.orders[number] for number in numbers]}
    return world.give("start_route", args, login)


def test_what_was_scanned_leaves_and_is_his(dock: World) -> None:
    for number, n in (("N2", 0), ("N1", 0), ("N1", 1)):
        assert scan(dock, number, n).outcome == "applied"
    leave(dock, "N1", "N2")
    assert (status("N1"), status("N2"), kinds()) == ("loaded", "loaded", [])
    assert (at("courier"), at("packed")) == ({"JAM": 3}, {"JAM": 1})
    manifest = db.session.scalars(select(Manifest)).one()
    assert manifest.parcels == sorted(p.code for number in ("N1", "N2") for p in parcels(number))
    assert (manifest.courier_id, {p.status for p in parcels("N1")}) == (dock.users["anna"], {"out"})


def test_an_order_with_a_parcel_not_scanned_stays_in_the_building(dock: World) -> None:
    scan(dock, "N1", 0)
    scan(dock, "N2")
    told = leave(dock, "N1", "N2")
    assert told.problem == {"code": "not-loaded", "params": {"number": "N1", "status": "packed"}}
    assert (status("N1"), status("N2")) == ("packed", "loaded")
    assert [(p.status, p.route_id) for p in parcels("N1")] == [("packed", None)] * 2


def test_what_he_does_not_take_stays_though_it_was_scanned(dock: World) -> None:
    for number, n in (("N2", 0), ("N1", 0), ("N1", 1)):
        scan(dock, number, n)
    leave(dock, "N1")
    assert (status("N2"), parcels("N2")[0].status, kinds()) == ("packed", "packed", [])
    stop = db.session.get_one(Stop, dock.stops["N2"])
    assert stop.removed_at is not None


def test_a_parcel_of_another_route_is_not_loaded(dock: World) -> None:
    told = scan(dock, "N3")
    assert told.problem == {"code": "parcel-of-other-route", "params": {"number": "N3"}}
    assert (parcels("N3")[0].status, parcels("N3")[0].route_id) == ("packed", None)


def test_scanned_twice_is_once_and_unscanned_is_not(dock: World) -> None:
    assert scan(dock, "N2").outcome == scan(dock, "N2").outcome == "applied"
    scan(dock, "N2", name="unload_parcel")
    assert (parcels("N2")[0].status, parcels("N2")[0].route_id) == ("packed", None)
    told = leave(dock, "N2")
    assert (told.problem["code"], status("N2")) == ("not-loaded", "packed")  # type: ignore[index]


def test_a_cancelled_order_is_not_loaded_nor_handed_over(dock: World) -> None:
    scan(dock, "N2")
    dock.give("cancel_order", {"order_id": dock.orders["N2"], "reason": "x"}, "dispatcher")
    leave(dock, "N2")
    assert (status("N2"), parcels("N2")[0].status, at("courier")) == ("cancelled", "packed", {})
    assert "not-loaded" in kinds()


def test_a_parcel_that_was_opened_again_holds_back_its_order(dock: World) -> None:
    opened = {"order_id": dock.orders["N1"], "parcel_id": parcels("N1")[0].id}
    dock.give("return_goods", opened, "picker")
    assert scan(dock, "N1", 0).problem["code"] == "parcel-not-loadable"  # type: ignore[index]
    scan(dock, "N1", 1)
    told = leave(dock, "N1")
    assert (told.problem["code"], status("N1"), at("courier")) == ("not-loaded", "packed", {})  # type: ignore[index]


def test_a_stop_that_was_moved_is_loaded_onto_its_new_route(dock: World) -> None:
    scan(dock, "N2")
    moved = {"stop_id": dock.stops["N2"], "route_id": dock.routes["boris"], "position": 0}
    dock.give("move_stop", moved, "dispatcher")
    leave(dock, "N1")
    assert parcels("N2")[0].status == "packed"
    assert scan(dock, "N2", login="boris").outcome == "applied"
    leave(dock, "N2", login="boris")
    assert status("N2") == "loaded"


def test_taken_off_after_he_left_is_a_question(dock: World) -> None:
    scan(dock, "N2")
    leave(dock, "N2")
    scan(dock, "N2", name="unload_parcel")
    assert questions() == [("parcel-not-loadable", {"number": "N2", "status": "loaded"})]
    assert at("courier") == {"JAM": 1}
