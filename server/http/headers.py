"""What stands around every answer? Security headers, compression, and one line in the log."""

import gzip
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("server.http")


def policy(tiles: str | None = None) -> str:
    """What a browser may load: all of it from here, but for the map tiles of another host, if one is set.

    Scanning runs WebAssembly. The map's worker is a file of our own.
    """
    beyond = f" {tiles}" if tiles else ""
    rules = (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        f"connect-src 'self'{beyond}",
        f"img-src 'self' data: blob:{beyond}",
        "style-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
    return "; ".join(rules)


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), screen-wake-lock=(self), microphone=()",
}
_SMALLEST = 1400  # what fits into one packet is not worth compressing
_WORTH = ("application/json", "application/problem+json")


def register(app: Flask) -> None:
    standing = {"Content-Security-Policy": policy(app.config["WAYBILL"].tiles_origin), **HEADERS}

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in standing.items():
            response.headers.setdefault(name, value)
        if app.config["WAYBILL"].trust_proxy and request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if response.mimetype in _WORTH:
            response.headers.setdefault("Cache-Control", "no-store")
            _compress(response)
        _log(response)
        return response


def _compress(response: Response) -> None:
    response.vary.add("Accept-Encoding")
    if response.direct_passthrough or "Content-Encoding" in response.headers:
        return
    if "gzip" in request.accept_encodings and (response.content_length or 0) > _SMALLEST:
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def _log(response: Response) -> None:
    """Names the endpoint, never the address: numbers and codes in it belong to people."""
    if request.endpoint in (None, "static.asset", "static.page", "health.alive", "health.ready"):
        return
    took_ms = round((time.monotonic() - g.began) * 1000) if "began" in g else None
    who = g.viewer.user_id if g.get("viewer") else None
    say = log.error if response.status_code >= 500 else log.info
    say("request", endpoint=request.endpoint, status=response.status_code, ms=took_ms, user=who)
