"""Is this process alive, and could it serve? The first asks nothing, the second asks everything."""

from flask import Blueprint, Response, current_app, jsonify

from server.queries.health import troubles

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> Response:
    return jsonify(status="alive")


@pages.get("/readyz")
def ready() -> Response:
    found = troubles(current_app.config["WAYBILL"].data)
    answer = jsonify(status="waits" if found else "ready", reasons=found)
    answer.status_code = 503 if found else 200
    return answer
