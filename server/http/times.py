"""How does the office read times? What was planned beside what was, and when a courier will be where."""

from datetime import date, datetime
from typing import Literal

from flask import Response, jsonify
from pydantic import BaseModel

from server.commands.args import Id
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.queries.actual import actual, actual_csv
from server.queries.etas import etas

api = blueprint("times", __name__)


class TimesDay(BaseModel):
    """A day of the hub."""

    on: date


class TimesPath(BaseModel):
    id: Id


class KnownDoor(BaseModel):
    """What a building takes, by so many visits."""

    service_s: int
    visits: int


class KnownPace(BaseModel):
    """What a courier takes of what is expected, by so many visits."""

    percent: int
    visits: int


class TimesTotals(BaseModel):
    """`late_s`: on average, over `arrived` stops; sums are over stops of which both figures are known."""

    stops: int
    done: int
    arrived: int
    late_s: int | None
    service_planned_s: int | None
    service_s: int | None
    travel_planned_s: int | None
    travel_s: int | None


class TimesStop(BaseModel):
    """`late_s` is less than nothing for who came early."""

    stop_id: str
    order_id: str
    number: str
    address: str | None
    position: int
    status: str
    planned_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    late_s: int | None
    service_planned_s: int
    service_s: int | None
    travel_planned_s: int
    travel_s: int | None
    learned: KnownDoor | None


class TimesRoute(BaseModel):
    route_id: str
    courier_id: str
    courier: str
    sheet_code: str
    status: str
    pace: KnownPace | None
    stops: list[TimesStop]
    totals: TimesTotals


class TimesAnswer(BaseModel):
    on: date
    default_service_s: int
    routes: list[TimesRoute]
    totals: TimesTotals


class SeenOut(BaseModel):
    """What an ETA comes from: his setting out, a mark at a door, or a position since then."""

    what: Literal["start", "mark", "fix"]
    at: datetime


class EtaOut(BaseModel):
    """Service begins at `start_at`, nine times of ten between the earliest and the latest moment."""

    stop_id: str
    arrive_at: datetime
    start_at: datetime
    earliest_at: datetime
    latest_at: datetime
    late_s: int
    age_s: int


class EtasAnswer(BaseModel):
    """`etas` are empty, and `seen` is null, for a route that is not under way."""

    route_id: str
    at: datetime
    seen: SeenOut | None
    etas: list[EtaOut]


@api.get("/times", responses={"200": TimesAnswer})
def times(query: TimesDay) -> Response:
    """What was planned and what was, for each stop of a day's routes."""
    return jsonify(actual(viewer(), query.on))


@api.get("/times.csv", responses={"200": {"content": {"text/csv": {"schema": {"type": "string"}}}}})
def times_csv(query: TimesDay) -> Response:
    """The same as a file, a line a stop."""
    answer = Response(actual_csv(viewer(), query.on), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="times-{query.on.isoformat()}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@api.get("/routes/<id>/etas", responses={"200": EtasAnswer, **problems(404)})
def route_etas(path: TimesPath) -> Response:
    """When the courier will be at the doors still ahead, with a window and the age of what is known."""
    return jsonify(etas(viewer(), path.id))
