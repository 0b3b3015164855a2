"""How do fixes come in, and where is everybody? Batches from phones, last positions to dispatchers."""

from datetime import date, datetime
from typing import Annotated

from flask import Response, jsonify
from pydantic import BaseModel, Field

from server import clock
from server.commands import positions as commands
from server.commands.args import Id, Latitude, Longitude
from server.http.commands import Moment
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.http.problems import problem
from server.queries import positions as queries
from server.queries import track as tracks
from server.queries.shapes import iso

api = blueprint("positions", __name__)
MOST = 200


class FixIn(BaseModel):
    """One GPS reading, `at` by the phone's clock."""

    at: Moment
    lat: Latitude
    lon: Longitude
    accuracy_m: Annotated[float, Field(ge=0, le=1e6)]
    speed_mps: Annotated[float, Field(ge=0, le=1e4)] | None = None
    heading: Annotated[float, Field(ge=0, le=360)] | None = None
    battery: Annotated[float, Field(ge=0, le=1)] | None = None


class Fixes(BaseModel):
    device_id: Id
    fixes: Annotated[list[FixIn], Field(max_length=MOST)]


class FixesAnswer(BaseModel):
    """dropped: outside of every shift, or not to be believed; held: no shift is known yet."""

    stored: int
    dropped: int
    held: int


class QueueOut(BaseModel):
    length: int
    oldest_at: datetime | None


class PositionOut(BaseModel):
    courier_id: str
    lat: float
    lon: float
    accuracy_m: float
    at: datetime
    received_at: datetime
    queue: QueueOut | None


class PositionsAnswer(BaseModel):
    server_time: datetime
    positions: list[PositionOut]


class CourierPath(BaseModel):
    id: Id


class DayQuery(BaseModel):
    """A day of the hub."""

    on: date


class TrackPoint(BaseModel):
    at: datetime
    lat: float
    lon: float


class TrackGap(BaseModel):
    from_at: datetime
    to_at: datetime


class TrackStop(BaseModel):
    stop_id: str
    order_id: str
    status: str
    at: datetime


class TrackAnswer(BaseModel):
    """Each piece is one unbroken line; in a gap nobody knows which way was taken."""

    courier_id: str
    on: date
    pieces: list[list[TrackPoint]]
    gaps: list[TrackGap]
    stops: list[TrackStop]


@api.post("/positions", responses={"200": FixesAnswer, **problems(413)})
def post_positions(body: Fixes) -> Response:
    """Hand in fixes, live and kept ones alike; sending them again changes nothing."""
    who = viewer()
    if body.device_id != who.device_id:
        return problem("other-device")
    readings = [commands.Reading(**fix.model_dump()) for fix in body.fixes]
    taken = commands.take(who.user_id, who.hub_id, readings)
    return jsonify(stored=taken.stored, dropped=taken.dropped, held=taken.held)


@api.get("/positions", responses={"200": PositionsAnswer})
def get_positions() -> Response:
    """The last believed position of each courier."""
    return jsonify(server_time=iso(clock.now()), positions=queries.positions(viewer()))


@api.get("/couriers/<id>/track", responses={"200": TrackAnswer, **problems(404)})
def track(path: CourierPath, query: DayQuery) -> Response:
    """The way a courier took on a day, gaps left open."""
    return jsonify(tracks.track(viewer(), path.id, query.on))
