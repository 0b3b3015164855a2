"""How does somebody outside speak with the server? HTTP, again and again until it answers."""

import asyncio
import time
from collections import Counter
from typing import Any

import httpx

TIMEOUT_S = 20.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 2.0
PATIENCE_S = 180.0


class Trouble(Exception):
    """The server cannot be reached, or is busy: asking again is right."""


class Refused(Exception):
    """The server said no: `code` and `params` as in its problem, `body` whatever it answered."""

    def __init__(self, status: int, code: str, params: dict[str, Any], body: Any = None) -> None:
        super().__init__(f"{status} {code} {params}")
        self.status, self.code, self.params, self.body = status, code, params, body


class Net:
    """The connections that all phones share, and what was seen on them."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=1.5)
        self._transport = httpx.AsyncHTTPTransport(limits=limits)
        self.seen: Counter[str] = Counter()

    def wire(self) -> "Wire":
        return Wire(self, self._transport)

    async def close(self) -> None:
        await self._transport.aclose()


class Wire:
    """One person's line, with his own cookies."""

    def __init__(self, net: Net, transport: httpx.AsyncHTTPTransport) -> None:
        self._net = net
        self._http = httpx.AsyncClient(
            base_url=net.base_url, transport=transport, timeout=TIMEOUT_S, trust_env=False
        )

    @property
    def base_url(self) -> str:
        return self._net.base_url

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())

    async def once(self, method: str, path: str, **what: Any) -> httpx.Response:
        """One attempt. Raises Trouble or Refused."""
        began = time.perf_counter()
        try:
            answer = await self._http.request(method, path, **what)
        except httpx.TransportError as why:
            self._net.seen["broken"] += 1
            raise Trouble(f"{type(why).__name__} {path}") from why
        self._net.seen["requests"] += 1
        self._net.seen["request_ms"] += int((time.perf_counter() - began) * 1000)
        if answer.status_code >= 500 or answer.status_code == 429:
            self._net.seen[f"http-{answer.status_code}"] += 1
            raise Trouble(f"{answer.status_code} {path}: {answer.text[:200]}")
        if answer.status_code >= 400:
            raise refusal(answer)
        return answer

    async def insist(self, method: str, path: str, patience_s: float = PATIENCE_S, **what: Any) -> Any:
        """Ask until there is an answer; returns its JSON, or its bytes. Raises Refused, at last Trouble."""
        late_at, wait_s = time.monotonic() + patience_s, FIRST_WAIT_S
        while True:
            try:
                answer = await self.once(method, path, **what)
            except Trouble:
                if time.monotonic() > late_at:
                    raise
                await asyncio.sleep(wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
                continue
            return (
                answer.json() if answer.headers.get("content-type") == "application/json" else answer.content
            )


def refusal(answer: httpx.Response) -> Refused:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    return Refused(answer.status_code, str(body.get("code", "no-problem")), body.get("params") or {}, body)
