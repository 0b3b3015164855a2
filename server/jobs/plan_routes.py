"""How is a plan made? Read the day, let the database go, measure, search, check; write it whole or not."""

import time
from dataclasses import dataclass
from datetime import datetime

import structlog

from routing.check import check
from routing.child import solve_in_child
from routing.fit import with_help
from routing.grouping import Grouped, apart, together
from routing.insertion import fill
from routing.matrix import Matrix
from routing.mend import mend
from routing.model import Place, Problem
from routing.plan import Plan
from routing.solve import Progress, covering, plan_of
from server import clock
from server.commands import bus
from server.commands.inside import line_key, route_id
from server.db import mapping, planned, plans
from server.db.base import db, write_transaction
from server.db.locks import respected
from server.db.people import Hub
from server.domain.delivery import PlanStatus
from server.ids import same_id
from server.jobs import roads
from server.jobs.compared import Turns, orders_of, since, told
from server.jobs.learn_doors import learn_doors
from server.jobs.wanted import Wanted
from server.jobs.work import Abandoned, Hopeless, Work

log = structlog.get_logger()
BUDGET_S = 10
# What would help an order left out is looked for so long at most.
HELPING_S = 0.4
# Filling the gaps that come from leading orders at one building apart, at most.
APART_S = 1.0
# Its progress is written so often at most.
TELL_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class _Asked:
    plan_id: str
    hub_id: str
    problem: Problem
    grouped: Grouped  # the same with orders at one building as one stop
    seed: int
    budget_s: int | None
    iterations: int | None
    before: Turns | None  # of the draft that it takes the place of
    given: Turns | None  # to be taken as they are, instead of searched for
    at: datetime | None  # the local moment whose traffic the plan is made for


def plan_routes(work: Work) -> None:
    """`subject_id` is the plan. Made or discarded by somebody else meanwhile: then nothing is done."""
    learn_doors(work)
    asked = _read(work)
    if asked is None:
        return
    matrices = {
        profile: roads.matrix(work.app.config["WAYBILL"], profile, asked.problem.places(), asked.at)
        for profile in asked.problem.profiles()
    }
    plan = _again(asked, asked.given, matrices) if asked.given else _search(work, asked, matrices)
    violations = check(asked.problem, matrices, plan)
    if violations:
        log.error("plan breaks rules", violations=[str(one) for one in violations[:20]])
        _fail(work, "plan-check-failed")
        return
    late = time.monotonic() + HELPING_S
    helped = with_help(asked.problem, matrices, plan, lambda: time.monotonic() >= late)
    _record(work, asked, matrices, helped)


def give_up(work: Work, words: str) -> None:
    """The dispatcher is told, and may ask again."""
    _fail(work, "plan-gave-up")


def _read(work: Work) -> _Asked | None:
    plan = db.session.get(plans.Plan, work.subject_id)
    if plan is None or plan.status != PlanStatus.REQUESTED:
        return None
    hub = db.session.get_one(Hub, plan.hub_id)
    problem = mapping.problem_of(db.session(), hub, plan.on, clock.now())
    problem = respected(db.session(), hub.id, plan.on, problem)
    asked = _Asked(
        plan_id=plan.id,
        hub_id=plan.hub_id,
        problem=problem,
        grouped=together(problem),
        seed=plan.seed,
        budget_s=plan.budget_s or (None if plan.iterations else BUDGET_S),
        iterations=plan.iterations,
        before=plan.before,
        given=plan.given,
        at=roads.middle([shift.window for shift in problem.shifts], hub.tz),
    )
    db.session.remove()  # the search is long, and the database belongs to others meanwhile
    return asked


def _search(work: Work, asked: _Asked, matrices: dict[str, Matrix]) -> Plan:
    answer = solve_in_child(
        asked.grouped.problem,
        matrices,
        budget_s=asked.budget_s,
        iterations=asked.iterations,
        seed=asked.seed,
        on_progress=_Teller(asked).tell,
        stop=Wanted(work, lambda: _still_wanted(asked.plan_id)).stop,
    )
    if work.stopping():
        raise Abandoned
    until = float("inf") if asked.budget_s is None else time.monotonic() + APART_S
    return apart(asked.problem, matrices, asked.grouped, answer, lambda: time.monotonic() > until)


def _again(asked: _Asked, turns: Turns, matrices: dict[str, Matrix]) -> Plan:
    """The plan of these turns, without what no longer fits; what is new is put in where it costs least."""
    known = covering(asked.problem, matrices)
    kept = mend(asked.problem, known, orders_of(asked.problem, turns))
    return plan_of(asked.problem, known, fill(asked.problem, known, kept))


def _still_wanted(plan_id: str) -> bool:
    plan = db.session.get(plans.Plan, plan_id)
    return plan is not None and plan.status == PlanStatus.REQUESTED and plan.cancel_at is None


class _Teller:
    """Tells the dispatcher how far the search is."""

    def __init__(self, asked: _Asked) -> None:
        self.asked, self.told_at = asked, float("-inf")

    def tell(self, progress: Progress) -> None:
        if time.monotonic() - self.told_at < TELL_EVERY_S:
            return
        self.told_at = time.monotonic()
        members = self.asked.grouped.members
        body = {
            "elapsed_s": round(progress.elapsed_s, 2),
            "budget_s": self.asked.budget_s,
            "iteration": progress.iteration,
            "cost_s": progress.cost_s,
            "assigned": sum(len(members[id]) for ids in progress.orders for id in ids),
            "orders": len(self.asked.problem.stops),
        }
        with write_transaction() as session:
            row = plans.PlanProgress(
                plan_id=self.asked.plan_id, hub_id=self.asked.hub_id, at=clock.now(), body=body
            )
            session.merge(row)
        db.session.remove()


def _record(work: Work, asked: _Asked, matrices: dict[str, Matrix], plan: Plan) -> None:
    lines = {
        line_key(route.shift_id, trip.number): _line(work, asked, route.shift_id, trip)
        for route in plan.routes
        for trip in planned.trips(route, asked.problem.shift(route.shift_id))
    }
    with write_transaction() as session:
        hashes = {profile: mapping.keep_matrix(session, matrix) for profile, matrix in matrices.items()}
    args = planned.planned(asked.plan_id, plan, asked.problem, matrices, hashes, lines)
    if asked.before is not None:
        changed = since(asked.problem, matrices, asked.before, plan)
        args["difference"] = told(changed, lambda courier_id: route_id(asked.plan_id, courier_id))
    if work.stopping():
        raise Abandoned
    id = same_id(work.id, "record")
    result = bus.run("record_plan", args, id=id, hub_id=asked.hub_id, source="job")
    if not result.ok:
        # Discarded while it was being written, or something that will be the same next time.
        raise Hopeless(str(result.problem))


def _line(work: Work, asked: _Asked, shift_id: str, trip: planned.Trip) -> list[list[float]] | None:
    if not trip.visits:
        return None
    problem = asked.problem
    shift = problem.shift(shift_id)
    start = problem.hub if trip.number else shift.start
    places: list[Place] = [start, *(problem.stop(id).place for id in trip.stop_ids)]
    places.append(shift.end if trip.last else problem.hub)
    return roads.line(work.app.config["WAYBILL"], shift.profile, places, asked.at)


def _fail(work: Work, failure: str) -> None:
    args = {"plan_id": work.subject_id, "failure": failure}
    bus.run("fail_plan", args, id=same_id(work.id, "fail"), hub_id=work.hub_id, source="job")
