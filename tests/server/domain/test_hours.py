"""Is it known which times lie in a shift, also past midnight?"""

from datetime import time

import pytest

from server.domain.hours import within


@pytest.mark.parametrize(
    ("begin", "by", "shift", "inside"),
    [
        ("12:00", "13:00", "09:00-17:00", True),
        ("09:00", "17:00", "09:00-17:00", True),
        ("12:00", "12:00", "09:00-17:00", True),
        ("13:00", "12:00", "09:00-17:00", False),
        ("08:30", "09:30", "09:00-17:00", False),
        ("16:30", "17:30", "09:00-17:00", False),
        ("01:00", "02:00", "22:00-06:00", True),
        ("23:30", "00:30", "22:00-06:00", True),
        ("12:00", "13:00", "22:00-06:00", False),
        ("03:00", "04:00", "00:00-00:00", True),
    ],
)
def test_a_shift_may_go_on_past_midnight(begin: str, by: str, shift: str, inside: bool) -> None:
    first, last = shift.split("-")
    times = (time.fromisoformat(each) for each in (begin, by, first, last))
    assert within(*times) is inside
