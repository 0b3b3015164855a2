"""Did this message come from the shop, whole and just now? Standard Webhooks: HMAC-SHA256 over the raw body.

Method: https://www.standardwebhooks.com, "id.timestamp.body" signed with the bytes of a `whsec_` secret.
Whether the id was seen before is the caller's question: it is returned for that.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from server.domain.errors import Problem

TOLERANCE_S = 300
SECRET_PREFIX = "whsec_"
_ID = re.compile(r"[\x21-\x7e]{1,200}")
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)


def secret_of(key: bytes) -> str:
    """The text of a signing key (24 to 64 random bytes), as the shop is shown it once."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def sign(message_id: str, at: datetime, body: bytes, secret: str) -> dict[str, str]:
    """The three headers of a signed message sent at `at`."""
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": "v1," + _signature(message_id, seconds, body, secret),
    }


def verify(headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime) -> str:
    """The message's id, when one of `secrets` signed it within five minutes of `now`.

    Several secrets let a key be changed without a gap, several signatures let the shop do so. Raises Problem
    `signature-missing`, `signature-old`, `signature-wrong`. The age is told only to who signed rightly.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id = given.get("webhook-id", "")
    seconds = given.get("webhook-timestamp", "")
    offered = [part[3:] for part in given.get("webhook-signature", "").split(" ") if part.startswith("v1,")]
    if not _ID.fullmatch(message_id) or not _SECONDS.fullmatch(seconds) or not offered:
        raise Problem("signature-missing")
    expected = [_signature(message_id, seconds, body, secret) for secret in secrets]
    # every pair is compared, so the time taken says nothing about which key was nearly right
    matches = [hmac.compare_digest(e.encode(), o.encode()) for e in expected for o in offered[:10]]
    if not any(matches):
        raise Problem("signature-wrong")
    if abs(now.timestamp() - int(seconds)) > TOLERANCE_S:
        raise Problem("signature-old", tolerance_s=TOLERANCE_S)
    return message_id


def _signature(message_id: str, seconds: str, body: bytes, secret: str) -> str:
    signed = f"{message_id}.{seconds}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        raise ValueError("a signing secret is whsec_ and base64") from None
