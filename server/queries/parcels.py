"""What does the label of a parcel say? Only after the gate: an order that is not packed has none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from server.db.base import db
from server.db.orders import Order, Zone
from server.db.people import Hub, User
from server.db.plans import Route, Stop
from server.db.stock import Bin, Parcel
from server.documents.parcel_label import ParcelLabel, Way
from server.documents.shelf_labels import ShelfLabel
from server.domain.delivery import ROUTE_LIVE
from server.domain.errors import Problem, Unknown
from server.domain.orders import Payment
from server.domain.stock import ParcelStatus
from server.queries.viewer import Viewer
from server.queries.views import asked_by, views_of


def label(viewer: Viewer, parcel_id: str, now: datetime) -> ParcelLabel:
    """One parcel's. Raises Unknown `unknown-thing` for what the viewer does not see, Problem `label-void`
    when the parcel was opened again."""
    parcel: Parcel = _seen(viewer, "parcels", Parcel, parcel_id, now)
    if parcel.status == ParcelStatus.BACK:
        raise Problem("label-void", parcel=parcel.code)
    return _labels(viewer, [parcel], db.session().get_one(Order, parcel.order_id), now)[0]


def labels(viewer: Viewer, order_id: str, now: datetime) -> list[ParcelLabel]:
    """All of an order, in their order. Raises Unknown `unknown-thing`, Problem `not-packed`."""
    order: Order = _seen(viewer, "orders", Order, order_id, now)
    good = select(Parcel).where(Parcel.order_id == order.id, Parcel.status != ParcelStatus.BACK)
    found = db.session().scalars(good.order_by(Parcel.n)).all()
    if not found:
        raise Problem("not-packed", number=order.number, status=order.status)
    return _labels(viewer, found, order, now)


def bins(hub_id: str) -> list[ShelfLabel]:
    """Every bin of a hub, in walking order."""
    query = select(Bin.code, Bin.zone).where(Bin.hub_id == hub_id).order_by(Bin.sequence, Bin.code)
    return [ShelfLabel(code, code, zone) for code, zone in db.session().execute(query)]


def _seen[R](viewer: Viewer, table: str, row: type[R], id: str, now: datetime) -> R:
    """The row, if one of the viewer's roles sees it."""
    asked = asked_by(viewer, viewer.today(now))
    for view in views_of(viewer, table):
        found: R | None = db.session().scalars(view.select(row).where(view.row.id == id), asked).first()
        if found is not None:
            return found
    raise Unknown("unknown-thing", what=table.removesuffix("s"))


def _labels(viewer: Viewer, parcels: Sequence[Parcel], order: Order, now: datetime) -> list[ParcelLabel]:
    session = db.session()
    hub = session.get_one(Hub, order.hub_id)
    zone = session.get(Zone, order.zone_id) if order.zone_id else None
    contact = order.contact if viewer.office or order.contact_hidden_at is None else None
    way = _way(order.id)
    return [
        ParcelLabel(
            code=parcel.code,
            n=parcel.n,
            of=parcel.of,
            order_number=order.number,
            shop=order.shop.name,
            zone=zone.name if zone else None,
            address=contact.address if contact else "",
            way=way,
            window_from_at=order.window_from_at,
            window_to_at=order.window_to_at,
            payment=Payment(order.payment),
            due_minor=order.due_minor,
            currency=order.currency,
            weight_g=parcel.weight_g,
            tz=hub.tz,
            printed_at=now,
        )
        for parcel in parcels
    ]


def _way(order_id: str) -> Way | None:
    """The published route it is on; a draft may still be thrown away."""
    session = db.session()
    query = select(Stop, Route, User.name).join(Route, Route.id == Stop.route_id)
    query = query.join(User, User.id == Route.courier_id)
    query = query.where(Stop.order_id == order_id, Stop.removed_at.is_(None), Route.status.in_(ROUTE_LIVE))
    found = session.execute(query.order_by(Route.on.desc(), Route.id)).first()
    if found is None:
        return None
    stop, route, courier = found
    beside = select(Stop.id).where(Stop.route_id == route.id, Stop.removed_at.is_(None))
    places = list(session.scalars(beside.order_by(Stop.position, Stop.id)))
    return Way(courier, route.depart_at, places.index(stop.id) + 1)
