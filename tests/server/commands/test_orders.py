"""Is an order taken once, changed only while it may, and zoned by its point or by hand?"""

import copy
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from server import clock
from server.commands.bus import run
from server.db import db
from server.db.orders import Zone
from server.domain.orders import can_go
from server.ids import new_id, same_id
from server.imports.zones import ZoneFeature
from server.shops.base import ShopLine
from tests.server.commands import books
from tests.world import HUB, MORNING, SQUARE, World, back, cash, order, packed, plan, shop_order, stocked

WEST = [[24.90, 60.15], [24.945, 60.15], [24.945, 60.19], [24.90, 60.19], [24.90, 60.15]]


def zone(name: str, ring: list[list[float]], priority: int = 0) -> ZoneFeature:
    return ZoneFeature(1, name, priority, 0, {"type": "Polygon", "coordinates": [copy.deepcopy(ring)]})


def take(world: World, number: str, **changes: object) -> str:
    """Send an order (again); what became of it."""
    args = {"shop_id": world.shop_id, "inbox_id": new_id(), "order": shop_order(number, **changes)}
    world.orders[number] = same_id(world.shop_id, number)
    result = run("accept_order", args, id=new_id(), hub_id=world.hub_id)
    assert result.ok
    return result.answer["change"]


def test_the_same_order_twice_changes_nothing(world):
    assert take(world, "A0") == "accepted"
    version = books.order(world, "A0").version
    assert take(world, "A0") == "unchanged"
    assert books.order(world, "A0").version == version


def test_a_change_back_and_forth_is_followed(world):
    take(world, "A0")
    assert take(world, "A0", note="ring twice") == "updated"
    assert take(world, "A0") == "updated"
    assert books.order(world, "A0").contact.note == "door code 1234"


def test_an_older_version_is_not_taken(world):
    take(world, "A0", version="7")
    assert take(world, "A0", version="6", note="old") == "unchanged"
    assert take(world, "A0", version="8", note="new") == "updated"


def test_what_is_on_a_courier_s_sheet_waits_for_a_human(world):
    order(world, "A0")
    plan(world, {"anna": ["A0"]})
    dearer = (ShopLine("TEA", "Tea", None, 3, 500, 300),)
    assert take(world, "A0", lines=dearer) == "too-late"
    assert take(world, "A0", lines=dearer) == "too-late"
    assert books.kinds() == ["changed-too-late"]
    assert books.order(world, "A0").due_minor == 1250


@pytest.mark.parametrize(
    ("changes", "reason"), [({"lat": None, "lon": None}, "no-point"), ({"lat": 61.0}, "outside"), ({}, None)]
)
def test_without_a_point_or_outside_it_waits_with_its_reason(world, changes, reason):
    order(world, "A0", **changes)
    found = books.order(world, "A0")
    assert found.zone_reason == reason
    assert found.status == "reserved"  # its goods are set aside meanwhile
    assert can_go(found.status, found.zone_reason) == (reason is None)


def test_overlap_goes_to_priority_then_to_the_smaller_area(world):
    zones = (zone("Whole", SQUARE), zone("West", WEST), zone("Best", SQUARE, priority=5))
    world.give("import_zones", {"sha256": "1", "zones": zones})
    order(world, "A0", lon=24.92)
    assert zone_name(world, "A0") == "Best"
    world.give("import_zones", {"sha256": "2", "zones": zones[:2]})
    assert zone_name(world, "A0") == "West"


def zone_name(world: World, number: str) -> str | None:
    id = books.order(world, number).zone_id
    return db.session.get(Zone, id).name if id else None


def test_a_zone_by_hand_survives_new_zones_but_not_its_own_end(world):
    world.give("import_zones", {"sha256": "1", "zones": (zone("Whole", SQUARE), zone("West", WEST))})
    order(world, "A0", lat=61.0)
    west = db.session.scalars(select(Zone.id).where(Zone.name == "West")).one()
    world.give(
        "set_zone", {"order_id": world.orders["A0"], "zone_id": west, "reason": "on the way"}, "dispatcher"
    )
    assert (zone_name(world, "A0"), books.order(world, "A0").zone_reason) == ("West", None)
    world.give("import_zones", {"sha256": "2", "zones": (zone("Whole", SQUARE, 1), zone("West", WEST))})
    assert zone_name(world, "A0") == "West"
    world.give("import_zones", {"sha256": "3", "zones": (zone("Whole", SQUARE),)})
    assert (zone_name(world, "A0"), books.order(world, "A0").zone_reason) == (None, "outside")


def test_a_point_by_hand_gives_the_zone_and_outlives_the_shop_s(world):
    order(world, "A0", lat=None, lon=None)
    args = {"order_id": world.orders["A0"], "lat": 60.17, "lon": 24.94, "reason": "called"}
    assert books.order(world, "A0").zone_reason == "no-point"
    world.give("set_point", args, "dispatcher")
    assert books.order(world, "A0").zone_reason is None
    take(world, "A0", lat=60.16, lon=24.93)
    assert (books.order(world, "A0").lat, books.order(world, "A0").lon) == (60.17, 24.94)


def test_another_currency_is_refused(world):
    args = {"shop_id": world.shop_id, "inbox_id": new_id(), "order": shop_order("A0", currency="USD")}
    result = run("accept_order", args, id=new_id(), hub_id=world.hub_id)
    assert (result.outcome, result.problem["code"]) == ("rejected", "currency-differs")


