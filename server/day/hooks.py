"""How does a shop hear what became of its orders? A listener that answers badly now and then, on purpose."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from server.day import signing
from server.day.clock import DayClock
from server.day.ids import Luck

FAILS = 0.04  # of the messages are answered with an error the first time they come
FORGETS = 0.02  # are taken, but the answer is lost: they come again
LARGEST = 1 << 20
READ_S = 10
_TORN = (asyncio.IncompleteReadError, asyncio.LimitOverrunError)


@dataclass(slots=True)
class Heard:
    """What has come. `taken` is in the order of arrival, once an id."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    def last(self) -> dict[str, str]:
        """Order number -> the status that was told last."""
        return {message["data"]["order"]: message["data"]["status"] for message in self.taken}


class Listener:
    """The shop's web server, on loopback. Its secret is known only after the shop is made."""

    def __init__(self, clock: DayClock, luck: Luck) -> None:
        self._clock, self._luck = clock, luck
        self.heard = Heard()
        self.secret = ""
        self.url = ""
        self._attempts: Counter[str] = Counter()

    async def start(self) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/orders"
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(READ_S):
                headers, body = await _request(reader)
            status = self.take(headers, body)
            if status:
                writer.write(
                    f"HTTP/1.1 {status} -\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()
                )
                await writer.drain()
        except (TimeoutError, ValueError, OSError, *_TORN):
            self.heard.tally["hooks broken off"] += 1
        finally:
            writer.close()

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """The status to answer; 0 hangs up without an answer."""
        self.heard.tally["hooks received"] += 1
        tolerance_s = signing.TOLERANCE_S * max(1.0, self._clock.rate)
        wrong = signing.fault(headers, body, self.secret, self._clock.now(), tolerance_s)
        if wrong:
            self.heard.faults.append(f"a message came of which {wrong}")
            return 401
        id, message = headers["webhook-id"], json.loads(body)
        about = (message["data"]["order"], message["data"]["sequence"])
        self._attempts[id] += 1
        first = self._attempts[id] == 1
        if first and self._luck.happens(FAILS, "fails", *about):
            self.heard.tally["hooks answered badly"] += 1
            return 503
        if id in self.heard.ids:
            self.heard.tally["hooks repeated"] += 1
            return 200
        self.heard.ids.add(id)
        self.heard.taken.append(message | {"webhook_id": id})
        forgets = first and self._luck.happens(FORGETS, "forgets", *about)
        return 0 if forgets else 200


async def _request(reader: asyncio.StreamReader) -> tuple[dict[str, str], bytes]:
    """Headers (names in small letters) and body; raises ValueError for what is no request, one of _TORN for
    what ends before it is whole: who sent it may have been killed."""
    await reader.readuntil(b"\n")
    headers: dict[str, str] = {}
    while line := (await reader.readuntil(b"\n")).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", "0"))
    if not 0 <= length <= LARGEST:
        raise ValueError("a body that large is not ours")
    return headers, await reader.readexactly(length)
