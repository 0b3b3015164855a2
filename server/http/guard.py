"""Who may come in? One look before every request, by the access table; cross-site writes are turned away."""

from flask import Flask, Response, g, request

from server.http.problems import problem
from server.queries.viewer import Viewer, refusal, unlisted, viewer_of

COOKIE = "waybill"
MAX_BODY = 1 << 20
# These take a body that is not JSON, or that must be read byte for byte.
RAW = frozenset({"imports.import_file", "zones.preview", "shops.post_orders"})


def viewer() -> Viewer:
    """Who is signed in; only for endpoints that the table closes to others."""
    found: Viewer = g.viewer
    return found


def register(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.before_request(_look)


def check_endpoints(app: Flask) -> None:
    """Refuse to start with an endpoint that nobody has decided about."""
    wrong = unlisted({rule.endpoint for rule in app.url_map.iter_rules()})
    if wrong:
        raise RuntimeError(f"the access table and the endpoints differ: {', '.join(sorted(wrong))}")


def _look() -> Response | None:
    if request.endpoint is None:
        return None  # no such address: the router says so
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        return problem("bad-request", field="")  # no name has it, and not every database can look for it
    if request.method == "POST" and (wrong := _wrong_post()):
        return problem(wrong)
    token = request.cookies.get(COOKIE)
    g.viewer = viewer_of(token) if token and request.endpoint != "health.alive" else None
    code = refusal(request.endpoint, g.viewer)
    return problem(code) if code else None


def _wrong_post() -> str | None:
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "cross-site"
    if request.endpoint not in RAW and request.mimetype != "application/json":
        return "wrong-content-type"
    return None
