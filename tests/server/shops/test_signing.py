"""Is a message taken only when the shop signed it, whole and just now?"""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from server.domain.errors import Problem
from server.shops.signing import TOLERANCE_S, secret_of, sign, verify

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECRET = secret_of(b"0123456789abcdef01234567")
OTHER = secret_of(b"another key, 24 bytes ok")
BODY = '{"orders": ["Анна"]}'.encode()


def refused(headers: dict[str, str], body: bytes = BODY, secret: str = SECRET, now: datetime = NOW) -> str:
    with pytest.raises(Problem) as caught:
        verify(headers, body, [secret], now)
    return caught.value.code


def test_a_signed_message_is_known_by_its_id() -> None:
    assert verify(sign("msg_1", NOW, BODY, SECRET), BODY, [SECRET], NOW) == "msg_1"


def test_the_standards_own_example_is_accepted() -> None:
    """The example of the Standard Webhooks specification's reference libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = {
        "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "Webhook-Timestamp": "1614265330",
        "Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert verify(headers, body, [secret], at) == headers["Webhook-Id"]


@pytest.mark.parametrize("at", range(len(BODY)))
def test_one_byte_changed_is_noticed(at: int) -> None:
    wrong = bytearray(BODY)
    wrong[at] ^= 1
    assert refused(sign("msg_1", NOW, BODY, SECRET), bytes(wrong)) == "signature-wrong"


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_id_and_time_are_signed_too(name: str) -> None:
    headers = sign("msg_1", NOW, BODY, SECRET)
    headers[name] = headers[name][:-1] + "9"
    assert refused(headers) == "signature-wrong"


@pytest.mark.parametrize("drift_s", [-TOLERANCE_S, 0, TOLERANCE_S])
def test_five_minutes_either_way_are_allowed(drift_s: int) -> None:
    headers = sign("msg_1", NOW + timedelta(seconds=drift_s), BODY, SECRET)
    assert verify(headers, BODY, [SECRET], NOW) == "msg_1"


@pytest.mark.parametrize("drift_s", [-TOLERANCE_S - 1, TOLERANCE_S + 1])
def test_one_second_more_is_too_old(drift_s: int) -> None:
    headers = sign("msg_1", NOW + timedelta(seconds=drift_s), BODY, SECRET)
    assert refused(headers) == "signature-old"


def test_a_key_is_changed_without_a_gap() -> None:
    old, new = sign("msg_1", NOW, BODY, SECRET), sign("msg_1", NOW, BODY, OTHER)
    assert verify(old, BODY, [OTHER, SECRET], NOW) == verify(new, BODY, [OTHER, SECRET], NOW) == "msg_1"
    both = old | {"webhook-signature": f"{new['webhook-signature']} v2,x {old['webhook-signature']}"}
    assert verify(both, BODY, [SECRET], NOW) == "msg_1"
    assert refused(old, secret=OTHER) == "signature-wrong"


def test_without_secrets_nothing_is_right() -> None:
    with pytest.raises(Problem, match="signature-wrong"):
        verify(sign("msg_1", NOW, BODY, SECRET), BODY, [], NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": ""},
        {"webhook-id": "msg 1"},
        {"webhook-id": "x" * 201},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "٣"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": ""},
        {"webhook-signature": "v2,abc"},
    ],
)
def test_headers_that_are_none_are_missing(change: dict[str, str]) -> None:
    assert refused(sign("msg_1", NOW, BODY, SECRET) | change) == "signature-missing"


@pytest.mark.parametrize("signature", ["v1,", "v1,é", "v1," + "A" * 44])
def test_garbage_is_no_signature(signature: str) -> None:
    assert refused(sign("msg_1", NOW, BODY, SECRET) | {"webhook-signature": signature}) == "signature-wrong"


def test_a_secret_holds_the_key() -> None:
    assert base64.b64decode(SECRET.removeprefix("whsec_")) == b"0123456789abcdef01234567"
    with pytest.raises(ValueError, match="base64"):
        sign("msg_1", NOW, BODY, "whsec_ü")
