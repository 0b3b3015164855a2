"""How does the command line reach the database? The application with its context, and what lies below."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.util.exc import CommandError
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from server import create_app
from server.commands import bus
from server.config import Config
from server.db import schema
from server.doctor import Database
from server.domain.errors import Problem
from server.queries.installation import database_clock


@contextmanager
def _in_words() -> Iterator[None]:
    """What the database says, as a sentence; the lines after its first are SQL."""
    try:
        yield
    except (SQLAlchemyError, CommandError) as why:
        raise Problem("database", why=str(getattr(why, "orig", why)).splitlines()[0]) from why


@contextmanager
def open_app(config: Config | None = None) -> Iterator[Flask]:
    """The application, ready for commands and queries; refused while the database is not migrated."""
    app = create_app(config)
    with _in_words():
        current = schema.current(app)
        if current != schema.head():
            code = "doctor.database-old" if current else "doctor.database-empty"
            raise Problem(code, revision=current or "", head=schema.head())
        with app.app_context():
            yield app


def migrate(config: Config | None = None) -> tuple[str | None, str]:
    """Bring the database to this version: what it was, and what it is now."""
    app = create_app(config)
    with _in_words():
        before = schema.current(app)
        schema.upgrade(app)
    return before, schema.head()


def new_epoch() -> None:
    with open_app():
        schema.new_epoch()


def database_of(app: Flask) -> Database:
    """What the doctor wants to know of the database; raises what the database says."""
    current = schema.current(app)
    with app.app_context():
        return Database(current, schema.head(), database_clock())


def give(name: str, args: dict[str, Any], *, id: str, hub_id: str | None) -> dict[str, Any]:
    """Give a command; raises Problem when it was not taken, else what its handler tells."""
    result = bus.run(name, args, id=id, hub_id=hub_id)
    if not result.ok:
        trouble = result.problem or {"code": "internal-error", "params": {}}
        raise Problem(trouble["code"], **trouble["params"])
    return result.answer
