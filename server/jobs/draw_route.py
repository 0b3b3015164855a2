"""What does a route changed by hand get? Real travel times where they were guessed, and its line."""

from server.commands import bus
from server.config import Config
from server.db import mapping
from server.db.base import db, write_transaction
from server.domain.delivery import ROUTE_OPEN
from server.ids import same_id
from server.jobs import roads
from server.jobs.way import Way, way_of
from server.jobs.work import Work

# A dispatcher who goes on dragging asks for the next drawing anyway.
_TRIES = 3


def draw_route(work: Work) -> None:
    """`subject_id` is the route."""
    for attempt in range(_TRIES):
        way = way_of(work.subject_id, ROUTE_OPEN)
        if way is None:
            return
        config = work.app.config["WAYBILL"]
        sha256 = _measured(config, way)
        line = roads.line(config, way.profile, way.places, way.at) if len(way.places) > 2 else None
        if attempt == _TRIES - 1 or way_of(work.subject_id, ROUTE_OPEN) == way:
            args = {"route_id": work.subject_id, "matrix": sha256, "line": line}
            id = same_id(work.id, "retime")
            bus.run("retime_route", args, id=id, hub_id=work.hub_id, source="job")
            return


def _measured(config: Config, way: Way) -> str | None:
    """The hash of a matrix that knows every place of the route; None: the one it has already does."""
    stored = mapping.matrix_of(db.session(), way.matrix) if way.matrix else None
    if stored is not None and all(p in stored and p not in stored.estimated for p in way.places):
        return None
    known = stored.places if stored is not None else ()
    matrix = roads.matrix(config, way.profile, tuple(dict.fromkeys((*known, *way.places))), way.at)
    with write_transaction() as session:
        return mapping.keep_matrix(session, matrix)
