"""How does a device learn what changed? By asking: changed rows, and ids where its own differ."""

from datetime import datetime
from threading import Lock
from types import GenericAlias
from typing import Annotated, Any

from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model

from server import clock
from server.commands.args import Id
from server.http.guard import viewer
from server.http.openapi import blueprint, problems
from server.http.problems import problem
from server.queries import pull as queries
from server.queries.tables import TABLES
from server.queries.viewer import clock_rate

api = blueprint("pull", __name__)
MOST_ROWS = 2000
# Hundreds of phones ask at the same moments, and one interpreter answers: whoever has something to hand in
# shares it with one of them, not with all.
_ONE_BY_ONE = Lock()


class PullQuery(BaseModel):
    """`have`: "<table>:<hash>,…", each the first 16 hex digits of SHA-256 over the sorted ids held, joined by
    line feeds."""

    cursor: Annotated[str, Field(max_length=500)] | None = None
    have: Annotated[str, Field(max_length=2000)] | None = None


_TABLES: dict[str, Any] = {
    table: (GenericAlias(list, (row,)), Field(default_factory=list)) for table, row in TABLES.items()
}
Changes: Any = create_model(
    "Changes",
    __config__=ConfigDict(json_schema_extra={"description": "Rows by table; a table without any may lack."}),
    **_TABLES,
)


class PullAnswer(BaseModel):
    """Drop rows that `ids` does not list, ask for those you lack. Another `epoch`: start anew.

    `clock_rate`: as in /api/me.
    """

    epoch: str
    cursor: str
    server_time: datetime
    clock_rate: float | None = None
    changes: Changes
    ids: dict[str, list[str]]


class RowsWanted(RootModel[dict[str, list[Id]]]):
    """Ids by table."""


class RowsAnswer(BaseModel):
    changes: Changes


@api.get("/pull", responses={"200": PullAnswer})
def pull(query: PullQuery) -> Response:
    """What changed in my view since `cursor`."""
    who = viewer()
    with _ONE_BY_ONE:
        answer = queries.pull(who, clock.now(), query.cursor, query.have)
    return jsonify({**answer, **clock_rate()})


@api.post("/rows", responses={"200": RowsAnswer, **problems(413)})
def rows(body: RowsWanted) -> Response:
    """Rows of my view by their ids: old ones that came into it."""
    if sum(map(len, body.root.values())) > MOST_ROWS:
        return problem("too-large", most=MOST_ROWS)
    return jsonify(changes=queries.rows(viewer(), clock.now(), body.root))
