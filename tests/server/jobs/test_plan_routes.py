"""Does a requested plan become routes that stand every check, or say in words why not?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from routing.plan import Kind as ViolationKind
from routing.plan import Violation
from routing.roads.build import build
from server import clock
from server.db import db, mapping, planned
from server.db.base import write_transaction
from server.db.log import CommandLog, Job
from server.db.plans import Matrix, Plan, PlanProgress, Route, Stop
from server.demo import PBF
from server.ids import new_id
from server.jobs import plan_routes as planning
from server.jobs.runner import Runner
from server.jobs.table import JOBS
from server.shops.base import ShopLine
from tests.server.jobs.conftest import TOMORROW, orders_of_tomorrow
from tests.world import World, order, stocked


def ask(world: World, **how: object) -> str:
    """Request a plan of tomorrow; returns the plan."""
    plan_id = new_id()
    args = {"plan_id": plan_id, "on": TOMORROW.isoformat(), **(how or {"iterations": 30})}
    world.give("request_plan", args, "dispatcher")
    return plan_id


def work(app: Flask, name: str = "plan_routes") -> Job:
    """Do the one job that waits, as a worker would; its row afterwards."""
    waits = select(Job.id).where(Job.name == name, Job.status == "waiting")
    (id,) = db.session.scalars(waits).all()
    db.session.rollback()
    Runner(app, JOBS).run(id)
    db.session.rollback()
    return db.session.get_one(Job, id, populate_existing=True)


def stops_of(plan_id: str) -> list[Stop]:
    on_plan = select(Stop).join(Route, Route.id == Stop.route_id).where(Route.plan_id == plan_id)
    return list(db.session.scalars(on_plan.order_by(Stop.route_id, Stop.position)))


def test_orders_become_routes_by_great_circle(app: Flask, world: World) -> None:
    ids = orders_of_tomorrow(world, 8)
    plan_id = ask(world)
    assert work(app).status == "done"
    plan = db.session.get_one(Plan, plan_id)
    assert (plan.status, plan.orders, plan.unassigned) == ("ready", 8, [])
    assert plan.source == "great circle x 1.3"
    stops = stops_of(plan_id)
    assert sorted(stop.order_id for stop in stops) == sorted(ids)
    assert all(stop.travel_m > 0 and stop.arrive_at < stop.leave_at for stop in stops)
    stored = mapping.matrix_of(db.session(), plan.matrices["bicycle"])
    assert stored is not None and stored.sha256() == plan.matrices["bicycle"]


def test_nobody_stands_for_hours_to_spare_another_a_short_ride(app: Flask, world: World) -> None:
    early = datetime.combine(TOMORROW, datetime.min.time(), UTC) + timedelta(hours=7)
    for number, opens in (("N0", early), ("N1", early + timedelta(hours=8))):
        times = {"window_from_at": opens, "window_to_at": opens + timedelta(minutes=30)}
        order(world, number, lat=60.167, lon=24.945, delivery_on=TOMORROW, **times)
    plan_id = ask(world)
    assert work(app).status == "done"
    first, second = stops_of(plan_id)
    assert first.route_id != second.route_id, "one courier for both would wait from breakfast to tea"


def test_what_cannot_go_is_said_why(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 1)
    world.give("disable_user", {"user_id": world.users["anna"]}, "admin")
    world.give("disable_user", {"user_id": world.users["boris"]}, "admin")
    plan_id = ask(world)
    assert work(app).status == "done"
    plan = db.session.get_one(Plan, plan_id)
    assert [left.reason for left in plan.unassigned] == ["no-courier"]
    assert plan.unassigned[0].detail["help"]["change"] == "another-courier"
    assert stops_of(plan_id) == []


def test_what_waits_for_goods_is_left_out_with_what_it_lacks(app: Flask, world: World) -> None:
    """Not so what has no zone: that waits in the office's own list."""
    stocked(world, {"TEA": 10_000, "JAM": 1})
    ready, short, outside = orders_of_tomorrow(world, 3)
    lines = (ShopLine("JAM", "Jam", None, 3, 500, 300), ShopLine("TEA", "Tea", None, 1, 500, 300),
             ShopLine("JAM", "Jam", None, 1, 400, 300))  # fmt: skip
    order(world, "N1", delivery_on=TOMORROW, lines=lines)
    order(world, "N2", delivery_on=TOMORROW, lines=lines, lat=61.0)
    order(world, "LATER", delivery_on=TOMORROW + timedelta(days=1), lines=lines)
    plan_id = ask(world)
    assert work(app).status == "done"
    plan = db.session.get_one(Plan, plan_id)
    assert [stop.order_id for stop in stops_of(plan_id)] == [ready]
    assert [(left.order_id, left.reason) for left in plan.unassigned] == [(short, "waiting-for-goods")]
    assert plan.unassigned[0].detail == {"goods": "JAM × 3", "pieces": {"JAM": 3}}
    assert plan.orders == 2
    assert outside not in {left.order_id for left in plan.unassigned}


def test_what_came_to_lack_goods_while_planning_says_so(app: Flask, world: World) -> None:
    (id,) = orders_of_tomorrow(world, 1)
    plan_id = ask(world)
    work_done = planned.planned

    def empty_shelf(*how: object) -> object:
        stocked(world, {"TEA": 1})
        return work_done(*how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planned, "planned", empty_shelf)
        assert work(app).status == "done"
    plan = db.session.get_one(Plan, plan_id)
    assert [(left.order_id, left.reason) for left in plan.unassigned] == [(id, "waiting-for-goods")]
    assert plan.unassigned[0].detail["goods"] == "TEA × 1"
    assert plan.orders == 1


