"""How do the stops of several routes change places at once? All as it was seen and agreed to, or none."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from server.commands import locks
from server.commands.context import Context
from server.commands.routes import (
    changed,
    drop_stop,
    hand_to,
    left_out,
    live_stops,
    new_stop,
    only_next_en_route,
)
from server.db.on_route import scanned_onto
from server.db.orders import Order
from server.db.plans import Route, Stop
from server.domain.delivery import STOP_DONE, RouteStatus, StopStatus
from server.domain.errors import Problem
from server.domain.orders import OrderStatus
from server.ids import same_id


class Turn(NamedTuple):
    """One route: how it was when it was looked at, and the orders of its open stops before and after."""

    route_id: str
    revision: int
    status: str
    before: Sequence[str]
    after: Sequence[str]


def rearrange(context: Context, turns: Sequence[Turn], why: str) -> list[Route]:
    """The routes of the turns, each in its new order; its courier has to read it once.

    What was delivered or failed since stays where it was done. An order that is in no `before` comes from no
    route, one in no `after` goes to none, for the reason `why`. Raises Problem `replan-stale` when anything
    else has changed since: then nothing was moved.
    """
    seen = [_Seen(context, turn) for turn in turns]
    for one in seen:
        one.refuse_changed(context)
    stops = {stop.order_id: stop for one in seen for stop in one.open}
    for one in seen:
        _enter(context, one, stops)
    after = {id for one in seen for id in one.after}
    for one in seen:
        for stop in one.open:
            if stop.order_id not in after:
                drop_stop(context, stop, why)
                left_out(context, one.route.plan_id, stop.order_id, why)
    for one in seen:
        by_order = {stop.order_id: stop for stop in live_stops(context, one.route.id)}
        ahead = [stop.order_id for stop in one.done]
        for position, id in enumerate([*ahead, *one.after]):
            by_order[id].position = position
        if one.route.status == RouteStatus.STARTED:
            only_next_en_route(context, one.route)
    for one in seen:
        changed(context, one.route)
    return [one.route for one in seen]


class _Seen:
    """One route as it is now, beside what it was."""

    def __init__(self, context: Context, turn: Turn) -> None:
        self.turn = turn
        self.route = context.get(Route, turn.route_id, lock=True)
        stops = live_stops(context, self.route.id)
        self.done = [stop for stop in stops if stop.status in STOP_DONE]
        self.open = [stop for stop in stops if stop.status not in STOP_DONE]
        self.over = {stop.order_id for stop in self.done}
        self.after = [id for id in turn.after if id not in self.over]

    def refuse_changed(self, context: Context) -> None:
        turn, route = self.turn, self.route
        now = [stop.order_id for stop in self.open]
        same = (
            (route.revision, route.status, route.locked_at) == (turn.revision, turn.status, None)
            and now == [id for id in turn.before if id not in self.over]
            # Done by this courier, though it was to be another's.
            and not self.over & (set(turn.before) - set(turn.after))
            and self.after[: len(self._first())] == self._first()
            and not self._kept(context) - set(self.after)
        )
        if not same:
            raise Problem("replan-stale")

    def _first(self) -> list[str]:
        """What must come first: the door he stands at or is on his way to, then what is locked as head."""
        there = [stop for stop in self.open if stop.status == StopStatus.ARRIVED]
        there = there or [stop for stop in self.open if stop.status == StopStatus.EN_ROUTE]
        head = [stop for stop in self.open if locks.in_head(stop) and stop not in there[:1]]
        return [stop.order_id for stop in [*there[:1], *head]]

    def _kept(self, context: Context) -> set[str]:
        """What cannot leave this courier: locked, or with him on the vehicle."""
        ids = [stop.order_id for stop in self.open]
        on_board = select(Order.id).where(Order.id.in_(ids), Order.status == OrderStatus.LOADED)
        locked = {stop.order_id for stop in self.open if stop.locked is not None}
        return locked | set(context.all(on_board)) | scanned_onto(context.session, self.route.id, ids)


def _enter(context: Context, one: _Seen, stops: dict[str, Stop]) -> None:
    """The orders that this route gets, from another or from none."""
    mine = {stop.order_id for stop in one.open}
    for order in _orders(context, [id for id in one.after if id not in mine]):
        stop = stops.get(order.id)
        if stop is None:
            try:
                new_stop(context, same_id(context.command_id, order.id), order, one.route)
            except Problem as why:  # on another route meanwhile, or in no state to go
                raise Problem("replan-stale") from why
        else:
            hand_to(context, stop, context.get(Route, stop.route_id), one.route)


def _orders(context: Context, ids: Iterable[str]) -> list[Order]:
    return [context.get(Order, id, lock=True) for id in ids]
