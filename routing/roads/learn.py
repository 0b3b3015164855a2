"""How much slower was it really, by the hour? Factors of traffic learned from what was driven."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import NamedTuple

from routing.roads.traffic import DAYS, Period, Traffic

# Shorter legs are parking and looking for the door; fewer legs of one hour are chance.
_LEAST_S = 60
_LEAST_LEGS = 20
# Beyond these something else was measured: a lunch, a clock that was set.
_SLOWEST, _QUICKEST = 4.0, 0.5
# Hours that differ by less are one period.
_SAME = 0.05
_GROUPS = ((0, 1, 2, 3, 4), (5,), (6,))


class DrivenLeg(NamedTuple):
    """From one door to the next: when he left by the clock on the wall, how long empty roads take, and he.

    `planned_s` is without any factor of traffic, or what is learned would be multiplied twice.
    """

    left_at: datetime
    planned_s: int
    driven_s: int


def learn(legs: Iterable[DrivenLeg], *, least_legs: int = _LEAST_LEGS) -> Traffic:
    """Medians of driven / planned by hour, working days, Saturdays and Sundays apart.

    An hour with fewer than `least_legs` legs stays without a period (empty roads). Neighbouring hours whose
    medians differ by at most 0.05 become one period with the median of all their legs. Deterministic.
    """
    ratios: dict[tuple[int, int], list[float]] = defaultdict(list)
    for leg in legs:
        ratio = leg.driven_s / leg.planned_s if leg.planned_s >= _LEAST_S else 0
        if _QUICKEST <= ratio <= _SLOWEST:
            group = next(i for i, days in enumerate(_GROUPS) if leg.left_at.weekday() in days)
            ratios[group, leg.left_at.hour].append(ratio)
    periods: list[Period] = []
    for group, days in enumerate(_GROUPS):
        hours = [hour for hour in range(24) if len(ratios.get((group, hour), ())) >= least_legs]
        for run in _runs(hours, {hour: median(ratios[group, hour]) for hour in hours}):
            factor = median(ratio for hour in run for ratio in ratios[group, hour])
            name = DAYS[days[0]] + (f"-{DAYS[days[-1]]}" if len(days) > 1 else "")
            name = f"{name}-{run[0]:02}-{run[-1] + 1:02}"
            hours_s = run[0] * 3600, (run[-1] + 1) * 3600
            periods.append(Period(name, frozenset(days), *hours_s, round(factor, 2)))
    return Traffic(tuple(periods))


def _runs(hours: list[int], factors: dict[int, float]) -> list[list[int]]:
    """Hours that follow each other and are as slow as the first of the run."""
    runs: list[list[int]] = []
    for hour in hours:
        last = runs[-1] if runs else []
        if last and hour == last[-1] + 1 and abs(factors[hour] - factors[last[0]]) <= _SAME:
            last.append(hour)
        else:
            runs.append([hour])
    return runs
