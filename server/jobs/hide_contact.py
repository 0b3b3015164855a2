"""When does a courier forget whom he delivered to? Two hours after the stop was closed."""

from server.commands import bus
from server.db.base import db
from server.db.plans import Stop
from server.ids import same_id
from server.jobs.work import Work


def hide_contact(work: Work) -> None:
    """`subject_id` is the stop."""
    stop = db.session.get(Stop, work.subject_id)
    if stop is None:
        return
    args = {"order_ids": [stop.order_id]}
    db.session.rollback()
    bus.run("hide_contacts", args, id=same_id(work.id, "hide"), hub_id=work.hub_id, source="job")
