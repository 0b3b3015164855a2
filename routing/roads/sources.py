"""Which road server serves which vehicle? One line of settings, read and opened.

Entries are parted by spaces or commas: `[vehicle=][osrm+|valhalla+]http://…`. An OSRM server has the roads of
one vehicle, so that its entry names the vehicle or holds `{profile}`; a Valhalla server has all.

    valhalla+http://roads:8002
    car=http://osrm-car:5000 bicycle=http://osrm-bicycle:5000
    osrm+http://osrm-{profile}:5000
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from routing.errors import RoadsError
from routing.model import PROFILES
from routing.roads import Roads
from routing.roads.http import TIMEOUT_S
from routing.roads.osrm_server import OsrmServer
from routing.roads.valhalla import ValhallaServer

_ENTRY = re.compile(r"(?:(\w+)=)?(?:(osrm|valhalla)\+)?(https?://\S+)")


def read_urls(text: str) -> dict[str, str]:
    """Profile -> `osrm+http…` or `valhalla+http…`, the first entry for each; `RoadsError` `bad-roads-url`."""
    found: dict[str, str] = {}
    for entry in filter(None, re.split(r"[\s,]+", text)):
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise _bad("is not [vehicle=][osrm+|valhalla+]http://host", entry)
        profile, engine, url = match[1], match[2] or "osrm", match[3]
        if profile is not None and profile not in PROFILES:
            raise _bad(f"names a vehicle that is none of {', '.join(PROFILES)}", entry)
        if profile is None and engine == "osrm" and "{profile}" not in url:
            raise _bad("has the roads of one vehicle: write car=http://… or {profile} in the URL", entry)
        if not urlsplit(url).hostname:
            raise _bad("names no host", entry)
        for one in (profile,) if profile else PROFILES:
            found.setdefault(one, f"{engine}+{url.replace('{profile}', one)}")
    return found


def open_url(url: str, profile: str, *, timeout_s: float = TIMEOUT_S) -> Roads:
    """The server of one of the values of `read_urls`. Nothing is asked of it yet."""
    engine, _, address = url.partition("+")
    base = address.rstrip("/") + "/"
    if engine == "valhalla":
        return ValhallaServer(base, profile, timeout_s=timeout_s)
    return OsrmServer(base, profile, timeout_s=timeout_s)


def _bad(words: str, entry: str) -> RoadsError:
    # A URL may carry a key: only its host is repeated.
    shown = re.sub(r"//[^/@]*@", "//", entry.partition("?")[0])
    return RoadsError("bad-roads-url", f"the road server {shown} {words}", entry=shown, words=words)
