"""Which orders does a JSON message hold? The CSV file's columns as keys, the same rules, paths for rows."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any, BinaryIO, NoReturn

from server.imports.cells import Cells
from server.imports.fields import shown
from server.imports.refusal import Refusal, Report
from server.imports.table import FileRefused, check_encoding, load
from server.shops.base import HubFacts, OrdersRead, ShopLine, ShopOrder
from server.shops.files.columns import (
    HEAD,
    LINE,
    MAX_LINES,
    MAX_TOTAL_MINOR,
    order_number,
    read_head,
    read_line,
)


def read_orders_json(source: bytes | BinaryIO, hub: HubFacts) -> OrdersRead:
    """Orders of `{"orders": [{…, "lines": [{…}]}]}` or of one such order alone.

    Values are text or numbers; a number is read by its digits, never as a float. A message that cannot be
    read at all answers with refusals and no orders.
    """
    try:
        payload = _parse(source)
        orders, paths = _orders(payload)
        read = _Reading(hub)
        for order, path in zip(orders, paths, strict=True):
            read.take(order, path)
    except FileRefused as refused:
        return OrdersRead(0, (), refused.refusals)
    except RecursionError:
        return OrdersRead(0, (), (Refusal(None, None, "json-deep"),))
    return read.result()


class _Number(str):
    """A JSON number as its digits, so that money never passes through a float."""


class _Object(dict[str, Any]):
    """A JSON object that remembers a key it was given twice."""

    twice: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) != len(pairs):
        counted = Counter(key for key, _ in pairs)
        found.twice = next(key for key, count in counted.items() if count > 1)
    return found


def _no_constant(name: str) -> NoReturn:
    raise FileRefused(Refusal(None, None, "json-constant", {"value": name}))


def _parse(source: bytes | BinaryIO) -> Any:
    raw = load(source)
    check_encoding(raw)
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        where = {"row": error.lineno, "place": error.colno}
        raise FileRefused(Refusal(error.lineno, None, "json-broken", where)) from None


def _orders(payload: Any) -> tuple[list[Any], list[str]]:
    if isinstance(payload, _Object) and isinstance(payload.get("orders"), list):
        orders = payload["orders"]
        return orders, [f"orders[{place}]" for place in range(len(orders))]
    if isinstance(payload, _Object) and "order_number" in payload:
        return [payload], [""]
    raise FileRefused(Refusal(None, None, "json-shape"))


class _Reading:
    def __init__(self, hub: HubFacts) -> None:
        self.hub = hub
        self.report = Report()
        self.rows = 0
        self.taken: list[tuple[str, ShopOrder]] = []
        self.numbers: Counter[str] = Counter()
        self.nameless = 0

    def take(self, given: Any, path: str) -> None:
        dot = path + "." if path else ""
        if not isinstance(given, _Object):
            self.nameless += 1
            self.report.refuse(Refusal(None, path, "json-not-object"))
            return
        cells = Cells(_values(given), None, dot)
        number = cells.take("order_number", order_number, "")
        cells = Cells(cells.values, None, dot, number or None)
        _refuse_odd(cells, given, {*HEAD})
        head = read_head(cells, self.hub)
        lines = self._lines(given, cells, number)
        try:
            raw = json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()
        except UnicodeEncodeError:
            raw = b""
            cells.problems.append(Refusal(None, path or None, "value-bad-text", {}, number or None))
        self.report.notice(*cells.notices)
        self.report.refuse(*cells.problems)
        self.numbers[number] += 1
        if number and head and not cells.problems:
            extra = {
                key: value
                for key, value in cells.values.items()
                if key not in HEAD and key != "lines" and value
            }
            self.taken.append((path, replace(head, lines=tuple(lines), extra=extra, raw=raw)))

    def _lines(self, order: _Object, head: Cells, number: str) -> list[ShopLine]:
        """The order's lines; what is wrong with them is added to the head's problems."""
        given = order.get("lines")
        if not isinstance(given, list) or not given:
            head.refuse("lines", "lines-missing")
            return []
        if len(given) > MAX_LINES:
            head.refuse("lines", "lines-too-many", limit=MAX_LINES)
            return []
        found: dict[ShopLine, int] = {}
        for place, values in enumerate(given):
            self.rows += 1
            if not isinstance(values, _Object):
                head.refuse(f"lines[{place}]", "json-not-object")
                continue
            cells = Cells(_values(values), None, f"{head.path}lines[{place}].", number or None)
            _refuse_odd(cells, values, {*LINE})
            line = read_line(cells, self.hub.currency)
            if line and line in found:
                cells.refuse("sku", "line-twice", first=f"lines[{found[line]}]", sku=line.sku)
            elif line:
                found[line] = place
            head.problems += cells.problems
        return list(found)

    def result(self) -> OrdersRead:
        orders = []
        for path, order in self.taken:
            dot = path + "." if path else ""
            if self.numbers[order.number] > 1:
                self.report.refuse(Refusal(None, f"{dot}order_number", "order-twice", {}, order.number))
            elif order.total_minor > MAX_TOTAL_MINOR:
                self.report.refuse(Refusal(None, f"{dot}lines", "order-huge", {}, order.number))
            else:
                orders.append(order)
        return OrdersRead(
            rows=self.rows,
            orders=tuple(orders),
            refused=tuple(self.report.refused),
            notices=tuple(self.report.notices),
            refused_orders=self.numbers.total() + self.nameless - len(orders),
            left_out=self.report.left_out,
        )


def _values(given: _Object) -> dict[str, str]:
    """Each value as the text a CSV cell would hold; null is an empty cell, nested values are kept as JSON."""
    return {
        key: value if isinstance(value, str) else "" if value is None else json.dumps(value)
        for key, value in given.items()
        if key != "lines"
    }


def _refuse_odd(cells: Cells, given: _Object, known: set[str]) -> None:
    """Keys given twice, known ones holding true, a list or an object, unknown ones no store would take."""
    if given.twice is not None:
        cells.refuse(shown(given.twice), "json-key-twice")
    for key, value in cells.values.items():
        if "\0" in key or (key not in known and "\0" in value):
            cells.refuse(shown(key), "value-nul")
    for key in sorted(known & given.keys()):
        if not isinstance(given[key], str | None):
            cells.refuse(key, "json-not-text")
