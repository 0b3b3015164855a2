"""How is a shop told something? A signed POST to its webhook address, never into our own network."""

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from server.shops.signing import sign

TIMEOUT_S = 15.0
_ENOUGH = 300  # characters of an answer or an error that a human wants to read


class Undelivered(Exception):
    """The shop did not take it. `permanent`: asking again would be of no use."""

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why[:_ENOUGH])
        self.permanent = permanent


def post(
    url: str, secrets: Sequence[str], message_id: str, at: datetime, body: bytes, *, private: bool = False
) -> None:
    """Send one message, signed with each valid secret; raises Undelivered unless the answer is 2xx.

    `private` allows addresses of this machine and its network. The address that was looked at is the one
    that is connected to, so a name that changes its mind leads nowhere; redirects are not followed.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = _address(host, parts.port or (443 if parts.scheme == "https" else 80), private)
    there = httpx.URL(url).copy_with(host=address)
    signed = [sign(message_id, at, body, secret) for secret in secrets]
    headers = signed[0] | {
        "webhook-signature": " ".join(each["webhook-signature"] for each in signed),
        "content-type": "application/json",
        "user-agent": "Waybill",
        "host": parts.netloc.rpartition("@")[2],
    }
    try:
        with (
            httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client,
            client.stream(
                "POST", there, content=body, headers=headers, extensions={"sni_hostname": host}
            ) as answer,
        ):
            status = answer.status_code
    except httpx.HTTPError as why:
        raise Undelivered(f"{type(why).__name__}: {why}") from why
    if not 200 <= status < 300:
        raise Undelivered(f"HTTP {status}", permanent=status == 410)


def _address(host: str, port: int, private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as why:
        raise Undelivered(f"no such host: {host}") from why
    addresses = [str(each[4][0]) for each in found]
    if not private and not _all_public(addresses):
        raise Undelivered(f"{host} is an address of a private network", permanent=True)
    return addresses[0]


def _all_public(addresses: Iterable[str]) -> bool:
    """Every address is one of the open Internet; IPv4 hidden in IPv6 is looked at as IPv4."""
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
        if not (mapped or address).is_global or address.is_multicast:
            return False
    return True
