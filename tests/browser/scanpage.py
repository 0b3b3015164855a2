"""Where is scanning tried alone? The app's own field on a page of its own, under the app's own headers."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from server.http.headers import HEADERS
from tests.tree import ROOT

EMPTY = "<!doctype html><title>empty</title><p id=said></p>"


class Served(SimpleHTTPRequestHandler):
    """As strict as the hub: no script, picture or WebAssembly but from here."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".wasm": "application/wasm",
        ".js": "text/javascript",
    }
    asked: list[str] = []

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        self.asked.append(self.path)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def scan_page(folder: Path) -> Iterator[str]:
    """Builds the page into `folder` and serves it; its address."""
    build = ["npm", "run", "--silent", "build", "--", "try", "--outDir", str(folder), "--emptyOutDir"]
    subprocess.run(build, cwd=ROOT / "pwa", check=True, timeout=300, capture_output=True)
    (folder / "empty.html").write_text(EMPTY)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=str(folder)))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    serving.join()
