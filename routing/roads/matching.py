"""Which roads was a track of GPS fixes driven along? An engine is asked in pieces, all is joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from routing.model import Place
from routing.roads import Matched
from routing.tracking import Fix, Gap, track

# The default limit of an OSRM server; more at once gains nothing.
CHUNK = 100
# What a phone in a street is off by when it says nothing, and the range in which engines search sensibly.
_RADIUS_M, _LEAST_M, _MOST_M = 10.0, 5.0, 50.0


class Part(NamedTuple):
    """An unbroken stretch of road and the fixes (counted in what was asked) that it begins and ends at."""

    line: tuple[Place, ...]
    metres: float
    confidence: float
    first: int
    last: int


def radius_m(fix: Fix) -> float:
    """How far from the fix the engine may look for its road."""
    return min(max(fix.accuracy_m or _RADIUS_M, _LEAST_M), _MOST_M)


def match_fixes(fixes: Sequence[Fix], ask: Callable[[Sequence[Fix]], Sequence[Part]]) -> Matched:
    """Believed fixes in unbroken pieces go to `ask`, CHUNK at once at most, each from the last one's end.

    Fixes that are not to be believed (jumps, inaccurate ones) are left out by `tracking.track`.
    """
    if not fixes:
        return Matched((), 0, 0.0, ())
    seen = track(fixes, now_s=max(fix.at_s for fix in fixes))
    pieces: list[list[Place]] = []
    gaps = list(seen.gaps)
    metres = trust = 0.0
    for piece in seen.pieces:
        if len(piece) < 2:
            continue
        reached: int | None = None  # the fix that the last part ended at
        for start in range(0, len(piece) - 1, CHUNK - 1):
            for part in ask(piece[start : start + CHUNK]):
                metres += part.metres
                trust += part.metres * part.confidence
                if reached == start + part.first:
                    pieces[-1] += part.line[1:]
                else:
                    if reached is not None:
                        gaps.append(Gap(piece[reached].at_s, piece[start + part.first].at_s))
                    pieces.append(list(part.line))
                reached = start + part.last
    return Matched(
        tuple(map(tuple, pieces)), round(metres), trust / metres if metres else 0.0, tuple(sorted(gaps))
    )
