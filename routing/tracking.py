"""Which GPS fixes are to be believed? A list of small filters, each refuses for one reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from routing.errors import BadValue
from routing.matrix import great_circle_m
from routing.model import Place


@dataclass(frozen=True, slots=True)
class Fix:
    """One reading: seconds on the caller's axis, accuracy as a radius in metres (None: not told)."""

    at_s: float
    place: Place
    accuracy_m: float | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.at_s):
            raise BadValue("fix.at_s", self.at_s, "must be a finite number of seconds")
        if self.accuracy_m is not None and not (math.isfinite(self.accuracy_m) and self.accuracy_m >= 0):
            raise BadValue("fix.accuracy_m", self.accuracy_m, "must be finite and not negative")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is still believed. A faster speed than this between two fixes is a jump."""

    accuracy_m: float = 100
    speed_mps: float = 45
    ahead_s: float = 120


@dataclass(frozen=True, slots=True)
class Judged:
    """A fix and why it is not believed (None: it is)."""

    fix: Fix
    refused: str | None


Filter = Callable[[Fix, Fix | None, float, Limits], bool]


def from_the_future(fix: Fix, last: Fix | None, now_s: float, limits: Limits) -> bool:
    """The device's clock runs ahead by more than clocks do."""
    return fix.at_s > now_s + limits.ahead_s


def null_island(fix: Fix, last: Fix | None, now_s: float, limits: Limits) -> bool:
    """Some receivers say 0, 0 for "I do not know"."""
    return fix.place.lat == 0 and fix.place.lon == 0


def inaccurate(fix: Fix, last: Fix | None, now_s: float, limits: Limits) -> bool:
    """The receiver itself says that it could be far off."""
    return fix.accuracy_m is not None and fix.accuracy_m > limits.accuracy_m


def duplicate(fix: Fix, last: Fix | None, now_s: float, limits: Limits) -> bool:
    """Of the moment of the last believed one."""
    return last is not None and fix.at_s == last.at_s


def out_of_order(fix: Fix, last: Fix | None, now_s: float, limits: Limits) -> bool:
    """Older than the last believed one: it is history, not a position."""
    return last is not None and fix.at_s < last.at_s


def jump(fix: Fix, last: Fix | None, now_s: float, limits: Limits) -> bool:
    """Nobody rides that fast, even if both circles of accuracy are given to him."""
    if last is None or fix.at_s <= last.at_s:
        return False
    apart = float(great_circle_m([last.place], [fix.place])[0, 0])
    apart -= (fix.accuracy_m or 0) + (last.accuracy_m or 0)
    return apart > limits.speed_mps * (fix.at_s - last.at_s)


FILTERS: tuple[tuple[str, Filter], ...] = (
    ("future", from_the_future),
    ("null-island", null_island),
    ("inaccurate", inaccurate),
    ("duplicate", duplicate),
    ("out-of-order", out_of_order),
    ("jump", jump),
)


_USUAL = Limits()


def judge(fixes: Iterable[Fix], *, last: Fix | None, now_s: float, limits: Limits = _USUAL) -> list[Judged]:
    """Each fix in the order of its time, judged against the last one believed before it.

    `last` is the position believed before this batch (None: none yet), `now_s` the server's time.
    """
    judged = []
    for fix in sorted(fixes, key=lambda fix: fix.at_s):
        refused = next((name for name, bad in FILTERS if bad(fix, last, now_s, limits)), None)
        judged.append(Judged(fix, refused))
        if refused is None:
            last = fix
    return judged


# Phones send a fix every ten seconds or so: after a minute without one nobody knows which way he took.
GAP_S = 60.0


class Gap(NamedTuple):
    """From the last fix that is believed to the next one: in between he was not seen."""

    from_s: float
    to_s: float


class Track(NamedTuple):
    """A way in pieces, each an unbroken line of believed fixes, and the gaps between them."""

    pieces: tuple[tuple[Fix, ...], ...]
    gaps: tuple[Gap, ...]


def track(fixes: Iterable[Fix], *, now_s: float, limits: Limits = _USUAL, gap_s: float = GAP_S) -> Track:
    """The way along these fixes, parted where more than `gap_s` seconds pass without one that is believed,
    and where a jump was refused: no line may say that he went where nobody saw him."""
    pieces: list[list[Fix]] = []
    gaps: list[Gap] = []
    jumped = False
    for fix, refused in (
        (one.fix, one.refused) for one in judge(fixes, last=None, now_s=now_s, limits=limits)
    ):
        if refused is not None:
            jumped = jumped or refused == "jump"
            continue
        last = pieces[-1][-1] if pieces else None
        if last is not None and not jumped and fix.at_s - last.at_s <= gap_s:
            pieces[-1].append(fix)
        else:
            pieces.append([fix])
            if last is not None:
                gaps.append(Gap(last.at_s, fix.at_s))
        jumped = False
    return Track(tuple(map(tuple, pieces)), tuple(gaps))
