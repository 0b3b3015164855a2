"""Which road servers do tests ask? A real osrm-routed, and one that repeats what Valhalla answered."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

from routing.roads.build import BASE_NAME
from tests.ports import free_port

# Asked of Valhalla 3.9.1 over the town's extract; edges cut to what is read of them.
RECORDED = Path(__file__).with_name("valhalla_recorded.json")


@contextmanager
def osrm_routed(built: Path, *, most: int = 100) -> Iterator[str]:
    """The URL of OSRM's own server over a built data set, with limits of `most` places."""
    port = free_port()
    program = Path(str(files("osrm"))) / "bin" / "osrm-routed"
    limits = [f"--max-{what}-size={most}" for what in ("table", "viaroute", "matching")]
    command = [str(program), "-i", "127.0.0.1", "-p", str(port), "-t", "1", *limits, str(built / BASE_NAME)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "osrm-routed ended"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


class Answers(BaseHTTPRequestHandler):
    """Says what `server.answer` (path, body) says: a status and JSON or raw bytes."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer = self.server.answer(self.path, json.loads(raw) if raw else None)  # type: ignore[attr-defined]
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *words: Any) -> None:
        """Nothing: tests speak for themselves."""


@contextmanager
def answering(answer: Any) -> Iterator[str]:
    """The URL of a server that calls `answer(path, body) -> (status, json)`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.answer = answer  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def recorded_valhalla() -> Iterator[str]:
    """Repeats the recorded answer of the very same question; any other is a mistake of the client's."""
    kept = {
        (one["path"], json.dumps(one["body"], sort_keys=True)): one
        for one in json.loads(RECORDED.read_text())
    }

    def answer(path: str, body: Any) -> tuple[int, Any]:
        found = kept.get((path, json.dumps(body, sort_keys=True)))
        assert found, f"never asked before: {path} {json.dumps(body)}"
        return found["status"], found["answer"]

    with answering(answer) as url:
        yield url
