"""Where was each courier last seen? The last fix we believe, with what tells its age."""

from typing import Any

from sqlalchemy import select

from server.db.base import db
from server.db.people import Position
from server.queries.devices import queues_of
from server.queries.live import position
from server.queries.viewer import Viewer


def positions(viewer: Viewer) -> list[dict[str, Any]]:
    """Of the viewer's hub; `queue` is what the courier's phone last said it still holds."""
    query = select(Position).where(Position.hub_id == viewer.hub_id).order_by(Position.courier_id)
    found = list(db.session().scalars(query))
    queues = queues_of([row.courier_id for row in found])
    return [{**position(row), "queue": queues.get(row.courier_id)} for row in found]
