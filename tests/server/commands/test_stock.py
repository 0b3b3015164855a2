"""Is what lies in the bins given to who wants it, the oldest first, and never more than is there?"""

import pytest

from tests import world as towns
from tests.server.commands.building import (
    at,
    claim,
    count,
    found,
    gather,
    in_bins,
    kinds,
    left,
    level,
    order,
    pack,
    parcels,
    pick,
    reserved,
    shelves,
    status,
    task,
)
from tests.world import World


@pytest.fixture
def shop(world: World) -> World:
    """Five of jam in two bins."""
    shelves(world, A1={"JAM": 3}, A2={"JAM": 2})
    return world


def test_an_order_sets_its_goods_aside(shop: World) -> None:
    order(shop, "N1", ("JAM", 2))
    assert (status("N1"), reserved("N1"), level("JAM")) == ("reserved", [2], (5, 2))
    assert task("N1").status == "open"


def test_what_lacks_waits_with_what_there_is(shop: World) -> None:
    order(shop, "N1", ("JAM", 4))
    order(shop, "N2", ("JAM", 3))
    assert (status("N2"), reserved("N2"), level("JAM")) == ("short", [1], (5, 5))


def test_what_comes_goes_to_the_oldest(shop: World) -> None:
    for number in ("N1", "N2", "N3"):
        order(shop, number, ("JAM", 4))
    count(shop, A1={"JAM": 6})
    assert [status(number) for number in ("N1", "N2", "N3")] == ["reserved", "reserved", "short"]
    count(shop, A1={"JAM": 10})
    assert (status("N3"), reserved("N3"), level("JAM")) == ("reserved", [4], (12, 12))


def test_a_younger_order_that_fits_does_not_pass_an_older_that_waits_for_the_same(shop: World) -> None:
    order(shop, "N1", ("JAM", 9))
    order(shop, "N2", ("JAM", 1))
    assert (reserved("N1"), status("N2")) == ([5], "short")


def test_what_is_counted_away_is_taken_from_the_newest_that_nobody_has_begun(shop: World) -> None:
    for number in ("N1", "N2", "N3"):
        order(shop, number, ("JAM", 1))
    claim(shop, "N3")
    count(shop, A1={"JAM": 0}, A2={"JAM": 2})
    assert [status(number) for number in ("N1", "N2", "N3")] == ["reserved", "short", "picking"]
    assert level("JAM") == (2, 2)


def test_who_has_begun_loses_last(shop: World) -> None:
    order(shop, "N1", ("JAM", 2))
    claim(shop, "N1")
    count(shop, A1={"JAM": 0}, A2={"JAM": 0})
    assert (status("N1"), reserved("N1"), level("JAM")) == ("picking", [0], (0, 0))
    (line,) = left("N1")
    pick(shop, line, quantity=0, short="missing")
    assert (status("N1"), task("N1").status, kinds()) == ("short", "waiting", ["short-pick"])


def test_one_item_on_two_lines_is_counted_together(shop: World) -> None:
    order(shop, "N1", ("JAM", 3), ("JAM", 4))
    assert (status("N1"), reserved("N1")) == ("short", [3, 2])
    count(shop, A1={"JAM": 5})
    assert (status("N1"), reserved("N1")) == ("reserved", [3, 4])
    gather(shop, "N1")
    assert pack(shop, "N1", {"JAM": 7}).ok


def test_goods_that_nobody_knows_are_waited_for(shop: World) -> None:
    order(shop, "N1", ("JAM", 1), ("GHOST", 1))
    assert (status("N1"), reserved("N1")) == ("short", [1, 0])
    shelves(shop, A3={"GHOST": 1})
    assert status("N1") == "reserved"


def test_an_order_of_nothing_waits_and_is_seen(shop: World) -> None:
    order(shop, "N1")
    assert status("N1") == "short"


def test_a_change_by_the_shop_frees_what_is_no_longer_wanted(shop: World) -> None:
    order(shop, "N1", ("JAM", 5))
    order(shop, "N2", ("JAM", 2))
    order(shop, "N1", ("JAM", 1))
    assert (reserved("N1"), status("N2"), level("JAM")) == ([1], "reserved", (5, 3))
    order(shop, "N1", ("JAM", 4))
    assert (status("N1"), reserved("N1"), task("N1").status) == ("short", [3], "waiting")


def test_what_somebody_has_begun_to_gather_the_shop_cannot_change(shop: World) -> None:
    order(shop, "N1", ("JAM", 4))
    claim(shop, "N1")
    order(shop, "N1", ("JAM", 1))
    assert (reserved("N1"), kinds()) == ([4], ["changed-too-late"])
    pick(shop, left("N1")[0])
    shop.give("release_task", {"task_id": task("N1").id}, "picker")
    order(shop, "N1", ("JAM", 2))
    assert (status("N1"), reserved("N1")) == ("reserved", [4])


def cancel(world: World, number: str) -> None:
    world.give("cancel_order", {"order_id": world.orders[number], "reason": "x"}, "dispatcher")


@pytest.mark.parametrize("when", ["short", "reserved", "claimed"])
def test_cancelled_before_anything_was_taken_frees_all(shop: World, when: str) -> None:
    order(shop, "N1", ("JAM", 9 if when == "short" else 4))
    order(shop, "N2", ("JAM", 2))
    if when == "claimed":
        claim(shop, "N1")
    cancel(shop, "N1")
    assert (status("N1"), reserved("N1"), status("N2")) == ("cancelled", [0], "reserved")
    assert level("JAM") == (5, 2)
    assert when == "short" or task("N1").status == "cancelled"


