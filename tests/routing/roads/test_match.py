"""Is a track of GPS fixes laid on the roads that were driven, and is a gap left a gap?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from routing.matrix import great_circle_m
from routing.model import Place
from routing.roads import Roads
from routing.roads.matching import CHUNK, Part, match_fixes
from routing.roads.osrm import OsrmRoads
from routing.tracking import Fix, Gap
from tests.routing.roads.town import at

# Some metres beside the street, left and right of it, the same in every run.
WOBBLE_M = (4, -6, 3, 7, -5, -2, 6, -4)


def drive(corners: Sequence[tuple[float, float]], *, speed_mps: float = 4.0, every_s: int = 5) -> list[Fix]:
    """Fixes along straight lines between corners (metres east, north in the town)."""
    fixes, second = [], 0
    for (x0, y0), (x1, y1) in itertools.pairwise(corners):
        length = abs(x1 - x0) + abs(y1 - y0)
        for step in range(int(length / (speed_mps * every_s))):
            share = step * speed_mps * every_s / length
            off = WOBBLE_M[len(fixes) % len(WOBBLE_M)]
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            fixes.append(Fix(second, at(x + off * (y0 != y1), y + off * (x0 != x1)), 10.0))
            second += every_s
    return fixes


def test_the_driven_way_is_found_with_its_metres(roads: OsrmRoads) -> None:
    matched = roads.match(drive([(240, 600), (960, 600), (960, 1200)]))
    assert len(matched.pieces) == 1 and matched.gaps == ()
    assert matched.metres == pytest.approx(1320, rel=0.05)
    assert 0 < matched.confidence <= 1
    straight = [
        abs(p.lat - at(0, 600).lat) < 1e-4 or abs(p.lon - at(960, 0).lon) < 1e-4 for p in matched.line
    ]
    assert all(straight), "on the row or on the column, not between"


def test_a_long_ride_is_asked_in_chunks_and_stays_one_piece(roads: OsrmRoads) -> None:
    fixes = drive([(0, 600), (1800, 600), (1800, 1800), (600, 1800)], every_s=4)
    assert len(fixes) > 2 * CHUNK
    matched = roads.match(fixes)
    assert len(matched.pieces) == 1 and matched.metres == pytest.approx(4200, rel=0.03)


def test_where_nobody_saw_him_there_is_a_gap(roads: OsrmRoads) -> None:
    fixes = drive([(240, 600), (1800, 600)])
    seen = [fix for fix in fixes if not 100 < fix.at_s < 300]
    matched = roads.match(seen)
    assert len(matched.pieces) == 2 and matched.gaps == (Gap(100, 300),)
    assert matched.metres == pytest.approx(1560 - 800, rel=0.06)
    assert len(matched.line) == sum(map(len, matched.pieces))


def test_a_jump_is_not_driven(roads: OsrmRoads) -> None:
    fixes = drive([(240, 600), (960, 600)])
    wild = [*fixes[:10], Fix(fixes[9].at_s + 1, at(2000, 2000)), *fixes[10:]]
    assert roads.match(wild).metres == pytest.approx(720, rel=0.08)


@pytest.mark.parametrize("fixes", [[], [Fix(0, at(600, 600))], [Fix(n, Place(0.5, 0.5)) for n in range(9)]])
def test_nothing_to_match_matches_nothing(roads: Roads, fixes: list[Fix]) -> None:
    matched = roads.match(fixes)
    assert (matched.pieces, matched.metres, matched.confidence) == ((), 0, 0.0)


def test_a_break_within_what_the_engine_answers_is_a_gap_too() -> None:
    fixes = [Fix(n * 10, at(n * 20, 600)) for n in range(10)]

    def ask(asked: Sequence[Fix]) -> list[Part]:
        line = [fix.place for fix in asked]
        return [Part(tuple(line[:4]), 60, 0.5, 0, 3), Part(tuple(line[6:]), 60, 1.0, 6, 9)]

    matched = match_fixes(fixes, ask)
    assert matched.gaps == (Gap(30, 60),) and len(matched.pieces) == 2
    assert (matched.metres, matched.confidence) == (120, 0.75)
    assert float(great_circle_m([matched.line[0]], [at(0, 600)])[0, 0]) < 1
