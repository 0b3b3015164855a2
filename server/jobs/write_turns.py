"""How does a courier find the way without a map? The turns of his sheet, written when its stops change."""

from collections.abc import Iterable, Sequence
from typing import Any

from routing.roads import Step
from server.commands import bus
from server.domain.delivery import ROUTE_LIVE
from server.ids import same_id
from server.jobs import roads
from server.jobs.way import way_of
from server.jobs.work import Work

# They lie in every phone's copy of its route: a way of more turns says where to go no better.
MOST_STEPS = 30
MOST_OF_ROUTE = 900
# Nothing to do there but to ride on: the metres count to the turn before.
_ON = frozenset({"new name", "continue", "notification", "use lane"})
_STREET = 60


def write_turns(work: Work) -> None:
    """`subject_id` is the route. Without roads it has no turns, and the phone says so."""
    way = way_of(work.subject_id, ROUTE_LIVE)
    if way is None or not way.stop_ids:
        return
    path = roads.path(work.app.config["WAYBILL"], way.profile, way.places, way.at)
    turns = legs([*way.stop_ids, None], path.legs) if path is not None else None
    args = {"route_id": work.subject_id, "revision": way.revision, "turns": turns}
    bus.run("record_turns", args, id=same_id(work.id, "turns"), hub_id=work.hub_id, source="job")


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
