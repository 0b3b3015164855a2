"""How did a day go beside its plan? Arrivals, minutes at doors and on the way, stop by stop and in sums."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from routing.model import Place
from routing.service import Learned
from server import clock
from server.db.base import db
from server.db.on_route import stops_with_orders
from server.db.orders import Order
from server.db.people import User
from server.db.plans import Route, Stop
from server.domain.delivery import RouteStatus
from server.queries import learned
from server.queries.shapes import iso
from server.queries.viewer import Viewer

_UNSENT = (RouteStatus.DRAFT, RouteStatus.DISCARDED)
CSV_COLUMNS = (
    *("day", "courier", "sheet", "stop", "order", "status", "planned_arrival", "arrival", "difference_min"),
    *("planned_service_min", "service_min", "planned_travel_min", "travel_min"),
)


def actual(viewer: Viewer, on: date) -> dict[str, Any]:
    """Every route of that day whose sheet was sent, by its courier's name, and the day's sums.

    Planned is what the sheet said when it was sent. A stop whose arrival nobody marked has no actual
    arrival, service or way; sums are over stops of which both figures are known. Seconds, moments in UTC.
    """
    session = db.session()
    known = learned.known(session, viewer.hub_id, clock.now())
    query = select(Route, User.name).join(User, User.id == Route.courier_id)
    query = query.where(Route.hub_id == viewer.hub_id, Route.on == on, Route.status.not_in(_UNSENT))
    routes = session.execute(query.order_by(User.name, Route.depart_at, Route.id)).all()
    stops = stops_with_orders(session, *(route.id for route, _ in routes))
    told = [_route(route, courier, stops[route.id], known) for route, courier in routes]
    return {
        "on": on.isoformat(),
        "default_service_s": known.default_s,
        "routes": told,
        "totals": _totals(stop for route in told for stop in route["stops"]),
    }


def actual_csv(viewer: Viewer, on: date) -> str:
    """The same as a table of text, a line a stop, local times; no names or addresses of customers."""
    zone, page = ZoneInfo(viewer.tz), io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for route in actual(viewer, on)["routes"]:
        for stop in route["stops"]:
            head = on.isoformat(), _harmless(route["courier"]), route["sheet_code"], stop["position"] + 1
            times = (_local(stop[name], zone) for name in ("planned_at", "arrived_at"))
            spans = (
                *("late_s", "service_planned_s", "service_s"),
                *("travel_planned_s", "travel_s"),
            )
            minutes = (_minutes(stop[name]) for name in spans)
            writer.writerow((*head, _harmless(stop["number"]), stop["status"], *times, *minutes))
    return page.getvalue()


def _route(
    route: Route, courier: str, visited: Sequence[tuple[Stop, Order]], known: Learned
) -> dict[str, Any]:
    ridden = _ridden(route, [stop for stop, _ in visited])
    stops = [_stop(stop, order, ridden.get(stop.id), known) for stop, order in visited]
    pace = known.paces.get(route.courier_id)
    return {
        "route_id": route.id,
        "courier_id": route.courier_id,
        "courier": courier,
        "sheet_code": route.sheet_code,
        "status": route.status,
        "pace": pace._asdict() if pace else None,
        "stops": stops,
        "totals": _totals(stops),
    }


def _ridden(route: Route, stops: Sequence[Stop]) -> dict[str, int]:
    """Seconds of the way to each stop that was reached from the one before it, or from the hub."""
    began = route.status not in (RouteStatus.PUBLISHED, *_UNSENT)
    left_at = route.depart_at if began else None
    found: dict[str, int] = {}
    for stop in stops:
        if left_at is not None and stop.arrived_at is not None and stop.arrived_at >= left_at:
            found[stop.id] = round((stop.arrived_at - left_at).total_seconds())
        left_at = stop.done_at
    return found


def _stop(stop: Stop, order: Order, ridden_s: int | None, known: Learned) -> dict[str, Any]:
    spent_s = None
    if stop.arrived_at is not None and stop.done_at is not None and stop.done_at >= stop.arrived_at:
        spent_s = learned.service_s(stop.arrived_at, stop.done_at, order.window_from_at)
    door = (
        known.door(Place(order.lat, order.lon)) if order.lat is not None and order.lon is not None else None
    )
    return {
        "stop_id": stop.id,
        "order_id": stop.order_id,
        "number": order.number,
        "address": order.contact.address if order.contact else None,
        "position": stop.position,
        "status": stop.status,
        "planned_at": iso(stop.planned_at),
        "arrived_at": iso(stop.arrived_at),
        "done_at": iso(stop.done_at),
        "late_s": _apart(stop.planned_at, stop.arrived_at),
        "service_planned_s": order.service_s,
        "service_s": spent_s,
        "travel_planned_s": stop.travel_s,
        "travel_s": ridden_s,
        "learned": door._asdict() if door else None,
    }


def _apart(planned_at: datetime | None, arrived_at: datetime | None) -> int | None:
    """Seconds after the plan; less than nothing: before it."""
    return (
        None if planned_at is None or arrived_at is None else round((arrived_at - planned_at).total_seconds())
    )


def _totals(stops: Iterable[dict[str, Any]]) -> dict[str, Any]:
    stops = list(stops)
    apart = [stop["late_s"] for stop in stops if stop["late_s"] is not None]
    sums = {"late_s": round(sum(apart) / len(apart)) if apart else None}
    for what in ("service", "travel"):
        both = [stop for stop in stops if stop[f"{what}_s"] is not None]
        for name in (f"{what}_planned_s", f"{what}_s"):
            sums[name] = sum(stop[name] for stop in both) if both else None
    done = sum(stop["done_at"] is not None for stop in stops)
    return {"stops": len(stops), "done": done, "arrived": len(apart), **sums}


def _local(moment: str | None, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else ""


def _minutes(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds / 60:.1f}"


def _harmless(text: str) -> str:
    """A spreadsheet takes text that begins like a formula for one."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
