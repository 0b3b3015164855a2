"""How does an error look over HTTP? One shape (RFC 9457), a stable code, words for a reader in English."""

from typing import Any

import structlog
from flask import Flask, Response, json
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException

from server.domain.errors import Problem, Unknown
from server.texts import t

log = structlog.get_logger("server.http")
RETRY_S = 2

_CODES = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "wrong-content-type",
    416: "range-not-satisfiable",
}
# Rules that say no with something more telling than 422.
_STATUSES = {
    "bad-request": 400,
    "signed-out": 401,
    "wrong-credentials": 401,
    "signature-missing": 401,
    "signature-wrong": 401,
    "signature-old": 401,
    "device-revoked": 403,
    "not-allowed": 403,
    "cross-site": 403,
    "other-device": 403,
    "unknown-shop": 404,
    "unknown-import": 404,
    "no-such-sheet": 404,
    "no-such-order": 404,
    "no-map": 404,
    "name-taken": 409,
    "day-running": 409,
    "not-packed": 409,
    "label-void": 409,
    "too-large": 413,
    "file-too-big": 413,
    "wrong-content-type": 415,
    "too-many-attempts": 429,
    "internal-error": 500,
    "busy": 503,
}


class ProblemBody(BaseModel):
    """What went wrong: `code` is stable, `params` fill the words of the catalogue under that key."""

    type: str = "about:blank"
    status: int
    code: str
    title: str
    params: dict[str, Any]


def problem(code: str, status: int | None = None, /, **params: object) -> Response:
    """The answer for an error code; the status follows from the code unless it is given."""
    status = status or _STATUSES.get(code, 422)
    body = ProblemBody(status=status, code=code, title=t("en", code, **params), params=params)
    response = Response(json.dumps(body.model_dump()), status, mimetype="application/problem+json")
    if status in (429, 503):
        response.headers["Retry-After"] = str(params.get("retry_s", RETRY_S))
    return response


def bad_request(why: ValidationError) -> Response:
    """Names the first field that does not fit, never what stood in it."""
    first = why.errors(include_url=False, include_context=False, include_input=False)[0]
    return problem("bad-request", 400, field=".".join(map(str, first["loc"])))


def busy(_why: Exception) -> Response:
    """The database is away or overrun. Nothing was done; asking again is safe."""
    log.warning("database busy", exc_info=True)
    return problem("busy", 503)


def register(app: Flask) -> None:
    @app.errorhandler(Problem)
    def of_rule(why: Problem) -> Response:
        status = _STATUSES.get(why.code, 404 if isinstance(why, Unknown) else 422)
        return problem(why.code, status, **why.params)

    @app.errorhandler(HTTPException)
    def of_http(why: HTTPException) -> Response:
        given = why.get_response()
        if why.code is None or why.code < 400:
            return given  # type: ignore[return-value]
        answer = problem(_CODES.get(why.code, f"http-{why.code}"), why.code)
        for name in ("Allow", "Content-Range"):
            if name in given.headers:
                answer.headers[name] = given.headers[name]
        return answer

    @app.errorhandler(RecursionError)
    def of_depth(_why: RecursionError) -> Response:
        return problem("bad-request", 400, field="")

    @app.errorhandler(Exception)
    def of_bug(why: Exception) -> Response:
        log.error("request failed", exc_info=why)
        return problem("internal-error", 500)
