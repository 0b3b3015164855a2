"""Does every rule of couriers and orders come from a file into the plan, by the real solver?"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from routing.child import solve_in_child
from routing.model import Problem
from server.commands.intake import Report, take_file
from server.db import db
from server.db.orders import Order
from server.db.people import User
from server.db.plans import Plan, Route, Stop, Unassigned
from server.ids import same_id
from server.jobs import plan_routes as planning
from tests.csv_rows import COURIER, ORDER, table
from tests.databases import KINDS
from tests.server.jobs.conftest import TOMORROW
from tests.server.jobs.test_plan_routes import ask, work
from tests.world import World

HELSINKI = ZoneInfo("Europe/Helsinki")
ANNA = COURIER | {"capacity_kg": "50", "capacity_parcels": "40", "shift_from": "08:00", "shift_to": "20:00"}
BORIS = ANNA | {"login": "boris", "name": "Boris"}
TOMORROWS = ORDER | {
    "lat": "60.1702",
    "delivery_on": TOMORROW.isoformat(),
    "window_from": "09:00",
    "window_to": "19:00",
    "delivery_fee": "2.50",
}


def couriers(world: World, *rows: dict[str, str]) -> Report:
    return take_file("couriers", table(*rows), hub_id=world.hub_id)


def orders(world: World, *changes: dict[str, str]) -> None:
    """Orders N0, N1, … in a row away from the hub, each with its changes."""
    rows = [
        TOMORROWS | {"order_number": f"N{n}", "lon": f"{24.950 + 0.004 * n:.4f}"} | more
        for n, more in enumerate(changes)
    ]
    report = take_file("orders", table(*rows), hub_id=world.hub_id, shop_name="teahouse")
    assert (report.accepted, report.refused) == (len(rows), [])


def planned(app: Flask, world: World, **how: object) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Order numbers by courier in their order, and why the others are left out."""
    plan_id = ask(world, **how)
    assert work(app).status == "done"
    plan = db.session.get_one(Plan, plan_id)
    assert plan.status == "ready", plan.failure
    on = select(User.login, Order.number).join(Route, Route.courier_id == User.id)
    on = on.join(Stop, Stop.route_id == Route.id).join(Order, Order.id == Stop.order_id)
    found: dict[str, list[str]] = {}
    for login, number in db.session.execute(
        on.where(Route.plan_id == plan_id).order_by(Route.depart_at, Stop.position)
    ):
        found.setdefault(login, []).append(number)
    left = select(Order.number, Unassigned.reason).join(Unassigned, Unassigned.order_id == Order.id)
    return found, dict(db.session.execute(left.where(Unassigned.plan_id == plan_id)).all())


def routes(world: World) -> list[Route]:
    """The last plan's routes with a stop, by their departure."""
    last = db.session.scalars(select(Plan.id).order_by(Plan.requested_at.desc())).first()
    query = select(Route).where(Route.plan_id == last, Route.depart_at.is_not(None), Route.travel_m > 0)
    return list(db.session.scalars(query.order_by(Route.depart_at)))


@pytest.mark.parametrize(
    ("rule", "other", "order", "goes", "reason"),
    [
        ({"tags": ""}, {"tags": "cold id"}, {"tags": "cold"}, "boris", "tag"),
        ({"capacity_l": "20"}, {"capacity_l": "80,5"}, {"volume_l": "30"}, "boris", "volume"),
        ({"cash_limit": "12.49"}, {"cash_limit": ""}, {}, "boris", "cash-limit"),
        ({"forbidden": "Centre"}, {"forbidden": ""}, {}, "boris", "forbidden"),
        ({"preferred": "Elsewhere"}, {"preferred": "Centre"}, {}, "boris", None),
    ],
)
def test_only_who_may_gets_the_order(
    app: Flask, world: World, rule: dict, other: dict, order: dict, goes: str, reason: str | None
) -> None:
    couriers(world, ANNA | rule, BORIS | other)
    orders(world, order)
    assert planned(app, world) == ({goes: ["N0"]}, {})
    couriers(world, ANNA | rule, BORIS | rule)
    found, left = planned(app, world)
    assert (list(found.values()), left) == (([["N0"]], {}) if reason is None else ([], {"N0": reason}))


def test_money_of_the_whole_route_counts_but_not_what_is_prepaid(app: Flask, world: World) -> None:
    couriers(world, ANNA | {"cash_limit": "25"}, BORIS | {"cash_limit": "0"})
    orders(world, {}, {}, {}, {"payment": "prepaid"}, {"payment": "card"})
    found, left = planned(app, world)
    carried = {number for numbers in found.values() for number in numbers}
    assert {"N3", "N4"} <= carried and len(carried) == 4
    assert list(left.values()) == ["shift-full"]


def test_the_urgent_one_goes_where_there_is_room_for_one(app: Flask, world: World) -> None:
    couriers(world, ANNA | {"max_stops": "1"}, BORIS | {"max_stops": "0"})
    orders(world, {"priority": "1"}, {"priority": "9"}, {"priority": ""})
    found, left = planned(app, world)
    assert (found, set(left)) == ({"anna": ["N1"]}, {"N0", "N2"})


def test_a_wish_is_met_where_it_costs_little(app: Flask, world: World) -> None:
    orders(world, {"soft_from": "14:00", "soft_to": "15:00"})
    planned(app, world)
    (stop,) = db.session.scalars(select(Stop)).all()
    assert stop.arrive_at is not None
    assert 14 <= stop.arrive_at.astimezone(HELSINKI).hour < 15


