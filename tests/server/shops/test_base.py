"""When does a shop's order replace what is known?"""

import pytest

from server.shops.base import ShopError, is_newer


@pytest.mark.parametrize(
    ("version", "known", "newer"),
    [
        (None, None, True),
        (None, "3", True),
        ("3", None, True),
        ("10", "9", True),
        ("9", "10", False),
        ("9", "9", False),
        ("2026-11-21T10:00:00Z", "2026-11-21T09:59:59Z", True),
        ("2026-11-21T09:59:59Z", "2026-11-21T10:00:00Z", False),
    ],
)
def test_a_version_is_newer(version: str | None, known: str | None, newer: bool) -> None:
    assert is_newer(version, known) is newer


def test_an_error_says_whether_trying_again_helps() -> None:
    error = ShopError("no-access", permanent=True, shop="north")
    assert (error.code, error.permanent, error.params) == ("no-access", True, {"shop": "north"})
