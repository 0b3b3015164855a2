"""What does a route's sheet say? To the cashier without any sum, to the printer in full."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from server.db.base import db
from server.db.money import Count
from server.db.on_route import stops_with_orders
from server.db.orders import Contact, Order
from server.db.people import Hub, User
from server.db.plans import Route, Stop
from server.db.stock import Manifest, Parcel
from server.documents.route_sheet import RouteSheet, SheetGoods, SheetStop
from server.domain.delivery import STOP_DONE, RouteStatus
from server.domain.errors import Unknown
from server.domain.orders import OrderStatus, Payment
from server.domain.stock import ParcelStatus
from server.queries.devices import queue_of
from server.queries.shapes import count_row, parcel_row
from server.queries.viewer import Viewer
from server.queries.views import asked_by, views_of
from warehouse.codes import parse

_NOT_OUT = (RouteStatus.DRAFT, RouteStatus.DISCARDED)


def blind_sheet(viewer: Viewer, code: str) -> dict[str, Any]:
    """A scanned sheet for the desk; sums come only with the counts. Raises Unknown `no-such-sheet`."""
    session = db.session()
    query = select(Route, User.name).join(User, User.id == Route.courier_id)
    query = query.where(Route.sheet_code == parse(code).code, Route.hub_id == viewer.hub_id)
    found = session.execute(query.where(Route.status.not_in(_NOT_OUT))).first()
    if found is None:
        raise Unknown("no-such-sheet")
    route, courier = found
    stops = select(Order.id, Order.number, Contact.address, Order.status, Stop.tender)
    stops = stops.join(Stop, Stop.order_id == Order.id).outerjoin(Contact, Contact.order_id == Order.id)
    stops = stops.where(Stop.route_id == route.id, Stop.removed_at.is_(None)).order_by(Stop.position, Stop.id)
    parcels = _carried(route.id)
    counts = select(Count).where(Count.route_id == route.id, Count.status != "replaced")
    open_stops = (
        select(func.count())
        .select_from(Stop)
        .where(Stop.route_id == route.id, Stop.removed_at.is_(None), Stop.status.not_in(STOP_DONE))
    )
    return {
        "route_id": route.id,
        "courier_id": route.courier_id,
        "courier": courier,
        "on": route.on.isoformat(),
        "status": route.status,
        "orders": [dict(order._mapping) for order in session.execute(stops)],
        "parcels": parcels,
        "parcels_missing": sum(parcel["status"] == ParcelStatus.OUT for parcel in parcels),
        "counts": [count_row(count) for count in session.scalars(counts.order_by(Count.counted_at))],
        "missing_marks": session.scalar(open_stops) or 0,
        "queue": queue_of(route.courier_id),
    }


def _carried(route_id: str) -> list[dict[str, Any]]:
    """The parcels of a route's manifests, whoever they are for: what left, and where it is now."""
    query = select(Parcel, Order.number).join(Manifest, Manifest.id == Parcel.manifest_id)
    query = query.join(Order, Order.id == Parcel.order_id).where(Manifest.route_id == route_id)
    fields = ("id", "code", "order_id", "n", "of", "status", "units")
    return [
        {name: shape[name] for name in fields} | {"number": number}
        for parcel, number in db.session().execute(query.order_by(Order.number, Parcel.n))
        for shape in [parcel_row(parcel)]
    ]


def printed_sheet(viewer: Viewer, route_id: str, now: datetime) -> RouteSheet:
    """A route as it is printed. Raises Unknown `unknown-thing` when it is not in the viewer's view."""
    session = db.session()
    asked = asked_by(viewer, viewer.today(now))
    view = views_of(viewer, "routes")[0]
    found = session.execute(view.select(Route, User.name).where(Route.id == route_id), asked).first()
    if found is None:
        raise Unknown("unknown-thing", what="route")
    route, courier = found
    hub = session.get_one(Hub, viewer.hub_id)
    stops = stops_with_orders(session, route.id)[route.id]
    codes = _codes([order.id for _stop, order in stops])
    return RouteSheet(
        hub=hub.name,
        tz=hub.tz,
        currency=hub.currency,
        courier=courier,
        on=route.on,
        code=route.sheet_code,
        revision=route.revision,
        depart_at=route.depart_at,
        return_at=route.return_at,
        travel_m=route.travel_m,
        printed_at=now,
        stops=tuple(_stop(stop, order, codes[order.id], viewer.office) for stop, order in stops),
        breaks=tuple((_at(one["start_at"]), _at(one["end_at"])) for one in route.breaks),
    )


_at = datetime.fromisoformat


def _codes(order_ids: list[str]) -> defaultdict[str, list[str]]:
    """Order id -> codes of its parcels whose labels are good."""
    good = select(Parcel).where(Parcel.order_id.in_(order_ids), Parcel.status != ParcelStatus.BACK)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for parcel in db.session().scalars(good.order_by(Parcel.n)):
        found[parcel.order_id].append(parcel.code)
    return found


def _stop(stop: Stop, order: Order, codes: Sequence[str], office: bool) -> SheetStop:
    contact = order.contact if office or order.contact_hidden_at is None else None
    return SheetStop(
        order_number=order.number,
        window_from_at=order.window_from_at,
        window_to_at=order.window_to_at,
        arrive_at=stop.arrive_at,
        customer=contact.customer if contact else "",
        phone=contact.phone if contact else "",
        address=contact.address if contact else "",
        note=contact.note if contact else "",
        status=OrderStatus(order.status),
        codes=tuple(codes),
        weight_g=order.weight_g,
        payment=Payment(order.payment),
        due_minor=order.due_minor,
        total_minor=order.total_minor,
        goods=tuple(SheetGoods(line.sku, line.name, line.quantity) for line in order.lines),
    )
