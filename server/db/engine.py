"""How does a process hold its connections? Pool, time limits, and nobody's data in error messages."""

from typing import Any

from server.config import Config

_POSTGRES = "-c statement_timeout=20000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"


def options(config: Config) -> dict[str, Any]:
    """Arguments of create_engine. Errors must not show a statement's parameters: they are people's data."""
    common = {"hide_parameters": True, "pool_timeout": 15}
    if config.sqlite:
        # Readers do not wait for one another, and writers queue in the database: a connection a thread.
        pool = {"pool_size": 16, "max_overflow": config.threads}
        return {**common, **pool, "connect_args": {"check_same_thread": False, "timeout": 15}}
    pool = {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}
    return {**common, **pool, "connect_args": {"options": _POSTGRES}}
