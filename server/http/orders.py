"""How is one order looked at? By its scanned number, and with all that happened to it."""

from datetime import datetime
from typing import Annotated, Any

from flask import Response, jsonify
from pydantic import BaseModel, Field, RootModel

from server.commands.args import Id
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.queries import offers as places
from server.queries import orders
from server.queries.rows import OrderRow

api = blueprint("orders", __name__)


class OrderPath(BaseModel):
    id: Id


class CodeQuery(BaseModel):
    code: Annotated[str, Field(min_length=1, max_length=100)]


class HistoryEntry(BaseModel):
    """One change: `at` is the device's time, `received_at` ours; `detail.reason_text` somebody's words."""

    name: str
    old: str | None
    new: str | None
    who: str
    at: datetime
    received_at: datetime
    source: str
    detail: dict[str, Any]


class History(RootModel[list[HistoryEntry]]):
    """Every change, oldest first."""


class LateOffer(BaseModel):
    order_id: str
    late_s: int


class BrokenRule(BaseModel):
    """`amount` is in the unit of its kind, as in a route's violations."""

    kind: str
    order_id: str | None
    amount: int


class Offer(BaseModel):
    """A place on a route: its price in seconds, more road in seconds and metres, how much longer he is out.

    `away`: he has left and comes back to the building for it; `estimated`: no road was measured to it yet.
    """

    route_id: str
    courier_id: str
    courier: str
    position: int
    cost_s: int
    extra_s: int
    extra_m: int
    work_s: int
    arrive_at: datetime
    late: list[LateOffer]
    violations: list[BrokenRule]
    away: bool
    estimated: bool


class Offers(RootModel[list[Offer]]):
    """Cheapest first; what does not fit comes last."""


@api.get("/orders/find", responses={"200": OrderRow, **problems(404)})
def find(query: CodeQuery) -> Response:
    """The order whose number was scanned or typed."""
    return jsonify(orders.find(viewer(), query.code))


@api.get("/orders/<id>/history", responses={"200": History, **problems(404)})
def history(path: OrderPath) -> Response:
    """Every change of an order, oldest first."""
    return jsonify(orders.history(viewer(), path.id))


@api.get("/orders/<id>/offers", responses={"200": Offers, **problems(404, 422)})
def offers(path: OrderPath) -> Response:
    """Onto whose route the order could go, and what it would cost."""
    return jsonify(places.offers(viewer(), path.id))
