"""How does Alembic reach the database? By the connection it is handed, or by the settings in force.

`waybill migrate` hands one over (server/db/schema.py). Without one comes a developer's
`alembic revision --autogenerate -m "what changes"`, which writes the next file of `versions/` to be edited.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine

from server import config as settings
from server.db import Base, tune
from server.db.base import Utc


def _type_words(kind: str, item: Any, autogen: Any) -> str | bool:
    """A migration must still read the same when our own types are long gone."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Utc) else False


def _number(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """New migrations are numbered in their order, 0002 after 0001."""
    if directives and directives[0].rev_id is not None:
        heads = context.script.get_heads()
        directives[0].rev_id = f"{int(heads[0]) + 1:04}" if heads else "0001"


def run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=_type_words,
        process_revision_directives=_number,
        render_as_batch=sqlite,  # SQLite changes a table by copying it
        transactional_ddl=True,  # SQLite can too: server/db/base.py says where a transaction begins
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_engine(settings.load().database_url)
    tune(engine)
    with engine.connect() as connection:
        run(connection)
