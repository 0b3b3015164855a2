"""How is a sheet opened? At the desk by its code, without sums; for the printer as PDF."""

from datetime import date
from typing import Literal

from flask import Response, jsonify
from pydantic import BaseModel

from server import clock
from server.commands.args import Id
from server.documents.route_sheet import route_sheet_pdf
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.http.positions import QueueOut
from server.queries import sheets
from server.queries.building_rows import UnitRow
from server.queries.rows import CountRow

api = blueprint("sheets", __name__)


class SheetPath(BaseModel):
    code: str


class SheetOrder(BaseModel):
    id: str
    number: str
    address: str | None
    status: str
    tender: str | None


class SheetParcel(BaseModel):
    """A parcel that left with the route: `out` with the courier still, `delivered`, or `back`."""

    id: str
    code: str
    order_id: str
    number: str
    n: int
    of: int
    status: str
    units: list[UnitRow]


class Sheet(BaseModel):
    """A route for the cashier. No sum stands in it until there is a count; `missing_marks` stops are open,
    `parcels_missing` are neither handed over nor back."""

    route_id: str
    courier_id: str
    courier: str
    on: date
    status: str
    orders: list[SheetOrder]
    parcels: list[SheetParcel]
    parcels_missing: int
    counts: list[CountRow]
    missing_marks: int
    queue: QueueOut | None


class RoutePath(BaseModel):
    id: Id


class Language(BaseModel):
    lang: Literal["en", "ru", "el"] = "en"


@api.get("/sheets/<code>", responses={"200": Sheet, **problems(404)})
def sheet(path: SheetPath) -> Response:
    """The sheet whose code was scanned or typed, however it was spelt."""
    return jsonify(sheets.blind_sheet(viewer(), path.code))


@api.get(
    "/routes/<id>/sheet.pdf",
    responses={"200": {"content": {"application/pdf": {"schema": {"type": "string"}}}}, **problems(404)},
)
def sheet_pdf(path: RoutePath, query: Language) -> Response:
    """The sheet to print."""
    found = sheets.printed_sheet(viewer(), path.id, clock.now())
    answer = Response(route_sheet_pdf(found, query.lang), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{found.code}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
