"""What has changed since a device last asked? Rows in its view, and the ids in view where they differ.

No change is skipped. A version is given out while the row of its scope is locked, and that lock is held until
the commit: versions of a hub become visible in their order. A pull reads the cursor and the rows in one
snapshot, so it has every row up to the version that its cursor names, and none beyond.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.db.base import db
from server.queries import live
from server.queries.shapes import Shape, iso
from server.queries.tables import TABLES
from server.queries.viewer import Viewer, epoch
from server.queries.views import Asked, View, asked_by, seen, views_of

NOTHING = -1
_AT_ONCE = 500


def pull(viewer: Viewer, now: datetime, cursor: str | None, have: str | None) -> dict[str, Any]:
    """{epoch, cursor, server_time, changes: {table: rows}, ids: {table: ids}}; see `have_of` for `have`.

    A cursor of another user, of other roles or of another life of the database counts as none.
    """
    asked, known = asked_by(viewer, viewer.today(now)), have_of(have)
    changes: dict[str, list[Shape]] = {}
    ids: dict[str, list[str]] = {}
    with _snapshot() as session:
        life, version = epoch(), live.version(viewer.hub_id)
        since = _since(cursor, viewer, life, version)
        for table in TABLES:
            views = views_of(viewer, table)
            # Where two roles see different sides of a row, its shape hangs on more than its version.
            news = seen(since if len(views) < 2 else (NOTHING, NOTHING))
            in_view, changed = _look(session, views, asked | news)
            if changed:
                changes[table] = changed
            if known.get(table) != ids_hash(in_view) if table in known else views:
                ids[table] = in_view
    return {
        "epoch": life,
        "cursor": _cursor(viewer, life, version),
        "server_time": iso(now),
        "changes": changes,
        "ids": ids,
    }


def rows(viewer: Viewer, now: datetime, wanted: Mapping[str, Iterable[str]]) -> dict[str, list[Shape]]:
    """The rows with these ids, as far as they are in view."""
    asked = asked_by(viewer, viewer.today(now))
    found: dict[str, list[Shape]] = {}
    with _snapshot() as session:
        for table, ids in wanted.items():
            left = sorted(set(ids))
            shaped: dict[str, Shape] = {}
            for view in views_of(viewer, table):
                for start in range(0, len(left), _AT_ONCE):
                    some = view.row.id.in_(left[start : start + _AT_ONCE])
                    for row in session.execute(view.rows.where(some), asked):
                        shape = view.shape(*row)
                        shaped.setdefault(shape["id"], shape)
            found[table] = list(shaped.values())
    return found


def ids_hash(ids: Iterable[str]) -> str:
    """How a device says which rows it holds without listing them."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:16]


def have_of(text: str | None) -> dict[str, str]:
    """ "orders:<hash>,stops:<hash>": tables that are not named are taken to differ."""
    pairs = (part.partition(":") for part in (text or "").split(","))
    return {table: hash for table, _, hash in pairs if table in TABLES}


@contextmanager
def _snapshot() -> Iterator[Session]:
    """One moment for several queries: SQLite gives it to every transaction, PostgreSQL on demand."""
    session = db.session()
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield session
    finally:
        session.rollback()


def _look(session: Session, views: list[View], asked: Asked) -> tuple[list[str], list[Shape]]:
    """Ids in view, and the shapes of those that are news; the first view of a row holds."""
    looked: set[str] = set()
    changed: list[Shape] = []
    for view in views:
        listed = session.execute(view.listed, asked).all()
        if any(news for id, news in listed if id not in looked):
            shapes = [view.shape(*found) for found in session.execute(view.news, asked)]
            changed += [shape for shape in shapes if shape["id"] not in looked]
        looked.update(id for id, _ in listed)
    return sorted(looked), changed


def _who(viewer: Viewer, life: str) -> str:
    return ".".join((life, viewer.user_id, "-".join(sorted(viewer.roles))))


def _cursor(viewer: Viewer, life: str, version: str) -> str:
    return f"{_who(viewer, life)}.{version}"


def _since(cursor: str | None, viewer: Viewer, life: str, version: str) -> tuple[int, int]:
    """The hub's and the common version a cursor stands for; nothing when it is another's, or ahead."""
    mine = _who(viewer, life) + "."
    if not cursor or not cursor.startswith(mine):
        return NOTHING, NOTHING
    seen, now = cursor.removeprefix(mine).split("."), [int(part) for part in version.split(".")]
    if len(seen) != len(now) or not all(map(str.isdecimal, seen)):
        return NOTHING, NOTHING
    # A version we never gave out comes from a database that was put back without a new epoch.
    ahead = any(int(then) > present for then, present in zip(seen, now, strict=True))
    return (NOTHING, NOTHING) if ahead else (int(seen[0]), int(seen[1]))
