"""What has moved since a quarter of a second ago? One thread a process looks, and tells its own sockets."""

import threading
import time
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask
from flask_socketio import SocketIO

from server import clock
from server.queries import live
from server.queries.viewer import dead_among

if TYPE_CHECKING:
    from server.realtime.sockets import Seats

log = structlog.get_logger("server.realtime")
EVERY_S = 0.25
# Who is poked how often at most: the office follows the day as it goes, phones have other things to do.
POKE_EVERY_S = {"office": 0.5, "crew": 1.0}
# A line that died without a word is noticed by the silence on it.
BEAT_EVERY_S = 1.0
AFTER_TROUBLE_S = 2.0
# Rows are stamped before they are committed: look back far enough to find the slow ones.
LOOK_BACK_S = 20

type Seen = dict[tuple[str, str], datetime]


def hang_up(sockets: SocketIO, sid: str) -> None:
    """Say goodbye, and close the line under it too: else its threads would stay with a silent client."""
    server = sockets.server
    assert server is not None, "it serves"
    line = server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))
    server.disconnect(sid)
    if line is not None:
        line.close(wait=False)  # whoever has stopped reading must not keep us


class Watcher:
    """Begins with the first socket, outlives a database that is away, rests while nobody listens."""

    def __init__(self, app: Flask, sockets: SocketIO, seats: "Seats") -> None:
        self._app = app
        self._sockets = sockets
        self._seats = seats
        self._lock = threading.Lock()
        self._started = False
        self._told: dict[str, str] = {}  # room -> version
        self._told_at: dict[str, float] = {}
        self._beat_at = 0.0
        self._seen: Seen = {}

    def start(self, hub_id: str) -> None:
        """Somebody of this hub has come. Safe to repeat; after a fork each process starts its own.

        Where the hub stands is noted before he is let in: whatever changes after his first pull is poked.
        """
        with self._lock:
            if f"office:{hub_id}" not in self._told:
                version = live.version(hub_id)
                self._told |= {f"{who}:{hub_id}": version for who in POKE_EVERY_S}
            if not self._started:
                self._started = True
                threading.Thread(target=self._run, name="watcher", daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                self.look()
                time.sleep(EVERY_S)
            except Exception:
                # Whatever it was, the sockets stay: phones go on pulling meanwhile.
                log.warning("could not look", exc_info=True)
                time.sleep(AFTER_TROUBLE_S)

    def look(self) -> None:
        """One look at versions, progress and positions of the hubs that have somebody here."""
        people = self._seats.people()
        hubs = {viewer.hub_id for viewer in people.values()}
        if not hubs:
            return
        since = clock.away(-LOOK_BACK_S)
        with self._app.app_context():
            versions = live.versions(hubs)
            progress = live.progress_since(hubs, since)
            positions = live.positions_since(hubs, since)
            if any(self._told.get(f"office:{hub}") != version for hub, version in versions.items()):
                self._send_home(people)
        self._poke(versions)
        self._beat(versions)
        for hub_id, told in self._fresh("plan_id", progress):
            self._sockets.emit("progress", told, to=f"office:{hub_id}")
        by_hub: dict[str, list[dict[str, Any]]] = {}
        for hub_id, told in self._fresh("courier_id", positions):
            by_hub.setdefault(hub_id, []).append(told)
        for hub_id, all_of_hub in by_hub.items():
            self._sockets.emit("positions", all_of_hub, to=f"office:{hub_id}")

    def _poke(self, versions: dict[str, str]) -> None:
        now = time.monotonic()
        for hub_id, version in versions.items():
            for who, every_s in POKE_EVERY_S.items():
                room = f"{who}:{hub_id}"
                if self._told.get(room) != version and now - self._told_at.get(room, -every_s) >= every_s:
                    self._told[room], self._told_at[room] = version, now
                    self._sockets.emit("poke", {"version": version}, to=room)

    def _beat(self, hubs: Iterable[str]) -> None:
        now = time.monotonic()
        if now - self._beat_at >= BEAT_EVERY_S:
            self._beat_at = now
            for hub_id in hubs:
                self._sockets.emit("beat", {}, to=f"office:{hub_id}")

    def _send_home(self, people: dict[str, Any]) -> None:
        """Whoever was disabled or revoked loses the socket too; such a change always moves the version."""
        dead = dead_among({viewer.token_hash for viewer in people.values()})
        for sid, viewer in people.items():
            if viewer.token_hash in dead:
                self._seats.seat(sid, None)
                hang_up(self._sockets, sid)

    def _fresh(
        self, key: str, found: list[tuple[str, datetime, dict[str, Any]]]
    ) -> list[tuple[str, dict[str, Any]]]:
        """What was not told before; what is no longer looked at is forgotten."""
        present = {(key, told[key]): at for _, at, told in found}
        fresh = [(hub, told) for hub, at, told in found if self._seen.get((key, told[key])) != at]
        self._seen = {seen: at for seen, at in self._seen.items() if seen[0] != key} | present
        return fresh
