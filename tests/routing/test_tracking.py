"""Is a GPS fix believed or refused for the right reason?"""

from __future__ import annotations

import pytest

from routing.errors import BadValue
from routing.model import Place
from routing.tracking import FILTERS, Fix, Gap, judge, track
from tests.routing.factories import DAY_S, HUB, east

NOW_S = DAY_S + 100


@pytest.mark.parametrize(
    "fix, refused",
    [
        (Fix(DAY_S + 10, east(50)), None),
        (Fix(DAY_S + 10, east(50), 30), None),
        (Fix(NOW_S + 300, east(50)), "future"),
        (Fix(DAY_S + 10, Place(0, 0)), "null-island"),
        (Fix(DAY_S + 10, east(50), 500), "inaccurate"),
        (Fix(DAY_S, east(1)), "duplicate"),
        (Fix(DAY_S - 60, east(50)), "out-of-order"),
        (Fix(DAY_S + 1, east(5000)), "jump"),
    ],
)
def test_each_reason(fix: Fix, refused: str | None) -> None:
    (judged,) = judge([fix], last=Fix(DAY_S, HUB), now_s=NOW_S)
    assert judged.refused == refused


def test_every_filter_has_a_case_above() -> None:
    cases = test_each_reason.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {refused for _, refused in cases} - {None} == {name for name, _ in FILTERS}


def test_after_a_jump_the_next_is_judged_against_the_last_believed() -> None:
    fixes = [Fix(DAY_S + 20, east(100)), Fix(DAY_S + 10, east(9000)), Fix(DAY_S, HUB)]
    assert [judged.refused for judged in judge(fixes, last=None, now_s=NOW_S)] == [None, "jump", None]


def test_poor_accuracy_excuses_a_distance() -> None:
    fixes = [Fix(DAY_S, HUB, 90), Fix(DAY_S + 1, east(200), 90)]
    assert [judged.refused for judged in judge(fixes, last=None, now_s=NOW_S)] == [None, None]


def test_a_fix_has_finite_numbers() -> None:
    with pytest.raises(BadValue):
        Fix(float("nan"), HUB)
    with pytest.raises(BadValue):
        Fix(DAY_S, HUB, -1)


def test_a_track_is_one_piece_while_fixes_come() -> None:
    fixes = [Fix(DAY_S + at, east(at)) for at in (0, 10, 70, 20)]
    pieces, gaps = track(fixes, now_s=NOW_S)
    assert [[fix.at_s - DAY_S for fix in piece] for piece in pieces] == [[0, 10, 20, 70]]
    assert gaps == ()


def test_a_minute_without_a_fix_parts_the_track() -> None:
    fixes = [Fix(DAY_S + at, east(at / 10)) for at in (0, 10, 71, 81)]
    pieces, gaps = track(fixes, now_s=NOW_S)
    assert [[fix.at_s - DAY_S for fix in piece] for piece in pieces] == [[0, 10], [71, 81]]
    assert gaps == (Gap(DAY_S + 10, DAY_S + 71),)


def test_a_jump_parts_the_track_and_is_not_on_it() -> None:
    fixes = [
        Fix(DAY_S, HUB),
        Fix(DAY_S + 10, east(9000)),
        Fix(DAY_S + 20, east(100)),
        Fix(DAY_S + 30, east(150)),
    ]
    pieces, gaps = track(fixes, now_s=NOW_S)
    assert [[fix.at_s - DAY_S for fix in piece] for piece in pieces] == [[0], [20, 30]]
    assert gaps == (Gap(DAY_S, DAY_S + 20),)


def test_what_is_refused_for_another_reason_leaves_the_line_whole() -> None:
    fixes = [Fix(DAY_S, HUB), Fix(DAY_S + 10, east(50), 500), Fix(DAY_S + 20, east(100))]
    pieces, gaps = track(fixes, now_s=NOW_S)
    assert [len(piece) for piece in pieces] == [2]
    assert gaps == ()


def test_nothing_seen_is_no_track() -> None:
    assert track([], now_s=NOW_S) == ((), ())
