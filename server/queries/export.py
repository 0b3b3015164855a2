"""What was asked, what happened, what was booked, in the order in which it was taken? For an auditor.

Lines hold ids, statuses and sums, no names, phones or addresses: the logs never did. A line's `id` is the
command's, with `/n` behind it where one command makes several. Versions of a hub are given out one by one and
become visible in their order, so a reader who goes on after the last id he has seen misses nothing.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from server.db.base import db
from server.db.log import CommandLog, EventLog
from server.db.money import Entry
from server.db.orders import Item
from server.db.stock import Move
from server.domain.errors import Unknown
from server.queries.shapes import iso
from server.queries.viewer import Viewer

PAGE = 5000
_AT_ONCE = 500

type Line = dict[str, Any]


def export(viewer: Viewer, what: str, after: str | None) -> Iterator[Line]:
    """At most PAGE lines of `what` (a name of EXPORTS) behind the line with id `after`; none: that was all.

    Raises Unknown when no such line is known.
    """
    return _lines(EXPORTS[what](viewer.hub_id, *_seen(viewer.hub_id, after)))


def _seen(hub_id: str, after: str | None) -> tuple[int, int]:
    """Version and number of a line that was seen; (-1, 0) stands before everything."""
    if not after:
        return -1, 0
    command_id, _, n = after.partition("/")
    versions = select(CommandLog.version).where(CommandLog.id == command_id, CommandLog.hub_id == hub_id)
    version = db.session().scalar(versions)
    if n.isascii() and n.isdigit():
        # A command that was refused has no row of its own, and its event another version than it had before.
        of_event = select(EventLog.version).where(EventLog.command_id == command_id, EventLog.n == int(n))
        version = db.session().scalar(of_event.where(EventLog.hub_id == hub_id)) or version
    if version is None:
        raise Unknown("unknown-thing", what="line")
    return version, int(n) if n.isascii() and n.isdigit() else 10**9


def _lines(query: Select[Any]) -> Iterator[Line]:
    found = db.session().execute(query.limit(PAGE).execution_options(yield_per=_AT_ONCE))
    for row in found:
        line: Line = {
            name: iso(value) if isinstance(value, datetime) else value for name, value in row._mapping.items()
        }
        if "n" in line:
            line["id"] = f"{line['command_id']}/{line.pop('n')}"
        yield line


def _behind(version: Any, n: Any, seen: tuple[int, int]) -> Any:
    return or_(version > seen[0], and_(version == seen[0], n > seen[1]))


def _commands(hub_id: str, version: int, _n: int) -> Select[Any]:
    log = CommandLog
    columns = (
        log.id,
        log.version,
        log.device_id,
        log.seq,
        log.name,
        log.v,
        log.actor,
        log.at,
        log.received_at,
    )
    query = select(*columns, log.args, log.outcome, log.problem)
    return query.where(log.hub_id == hub_id, log.version > version).order_by(log.version)


def _events(hub_id: str, version: int, n: int) -> Select[Any]:
    log = EventLog
    what = (log.name, log.order_id, log.subject_id, log.old, log.new, log.detail)
    query = select(log.command_id, log.n, log.version, *what, log.actor, log.source, log.at, log.received_at)
    query = query.where(log.hub_id == hub_id, _behind(log.version, log.n, (version, n)))
    return query.order_by(log.version, log.n)


def _entries(hub_id: str, version: int, n: int) -> Select[Any]:
    what: list[Any] = [Entry.debit, Entry.credit, Entry.minor, Entry.currency, Entry.code, Entry.reverses]
    where = (Entry.route_id, Entry.order_id, Entry.shift_id, Entry.shop_id, Entry.actor, Entry.received_at)
    query = select(Entry.command_id, Entry.n, CommandLog.version, *what, *where)
    query = query.join(CommandLog, CommandLog.id == Entry.command_id).where(Entry.hub_id == hub_id)
    query = query.where(_behind(CommandLog.version, Entry.n, (version, n)))
    return query.order_by(CommandLog.version, Entry.n)


def _moves(hub_id: str, version: int, n: int) -> Select[Any]:
    what: list[Any] = [
        Move.item_id,
        Item.sku,
        Move.quantity,
        Move.debit,
        Move.credit,
        Move.code,
        Move.order_id,
    ]
    query = select(Move.command_id, Move.n, CommandLog.version, *what, Move.actor, Move.received_at)
    query = query.join(CommandLog, CommandLog.id == Move.command_id).join(Item, Item.id == Move.item_id)
    query = query.where(Move.hub_id == hub_id, _behind(CommandLog.version, Move.n, (version, n)))
    return query.order_by(CommandLog.version, Move.n)


EXPORTS: dict[str, Callable[[str, int, int], Select[Any]]] = {
    "commands": _commands,
    "events": _events,
    "entries": _entries,
    "moves": _moves,
}