def test_a_cancelled_order_is_not_woken_by_the_shop(world):
    order(world, "A0")
    world.give("cancel_order", {"order_id": world.orders["A0"], "reason": "fraud"}, "dispatcher")
    assert take(world, "A0", note="please") == "too-late"
    assert books.order(world, "A0").status == "cancelled"


def test_contacts_are_hidden_once(day):
    day.give("deliver_stop", cash(day, "A0"), "anna")
    day.give("hide_contacts", {"order_ids": [day.orders["A0"]]})
    hidden = books.order(day, "A0").contact_hidden_at
    assert hidden is not None
    day.give("hide_contacts", {"order_ids": [day.orders["A0"]]})
    assert books.order(day, "A0").contact_hidden_at == hidden


def days(number: int) -> str:
    return (clock.now() + timedelta(days=number)).date().isoformat()


def test_put_off_it_keeps_its_hours_over_a_change_of_the_clocks(world):
    order(world, "A0")
    hours = MORNING.astimezone(ZoneInfo(HUB["tz"]))
    months = (hours + timedelta(days=30 * n) for n in range(1, 13))
    same = next(each for each in months if each.utcoffset() != hours.utcoffset())
    args = {"order_id": world.orders["A0"], "on": same.date().isoformat(), "reason": "asked for it"}
    world.give("postpone_order", args, "dispatcher")
    found = books.order(world, "A0")
    assert found.delivery_on == same.date()
    assert found.window_from_at == same.astimezone(UTC)
    past = args | {"on": days(-2)}
    assert world.tries("postpone_order", past, "dispatcher").problem["code"] == "day-over"


def test_what_came_back_can_go_out_again(day):
    day.give(
        "fail_stop", {"stop_id": day.stops["A0"], "order_id": day.orders["A0"], "reason": "postponed"}, "anna"
    )
    again = {"order_id": day.orders["A0"], "on": days(30), "reason": "next week"}
    assert day.tries("postpone_order", again, "dispatcher").problem["code"] == "order-is-over"
    back(day, "A0")
    day.give("postpone_order", again, "dispatcher")
    assert books.order(day, "A0").status == "reserved"  # from the shelf again: its old parcel was opened
    del day.routes["anna"]
    plan(day, {"anna": ["A0"]})
    assert books.balance(f"due:{day.orders['A0']}") == 1250


def test_goods_of_an_order_cancelled_on_the_road_come_back_without_a_question(day):
    day.give("cancel_order", {"order_id": day.orders["A0"], "reason": "customer called"}, "dispatcher")
    assert back(day, "A0").outcome == "applied"
    assert books.order(day, "A0").status == "cancelled"


def test_new_zones_leave_alone_what_is_on_its_way(world):
    order(world, "A0")
    plan(world, {"anna": ["A0"]})
    far = [[10.0, 50.0], [10.1, 50.0], [10.1, 50.1], [10.0, 50.1], [10.0, 50.0]]
    world.give("import_zones", {"sha256": "1", "zones": (zone("Far", far),)})
    assert books.order(world, "A0").zone_reason is None


def test_new_zones_move_what_is_gathered_but_on_no_route(world):
    order(world, "A0", lon=24.92)
    packed(world, "A0")
    world.give("import_zones", {"sha256": "1", "zones": (zone("West", WEST), zone("Whole", SQUARE, -1))})
    assert zone_name(world, "A0") == "West"
    assert books.order(world, "A0").status == "packed"


def test_what_a_changed_order_no_longer_wants_goes_to_the_one_that_waits(world):
    stocked(world, {"JAM": 5})
    order(world, "A0", lines=(ShopLine("JAM", "Jam", None, 4, 500, 300),))
    order(world, "A1", lines=(ShopLine("JAM", "Jam", None, 3, 500, 300),))
    assert books.order(world, "A1").status == "short"
    assert take(world, "A0", lines=(ShopLine("JAM", "Jam", None, 1, 500, 300),)) == "updated"
    assert [books.order(world, number).status for number in ("A0", "A1")] == ["reserved", "reserved"]
    assert [line.reserved for line in books.order(world, "A0").lines] == [1]


def test_its_rules_come_with_it_and_change_with_it(world):
    opens = shop_order("A0").window_from_at
    rules = {"volume_ml": 12_500, "tags": frozenset({"id", "cold"}), "priority": 7}
    wish = {"wished_from_at": opens + timedelta(hours=2), "wished_to_at": opens + timedelta(hours=3)}
    assert take(world, "A0", **rules, **wish) == "accepted"
    row = books.order(world, "A0")
    assert (row.volume_ml, row.tags, row.priority) == (12_500, ["cold", "id"], 7)
    assert (row.wished_from_at, row.wished_to_at) == (wish["wished_from_at"], wish["wished_to_at"])
    assert take(world, "A0", **rules, **wish) == "unchanged"
    assert take(world, "A0", **(rules | {"priority": 8})) == "updated"
    row = books.order(world, "A0")
    assert (row.priority, row.wished_from_at, row.wished_to_at) == (8, None, None)


def test_put_off_its_wish_goes_along(world):
    opens = shop_order("A0").window_from_at
    take(world, "A0", wished_from_at=opens + timedelta(hours=2))
    later = books.order(world, "A0").delivery_on + timedelta(days=3)
    late = {"order_id": world.orders["A0"], "on": later.isoformat(), "reason": "away"}
    world.give("postpone_order", late, "dispatcher")
    row = books.order(world, "A0")
    assert (row.wished_from_at, row.wished_to_at) == (opens + timedelta(days=3, hours=2), None)
