"""What moves while somebody looks on? Versions, a plan's progress and positions: what the sockets tell."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.db.base import db
from server.db.people import Position, Scope
from server.db.plans import PlanProgress
from server.queries.shapes import iso

COMMON = "common"


def versions(hub_ids: Iterable[str]) -> dict[str, str]:
    """The present version of each hub, as a word to compare: its own counter and the common one."""
    wanted = {f"hub:{id}": id for id in hub_ids}
    query = select(Scope.name, Scope.version).where(Scope.name.in_([*wanted, COMMON]))
    found = {row.name: row.version for row in db.session().execute(query)}
    common = found.get(COMMON, 0)
    return {id: f"{found.get(scope, 0)}.{common}" for scope, id in wanted.items()}


def version(hub_id: str) -> str:
    return versions([hub_id])[hub_id]


def progress_since(hub_ids: Iterable[str], moment: datetime) -> list[tuple[str, datetime, dict[str, Any]]]:
    """(hub, written at, progress) of searches that said something at or after `moment`."""
    query = select(PlanProgress).where(PlanProgress.hub_id.in_(hub_ids), PlanProgress.at >= moment)
    found = db.session().scalars(query.order_by(PlanProgress.at))
    return [(row.hub_id, row.at, {"plan_id": row.plan_id, **row.body}) for row in found]


def positions_since(hub_ids: Iterable[str], moment: datetime) -> list[tuple[str, datetime, dict[str, Any]]]:
    """(hub, received at, position) of couriers heard of at or after `moment`."""
    query = select(*_SEEN).where(Position.hub_id.in_(hub_ids), Position.received_at >= moment)
    found = db.session().execute(query.order_by(Position.received_at))
    return [(row.hub_id, row.received_at, position(row)) for row in found]


# Columns, not objects: with hundreds of couriers this is read four times a second.
_SEEN = (
    *(Position.hub_id, Position.courier_id, Position.lat, Position.lon),
    *(Position.accuracy_m, Position.at, Position.received_at),
)


def position(row: Any) -> dict[str, Any]:
    """A `Position`, or a row of its columns."""
    return {
        "courier_id": row.courier_id,
        "lat": row.lat,
        "lon": row.lon,
        "accuracy_m": row.accuracy_m,
        "at": iso(row.at),
        "received_at": iso(row.received_at),
    }
