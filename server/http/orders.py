"""How is one order looked at? By its scanned number, and with all that happened to it."""

from datetime import datetime
from typing import Annotated, Any

from flask import Response, jsonify
from pydantic import BaseModel, Field, RootModel

from server.commands.args import Id
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
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


@api.get("/orders/find", responses={"200": OrderRow, **problems(404)})
def find(query: CodeQuery) -> Response:
    """The order whose number was scanned or typed."""
    return jsonify(orders.find(viewer(), query.code))


@api.get("/orders/<id>/history", responses={"200": History, **problems(404)})
def history(path: OrderPath) -> Response:
    """Every change of an order, oldest first."""
    return jsonify(orders.history(viewer(), path.id))
