"""What has the actor to do with the subject? One small question a relation of the access table."""

from typing import Any

from sqlalchemy import select

from server.commands.context import Context
from server.db.money import Count, Discrepancy
from server.db.plans import Assignment, Route, Shift
from server.domain.access import Relation, Role
from server.domain.errors import Unknown


def holds(relation: Relation, context: Context, args: Any) -> bool:
    """True when the actor stands in that relation; raises Unknown when the subject does not exist."""
    return _RELATIONS[relation](context, args)


def _own_shift(context: Context, args: Any) -> bool:
    shift = context.session.get(Shift, args.shift_id)
    return shift is None or shift.courier_id == context.actor


def _given_stop(context: Context, args: Any) -> bool:
    # Judged by what he was ever given: a stop may have been moved while his phone was offline.
    given = select(Assignment).where(Assignment.stop_id == args.stop_id)
    if context.first(given) is None:
        raise Unknown("unknown-thing", what="stop")
    return context.first(given.where(Assignment.courier_id == context.actor)) is not None


def _given_route(context: Context, args: Any) -> bool:
    route = context.get(Route, args.route_id)
    ever = select(Assignment).where(Assignment.route_id == route.id, Assignment.courier_id == context.actor)
    return route.courier_id == context.actor or context.first(ever) is not None


def _loads_route(context: Context, args: Any) -> bool:
    roles = set(context.user.roles) if context.user else set()
    return Role.PICKER in roles or _given_route(context, args)


def _not_own_route(context: Context, args: Any) -> bool:
    route_id = getattr(args, "route_id", None) or context.get(Count, args.count_id).route_id
    route = context.get(Route, route_id)
    ever = select(Assignment).where(Assignment.route_id == route.id, Assignment.courier_id == context.actor)
    return route.courier_id != context.actor and context.first(ever) is None


def _not_about_self(context: Context, args: Any) -> bool:
    asked = context.get(Discrepancy, args.discrepancy_id)
    route = context.get(Route, asked.route_id) if asked.route_id else None
    return context.actor not in (asked.courier_id, route.courier_id if route else None)


_RELATIONS = {
    Relation.HUB: lambda context, args: True,
    Relation.OWN: _own_shift,
    Relation.GIVEN_STOP: _given_stop,
    Relation.GIVEN_ROUTE: _given_route,
    Relation.LOADS_ROUTE: _loads_route,
    Relation.NOT_OWN_ROUTE: _not_own_route,
    Relation.NOT_ABOUT_SELF: _not_about_self,
    Relation.NOT_SELF: lambda context, args: args.user_id != context.actor,
}
