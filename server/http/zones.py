"""How do zones leave as a file, what would a new file change, and which districts does a day want?"""

from datetime import date
from typing import Annotated, Any

from flask import Response, jsonify, request
from pydantic import BaseModel, Field

from server.commands.intake import Report
from server.http.guard import viewer
from server.http.imports import FILE, ImportReport, answer, whole_file
from server.http.openapi import blueprint, problems
from server.imports.table import MAX_BYTES, FileRefused
from server.queries import zones
from server.queries.districts import proposal
from server.texts import language

api = blueprint("zones", __name__)


class ZoneMove(BaseModel):
    """Zones by name; null is outside of all."""

    order_id: str
    number: str
    old: str | None
    new: str | None


class ZonesPreview(BaseModel):
    """`waiting` orders are not on the way yet; `moves` are those of them that would change zones."""

    waiting: int
    moves: list[ZoneMove]


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


class DistrictsQuery(BaseModel):
    """A day of the hub; no count: as many as couriers."""

    on: date
    count: Annotated[int, Field(ge=1, le=100)] | None = None
    lang: Annotated[str, Field(max_length=10)] = "en"


class DistrictOut(BaseModel):
    """`geometry` is GeoJSON; `expected_s`: at doors, between them, from the building and back."""

    name: str
    order_ids: list[str]
    expected_s: int
    geometry: dict[str, Any]


class DistrictsAnswer(BaseModel):
    """`source`: where travel times came from; `guessed` places are by great circle all the same.

    `couriers` can go, `zones` are in force now.
    """

    on: date
    couriers: int
    zones: int
    source: str
    guessed: int
    districts: list[DistrictOut]


@api.get("/zones.geojson", responses={"200": {"content": {"application/geo+json": {}}}})
def geojson() -> Response:
    """The hub's zones as the import takes them again."""
    return _file(zones.geojson(viewer().hub_id), "application/geo+json", "zones.geojson")


@api.get("/zones.kml", responses={"200": {"content": {"application/vnd.google-earth.kml+xml": {}}}})
def kml() -> Response:
    """The hub's zones for Google Earth and My Maps."""
    return _file(zones.kml(viewer().hub_id), "application/vnd.google-earth.kml+xml", "zones.kml")


@api.post(
    "/zones/preview",
    request_body=FILE,
    responses={"200": ZonesPreview, "422": ImportReport, **problems(413)},
)
def preview() -> Response:
    """Which waiting orders would change zones if this file were imported; 422: why it would be refused."""
    request.max_content_length = MAX_BYTES * 2
    try:
        seen = zones.preview(viewer().hub_id, request.stream)  # type: ignore[arg-type]
    except FileRefused as why:
        return whole_file("zones", why)
    if seen.found.refused:
        report = Report("zones", rows=seen.found.rows, left_out=seen.found.left_out)
        report.refused = list(seen.found.refused)
        return answer(report)
    return jsonify({"waiting": seen.waiting, "moves": [one._asdict() for one in seen.moved]})


@api.get("/districts", responses={"200": DistrictsAnswer, **problems(422)})
def districts(query: DistrictsQuery) -> Response:
    """Districts for a day, proposed from its orders; an import of zones makes them so."""
    return jsonify(proposal(viewer(), query.on, query.count, language(query.lang)))
