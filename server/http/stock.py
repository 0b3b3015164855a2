"""How is a figure of stock opened? The numbers and all that they are made of."""

from datetime import datetime

from flask import Response, jsonify
from pydantic import BaseModel

from server.commands.args import Id
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.queries import stock
from server.queries.building_rows import StockRow

api = blueprint("stock", __name__)


class ItemPath(BaseModel):
    id: Id


class PlaceName(BaseModel):
    """`kind`: bin, tote, packed, courier, customer, damaged, missing or supply; `name` as people call it."""

    kind: str
    id: str | None
    name: str | None


class PlaceRow(PlaceName):
    quantity: int


class BinPieces(BaseModel):
    bin_id: str
    bin: str
    zone: str
    quantity: int


class OrderPieces(BaseModel):
    """Of `quantity`: `reserved` in bins, `picked` in its tote, and so many it still `waits` for."""

    order_id: str
    number: str
    status: str
    quantity: int
    reserved: int
    picked: int
    waits: int


class MoveRow(BaseModel):
    id: str
    at: datetime
    quantity: int
    source: PlaceName
    to: PlaceName
    code: str
    order_id: str | None
    number: str | None
    who: str


class StockFigure(StockRow):
    """`supplied` = on hand + what lies at `places`; the last moves, the newest first."""

    bins: list[BinPieces]
    orders: list[OrderPieces]
    places: list[PlaceRow]
    supplied: int
    moves: list[MoveRow]


@api.get("/stock/<id>", responses={"200": StockFigure, **problems(404)})
def figure(path: ItemPath) -> Response:
    """An item's stock at the hub, opened to its documents. `id` is the item's."""
    return jsonify(stock.figure(viewer(), path.id))
