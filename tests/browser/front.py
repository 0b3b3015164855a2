"""What stands between phone and hub? A proxy that passes all on, but can serve another version of the app."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}
# So that every answer is whole and plain, and something can be put behind it.
UNSAID = {"Accept-Encoding", "If-None-Match", "If-Modified-Since"}


class Front(ThreadingHTTPServer):
    """`newer` is put behind the hub's service worker: a browser takes it for a new version."""

    daemon_threads = True

    def __init__(self, hub_port: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.hub_port, self.newer = hub_port, b""
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """A browser that closes hangs up in the middle of an answer: nothing to tell."""


class Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Front

    def do_GET(self) -> None:
        self.pass_on()

    def do_POST(self) -> None:
        self.pass_on()

    def pass_on(self) -> None:
        if self.headers.get("Upgrade"):  # sockets are not passed on: the phone polls
            self.send_error(503)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        hub = HTTPConnection("127.0.0.1", self.server.hub_port, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name not in UNSAID}
        hub.request(self.command, self.path, body, headers)
        answer = hub.getresponse()
        told = answer.read() + (self.server.newer if self.path == "/sw.js" else b"")
        hub.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def before(hub_port: int) -> Iterator[Front]:
    front = Front(hub_port)
    serving = threading.Thread(target=front.serve_forever, daemon=True)
    serving.start()
    yield front
    front.shutdown()
    front.server_close()
    serving.join()
