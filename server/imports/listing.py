"""How is a file read whose every row is a thing of its own? A wrong row is refused, the others are taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from server.imports.cells import Cells
from server.imports.refusal import Refusal, Report
from server.imports.table import FileRefused, Row, read_table


@dataclass(frozen=True, slots=True)
class Listing[V]:
    """What a file held: `rows` counts data rows, `left_out` what was refused beyond the first thousand."""

    rows: int
    values: tuple[V, ...]
    refused: tuple[Refusal, ...]
    notices: tuple[Refusal, ...] = ()
    left_out: int = 0


def read_listing[V](
    source: bytes | BinaryIO,
    known: Sequence[str],
    required: Sequence[str],
    read: Callable[[Row], tuple[V, Cells]],
) -> Listing[V]:
    """The values `read` makes of the rows that have no problems."""
    try:
        table = read_table(source, known, required)
    except FileRefused as refused:
        return Listing(0, (), refused.refusals)
    report, values, rows = Report(), [], 0
    for row in table.rows:
        rows += 1
        if row.problems:
            report.refuse(*row.problems, *_swallowed(row))
            continue
        value, cells = read(row)
        report.notice(*cells.notices)
        if cells.problems:
            report.refuse(*cells.problems, *_swallowed(row))
        else:
            values.append(value)
    report.notice(*table.notices)
    if not rows:
        report.notice(Refusal(1, None, "no-rows"))
    return Listing(rows, tuple(values), tuple(report.refused), tuple(report.notices), report.left_out)


def _swallowed(row: Row) -> list[Refusal]:
    return [problem for inner in row.inside for problem in inner.problems]
