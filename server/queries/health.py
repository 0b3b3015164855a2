"""Could this process serve right now? Each check says in one word what is wrong, or nothing."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from alembic.migration import MigrationContext
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from server import clock
from server.db.base import db
from server.db.log import Job
from server.db.people import Scope
from server.db.schema import head
from server.ids import new_id

LEAST_FREE = 200_000_000  # bytes
LONGEST_WAIT_S = 60


def troubles(data: Path) -> list[str]:
    """`database`, `schema`, `disk`, `worker`: what stands in the way; empty when all is well."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _writes,
        "schema": _current,
        "disk": lambda: shutil.disk_usage(data).free >= LEAST_FREE,
        "worker": _worked_off,
    }
    return [name for name, passes in checks.items() if not _try(passes)]


def _try(passes: Callable[[], bool]) -> bool:
    try:
        return passes()
    except (SQLAlchemyError, OSError):
        return False
    finally:
        db.session().rollback()


def _writes() -> bool:
    """A row is really written, and taken back."""
    session = db.session()
    session.rollback()
    session.connection(execution_options={"waybill_write": True})
    session.add(Scope(name=f"try:{new_id()}", version=0))
    session.flush()
    return True


def _current() -> bool:
    revision = MigrationContext.configure(db.session().connection()).get_current_revision()
    return revision == head()


def _worked_off() -> bool:
    """Slow work is taken up: nothing that is due has waited for long, no lease ran out unnoticed."""
    overdue = (Job.status == "waiting") & (Job.due_at < clock.away(-LONGEST_WAIT_S))
    silent_since = clock.wall() - timedelta(seconds=LONGEST_WAIT_S)
    orphaned = (Job.status == "running") & (Job.lease_until_at < silent_since)
    return not db.session().scalar(select(func.count()).select_from(Job).where(overdue | orphaned))
