"""How does a shop sign what it sends, and check what it gets? Standard Webhooks, written from their text.

Method: https://www.standardwebhooks.com. Written anew here, as a shop would: the two ends check each other.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

TOLERANCE_S = 300


def sign(message_id: str, at: datetime, body: bytes, secret: str) -> dict[str, str]:
    """The headers of a message sent at `at`."""
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": "v1," + _signature(message_id, seconds, body, secret),
    }


def fault(
    headers: Mapping[str, str], body: bytes, secret: str, now: datetime, tolerance_s: float
) -> str | None:
    """Why a message (header names in small letters) is not to be believed; None: it is genuine and new."""
    message_id, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not seconds.isascii() or not seconds.isdigit():
        return "it is not signed"
    right = "v1," + _signature(message_id, seconds, body, secret)
    offered = headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(right, each) for each in offered):
        return "its signature is wrong"
    if abs(now.timestamp() - int(seconds)) > tolerance_s:
        return f"it is {now.timestamp() - int(seconds):.0f} s old"
    return None


def _signature(message_id: str, seconds: str, body: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{seconds}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
