"""Does a shop's webhook address lead nowhere inside our own network?"""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest

from server.shops import sender
from server.shops.sender import Undelivered, post

SECRET = "whsec_c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Canary:
    """A listener that must never be reached."""

    def __init__(self) -> None:
        self.reached = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                found, _ = self.socket.accept()
            except OSError:
                return
            self.reached += 1
            found.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    listener = Canary()
    yield listener
    listener.socket.close()


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "0"),
        *(
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[2002:7f00:1::]",
            "[fe80::1]",
            "[fd00::1]",
        ),
        *("10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
        *("user:pass@127.0.0.1", "LOCALHOST", "255.255.255.255", "nowhere.invalid"),
    ],
)
def test_an_inner_address_is_never_connected_to(canary: Canary, host: str) -> None:
    with pytest.raises(Undelivered):
        post(f"http://{host}:{canary.port}/", [SECRET], "m1", NOW, b"{}")
    assert canary.reached == 0


def test_the_canary_would_have_noticed(canary: Canary) -> None:
    with pytest.raises(Undelivered):
        post(f"http://127.0.0.1:{canary.port}/", [SECRET], "m1", NOW, b"{}", private=True)
    assert canary.reached == 1


def test_a_name_is_asked_for_once_so_it_cannot_change_its_mind(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def answer(*question: object, **_: object) -> list[tuple[object, ...]]:
        asked.append(question[0])
        address = question[0]
        if address == "shop.example":
            address = "127.0.0.1" if asked.count(address) > 1 else "192.0.2.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, canary.port))]

    monkeypatch.setattr(sender.socket, "getaddrinfo", answer)
    monkeypatch.setattr(sender, "_all_public", lambda addresses: True)
    monkeypatch.setattr(sender, "TIMEOUT_S", 0.3)
    with pytest.raises(Undelivered):
        post(f"http://shop.example:{canary.port}/", [SECRET], "m1", NOW, b"{}")
    assert asked.count("shop.example") == 1
    assert canary.reached == 0, "the address that was looked at is the one that is connected to"
