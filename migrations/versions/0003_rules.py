"""What came with the whole of routing? Rules of couriers and orders, locks, planned times, new plans."""
# A table reads better as a table.
# fmt: off

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def column(name: str, kind: Any, **how: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, **{"nullable": True, **how})


def filled(name: str, kind: Any, with_: str) -> sa.Column[Any]:
    """Never empty: rows that are there already get `with_`."""
    return sa.Column(name, kind, nullable=False, server_default=with_)


ADDED = {
    "user": [
        filled("tags", sa.JSON, "[]"), column("capacity_ml", sa.BigInteger),
        column("cash_limit_minor", sa.BigInteger), column("max_stops", sa.BigInteger),
        filled("max_trips", sa.BigInteger, "1"), filled("reload_s", sa.BigInteger, "600"),
        column("preferred_zones", sa.JSON), filled("forbidden_zones", sa.JSON, "[]"),
        column("break_from", sa.String(5)), column("break_to", sa.String(5)),
        column("break_s", sa.BigInteger),
    ],
    "order": [
        filled("volume_ml", sa.BigInteger, "0"), filled("tags", sa.JSON, "[]"),
        filled("priority", sa.BigInteger, "1"),
        column("wished_from_at", sa.DateTime), column("wished_to_at", sa.DateTime),
    ],
    "stop": [
        column("locked", sa.String(8)), column("planned_at", sa.DateTime), column("arrived_at", sa.DateTime),
    ],
    "route": [
        column("locked_at", sa.DateTime), filled("breaks", sa.JSON, "[]"), column("turns", sa.JSON),
    ],
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for one in columns:
            op.add_column(table, one)
    op.create_table(
        "replan",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("hub_id", sa.String(36), sa.ForeignKey("hub.id"), nullable=False, index=True),
        sa.Column("version", sa.BigInteger, nullable=False, index=True),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        column("body", sa.JSON),
        column("failure", sa.String(60)),
        sa.Column("requested_at", sa.DateTime, nullable=False),
    )
