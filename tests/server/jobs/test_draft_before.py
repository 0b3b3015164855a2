"""Is a new draft compared with the one whose place it takes, and can that one come back? Real solver."""

from flask import Flask
from sqlalchemy import select

from server.db import db
from server.db.people import User
from server.db.plans import Plan, Route
from server.ids import new_id
from tests.server.jobs.conftest import TOMORROW, orders_of_tomorrow
from tests.server.jobs.test_locked_plan import other, planned, routes, stop_of
from tests.server.jobs.test_plan_routes import ask, work
from tests.world import World


def given_to_the_other(world: World, plan_id: str) -> tuple[str, str]:
    """A stop goes to the end of the other courier's route; the order, and who had it."""
    (login, ids), *_ = routes(world, plan_id).items()
    here = stop_of(plan_id, ids[0])
    query = select(Route).join(User, User.id == Route.courier_id)
    query = query.where(Route.plan_id == plan_id, User.login == other(login))
    there = db.session.scalars(query).one()
    end = len(routes(world, plan_id).get(other(login), []))
    args = {"stop_id": here.id, "route_id": there.id, "position": end}
    world.give("move_stop", args, "dispatcher")
    return ids[0], login


def back(app: Flask, world: World) -> str:
    plan_id = ask(world, back=True)
    assert work(app).status == "done"
    assert db.session.get_one(Plan, plan_id).status == "ready"
    return plan_id


def names(world: World, route_id: str | None) -> str | None:
    """The courier of a route; no route, nobody."""
    who = {id: login for login, id in world.users.items()}
    return route_id and who[db.session.get_one(Route, route_id).courier_id]


def test_a_first_plan_is_compared_with_nothing(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 3)
    assert db.session.get_one(Plan, planned(app, world)).difference is None


def test_who_gains_and_who_loses(app: Flask, world: World) -> None:
    ids = orders_of_tomorrow(world, 8)
    first = planned(app, world)
    order_id, login = given_to_the_other(world, first)
    before = routes(world, first)
    new = orders_of_tomorrow(world, 9)[8]
    second = planned(app, world)
    after = routes(world, second)
    told = db.session.get_one(Plan, second).difference
    assert told is not None
    holder = {id: who for who, of in before.items() for id in of}
    holds = {id: who for who, of in after.items() for id in of}
    moved = {(one["order_id"], names(world, one["old"]), names(world, one["new"])) for one in told["moved"]}
    assert moved == {
        (id, holder.get(id), holds.get(id)) for id in [*ids, new] if holder.get(id) != holds.get(id)
    }
    assert (new, None, holds[new]) in moved and told["served"] == 1
    assert (order_id, other(login), login) in moved, "the solver takes the detour out again"
    for one in told["routes"]:
        who = names(world, one["route_id"])
        assert set(one["gained"]) == set(after.get(who, [])) - set(before.get(who, []))
        assert set(one["lost"]) == set(before.get(who, [])) - set(after.get(who, []))
    assert told["travel_m"] == sum(one["travel_m"] for one in told["routes"])


def test_the_draft_before_comes_back_and_goes_again(app: Flask, world: World) -> None:
    ids = orders_of_tomorrow(world, 8)
    first = planned(app, world)
    given_to_the_other(world, first)
    by_hand = routes(world, first)
    second = planned(app, world)
    best = routes(world, second)
    assert best != by_hand
    third = back(app, world)
    assert routes(world, third) == by_hand
    assert db.session.get_one(Plan, second).status == "discarded"
    new = orders_of_tomorrow(world, 9)[8]
    fourth = back(app, world)
    found = routes(world, fourth)
    assert {who: [id for id in of if id != new] for who, of in found.items()} == best
    assert sorted(id for of in found.values() for id in of) == sorted([*ids, new]), "what came since goes too"


def test_what_has_been_cancelled_since_does_not_come_back(app: Flask, world: World) -> None:
    ids = orders_of_tomorrow(world, 4)
    planned(app, world)
    planned(app, world)
    world.give("cancel_order", {"order_id": ids[1], "reason": "not wanted"}, "dispatcher")
    third = back(app, world)
    assert sorted(id for of in routes(world, third).values() for id in of) == sorted({*ids} - {ids[1]})


def test_where_there_was_no_draft_before_nothing_is_asked(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 2)
    first = planned(app, world)
    args = {"plan_id": new_id(), "on": TOMORROW.isoformat(), "back": True}
    refused = world.tries("request_plan", args, "dispatcher")
    assert refused.problem is not None and refused.problem["code"] == "no-draft-before"
    assert db.session.get_one(Plan, first).status == "ready"
