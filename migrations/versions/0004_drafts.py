"""What came with comparing drafts? The draft before, what differs from it, the way back to it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for name in ("before", "given", "difference"):
        op.add_column("plan", sa.Column(name, sa.JSON, nullable=True))
