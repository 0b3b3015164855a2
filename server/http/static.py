"""How does the app itself reach a phone? Built files: hashed ones for ever, the page always fresh."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, current_app, request, send_file

from server.http.problems import problem

pages = Blueprint("static", __name__)
DIST = Path(__file__).resolve().parents[2] / "pwa" / "dist"
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
_SHRINK = frozenset(_TYPES) - {".png"}
_NOT_PAGES = ("api/", "map/", "pictures/", "assets/", "socket.io/")
_FOREVER = "public, max-age=31536000, immutable"


@pages.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """A file whose name changes with its content."""
    path = _inside(f"assets/{name}")
    return _send(path, _FOREVER) if path else problem("not-found", 404)


@pages.get("/ca.crt")
def authority() -> Response:
    """The certificate of this machine's own authority, for phones to trust."""
    path = current_app.config["WAYBILL"].data / "https" / "ca.crt"
    if not path.is_file():
        return problem("not-found", 404)
    return send_file(path, mimetype="application/x-x509-ca-cert", max_age=0)


@pages.get("/")
@pages.get("/<path:name>")
def page(name: str = "") -> Response:
    """The app's page for every address that is its own, and the few files beside it."""
    if name.startswith(_NOT_PAGES):
        return problem("not-found", 404)
    path = _inside(name) if name else None
    if path is None and "." not in name.rpartition("/")[2]:
        path = _inside("index.html")
    return _send(path, "no-cache") if path else problem("not-found", 404)


def _inside(name: str) -> Path | None:
    """A file of the build; nothing that lies elsewhere."""
    root: Path = current_app.config.get("DIST", DIST)
    try:
        path = (root / name).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except OSError:
        return None  # a name longer than any file's


def _send(path: Path, cache: str) -> Response:
    shrinks = path.suffix in _SHRINK
    if shrinks and "gzip" in request.accept_encodings:
        answer = Response(_gzipped(path, path.stat().st_mtime_ns))
        answer.headers["Content-Encoding"] = "gzip"
        answer.add_etag()
        answer.make_conditional(request)
    else:
        answer = send_file(path, conditional=True)
    answer.headers["Content-Type"] = _TYPES.get(path.suffix, "application/octet-stream")
    answer.headers["Cache-Control"] = cache
    if shrinks:
        answer.vary.add("Accept-Encoding")
    return answer


@lru_cache(maxsize=128)
def _gzipped(path: Path, _changed_ns: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)
