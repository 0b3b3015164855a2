"""Is somebody told when the server could not keep up with the day?"""

from server.day.audit import Finding
from server.day.report import WAITED, Report


def test_a_day_that_was_too_fast_is_named() -> None:
    late = Finding("order-not-final", "order A1 is packed")
    assert "Play it slower" in Report(1, {WAITED: 90}, [late]).as_text()
    assert "Play it slower" not in Report(1, {WAITED: 5}, [late]).as_text()
    assert Report(1, {WAITED: 5}).as_text().endswith("Nothing is off.")
