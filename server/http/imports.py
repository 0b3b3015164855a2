"""How does a file come in over HTTP? As a raw body; the answer names every row that was refused."""

from typing import Annotated, Any, Literal

from flask import Response, jsonify, request
from pydantic import BaseModel, Field

from server.commands.intake import Report, take_file
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.imports.table import MAX_BYTES, FileRefused
from server.texts import t

api = blueprint("imports", __name__)


class ImportPath(BaseModel):
    kind: Literal["orders", "items", "couriers", "zones", "bins", "stock", "expected"]


class ImportQuery(BaseModel):
    shop: Annotated[str, Field(max_length=60)] | None = None


class RefusedRow(BaseModel):
    """Where, which code, and the same in English words. No row: the whole file is meant."""

    row: int | None
    column: str | None
    code: str
    params: dict[str, Any]
    order_number: str | None
    text: str


class ImportReport(BaseModel):
    """`left_out` places are beyond those listed; `repeated`: this very message was taken before."""

    kind: str
    rows: int
    accepted: int
    updated: int
    unchanged: int
    too_late: int
    refused_orders: int
    left_out: int
    repeated: bool
    refused: list[RefusedRow]
    notices: list[RefusedRow]


FILE = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string"}}}}


def answer(report: Report) -> Response:
    """200 when something was taken or nothing had to be; 422 when all of it was refused."""
    body = report.as_dict()
    for place in (*body["refused"], *body["notices"]):
        place["params"] = dict(place["params"])
        place["text"] = t("en", place["code"], **place["params"])
    taken = report.accepted + report.updated + report.unchanged + report.too_late
    response = jsonify(body)
    response.status_code = 422 if report.refused and not taken else 200
    return response


def whole_file(kind: str, why: FileRefused) -> Response:
    """Nothing could be read at all."""
    return answer(Report(kind, refused=list(why.refusals)))


@api.post(
    "/import/<kind>",
    request_body=FILE,
    responses={"200": ImportReport, "422": ImportReport, **problems(404, 413)},
)
def import_file(path: ImportPath, query: ImportQuery) -> Response:
    """Orders of a shop, goods, couriers, zones, bins or stock, as the command line imports them."""
    who = viewer()
    # Read by the importer itself, which says in words that a file is too large.
    request.max_content_length = MAX_BYTES * 2
    try:
        report = take_file(
            path.kind,
            request.stream,  # type: ignore[arg-type]
            hub_id=who.hub_id,
            shop_name=query.shop,
            actor=who.user_id,
            source="app",
        )
    except FileRefused as why:
        return whole_file(path.kind, why)
    return answer(report)
