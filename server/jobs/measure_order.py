"""How far is it to an order that came after its day was planned? Its place joins the day's travel times.

So the dispatcher hears at once what it really costs to put it on a route.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from routing.model import Place, TimeWindow
from server.commands import bus
from server.db import mapping, moments
from server.db.base import db, write_transaction
from server.db.orders import Order
from server.db.people import Hub
from server.db.plans import Plan, Route
from server.domain.delivery import PLAN_IN_USE, ROUTE_OPEN
from server.ids import same_id
from server.jobs import roads
from server.jobs.work import Work


@dataclass(frozen=True, slots=True)
class _Lacking:
    plan_id: str
    profile: str
    places: tuple[Place, ...]  # what is known, and the new one
    at: datetime | None  # local: the middle of the plan's hours, whose traffic counts


def measure_order(work: Work) -> None:
    """`subject_id` is the order. Nothing is done where its place is known already."""
    config = work.app.config["WAYBILL"]
    for lacking in _read(work.subject_id):
        matrix = roads.matrix(config, lacking.profile, lacking.places, lacking.at)
        with write_transaction() as session:
            sha256 = mapping.keep_matrix(session, matrix)
        args = {"plan_id": lacking.plan_id, "matrices": {lacking.profile: sha256}}
        id = same_id(work.id, "extend", lacking.plan_id, lacking.profile)
        bus.run("extend_plan", args, id=id, hub_id=work.hub_id, source="job")


def _read(order_id: str) -> list[_Lacking]:
    order = db.session.get(Order, order_id)
    if order is None or order.lat is None or order.lon is None:
        return []
    place, found = moments.place(order), []
    hub = db.session.get_one(Hub, order.hub_id)
    plans = select(Plan).where(Plan.hub_id == hub.id, Plan.on == order.delivery_on)
    for plan in db.session.scalars(plans.where(Plan.status.in_(PLAN_IN_USE)).order_by(Plan.id)):
        for profile, sha256 in sorted((plan.matrices or {}).items()):
            stored = mapping.matrix_of(db.session(), sha256)
            if stored is not None and place not in stored:
                found.append(_Lacking(plan.id, profile, (*stored.places, place), _middle(plan, hub)))
    db.session.remove()  # measuring takes a while, and the database belongs to others meanwhile
    return found


def _middle(plan: Plan, hub: Hub) -> datetime | None:
    hours = select(Route.window_from_at, Route.window_to_at)
    hours = hours.where(Route.plan_id == plan.id, Route.status.in_(ROUTE_OPEN))
    windows = [TimeWindow(*map(moments.epoch_s, row)) for row in db.session.execute(hours)]
    return roads.middle(windows, hub.tz)
