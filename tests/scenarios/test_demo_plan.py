"""Can the demo's day be planned over its real roads, so that a checker of its own finds nothing wrong?"""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from routing.check import check
from routing.cost import cost
from routing.model import Problem
from routing.plan import BreakTaken, Visit
from routing.plan import Plan as Answer
from routing.plan import Route as Leg
from routing.plan import Unassigned as Left
from server import clock
from server.db import db, mapping, moments
from server.db.orders import Order
from server.db.people import Hub
from server.db.plans import Plan, Route, Stop
from tests.databases import empty_config
from tests.demo_town import build_roads, fill, plan_it, tomorrow


@pytest.mark.slow
def test_the_demo_s_day(tmp_path):
    config, on = empty_config("sqlite", tmp_path), tomorrow()
    build_roads(config)
    app, hub_id, reports = fill(config, on)
    assert all(report.refused == [] for report in reports)
    assert reports[-1].accepted >= 150
    with app.app_context():
        problem = mapping.problem_of(db.session(), db.session.get(Hub, hub_id), on, clock.now())
        waits = select(func.count()).select_from(Order)
        unplaced = db.session.scalar(waits.where(Order.zone_reason.is_not(None))) or 0
        there = waits.where(Order.zone_reason.is_(None))
        short = db.session.scalar(there.where(Order.status == "short")) or 0
        assert unplaced + short + len(problem.stops) == reports[-1].accepted
        db.session.remove()
    assert len(problem.shifts) == 8
    plan_id = plan_it(app, hub_id, on, budget_s=8)
    with app.app_context():
        plan = db.session.get(Plan, plan_id)
        assert (plan.status, plan.failure) == ("ready", None)
        assert plan.source.startswith("osrm")
        assert plan.orders == len(problem.stops) + short
        assert plan.orders - len(plan.unassigned) >= 150
        assert [u.reason for u in plan.unassigned].count("waiting-for-goods") == short
        answer, matrices = _as_stored(plan, problem)
        assert not check(problem, matrices, answer)
        db.session.remove()
        db.engine.dispose()


def _as_stored(plan: Plan, problem: Problem):
    """The plan as the database holds it, in the checker's words."""
    legs = []
    for route in db.session.scalars(select(Route).where(Route.plan_id == plan.id)):
        on_route = select(Stop).where(Stop.route_id == route.id, Stop.removed_at.is_(None))
        visits, before = [], moments.epoch_s(route.depart_at)
        rests = tuple(BreakTaken(*(_s(one[end]) for end in ("start_at", "end_at"))) for one in route.breaks)
        for stop in db.session.scalars(on_route.order_by(Stop.position)):
            order = db.session.get(Order, stop.order_id)
            leave, arrive = moments.epoch_s(stop.leave_at), moments.epoch_s(stop.arrive_at)
            start = leave - order.service_s
            visits.append(Visit(order.id, arrive, start, leave, start - arrive, stop.travel_s, stop.travel_m))
            rest_s = sum(rest.end_s - rest.start_s for rest in rests if before <= rest.start_s < arrive)
            assert arrive == before + stop.travel_s + rest_s
            before = leave
        back = moments.epoch_s(route.return_at)
        legs.append(Leg(route.courier_id, moments.epoch_s(route.depart_at), tuple(visits), back,
                        route.travel_s, route.travel_m, rests))  # fmt: skip
    known = {stop.id for stop in problem.stops}  # not what waits for goods: nobody was asked to plan that
    left = tuple(Left(u.order_id, u.reason, u.detail) for u in plan.unassigned if u.order_id in known)
    matrices = {profile: mapping.matrix_of(db.session(), sha) for profile, sha in plan.matrices.items()}
    cost_s = cost(problem, legs, [u.stop_id for u in left]).total_s
    return Answer(tuple(legs), left, plan.source, cost_s), matrices


def _s(moment: str) -> int:
    return moments.epoch_s(datetime.fromisoformat(moment))
