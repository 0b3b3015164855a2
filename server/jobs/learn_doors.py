"""How long will the doors of a day take? What visits taught is put into its orders before it is planned."""

from sqlalchemy import select

from routing.model import Place
from server import clock
from server.commands import bus
from server.db.base import db
from server.db.orders import Order
from server.db.plans import Plan, Route, Stop
from server.domain.delivery import ROUTE_OPEN, PlanStatus
from server.domain.orders import PLANNABLE
from server.ids import same_id
from server.jobs.work import Work
from server.queries.learned import learn


def learn_doors(work: Work) -> None:
    """`subject_id` is a plan. Orders on a route stay as they are: their sheets are timed with it."""
    session = db.session()
    plan = session.get(Plan, work.subject_id)
    if plan is None or plan.status != PlanStatus.REQUESTED:
        return
    known = learn(session, plan.hub_id, clock.now())
    waiting = select(Order.id, Order.lat, Order.lon, Order.service_s)
    waiting = waiting.where(Order.hub_id == plan.hub_id, Order.delivery_on == plan.on)
    waiting = waiting.where(Order.status.in_(PLANNABLE))
    taken = select(Stop.order_id).join(Route, Route.id == Stop.route_id)
    taken = taken.where(Stop.removed_at.is_(None), Route.status.in_(ROUTE_OPEN))
    waiting = waiting.where(Order.id.not_in(taken))
    taught: dict[str, int] = {}
    for id, lat, lon, service_s in session.execute(waiting):
        door = known.door(Place(lat, lon)) if lat is not None and lon is not None else None
        if door is not None and door.service_s != service_s:
            taught[id] = door.service_s
    db.session.remove()
    if taught:
        id = same_id(work.id, "learn")
        bus.run("learn_service", {"service_s": taught}, id=id, hub_id=work.hub_id, source="job")