def test_a_day_without_orders_gives_an_empty_plan(app: Flask, world: World) -> None:
    plan_id = ask(world)
    assert work(app).status == "done"
    assert (db.session.get_one(Plan, plan_id).status, stops_of(plan_id)) == ("ready", [])


def test_the_same_seed_and_iterations_give_the_same_plan(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 10)
    plans = []
    for _ in range(2):
        plan_id = ask(world, iterations=40, seed=7)
        work(app)
        at = [(s.order_id, s.position, s.arrive_at, s.travel_m) for s in stops_of(plan_id)]
        plans.append(sorted(at))
    assert plans[0] == plans[1]


def test_a_cancelled_search_keeps_what_it_has(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 6)
    plan_id = ask(world, budget_s=60)
    world.give("cancel_plan", {"plan_id": plan_id}, "dispatcher")
    began = clock.now()
    assert work(app).status == "done"
    assert clock.now() - began < timedelta(seconds=15)
    assert db.session.get_one(Plan, plan_id).status == "ready"
    assert len(stops_of(plan_id)) == 6


def test_a_discarded_plan_is_left_alone(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 2)
    plan_id = ask(world)
    world.give("discard_plan", {"plan_id": plan_id}, "dispatcher")
    assert work(app).status == "done"
    assert db.session.get_one(Plan, plan_id).status == "discarded"
    assert stops_of(plan_id) == []


def test_a_plan_that_breaks_a_rule_is_never_written(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders_of_tomorrow(world, 2)
    plan_id = ask(world)
    late = Violation(ViolationKind.LATE, None, None, 60, "begins-after-window")
    monkeypatch.setattr(planning, "check", lambda *_: (late,))
    assert work(app).status == "done"
    plan = db.session.get_one(Plan, plan_id)
    assert (plan.status, plan.failure) == ("failed", "plan-check-failed")
    assert stops_of(plan_id) == []


def test_a_plan_whose_job_fails_for_good_says_so(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = ask(world)
    with write_transaction() as session:
        session.query(Job).update({"attempts": 4})

    def burn(*_: object, **__: object) -> None:
        raise MemoryError("too many")

    monkeypatch.setattr(planning, "solve_in_child", burn)
    job = work(app)
    assert (job.status, job.error) == ("dead", "MemoryError: too many")
    assert (db.session.get_one(Plan, plan_id).failure) == "plan-gave-up"
    ask(world)  # and the dispatcher may ask again


def test_a_job_done_twice_writes_once(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 3)
    plan_id = ask(world)
    job = work(app)
    with write_transaction() as session:
        session.get_one(Job, job.id).status = "waiting"
        session.get_one(Plan, plan_id).status = "requested"  # as if the first had not been seen
    assert work(app).status == "done"
    assert len(stops_of(plan_id)) == 3
    recorded = select(func.count()).select_from(CommandLog).where(CommandLog.name == "record_plan")
    assert db.session.scalar(recorded) == 1


def test_progress_is_told_while_it_searches(app: Flask, world: World) -> None:
    orders_of_tomorrow(world, 8)
    plan_id = ask(world, iterations=300)
    work(app)
    body = db.session.get_one(PlanProgress, plan_id).body
    assert body["budget_s"] is None
    assert body["elapsed_s"] > 0
    assert (body["assigned"], body["orders"]) == (8, 8)
    assert body["cost_s"] > 0 and body["iteration"] >= 0


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roads") / "bicycle"
    build(PBF, folder, "bicycle")
    return folder


def test_built_roads_are_used_and_drawn(app: Flask, world: World, roads: Path) -> None:
    app.config["WAYBILL"].roads.mkdir()
    (app.config["WAYBILL"].roads / "bicycle").symlink_to(roads)
    orders_of_tomorrow(world, 5)
    plan_id = ask(world)
    assert work(app).status == "done"
    plan = db.session.get_one(Plan, plan_id)
    assert plan.source.startswith("osrm, helsinki.osm.pbf")
    routes = db.session.scalars(select(Route).where(Route.plan_id == plan_id)).all()
    carried = [route for route in routes if route.travel_m]
    assert carried
    for route in carried:
        assert not route.estimated
        lons, lats = zip(*route.line, strict=True)
        assert min(lons) > 24.9 and max(lons) < 25.0 and min(lats) > 60.1 and max(lats) < 60.2
        assert len(route.line) > 2 * len(stops_of(plan_id)), "along the roads, not from door to door"


def test_a_moved_stop_gets_real_times_and_a_line_again(app: Flask, world: World, roads: Path) -> None:
    app.config["WAYBILL"].roads.mkdir()
    (app.config["WAYBILL"].roads / "bicycle").symlink_to(roads)
    orders_of_tomorrow(world, 4)
    plan_id = ask(world)
    work(app)
    (late,) = orders_of_tomorrow(world, 5)[4:]
    route_id = stops_of(plan_id)[0].route_id
    args = {"stop_id": new_id(), "order_id": late, "route_id": route_id, "position": 0}
    world.give("add_stop", args, "dispatcher")
    before = db.session.get_one(Route, route_id, populate_existing=True)
    assert before.estimated and before.line is None
    old_matrix = before.matrix
    assert work(app, "draw_route").status == "done"
    after = db.session.get_one(Route, route_id, populate_existing=True)
    assert not after.estimated
    assert after.line and len(after.line) > 10
    assert after.matrix != old_matrix
    assert db.session.scalar(select(func.count()).select_from(Matrix)) == 2
    assert mapping.matrix_of(db.session(), after.matrix).source.startswith("osrm")
