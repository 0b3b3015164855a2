"""How does somebody in the demo get to see a running day? By a button; other servers do not have this."""

from flask import Response, current_app, jsonify
from pydantic import BaseModel

from server.demo import daybook
from server.http.openapi import blueprint, problems
from server.http.problems import problem

api = blueprint("demo", __name__)


class DayAnswer(BaseModel):
    """`line`: what the audit of the day said when it was over."""

    state: daybook.DayState
    line: str


@api.get("/demo/day", responses={"200": DayAnswer})
def day() -> Response:
    """How the running day goes."""
    return _tell()


@api.post("/demo/day", responses={"200": DayAnswer, **problems(409)})
def play() -> Response:
    """Play a day: the clock moves to the next morning and runs faster until the day is over."""
    if not daybook.ask(current_app.config["WAYBILL"].data):
        return problem("day-running")
    return _tell()


def _tell() -> Response:
    note = daybook.read(current_app.config["WAYBILL"].data)
    return jsonify(state=note.state, line=note.line)
