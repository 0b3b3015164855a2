"""Who holds a socket here? A seat for each, and two rooms a hub: its office, and its crew."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request
from flask_socketio import SocketIO, join_room

from server.config import Config
from server.queries.viewer import Viewer, viewer_of
from server.realtime.watch import Watcher, hang_up

COOKIE = "waybill"
PATH = "/socket.io"
_VIEWER = "waybill.viewer"

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]
type Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(slots=True)
class Seats:
    """Who sits here, by socket. A socket occupies about two threads, so seats are few and counted."""

    most: int
    taken: int = 0
    viewers: dict[str, Viewer] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self) -> bool:
        with self.lock:
            free = self.taken < self.most
            self.taken += free
            return free

    def leave(self) -> None:
        with self.lock:
            self.taken -= 1

    def people(self) -> dict[str, Viewer]:
        with self.lock:
            return dict(self.viewers)

    def seat(self, sid: str, viewer: Viewer | None) -> None:
        with self.lock:
            if viewer is None:
                self.viewers.pop(sid, None)
            else:
                self.viewers[sid] = viewer


def room_of(viewer: Viewer) -> str:
    return f"{'office' if viewer.office else 'crew'}:{viewer.hub_id}"


def register(app: Flask, config: Config) -> None:
    """Serve /socket.io beside the application. Whoever is refused, because all seats are taken, polls."""
    sockets = SocketIO(async_mode="threading", logger=False, engineio_logger=False)
    # No long polling: its requests of one client could end up in several processes.
    sockets.init_app(app, transports=["websocket"], cors_allowed_origins=None, manage_session=False)
    seats = Seats(most=max(1, config.threads // 4))
    watcher = Watcher(app, sockets, seats)

    @sockets.on("connect")
    def connect() -> bool:
        viewer: Viewer = request.environ[_VIEWER]
        watcher.start(viewer.hub_id)
        join_room(room_of(viewer))
        seats.seat(request.sid, viewer)  # type: ignore[attr-defined]
        return True

    @sockets.on("disconnect")
    def disconnect(*_reason: object) -> None:
        seats.seat(request.sid, None)  # type: ignore[attr-defined]

    app.extensions["waybill_seats"] = seats
    app.wsgi_app = _door(app, app.wsgi_app, seats)  # type: ignore[method-assign, assignment]


def _door(app: Flask, inside: Wsgi, seats: Seats) -> Wsgi:
    """Look before a thread is spent: strangers and whoever finds no seat do not get past the handshake."""

    def wsgi(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return inside(environ, start_response)
        with app.request_context(environ):
            token = request.cookies.get(COOKIE)
            viewer = viewer_of(token) if token else None
        if viewer is None or not viewer.live:
            return _refuse(start_response, "401 Unauthorized")
        if not seats.take():
            return _refuse(start_response, "503 Service Unavailable")
        try:
            return inside({**environ, _VIEWER: viewer}, start_response)
        finally:
            seats.leave()

    return wsgi


def _refuse(start_response: StartResponse, status: str) -> Iterable[bytes]:
    start_response(status, [("Content-Length", "0"), ("Retry-After", "15"), ("Cache-Control", "no-store")])
    return [b""]


def close(app: Flask) -> None:
    """End every socket and take no more: a process that is told to leave must not wait for them."""
    seats: Seats = app.extensions["waybill_seats"]
    seats.most = 0
    sockets: SocketIO = app.extensions["socketio"]
    for sid in seats.people():
        hang_up(sockets, sid)
