"""Where are the bars of a barcode? Geometry only; whoever draws it chooses paper or screen."""

from dataclasses import dataclass
from itertools import groupby

from barcode.codex import Code128

# The standard wants ten modules of white on either side, or scanners hunt for the start.
QUIET_MODULES = 10


@dataclass(frozen=True, slots=True)
class Bars:
    """A linear barcode: `bars` are (start, width) in modules, quiet zones included in `modules`."""

    modules: int
    bars: tuple[tuple[int, int], ...]


def code128(text: str) -> Bars:
    """The bars of printable ASCII in Code 128; raises ValueError for anything else."""
    if not text or not all(" " <= letter <= "~" for letter in text):
        raise ValueError("Code 128 holds printable ASCII only")
    pattern = Code128(text).build()[0]
    bars, at = [], QUIET_MODULES
    for colour, run in groupby(pattern):
        width = len(list(run))
        if colour == "1":
            bars.append((at, width))
        at += width
    return Bars(at + QUIET_MODULES, tuple(bars))
