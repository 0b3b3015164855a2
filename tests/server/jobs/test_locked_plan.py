"""Does a new plan of a day keep what was locked in the draft that it replaces? With the real solver."""

from flask import Flask
from sqlalchemy import select

from server.db import db
from server.db.people import User
from server.db.plans import Plan, Route, Stop, Unassigned
from tests.server.jobs.conftest import orders_of_tomorrow
from tests.server.jobs.test_plan_routes import ask, work
from tests.world import World


def routes(world: World, plan_id: str) -> dict[str, list[str]]:
    """Orders by courier, in their order."""
    db.session.rollback()
    query = select(User.login, Stop.order_id).join(Route, Route.courier_id == User.id)
    query = query.join(Stop, Stop.route_id == Route.id)
    query = query.where(Route.plan_id == plan_id, Stop.removed_at.is_(None)).order_by(Stop.position)
    found: dict[str, list[str]] = {}
    for login, order_id in db.session.execute(query):
        found.setdefault(login, []).append(order_id)
    return found


def stop_of(plan_id: str, order_id: str) -> Stop:
    query = select(Stop).join(Route, Route.id == Stop.route_id)
    found = db.session.scalars(query.where(Route.plan_id == plan_id, Stop.order_id == order_id)).one()
    assert isinstance(found, Stop)
    return found


def planned(app: Flask, world: World) -> str:
    plan_id = ask(world)
    assert work(app).status == "done"
    assert db.session.get_one(Plan, plan_id).status == "ready"
    return plan_id


def other(login: str) -> str:
    return "boris" if login == "anna" else "anna"


def test_a_locked_stop_stays_with_its_courier_and_a_head_in_its_order(app: Flask, world: World) -> None:
    ids = orders_of_tomorrow(world, 8)
    first = planned(app, world)
    (login, order), *_ = routes(world, first).items()
    # Against the solver's wish: the farthest two first, and one for somebody else.
    far = [id for id in reversed(ids) if id in order][:2]
    for position, id in enumerate(far):
        route_id = stop_of(first, id).route_id
        args = {"stop_id": stop_of(first, id).id, "route_id": route_id, "position": position}
        world.give("move_stop", args, "dispatcher")
    world.give("lock_stop", {"stop_id": stop_of(first, far[1]).id, "how": "head"}, "dispatcher")
    second = planned(app, world)
    assert routes(world, second)[login][:2] == far
    assert [stop_of(second, id).locked for id in far] == ["head", "head"]
    world.give("lock_stop", {"stop_id": stop_of(second, far[0]).id, "how": "courier"}, "dispatcher")
    world.give("lock_stop", {"stop_id": stop_of(second, far[1]).id, "how": None}, "dispatcher")
    third = planned(app, world)
    assert far[0] in routes(world, third)[login]
    assert routes(world, third)[login][:2] != far, "what is let go is the solver's again"


def test_a_locked_route_goes_over_as_it_is(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 8)
    first = planned(app, world)
    (login, order), *_ = routes(world, first).items()
    route_id = stop_of(first, order[0]).route_id
    turned = [order[-1], *order[:-1]]
    args = {"stop_id": stop_of(first, order[-1]).id, "route_id": route_id, "position": 0}
    world.give("move_stop", args, "dispatcher")
    world.give("lock_route", {"route_id": route_id, "locked": True}, "dispatcher")
    back_at = db.session.get_one(Route, route_id).return_at
    late = orders_of_tomorrow(world, 9)[8]
    second = planned(app, world)
    found = routes(world, second)
    kept = select(Stop.order_id).where(Stop.route_id == route_id, Stop.removed_at.is_(None))
    assert list(db.session.scalars(kept.order_by(Stop.position))) == turned
    assert late in {id for ids in found.values() for id in ids}
    mine = select(Route).join(User, User.id == Route.courier_id)
    mine = mine.where(Route.plan_id == second, Route.id != route_id, User.login == login)
    assert all(route.window_from_at >= back_at for route in db.session.scalars(mine))
    plan = db.session.get_one(Plan, second)
    assert plan.orders == 9
    world.give("publish_plan", {"plan_id": second}, "dispatcher")
    db.session.rollback()
    assert db.session.get_one(Route, route_id).status == "published"


def test_who_goes_once_and_has_his_locked_sheet_goes_no_second_time(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 4)
    first = planned(app, world)
    (login, (order, *_)), *_ = routes(world, first).items()
    kept = stop_of(first, order).route_id
    world.give("lock_route", {"route_id": kept, "locked": True}, "dispatcher")
    world.give("disable_user", {"user_id": world.users[other(login)]}, "admin")
    late = orders_of_tomorrow(world, 5)[4]
    second = planned(app, world)
    (left,) = db.session.scalars(select(Unassigned).where(Unassigned.plan_id == second))
    assert (left.order_id, left.reason) == (late, "no-courier")


def test_who_does_not_work_that_day_binds_nobody(app: Flask, world: World) -> None:
    ids = orders_of_tomorrow(world, 3)
    first = planned(app, world)
    (login, order), *_ = routes(world, first).items()
    world.give("lock_stop", {"stop_id": stop_of(first, order[0]).id, "how": "head"}, "dispatcher")
    world.give("disable_user", {"user_id": world.users[login]}, "admin")
    second = planned(app, world)
    assert sorted(routes(world, second)[other(login)]) == sorted(ids)


def test_who_keeps_his_locked_sheet_gets_no_empty_one_beside_it(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 8)
    first = planned(app, world)
    kept = set(db.session.scalars(select(Stop.route_id).join(Route).where(Route.plan_id == first)))
    for route_id in kept:
        world.give("lock_route", {"route_id": route_id, "locked": True}, "dispatcher")
    second = planned(app, world)
    db.session.rollback()
    of_those = {db.session.get_one(Route, id).courier_id for id in kept}
    found = db.session.scalars(select(Route).where(Route.plan_id == second)).all()
    assert {route.id for route in found if route.courier_id in of_those} == kept
    assert len(found) == 2, "who has no sheet yet still has an empty one to drag orders to"
