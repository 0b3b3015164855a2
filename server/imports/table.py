"""How is a CSV file read that nobody vouches for? Row by row, each with what is wrong with it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from server.imports.fields import shown
from server.imports.refusal import Refusal

MAX_BYTES = 25_000_000
MAX_COLUMNS = 200
_DELIMITERS = ",;\t"
_READABLE = 100_000  # characters of a wrong line looked at; the csv module's limit for a cell is 131,072


class FileRefused(Exception):
    """Nothing of the file can be taken; `refusals` say why."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(refusals)
        self.refusals = refusals


@dataclass(slots=True)
class Row:
    """One record; `number` is the line it starts on. With `problems` its `values` are what could be read.

    A quote that is never closed takes the rows after it into its cell. Whoever refuses a record of several
    lines therefore refuses the rows `inside` it too: to read them would be to guess, and to drop them
    silently could leave half an order.
    """

    number: int
    values: dict[str, str]
    problems: list[Refusal] = field(default_factory=list)
    inside: list["Row"] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A file whose header was understood. Rows can be read once."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    notices: list[Refusal] = field(default_factory=list)


def load(source: bytes | BinaryIO, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a file, or FileRefused once it proves larger than `limit`; no more is ever held."""
    raw = source if isinstance(source, bytes) else _read(source, limit + 1)
    if len(raw) > limit:
        raise FileRefused(Refusal(None, None, "file-too-big", {"limit_mb": limit // 1_000_000}))
    if not raw.strip():
        raise FileRefused(Refusal(None, None, "file-empty"))
    return raw


def _read(stream: BinaryIO, most: int) -> bytes:
    """Up to `most` bytes; a network stream may answer with less than was asked for."""
    parts: list[bytes] = []
    while most > 0 and (part := stream.read(most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def check_encoding(raw: bytes) -> None:
    """FileRefused unless this is UTF-8; the words name the row and byte where it stops being so."""
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileRefused(Refusal(None, None, "file-spreadsheet"))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(Refusal(1, None, "file-encoding", {"row": 1, "byte": 1}))
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        byte = error.start - raw.rfind(b"\n", 0, error.start)
        raise FileRefused(Refusal(row, None, "file-encoding", {"row": row, "byte": byte})) from None


def column_name(heading: str) -> str:
    """ "Order Number" and "order_number" are the same heading."""
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFC", heading.strip()).lower())


def read_table(source: bytes | BinaryIO, known: Sequence[str], required: Sequence[str]) -> Table:
    """The rows of a CSV file (UTF-8; comma, semicolon or tab) whose header names all `required` columns.

    Raises FileRefused when the file as a whole cannot be read: too big, another encoding, a wrong header.
    """
    raw = load(source)
    check_encoding(raw)
    lines = _Lines(io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8-sig", newline=""))
    delimiter = _delimiter(lines.peek(), known)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    columns = _header(reader, known, required)
    table = Table(columns, _rows(lines, reader, delimiter, columns))
    if not raw.endswith((b"\n", b"\r")):
        last = raw.count(b"\n") + 1
        table.notices.append(Refusal(last, None, "file-no-last-line-end", {"row": last}))
    return table


class _Lines:
    """The lines a reader takes, remembered per record: after a wrong quote we must know what it swallowed."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self._first: str | None = None
        self.number = 0  # of the line given last
        self.record: list[str] = []

    def peek(self) -> str:
        self._first = next(self._stream, "")
        return self._first

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._first if self._first is not None else next(self._stream)
        self._first = None
        self.number += 1
        self.record.append(line)
        return line


def _delimiter(heading: str, known: Sequence[str]) -> str:
    """The one that makes most known columns of the heading."""

    def recognised(delimiter: str) -> int:
        return sum(column_name(cell) in known for cell in _loosely(heading, delimiter))

    return max(_DELIMITERS, key=recognised)


def _loosely(line: str, delimiter: str) -> list[str]:
    """The cells of one line as far as they can be told."""
    try:
        return next(csv.reader([line[:_READABLE]], delimiter=delimiter), [])
    except csv.Error:
        return []


def _header(reader: Iterator[list[str]], known: Sequence[str], required: Sequence[str]) -> tuple[str, ...]:
    try:
        headings = next(reader)
    except (csv.Error, StopIteration):
        raise FileRefused(Refusal(1, None, "header-unreadable")) from None
    if len(headings) > MAX_COLUMNS:
        given = {"given": len(headings), "limit": MAX_COLUMNS}
        raise FileRefused(Refusal(1, None, "columns-too-many", given))
    columns = [column_name(heading) for heading in headings]
    columns = [
        name if name in known else shown(heading) for name, heading in zip(columns, headings, strict=True)
    ]
    wrong = [Refusal(1, name, "column-twice", {"column": name}) for name in _twice(columns)]
    wrong += [
        Refusal(1, name, "column-missing", {"column": name}) for name in required if name not in columns
    ]
    if wrong:
        raise FileRefused(*wrong)
    return tuple(name or f"#{place}" for place, name in enumerate(columns, 1))


def _twice(columns: Sequence[str]) -> list[str]:
    return sorted({name for name in columns if name and columns.count(name) > 1})


def _rows(
    lines: _Lines, reader: Iterator[list[str]], delimiter: str, columns: tuple[str, ...]
) -> Iterator[Row]:
    while True:
        start = lines.number + 1
        lines.record.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            values = _whole_cells(columns, _loosely(lines.record[0], delimiter))
            row = Row(start, values, [_broken(start, len(lines.record), str(error))])
        else:
            if not any(cells):
                continue
            row = _row(start, cells, columns)
        row.inside = list(_inside(row, lines.record, delimiter, columns))
        yield row


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    row = Row(number, dict(zip(columns, cells, strict=False)))
    if len(cells) != len(columns):
        if len(cells) < len(columns):
            row.values = _whole_cells(columns, cells)
        code = "row-long" if len(cells) > len(columns) else "row-short"
        row.problems.append(Refusal(number, None, code, {"given": len(cells), "expected": len(columns)}))
    for column, value in row.values.items():
        if "\0" in value:
            row.problems.append(Refusal(number, column, "value-nul"))
    return row


def _broken(start: int, length: int, why: str) -> Refusal:
    """What to say of a record that the csv module gave up on."""
    last = {"last": start + length - 1}
    if "field larger" in why:
        return Refusal(start, None, "row-cell-huge", last)
    if length > 1 or "unexpected end" in why:
        return Refusal(start, None, "row-open-quote", last)
    return Refusal(start, None, "row-quotes")


def _inside(row: Row, record: list[str], delimiter: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """What the lines of a record after its first would be as rows, were the quote around them a mistake.

    In a record that looks well formed only whole rows are suspicious: a note may have lines with commas.
    """
    least = 2 if row.problems else len(columns)
    for number, line in enumerate(record[1:], row.number + 1):
        cells = _loosely(line, delimiter)
        if len(cells) >= least:
            problem = Refusal(number, None, "row-swallowed", {"first": row.number})
            yield Row(number, _whole_cells(columns, cells), [problem])


def _whole_cells(columns: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    """A torn row's cells without the last, which may be torn itself: "A-1" may once have been "A-17"."""
    return dict(zip(columns, cells[:-1], strict=False))
