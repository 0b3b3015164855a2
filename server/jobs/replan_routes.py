"""How is the rest of a day made anew? Read where everybody is, release the database, search, check, tell."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from routing.check import check
from routing.matrix import Matrix
from routing.replan import Replanned, replan
from routing.retouch import Prices
from routing.solve import covering
from server import clock
from server.commands import bus
from server.db.base import db
from server.db.people import Hub
from server.db.plans import Replan
from server.db.underway import Underway, underway
from server.domain.delivery import REPLAN_S, ReplanStatus
from server.ids import same_id
from server.jobs import roads
from server.jobs.compared import told
from server.jobs.wanted import Wanted
from server.jobs.work import Abandoned, Hopeless, Work

log = structlog.get_logger()
BUDGET_S: float = REPLAN_S
# What a change on somebody's phone must be worth.
PRICES = Prices()


@dataclass(frozen=True, slots=True)
class _Asked:
    hub_id: str
    day: Underway | None
    at: datetime  # local: now, whose traffic counts


def replan_routes(work: Work) -> None:
    """`subject_id` is the replan. Thrown away meanwhile: then nothing is done."""
    asked = _read(work)
    if asked is None:
        return
    if asked.day is None:
        _fail(work, "nothing-to-replan")
        return
    config = work.app.config["WAYBILL"]
    places = asked.day.places()
    matrices = {
        profile: roads.matrix(config, profile, places, asked.at) for profile in asked.day.problem.profiles()
    }
    found = _search(work, asked.day, matrices)
    if found is None:
        return
    violations = check(found.problem, covering(found.problem, matrices), found.plan)
    if violations:
        log.error("new routes break rules", violations=[str(one) for one in violations[:20]])
        _fail(work, "replan-check-failed")
        return
    _record(work, asked, found)


def give_up(work: Work, words: str) -> None:
    """The dispatcher is told, and may ask again."""
    _fail(work, "replan-gave-up")


def _read(work: Work) -> _Asked | None:
    row = _requested(work.subject_id)
    if row is None:
        return None
    hub, now = db.session.get_one(Hub, row.hub_id), clock.now()
    asked = _Asked(hub.id, underway(db.session(), hub, row.on, now), now.astimezone(ZoneInfo(hub.tz)))
    db.session.remove()  # the search is long, and the database belongs to others meanwhile
    return asked


def _requested(replan_id: str) -> Replan | None:
    """None: made already, or thrown away."""
    row = db.session.get(Replan, replan_id)
    return row if row is not None and row.status == ReplanStatus.REQUESTED else None


def _search(work: Work, day: Underway, matrices: dict[str, Matrix]) -> Replanned | None:
    """None: nobody wants it any more."""
    watch = Wanted(work, lambda: _requested(work.subject_id) is not None)
    found = replan(
        day.problem, matrices, day.orders, day.standings, PRICES, budget_s=BUDGET_S, stop=watch.stop
    )
    if work.stopping():
        raise Abandoned
    return found if watch.wanted else None


def _record(work: Work, asked: _Asked, found: Replanned) -> None:
    after = {route.shift_id: route.stop_ids for route in found.plan.routes}
    routes = [
        one._asdict() | {"after": after[one.route_id]}
        for one in (asked.day.seen if asked.day else ())
        if one.before != after[one.route_id]
    ]
    args = {
        "replan_id": work.subject_id,
        "source": found.plan.source,
        "routes": routes,
        "difference": told(found.difference, str),
    }
    result = bus.run("record_replan", args, id=same_id(work.id, "record"), hub_id=asked.hub_id, source="job")
    if not result.ok:
        # Thrown away while it was being written, or something that will be the same next time.
        raise Hopeless(str(result.problem))


def _fail(work: Work, failure: str) -> None:
    args = {"replan_id": work.subject_id, "failure": failure}
    bus.run("fail_replan", args, id=same_id(work.id, "fail"), hub_id=work.hub_id, source="job")
