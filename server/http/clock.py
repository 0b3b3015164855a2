"""What time is it here, and how fast does it pass? Open to anyone: a player asks before he signs in."""

from datetime import datetime

from flask import Response, current_app, jsonify
from pydantic import BaseModel

from server import clock
from server.http.openapi import blueprint
from server.queries.shapes import iso

api = blueprint("clock", __name__)


class ClockAnswer(BaseModel):
    """`rate`: how many of its seconds pass in a real one; 1 but on demonstrations and in tests.
    `demo`: this is one, and a day can be played."""

    server_time: datetime
    rate: float
    demo: bool


@api.get("/clock", responses={"200": ClockAnswer})
def tell() -> Response:
    """The server's time."""
    return jsonify(server_time=iso(clock.now()), rate=clock.rate(), demo=current_app.config["WAYBILL"].demo)
