"""What is wrong in a file, and where? One value for every refused or doubtful place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Somebody who sends us the wrong file needs the first mistakes, not a hundred thousand of them.
MAX_REPORTED = 1000


@dataclass(frozen=True, slots=True)
class Refusal:
    """One place that was not taken: `code` and `params` fill the words of server/texts/<lang>/problems.json.

    `row` is the line an editor shows (the header is 1), None when the whole file is meant. `column` is the
    header's name, in JSON the path ("orders[3].lines[1].quantity"), in GeoJSON "features[2]".
    """

    row: int | None
    column: str | None
    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    order_number: str | None = None


@dataclass(slots=True)
class Report:
    """Collects refusals and notices; keeps the first MAX_REPORTED of each and counts the rest."""

    refused: list[Refusal] = field(default_factory=list)
    notices: list[Refusal] = field(default_factory=list)
    left_out: int = 0

    def refuse(self, *refusals: Refusal) -> None:
        self._add(self.refused, refusals)

    def notice(self, *notices: Refusal) -> None:
        self._add(self.notices, notices)

    def _add(self, target: list[Refusal], found: Iterable[Refusal]) -> None:
        for one in found:
            if len(target) < MAX_REPORTED:
                target.append(one)
            else:
                self.left_out += 1
