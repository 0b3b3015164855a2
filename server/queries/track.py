"""Which way did a courier take on a day? Pieces of line, the gaps between them, his marks at the doors."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from routing import tracking
from routing.model import Place
from server import clock
from server.db.base import db
from server.db.people import Fix, Hub, User
from server.db.plans import Route, Stop
from server.domain.errors import Unknown
from server.queries.shapes import iso
from server.queries.viewer import Viewer


def track(viewer: Viewer, courier_id: str, on: date) -> dict[str, Any]:
    """The believed fixes of one day of the hub, shift by shift: between two shifts nobody is followed, so
    that time is no gap. `stops` are those he was done with on that day. Raises Unknown `unknown-thing`."""
    session = db.session()
    courier = session.get(User, courier_id)
    if courier is None or courier.hub_id != viewer.hub_id:
        raise Unknown("unknown-thing", what="courier")
    begin, end = _day(session.get_one(Hub, viewer.hub_id).tz, on)
    mine = select(Fix).where(Fix.courier_id == courier_id, Fix.shift_id.is_not(None))
    fixes = session.scalars(mine.where(Fix.at >= begin, Fix.at < end).order_by(Fix.at))
    now_s = clock.now().timestamp()
    pieces: list[list[dict[str, Any]]] = []
    gaps: list[dict[str, Any]] = []
    for _, of_shift in groupby(fixes, key=lambda fix: fix.shift_id):
        found = tracking.track([_fix(row) for row in of_shift], now_s=now_s)
        pieces += [[_point(fix) for fix in piece] for piece in found.pieces]
        gaps += [{"from_at": _iso(gap.from_s), "to_at": _iso(gap.to_s)} for gap in found.gaps]
    stops = _done(courier_id, begin, end)
    return {"courier_id": courier_id, "on": on.isoformat(), "pieces": pieces, "gaps": gaps, "stops": stops}


def _day(tz: str, on: date) -> tuple[datetime, datetime]:
    """A date of the hub as moments: not always 24 hours."""
    zone = ZoneInfo(tz)
    begin, end = (datetime.combine(day, time(), zone) for day in (on, on + timedelta(days=1)))
    return begin.astimezone(UTC), end.astimezone(UTC)


def _fix(row: Fix) -> tracking.Fix:
    place = Place(row.body["lat"], row.body["lon"])
    return tracking.Fix(row.at.timestamp(), place, row.body.get("accuracy_m"))


def _point(fix: tracking.Fix) -> dict[str, Any]:
    return {"at": _iso(fix.at_s), "lat": fix.place.lat, "lon": fix.place.lon}


def _iso(at_s: float) -> str | None:
    return iso(datetime.fromtimestamp(at_s, UTC))


def _done(courier_id: str, begin: datetime, end: datetime) -> list[dict[str, Any]]:
    query = select(Stop).join(Route, Route.id == Stop.route_id).where(Route.courier_id == courier_id)
    query = query.where(Stop.done_at >= begin, Stop.done_at < end, Stop.removed_at.is_(None))
    return [
        {"stop_id": stop.id, "order_id": stop.order_id, "status": stop.status, "at": iso(stop.done_at)}
        for stop in db.session().scalars(query.order_by(Stop.done_at, Stop.id))
    ]
