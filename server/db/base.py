"""How do rows reach a database? Types, the version stamp, transactions alike on both databases."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Connection, DateTime, Engine, ForeignKey, MetaData, String, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """A UTC moment; stored without a zone, handed out with one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: Utc,
            dict[str, Any]: JSON,
            list[str]: JSON,
            list[Any]: JSON,
            int: BigInteger,
        },
    )


db = SQLAlchemy(model_class=Base)


class Versioned:
    """A row that devices pull: stamped with the version of its hub when a command writes it."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    hub_id: Mapped[str] = mapped_column(String(36), ForeignKey("hub.id"), index=True)
    version: Mapped[int] = mapped_column(BigInteger, index=True, default=0)


_WRITE = "waybill_write"
PATIENCE_S = 15


def _on_connect(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # transactions begin where we say so
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={PATIENCE_S * 1000}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _keep_a_log(cursor)
    cursor.close()


def _keep_a_log(cursor: DBAPICursor) -> None:
    """Journal mode WAL. Of two processes that open a new database at once one is refused, not made to wait:
    each holds what the other wants."""
    late_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() >= late_at:
                raise
            time.sleep(0.02)


def _on_begin(connection: Connection) -> None:
    # A writer that begins as a reader can lose its snapshot half way; this one waits its turn.
    write = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def tune(engine: Engine) -> None:
    """Durable, patient SQLite; PostgreSQL needs nothing."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


# SQLite has one writer at a time, and whoever waits for him looks again now and then: among many threads some
# look at the wrong moments for seconds. Those of one process wait for each other here, in peace.
_writing = Lock()


@contextmanager
def write_transaction() -> Iterator[Session]:
    """One transaction that may write: committed as a whole, or rolled back as a whole."""
    session = db.session()
    session.rollback()
    alone = _writing if session.get_bind().dialect.name == "sqlite" else nullcontext()
    with alone:
        session.connection(execution_options={_WRITE: True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
