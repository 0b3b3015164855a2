"""How do roads change with the hour? The period of the moment chooses a data set, a factor, or both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Place
from routing.roads import Matched, RoadPath, Roads, Snapped
from routing.roads.traffic import Period, Traffic
from routing.tracking import Fix


class TimedRoads:
    """`Roads` under `traffic`. One matrix is of one period: the one that holds at the moment asked for.

    `measured` opens the data set of a period that has one; the last one opened stays open.
    """

    def __init__(
        self, empty: Roads, traffic: Traffic, measured: Mapping[str, Callable[[], Roads]] | None = None
    ) -> None:
        self.profile, self.source = empty.profile, empty.source
        self.traffic = traffic
        self._empty, self._measured = empty, dict(measured or {})
        self._opened: tuple[str, Roads] | None = None

    def matrix(self, places: Sequence[Place], at: datetime | None = None) -> Matrix:
        """The tables of the period; metres are those of the way that is quickest then."""
        period = self._period(at)
        found = self._roads(period).matrix(places, at)
        return found if period is None else slowed(found, period.factor, self.source_at(at))

    def path(self, places: Sequence[Place], at: datetime | None = None) -> RoadPath:
        """The way that is quickest in the period, its seconds and its steps' slowed."""
        period = self._period(at)
        found = self._roads(period).path(places, at)
        if period is None or period.factor == 1:
            return found
        legs = tuple(
            tuple(replace(step, seconds=round(step.seconds * period.factor)) for step in leg)
            for leg in found.legs
        )
        return replace(found, legs=legs, seconds=round(found.seconds * period.factor))

    def nearest(self, place: Place) -> Snapped:
        """The same at any hour."""
        return self._empty.nearest(place)

    def match(self, fixes: Sequence[Fix]) -> Matched:
        """The same at any hour."""
        return self._empty.match(fixes)

    def source_at(self, at: datetime | None) -> str:
        """The source and, in words, its period: "…, morning x 1.35" or "…, evening (measured speeds)"."""
        period = self._period(at)
        if period is None:
            return self.source
        speeds = " (measured speeds)" if period.name in self._measured else ""
        factor = f" x {period.factor:g}" if period.factor != 1 else ""
        return f"{self.source}, {period.name}{speeds}{factor}"

    def _period(self, at: datetime | None) -> Period | None:
        """The period of the moment, if this source can tell it from empty roads."""
        period = self.traffic.at(at)
        return period if period and (period.factor != 1 or period.name in self._measured) else None

    def _roads(self, period: Period | None) -> Roads:
        if period is None or period.name not in self._measured:
            return self._empty
        if self._opened is None or self._opened[0] != period.name:
            self._opened = (period.name, self._measured[period.name]())
        return self._opened[1]


def slowed(matrix: Matrix, factor: float, source: str) -> Matrix:
    """The same matrix with every travel time multiplied, rounded to whole seconds, under another source."""
    seconds = np.where(matrix.seconds == UNREACHABLE, UNREACHABLE, np.rint(matrix.seconds * factor))
    return Matrix(
        matrix.places, seconds, matrix.metres, source, matrix.profile, matrix.off_road, matrix.estimated
    )
