"""How is the rest of a day made anew? Asked for, recorded, looked at; then taken, thrown away or undone."""

from typing import Any

from sqlalchemy import select

from server.commands import inside, live
from server.commands.context import Context
from server.commands.rearranging import Turn, rearrange
from server.db.plans import Replan, Route
from server.domain.delivery import REPLAN_STEPS, ReplanStatus, RouteStatus
from server.domain.errors import Problem

# Whose routes may change: those who wait in the building and those who are on the way.
REPLANNED = (RouteStatus.PUBLISHED, RouteStatus.STARTED)


def request_replan(context: Context, a: live.RequestReplan) -> None:
    """Ask the worker. A proposal of that day that nobody has taken is thrown away."""
    of_day = select(Replan).where(Replan.hub_id == context.hub_id, Replan.on == a.on)
    others = context.all(of_day.order_by(Replan.id))
    if any(other.status == ReplanStatus.REQUESTED for other in others):
        raise Problem("already-replanning")
    routes = select(Route).where(Route.hub_id == context.hub_id, Route.on == a.on)
    if context.first(routes.where(Route.status.in_(REPLANNED), Route.locked_at.is_(None))) is None:
        raise Problem("nothing-to-replan")
    for other in others:
        if other.status in (ReplanStatus.READY, ReplanStatus.FAILED):
            context.move(other, REPLAN_STEPS, ReplanStatus, "discard", "replan.discarded")
    context.session.add(
        Replan(
            id=a.replan_id,
            hub_id=context.hub_id,
            on=a.on,
            status=ReplanStatus.REQUESTED,
            requested_at=context.received_at,
        )
    )
    context.session.flush()
    context.emit("replan.requested", a.replan_id, new=ReplanStatus.REQUESTED)


def record_replan(context: Context, a: inside.RecordReplan) -> None:
    """Keep the worker's proposal; nothing is moved yet."""
    replan = context.get(Replan, a.replan_id, lock=True)
    replan.body = a.model_dump(mode="json", exclude={"replan_id"})
    context.move(replan, REPLAN_STEPS, ReplanStatus, "solve", "replan.ready", routes=len(a.routes))


def fail_replan(context: Context, a: inside.FailReplan) -> None:
    replan = context.get(Replan, a.replan_id, lock=True)
    replan.failure = a.failure
    context.move(replan, REPLAN_STEPS, ReplanStatus, "fail", "replan.failed")


def discard_replan(context: Context, a: live.DiscardReplan) -> None:
    replan = context.get(Replan, a.replan_id, lock=True)
    context.move(replan, REPLAN_STEPS, ReplanStatus, "discard", "replan.discarded")


def apply_replan(context: Context, a: live.ApplyReplan) -> None:
    """All of it or, if a route has changed since it was made, nothing."""
    replan = context.get(Replan, a.replan_id, lock=True)
    context.move(replan, REPLAN_STEPS, ReplanStatus, "apply", "replan.applied")
    body: dict[str, Any] = replan.body or {}
    routes = rearrange(context, [Turn(**one) for one in body["routes"]], "replan")
    # What undoing it finds when nobody has touched them since.
    back = [
        Turn(route.id, route.revision, route.status, tuple(one["after"]), tuple(one["before"]))
        for route, one in zip(routes, body["routes"], strict=True)
    ]
    replan.body = body | {"back": [turn._asdict() for turn in back]}


def undo_replan(context: Context, a: live.UndoReplan) -> None:
    """The orders before it again, if no route has changed since it was taken."""
    replan = context.get(Replan, a.replan_id, lock=True)
    context.move(replan, REPLAN_STEPS, ReplanStatus, "undo", "replan.undone")
    rearrange(context, [Turn(**one) for one in (replan.body or {})["back"]], "by-hand")
