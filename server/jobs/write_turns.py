"""How does a courier find the way without a map? The turns of his sheet, written when its stops change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from routing.model import Place
from routing.roads import Step
from server.commands import bus
from server.db import mapping
from server.db.base import db
from server.db.orders import Order
from server.db.people import Hub
from server.db.plans import Route, Stop
from server.domain.delivery import ROUTE_LIVE
from server.ids import same_id
from server.jobs import roads
from server.jobs.work import Work

# They lie in every phone's copy of its route: a way of more turns says where to go no better.
MOST_STEPS = 30
MOST_OF_ROUTE = 900
# Nothing to do there but to ride on: the metres count to the turn before.
_ON = frozenset({"new name", "continue", "notification", "use lane"})
_STREET = 60


@dataclass(frozen=True, slots=True)
class _Seen:
    revision: int
    profile: str
    at: datetime
    stop_ids: tuple[str, ...]
    places: tuple[Place, ...]  # from the hub along all stops, done ones too, and home


def write_turns(work: Work) -> None:
    """`subject_id` is the route. Without roads it has no turns, and the phone says so."""
    seen = _read(work.subject_id)
    if seen is None or not seen.stop_ids:
        return
    path = roads.path(work.app.config["WAYBILL"], seen.profile, seen.places, seen.at)
    turns = legs([*seen.stop_ids, None], path.legs) if path is not None else None
    args = {"route_id": work.subject_id, "revision": seen.revision, "turns": turns}
    bus.run("record_turns", args, id=same_id(work.id, "turns"), hub_id=work.hub_id, source="job")


def _read(route_id: str) -> _Seen | None:
    """The sheet as it is now, with the database let go; None: nobody carries it."""
    route = db.session.get(Route, route_id)
    if route is None or route.status not in ROUTE_LIVE:
        return None
    hub = db.session.get_one(Hub, route.hub_id)
    home = mapping.place(hub)
    middle = route.window_from_at + (route.window_to_at - route.window_from_at) / 2
    query = select(Stop.id, Order).join(Order, Stop.order_id == Order.id)
    query = query.where(Stop.route_id == route_id, Stop.removed_at.is_(None))
    found = db.session.execute(query.order_by(Stop.position, Stop.id)).all()
    seen = _Seen(
        route.revision,
        route.profile,
        middle.astimezone(ZoneInfo(hub.tz)),
        tuple(id for id, _ in found),
        (home, *(mapping.place(order) for _, order in found), home),
    )
    db.session.remove()
    return seen


def legs(stop_ids: Sequence[str | None], ways: Iterable[Sequence[Step]]) -> list[dict[str, Any]]:
    """A leg for each stop, its steps without those at which nothing is to be done, bounded in size."""
    told: list[dict[str, Any]] = []
    left = MOST_OF_ROUTE
    for stop_id, way in zip(stop_ids, ways, strict=True):
        steps = _steps(way)[: min(MOST_STEPS, left)]
        left -= len(steps)
        told.append({"stop_id": stop_id, "steps": steps})
    return told


def _steps(way: Sequence[Step]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for step in way:
        straight = step.modifier in ("", "straight")
        if steps and step.manoeuvre in _ON and straight:
            steps[-1]["metres"] += step.metres
            steps[-1]["street"] = steps[-1]["street"] or step.street[:_STREET]
            continue
        turn = {"kind": step.manoeuvre, "modifier": step.modifier}
        steps.append(turn | {"street": step.street[:_STREET], "metres": step.metres})
    return steps
