"""Which orders does a CSV file hold? One row a line of an order; an order goes in whole or not at all."""

import json
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from server.domain.errors import Problem
from server.imports.cells import Cells
from server.imports.refusal import Refusal, Report
from server.imports.table import FileRefused, Row, read_table
from server.shops.base import HubFacts, OrdersRead, ShopLine, ShopOrder
from server.shops.files.columns import (
    HEAD,
    LINE,
    MAX_LINES,
    MAX_TOTAL_MINOR,
    REQUIRED,
    order_number,
    read_head,
    read_line,
)

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_KNOWN = (*HEAD, *LINE)
_SAME_CUSTOMER = ("customer", "phone", "address")


def read_orders(source: bytes | BinaryIO, hub: HubFacts) -> OrdersRead:
    """Orders of a CSV file; a file that cannot be read at all answers with refusals and no orders."""
    try:
        table = read_table(source, _KNOWN, REQUIRED)
    except FileRefused as refused:
        return OrdersRead(0, (), refused.refusals)
    reading = _Reading(hub, table.columns)
    for row in table.rows:
        reading.take(row)
    reading.report.notice(*table.notices)
    if not reading.rows:
        reading.report.notice(Refusal(1, None, "no-rows"))
    return reading.result()


@dataclass(slots=True)
class _Group:
    """The rows of one order number so far. `head` stays None when it cannot be read."""

    number: str
    row: int
    head_cells: list[str] | None = None
    head: ShopOrder | None = None
    lines: dict[ShopLine, int] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    raw: list[bytes] = field(default_factory=list)
    refused: bool = False

    def refuse(self) -> None:
        self.refused = True
        self.lines.clear()  # a huge wrong file should not fill memory
        self.raw.clear()


class _Reading:
    def __init__(self, hub: HubFacts, columns: tuple[str, ...]) -> None:
        self.hub = hub
        self.columns = _JSON.encode(columns).encode()
        self.head_columns = [column for column in HEAD if column in columns]
        self.report = Report()
        self.rows = 0
        self.groups: dict[str, _Group] = {}
        self.previous: _Group | None = None
        self.doubt_next: int | None = None  # an unreadable row that may belong to the order after it
        self.doubtful: dict[tuple[str, ...], int] = {}  # customers of rows without a number

    def take(self, row: Row) -> None:
        if not self._good(row):
            for inner in row.inside:
                self.take(inner)

    def _good(self, row: Row) -> bool:
        """Take a row; False when it was refused."""
        self.rows += 1
        try:
            number = order_number(row.values.get("order_number", ""))
        except Problem as problem:
            self._without_number(row, problem)
            return False
        group = self.groups.setdefault(number, _Group(number, row.number))
        if self.doubt_next is not None:
            self._doubt(group, self.doubt_next)
            self.doubt_next = None
        self.previous = group
        if row.problems:
            group.refuse()
            self.report.refuse(*(replace(problem, order_number=number) for problem in row.problems))
            return False
        cells = Cells(row.values, row.number, order_number=number)
        self._head(group, cells)
        line = read_line(cells, self.hub.currency)
        if line:
            self._line(group, line, cells)
        self.report.notice(*cells.notices)
        if cells.problems:
            group.refuse()
            self.report.refuse(*cells.problems)
        elif not group.refused:
            self._keep(group, row)
        return not cells.problems

    def _head(self, group: _Group, cells: Cells) -> None:
        """Read the head once; later rows of the order must repeat it."""
        given = [cells.values[column].strip() for column in self.head_columns]
        if group.head_cells is None:
            group.head_cells = given
            # apart from the line's problems: a wrong head refuses the order but the line is still looked at
            head = Cells(cells.values, cells.row, order_number=cells.order_number)
            group.head = read_head(head, self.hub)
            cells.problems += head.problems
            cells.notices += head.notices
        elif given != group.head_cells:
            for column, here, there in zip(self.head_columns, given, group.head_cells, strict=True):
                if here != there:
                    cells.refuse(column, "head-differs", first=group.row)

    def _line(self, group: _Group, line: ShopLine, cells: Cells) -> None:
        if group.refused:
            return
        if line in group.lines:
            cells.refuse("sku", "line-twice", first=group.lines[line], sku=line.sku)
        elif len(group.lines) >= MAX_LINES:
            cells.refuse("sku", "lines-too-many", limit=MAX_LINES)
        elif cells.row is not None:
            group.lines[line] = cells.row

    def _keep(self, group: _Group, row: Row) -> None:
        """The shop's own words, and the columns we do not know."""
        group.raw.append(_JSON.encode(list(row.values.values())).encode())
        for column, value in row.values.items():
            if column not in _KNOWN and value.strip():
                group.extra.setdefault(column, value.strip())

    def _without_number(self, row: Row, problem: Problem) -> None:
        """A row of no known order may be a line of one, which would then go in by half.

        So it refuses with it the orders of the same customer; when even he cannot be read, its neighbours.
        """
        wrong = row.problems or [Refusal(row.number, "order_number", problem.code, problem.params)]
        self.report.refuse(*wrong)
        customer = _customer(row.values)
        if any(customer):
            self.doubtful.setdefault(customer, row.number)
        else:
            if self.previous:
                self._doubt(self.previous, row.number)
            self.doubt_next = row.number

    def _doubt(self, group: _Group, row: int) -> None:
        group.refuse()
        self.report.refuse(Refusal(row, None, "order-uncertain", {"order": group.number}, group.number))

    def result(self) -> OrdersRead:
        for group in self.groups.values():
            if self.doubtful and group.head and not group.refused:
                row = self.doubtful.get(_customer(_head_values(group, self.head_columns)))
                if row:
                    self._doubt(group, row)
        orders = tuple(order for order in map(self._whole, self.groups.values()) if order)
        return OrdersRead(
            rows=self.rows,
            orders=orders,
            refused=tuple(sorted(self.report.refused, key=lambda refusal: refusal.row or 0)),
            notices=tuple(self.report.notices),
            refused_orders=len(self.groups) - len(orders),
            left_out=self.report.left_out,
        )

    def _whole(self, group: _Group) -> ShopOrder | None:
        if group.refused or group.head is None:
            return None
        raw = b'{"columns":%b,"rows":[%b]}' % (self.columns, b",".join(group.raw))
        order = replace(group.head, lines=tuple(group.lines), extra=group.extra, raw=raw)
        if order.total_minor > MAX_TOTAL_MINOR:
            self.report.refuse(Refusal(group.row, "price", "order-huge", {}, group.number))
            return None
        return order


def _head_values(group: _Group, columns: list[str]) -> dict[str, str]:
    return dict(zip(columns, group.head_cells or (), strict=False))


def _customer(values: dict[str, str]) -> tuple[str, ...]:
    return tuple(values.get(column, "").strip() for column in _SAME_CUSTOMER)