@pytest.mark.parametrize("when", ["half", "done", "packed", "loaded"])
def test_cancelled_with_goods_taken_they_come_back_by_scanning(shop: World, when: str) -> None:
    order(shop, "N1", ("JAM", 4))
    claim(shop, "N1")
    for line in left("N1")[: 1 if when == "half" else None]:
        pick(shop, line)
    if when in ("packed", "loaded"):
        assert pack(shop, "N1", {"JAM": 1}, {"JAM": 3}).ok
    if when == "loaded":
        towns.plan(shop, {"anna": ["N1"]})
        for parcel in parcels("N1"):
            shop.give("load_parcel", {"parcel_id": parcel.id, "route_id": shop.routes["anna"]}, "anna")
        shop.give("start_route", {"route_id": shop.routes["anna"], "order_ids": [shop.orders["N1"]]}, "anna")
    cancel(shop, "N1")
    assert level("JAM")[1] == 0
    where = {"order_id": shop.orders["N1"]}
    for parcel in parcels("N1") or [None]:
        shop.give("return_goods", where | {"parcel_id": parcel.id if parcel else None}, "picker")
    assert (status("N1"), reserved("N1"), level("JAM"), kinds()) == ("cancelled", [0], (5, 0), [])
    assert sum(in_bins("JAM").values()) == 5
    assert at("tote") == at("packed") == at("courier") == {}
    assert task("N1").status == ("packed" if parcels("N1") else "cancelled")


def test_what_came_back_goes_out_again_with_new_goods_and_new_labels(shop: World) -> None:
    order(shop, "N1", ("JAM", 2))
    towns.plan(shop, {"anna": ["N1"]})
    towns.left(shop, "anna", "N1")
    where = {"stop_id": shop.stops["N1"], "order_id": shop.orders["N1"]}
    shop.give("fail_stop", where | {"reason": "refused"}, "anna")
    towns.back(shop, "N1")
    assert (status("N1"), reserved("N1"), level("JAM")) == ("returned", [0], (5, 0))
    on = {"order_id": shop.orders["N1"], "on": "2030-01-01", "reason": "x"}
    shop.give("postpone_order", on, "dispatcher")
    assert (status("N1"), reserved("N1"), level("JAM")) == ("reserved", [2], (5, 2))
    gather(shop, "N1")
    assert pack(shop, "N1", {"JAM": 1}, {"JAM": 1}).ok
    assert [(parcel.status, parcel.of) for parcel in parcels("N1")] == [
        ("back", 1),
        ("packed", 2),
        ("packed", 2),
    ]
    assert (found("N1").parcels, status("N1"), kinds()) == (2, "packed", [])


def test_delivered_though_it_was_never_packed_holds_nothing_back(shop: World) -> None:
    order(shop, "N1", ("JAM", 4))
    order(shop, "N2", ("JAM", 2))
    towns.plan(shop, {"anna": ["N1"]})
    claim(shop, "N1")
    pick(shop, left("N1")[0])
    shop.give("deliver_stop", towns.cash(shop, "N1"), "anna")
    assert (status("N1"), status("N2"), task("N1").status) == ("delivered", "reserved", "cancelled")
    assert at("customer") == {"JAM": 3}
    assert level("JAM") == (2, 2)


def test_not_handed_over_though_it_was_never_packed_changes_nothing_in_the_building(shop: World) -> None:
    order(shop, "N1", ("JAM", 4))
    towns.plan(shop, {"anna": ["N1"]})
    where = {"stop_id": shop.stops["N1"], "order_id": shop.orders["N1"]}
    shop.give("fail_stop", where | {"reason": "refused"}, "anna")
    assert (status("N1"), reserved("N1"), "fail-after-reserved" in kinds()) == ("reserved", [4], True)


def test_not_handed_over_though_it_was_cancelled_in_the_building_stays_cancelled(shop: World) -> None:
    order(shop, "N1", ("JAM", 4))
    towns.plan(shop, {"anna": ["N1"]})
    where = {"stop_id": shop.stops["N1"], "order_id": shop.orders["N1"]}
    shop.give("cancel_order", {"order_id": shop.orders["N1"], "reason": "wrong"}, "dispatcher")
    shop.give("fail_stop", where | {"reason": "refused"}, "anna")
    assert (status("N1"), "fail-after-cancelled" in kinds()) == ("cancelled", True)


def test_two_hubs_have_their_own(shop: World) -> None:
    order(shop, "N1", ("JAM", 5))
    other = towns.World(towns.new_id(), users=shop.users)
    other.give("add_hub", towns.HUB | {"hub_id": other.hub_id, "name": "Harbour"})
    other.shop_id = towns.new_id()
    other.give("add_shop", {"shop_id": other.shop_id, "hub_id": other.hub_id, "name": "bakery"})
    order(other, "H1", ("JAM", 1))
    assert status("H1") == "short"
    towns.stocked(other, {"JAM": 2}, "A1")
    assert (status("H1"), reserved("H1"), status("N1")) == ("reserved", [1], "reserved")
    stranger = other.tries("claim_task", {"task_id": task("N1").id}, "picker")
    assert stranger.problem == {"code": "unknown-thing", "params": {"what": "picktask"}}
