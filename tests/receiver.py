"""Who listens to webhooks in tests? A shop's back office: checks signatures, fails when told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from server import clock
from server.shops.signing import verify


@dataclass
class Receiver:
    """`answers` are given one a message, then 204. `news` holds (webhook-id, body) of every message taken."""

    url: str = ""
    secrets: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    news: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tries: int = 0

    def statuses(self) -> list[str]:
        return [body["data"]["status"] for _, body in self.news]


@contextmanager
def receiving(*secrets: str) -> Iterator[Receiver]:
    shop = Receiver(secrets=list(secrets))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            shop.tries += 1
            id = verify(dict(self.headers.items()), body, shop.secrets, clock.now())
            status = shop.answers.pop(0) if shop.answers else 204
            if status < 300:
                shop.news.append((id, json.loads(body)))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", f"{shop.url}elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.url = f"http://127.0.0.1:{listener.server_port}/orders?from=waybill"
    thread = Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