def test_a_break_is_taken_in_its_time_and_kept_when_a_stop_moves(app: Flask, world: World) -> None:
    couriers(world, ANNA | {"breaks": "12:00-12:30/45"}, BORIS | {"max_stops": "0"})
    orders(world, {"window_from": "11:30", "window_to": "12:00"}, {"window_from": "12:40"}, {})
    planned(app, world)
    (route,) = routes(world)
    assert_rested(route.breaks, "12:00", "12:30")
    (first, *_) = stops(route)
    move = {"stop_id": first.id, "route_id": route.id, "position": 2}
    world.give("move_stop", move, "dispatcher")
    db.session.expire_all()
    assert_rested(db.session.get_one(Route, route.id).breaks, "12:00", "12:30")


def stops(route: Route) -> list[Stop]:
    query = select(Stop).where(Stop.route_id == route.id, Stop.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Stop.position)))


def assert_rested(breaks: list[dict[str, str]], begin: str, by: str) -> None:
    (taken,) = breaks
    start, end = (datetime.fromisoformat(taken[name]) for name in ("start_at", "end_at"))
    assert begin <= start.astimezone(HELSINKI).strftime("%H:%M") <= by
    assert end - start == timedelta(minutes=45)


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_trip_is_a_second_route(app: Flask, world: World) -> None:
    """Each with its own sheet, hours and way; timed alone each stays as it was planned."""
    couriers(
        world,
        ANNA | {"capacity_kg": "1.3", "trips": "2", "reload_min": "15"},
        BORIS | {"max_stops": "0"},
    )
    orders(world, {}, {}, {}, {})
    found, left = planned(app, world)
    assert (len(found["anna"]), left) == (4, {})
    first, second = routes(world)
    plan_id = first.plan_id
    anna = world.users["anna"]
    assert {first.id, second.id} == {same_id(plan_id, anna), same_id(plan_id, anna, 1)}
    assert first.sheet_code != second.sheet_code
    assert (
        first.return_at and second.depart_at and second.depart_at - first.return_at >= timedelta(minutes=15)
    )
    assert first.window_to_at + timedelta(minutes=15) == second.window_from_at == second.depart_at
    for route in (first, second):
        loads = [db.session.get_one(Order, stop.order_id).weight_g for stop in stops(route)]
        assert sum(loads) == 1200
        assert route.travel_m > sum(stop.travel_m for stop in stops(route)) > 0
        was = [(stop.id, stop.arrive_at, stop.travel_m) for stop in stops(route)]
        whole = (route.depart_at, route.return_at, route.travel_s, route.travel_m)
        world.give("retime_route", {"route_id": route.id})
        db.session.expire_all()
        assert [(stop.id, stop.arrive_at, stop.travel_m) for stop in stops(route)] == was
        again = db.session.get_one(Route, route.id)
        assert (again.depart_at, again.return_at, again.travel_s, again.travel_m) == whole
        assert again.violations == []


def test_who_is_back_too_late_to_load_again_is_told_so(app: Flask, world: World) -> None:
    couriers(world, ANNA | {"capacity_kg": "1.3", "trips": "2"}, BORIS | {"max_stops": "0"})
    orders(world, {}, {}, {}, {})
    planned(app, world)
    first, second = routes(world)
    moved = stops(second)[0]
    world.give("move_stop", {"stop_id": moved.id, "route_id": first.id, "position": 0}, "dispatcher")
    db.session.expire_all()
    kinds = {one["kind"] for one in db.session.get_one(Route, first.id).violations}
    assert kinds == {"weight", "next-trip"}


def test_limits_of_the_day_count_both_routes(app: Flask, world: World) -> None:
    """A stop that goes from one route of a courier to his other changes no sum of his day."""
    couriers(
        world,
        ANNA | {"capacity_kg": "1.3", "trips": "2", "max_stops": "4", "cash_limit": "50"},
        BORIS | {"max_stops": "1"},
    )
    orders(world, {}, {}, {}, {}, {})
    found, left = planned(app, world)
    assert (len(found["anna"]), len(found["boris"]), left) == (4, 1, {})
    boris, (first, _) = (
        world.users["boris"],
        [r for r in routes(world) if r.courier_id == world.users["anna"]],
    )
    (his,) = [route for route in routes(world) if route.courier_id == boris]
    move = {"stop_id": stops(his)[0].id, "route_id": first.id, "position": 0}
    world.give("move_stop", move, "dispatcher")
    db.session.expire_all()
    found_now = {one["kind"]: one["amount"] for one in db.session.get_one(Route, first.id).violations}
    assert (found_now["max-stops"], found_now["cash-limit"]) == (1, 1250)


def test_orders_at_one_building_are_searched_as_one_stop(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Problem] = []

    def solve(problem: Problem, *how: object, **more: object) -> object:
        seen.append(problem)
        return solve_in_child(problem, *how, **more)

    monkeypatch.setattr(planning, "solve_in_child", solve)
    same = {"lon": "24.9560"}
    orders(world, same, {"lon": "24.9400"}, same | {"lon": "24.9561"}, same)
    found, left = planned(app, world)
    assert [len(problem.stops) for problem in seen] == [2]
    numbers = [number for carried in found.values() for number in carried]
    assert (sorted(numbers), left) == (["N0", "N1", "N2", "N3"], {})
    assert "N1" in (numbers[0], numbers[-1])
    times = [stop.arrive_at for route in routes(world) for stop in stops(route)]
    assert times == sorted(times) and len(set(times)) == 4
    assert min(times) > datetime.combine(TOMORROW, datetime.min.time(), UTC)
