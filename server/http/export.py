"""How does an auditor get everything that was asked, booked and moved? A line of JSON each, page by page."""

from collections.abc import Iterator
from typing import Annotated, Literal

from flask import Response, json, stream_with_context
from pydantic import BaseModel, Field

from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.queries.export import Line, export

api = blueprint("export", __name__)
LINES = {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}


class ExportPath(BaseModel):
    what: Literal["commands", "events", "entries", "moves"]


class ExportQuery(BaseModel):
    """`after`: the id of the last line seen."""

    after: Annotated[str, Field(max_length=60)] | None = None


@api.get("/export/<what>", responses={"200": LINES, **problems(404)})
def export_lines(path: ExportPath, query: ExportQuery) -> Response:
    """Lines in the order in which they were taken, behind `after`; an empty answer: that was all."""
    lines = export(viewer(), path.what, query.after)
    answer = Response(stream_with_context(_text(lines)), mimetype="application/x-ndjson")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _text(lines: Iterator[Line]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(line) + "\n"
