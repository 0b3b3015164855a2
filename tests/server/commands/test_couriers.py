"""Do a courier's rules change by form and by file, and is what cannot be refused in words?"""

import pytest

from server.commands.intake import take_file
from server.db import db
from server.db.people import User
from server.db.plans import Route
from server.ids import new_id
from tests.world import order, plan

FORM = {
    "vehicle": "car",
    "capacity_g": 90_000,
    "capacity_parcels": 60,
    "capacity_ml": 400_000,
    "shift_from": "10:00",
    "shift_to": "18:30",
    "zones": ["South", "Centre", "South"],
    "preferred_zones": ["Centre"],
    "forbidden_zones": ["North"],
    "tags": ["cold", "id"],
    "cash_limit_minor": 30_000,
    "max_stops": 25,
    "max_trips": 2,
    "reload_s": 900,
    "break_from": "13:00",
    "break_to": "14:00",
    "break_s": 1800,
}
HEADER = "login,name,password,vehicle,capacity_kg,capacity_parcels,shift_from,shift_to,zones"
ROW = "anna,Anna,,bicycle,50,40,08:00,20:00,*"


def anna(world) -> User:
    db.session.rollback()
    return db.session.get_one(User, world.users["anna"])


def sets(world, **changes):
    args = FORM | {"user_id": world.users["anna"]} | changes
    return world.tries("set_courier", args, "admin")


def brings(world, columns: str = "", cells: str = ""):
    return take_file("couriers", f"{HEADER}{columns}\n{ROW}{cells}\n".encode(), hub_id=world.hub_id)


def test_the_form_sets_all_of_it(world):
    assert sets(world).ok
    now = anna(world)
    lists = {"zones": ["Centre", "South"]}
    assert {name: getattr(now, name) for name in FORM} == FORM | lists
    assert sets(world, **dict.fromkeys(("zones", "max_stops", "break_from", "break_to", "break_s"))).ok
    now = anna(world)
    assert (now.zones, now.max_stops, now.break_from, now.break_to, now.break_s) == (None,) * 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"break_to": None}, "break-half"),
        ({"break_s": None}, "break-half"),
        ({"break_from": "09:00"}, "break-outside"),
        ({"break_to": "12:30"}, "break-outside"),
        ({"shift_to": "24:10"}, "bad-args"),
        ({"capacity_g": 0}, "bad-args"),
        ({"max_trips": 0}, "bad-args"),
        ({"tags": ["two words"]}, "bad-args"),
        ({"vehicle": "horse"}, "bad-args"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(world, changes, code):
    assert sets(world, **changes).problem["code"] == code
    assert anna(world).vehicle == "bicycle"


def test_only_couriers_of_this_hub_have_rules(world):
    assert sets(world, user_id=world.users["picker"]).problem["code"] == "not-a-courier"
    assert sets(world, user_id=new_id()).problem["code"] == "unknown-thing"


def test_a_new_person_becomes_one_who_drives(world):
    args = {"user_id": (id := new_id()), "hub_id": world.hub_id, "login": "clara", "name": "Clara"}
    world.give("add_user", args | {"roles": ["courier"], "password": "correct horse"})
    assert sets(world, user_id=id).ok
    assert db.session.get_one(User, id).vehicle == "car"


def test_a_sheet_that_is_out_stays_as_it_is(world):
    order(world, "A0")
    plan(world, {"anna": ["A0"]})
    before = db.session.get_one(Route, world.routes["anna"])
    kept = (before.revision, before.window_from_at, before.profile, before.depart_at, before.violations)
    assert sets(world, zones=["South"]).ok
    db.session.rollback()
    after = db.session.get_one(Route, world.routes["anna"])
    assert (after.revision, after.window_from_at, after.profile, after.depart_at, after.violations) == kept


def test_a_file_sets_the_rules_it_has_columns_for(world):
    columns = ",tags,cash_limit,capacity_l,breaks,trips,reload_min,preferred,forbidden,max_stops"
    report = brings(world, columns, ',id cold,"150,50",80.5,12:00-13:00/30,3,20,Centre,North South,12')
    assert (report.updated, report.refused) == (1, [])
    now = anna(world)
    assert (now.tags, now.cash_limit_minor, now.capacity_ml, now.max_stops) == (
        ["cold", "id"],
        15_050,
        80_500,
        12,
    )
    assert (now.break_from, now.break_to, now.break_s) == ("12:00", "13:00", 1800)
    assert (now.max_trips, now.reload_s) == (3, 1200)
    assert (now.preferred_zones, now.forbidden_zones) == (["Centre"], ["North", "South"])
    assert brings(
        world, columns, ',id cold,"150,50",80.5,12:00-13:00/30,3,20,Centre,North South,12'
    ).unchanged


def test_a_column_that_is_missing_leaves_a_rule_and_an_empty_cell_ends_it(world):
    sets(world, zones=None)
    assert brings(world).updated == 1
    assert (anna(world).tags, anna(world).max_stops, anna(world).break_s) == (["cold", "id"], 25, 1800)
    assert anna(world).vehicle == "bicycle"
    assert brings(world, ",tags,max_stops,breaks,trips,reload_min,preferred", ",,,,,,").updated == 1
    now = anna(world)
    assert (now.tags, now.max_stops, now.break_from, now.break_s) == ([], None, None, None)
    assert (now.max_trips, now.reload_s, now.preferred_zones) == (1, 600, None)
    assert now.forbidden_zones == ["North"]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("cash_limit", "much", "money"),
        ("capacity_l", "-3", "number-range"),
        ("trips", "0", "number-range"),
        ("max_stops", "2.5", "number-fraction"),
        ("breaks", "noon", "plan-break"),
        ("breaks", "07:00-09:00/30", "break-outside"),
        ("breaks", "12:00-12:30/30 15:00-15:30/15", "break-only-one"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(world, column, cell, code):
    report = brings(world, f",{column}", f",{cell}")
    assert [(one.row, one.column, one.code) for one in report.refused] == [(2, column, code)]
    assert report.updated == 0
