"""How are labels fetched? A parcel's to print or to see, an order's all at once, blank ones for totes."""

from typing import Annotated, Any, Literal

from flask import Response
from pydantic import BaseModel, Field

from server import clock
from server.commands.args import Id
from server.documents.parcel_label import label_svg, labels_pdf
from server.documents.shelf_labels import tote_labels_pdf
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.ids import new_id
from server.queries import parcels

api = blueprint("parcels", __name__)


class LabelPath(BaseModel):
    id: Id


class Language(BaseModel):
    lang: Literal["en", "ru", "el"] = "en"


class ToteQuery(BaseModel):
    n: Annotated[int, Field(ge=1, le=240)] = 24


def _as(mimetype: str) -> dict[Any, Any]:
    return {"200": {"content": {mimetype: {"schema": {"type": "string"}}}}}


@api.get("/parcels/<id>/label.pdf", responses={**_as("application/pdf"), **problems(404, 409)})
def label_pdf(path: LabelPath, query: Language) -> Response:
    """A parcel's label to print, 100 × 70 mm."""
    found = parcels.label(viewer(), path.id, clock.now())
    return _answer(labels_pdf([found], query.lang), "application/pdf", f"{found.code}.pdf")


@api.get("/parcels/<id>/label.svg", responses={**_as("image/svg+xml"), **problems(404, 409)})
def label_picture(path: LabelPath, query: Language) -> Response:
    """The same label as a picture."""
    found = parcels.label(viewer(), path.id, clock.now())
    return _answer(label_svg(found, query.lang), "image/svg+xml", f"{found.code}.svg")


@api.get("/orders/<id>/labels.pdf", responses={**_as("application/pdf"), **problems(404, 409)})
def order_labels(path: LabelPath, query: Language) -> Response:
    """The labels of all parcels of an order, a page each."""
    found = parcels.labels(viewer(), path.id, clock.now())
    return _answer(labels_pdf(found, query.lang), "application/pdf", "labels.pdf")


@api.get("/totes/labels.pdf", responses=_as("application/pdf"))
def tote_labels(query: ToteQuery) -> Response:
    """New labels for totes; every call makes new codes."""
    ids = [new_id() for _ in range(query.n)]
    return _answer(tote_labels_pdf(ids), "application/pdf", "totes.pdf")


def _answer(body: bytes | str, mimetype: str, name: str) -> Response:
    """Labels carry addresses: nothing between here and the printer keeps them."""
    answer = Response(body, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
