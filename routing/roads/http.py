"""How is a road server asked, and what is said when it does not answer as it should?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from routing.errors import RoadsError

TIMEOUT_S = 10.0


class RoadServer:
    """JSON over HTTP.

    `RoadsError`: `roads-unreachable` when the server is not there, is slow or talks nonsense (another source
    may know), `no-way` when it answers that it finds nothing, `roads-refused` when it will not answer. Words
    name the host alone: a URL may carry a key.
    """

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self.host = urlsplit(url).netloc.rpartition("@")[2]
        self._client = httpx.Client(base_url=url, timeout=timeout_s, headers={"Accept": "application/json"})

    def get(self, path: str, params: Mapping[str, str]) -> Any:
        """The JSON of an answer."""
        return self._ask("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The JSON of an answer to JSON."""
        return self._ask("POST", path, json=body)

    def _ask(self, method: str, path: str, **how: Any) -> Any:
        try:
            answer = self._client.request(method, path, **how)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(str(error) or type(error).__name__) from error
        try:
            body = answer.json()
        except ValueError:
            raise self._unreachable(f"status {answer.status_code}, and no JSON") from None
        if answer.status_code == 200 and isinstance(body, dict | list):
            return body
        if answer.status_code >= 500 or not isinstance(body, dict):
            raise self._unreachable(f"status {answer.status_code}")
        raise self._refusal(body)

    def _unreachable(self, words: str) -> RoadsError:
        text = f"the road server {self.host} does not answer: {words}"
        return RoadsError("roads-unreachable", text, host=self.host, words=words)

    def _refusal(self, body: Mapping[str, Any]) -> RoadsError:
        """OSRM says `code` and `message`, Valhalla `error_code` and `error`."""
        words = str(body.get("message") or body.get("error") or body.get("code") or "no reason given")
        nothing = body.get("code") in ("NoRoute", "NoSegment", "NoMatch", "NoTable")
        nothing = nothing or body.get("error_code") in (170, 171, 442, 443, 444)
        code = "no-way" if nothing else "roads-refused"
        return RoadsError(code, f"the road server {self.host} refuses: {words}", host=self.host, words=words)


def lacking(server: RoadServer, what: str) -> RoadsError:
    """An answer that lacks what every version of the server gives."""
    text = f"the road server {server.host} gave no {what}"
    return RoadsError("roads-unreachable", text, host=server.host, words=f"no {what}")


def table(server: RoadServer, rows: Any, shape: tuple[int, int]) -> np.ndarray:
    """Rows of figures, null where there is no way, as floats and not a number."""
    try:
        found = np.array(rows, np.float64)
    except (TypeError, ValueError):
        raise lacking(server, "table of figures") from None
    if found.shape != shape:
        raise lacking(server, "table of the size that was asked for")
    return found
