"""Does one cell mean what its writer meant, and is a wrong one shown without harm?"""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.errors import Problem
from server.imports import fields


@given(st.text())
def test_a_wrong_value_is_shown_short_and_plain(value: str) -> None:
    shown = fields.shown(value)
    assert len(shown) <= 40 and "\n" not in shown and "\0" not in shown
    shown.encode()


@given(st.text())
def test_a_text_once_read_stays_as_it_is(value: str) -> None:
    try:
        text = fields.text(value, 1000)
    except Problem as problem:
        assert problem.code in ("value-nul", "value-bad-text", "value-long")
    else:
        assert fields.text(text, 1000) == text


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-11-21 18:30", datetime(2026, 11, 21, 16, 30, tzinfo=UTC)),
        ("21.11.2026 18:30:15", datetime(2026, 11, 21, 16, 30, 15, tzinfo=UTC)),
        ("2026-11-21T18:30:15.250Z", datetime(2026, 11, 21, 18, 30, 15, tzinfo=UTC)),
        ("2026-11-21T18:30-03:30", datetime(2026, 11, 21, 22, 0, tzinfo=UTC)),
        ("2026-11-21T01:00+0200", datetime(2026, 11, 20, 23, 0, tzinfo=UTC)),
    ],
)
def test_moments(written: str, at: datetime) -> None:
    assert fields.stamp(written, "Europe/Helsinki") == (at, False)


@pytest.mark.parametrize("written", ["2026-11-21", "18:30", "2026-11-21T18:30+99:00", "2026-11-21 18:30 PM"])
def test_what_is_no_moment(written: str) -> None:
    with pytest.raises(Problem, match="moment"):
        fields.stamp(written, "Europe/Helsinki")


def test_the_clock_change() -> None:
    assert fields.moment(date(2026, 10, 25), time(3, 30), "Europe/Helsinki")[1]
    assert not fields.moment(date(2026, 10, 25), time(4, 0), "Europe/Helsinki")[1]
    with pytest.raises(Problem, match="time-skipped"):
        fields.moment(date(2027, 3, 28), time(3, 0), "Europe/Helsinki")


@pytest.mark.parametrize(
    ("written", "minor"), [("12", 1200), ("12,5", 1250), (" 12.50 ", 1250), ("0.29", 29)]
)
def test_money(written: str, minor: int) -> None:
    assert fields.minor(written, "EUR") == minor
