"""What is known of the time at doors? Read from the marks of the last months, kept for some minutes."""

import time
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from routing.model import Place
from routing.service import Learned, Visited, learn_service
from server.commands.orders import SERVICE_S
from server.db.orders import Order
from server.db.plans import Route, Stop
from server.domain.delivery import StopStatus

SPAN = timedelta(days=90)
_FRESH_S = 600.0
_kept: dict[tuple[str, str], tuple[float, Learned]] = {}
_keeping = Lock()


def service_s(arrived_at: datetime, done_at: datetime, opens_at: datetime) -> int:
    """Seconds of service: he who comes before the window opens waits, unless he was done by then."""
    began = opens_at if arrived_at < opens_at < done_at else arrived_at
    return max(0, round((done_at - began).total_seconds()))


def learn(session: Session, hub_id: str, now: datetime) -> Learned:
    """From every delivery of the hub's last 90 days whose arrival was marked."""
    what = (Order.lat, Order.lon, Order.window_from_at, Route.courier_id, Stop.arrived_at, Stop.done_at)
    query = select(*what).select_from(Stop).join(Order, Order.id == Stop.order_id)
    query = query.join(Route, Route.id == Stop.route_id)
    query = query.where(Stop.hub_id == hub_id, Stop.status == StopStatus.DELIVERED)
    query = query.where(Stop.done_at >= now - SPAN, Stop.arrived_at.is_not(None), Order.lat.is_not(None))
    return learn_service((_visited(*row) for row in session.execute(query)), SERVICE_S)


def known(session: Session, hub_id: str, now: datetime) -> Learned:
    """The same, at most ten minutes old: for screens that ask often."""
    key = (str(session.get_bind().engine.url), hub_id)
    with _keeping:
        held = _kept.get(key)
    if held is not None and time.monotonic() - held[0] < _FRESH_S:
        return held[1]
    found = learn(session, hub_id, now)
    with _keeping:
        _kept[key] = time.monotonic(), found
    return found


def _visited(
    lat: float | None,
    lon: float | None,
    opens_at: datetime,
    courier_id: str,
    arrived_at: datetime | None,
    done_at: datetime | None,
) -> Visited:
    assert lat is not None and lon is not None and arrived_at is not None and done_at is not None
    return Visited(Place(lat, lon), courier_id, service_s(arrived_at, done_at, opens_at))
