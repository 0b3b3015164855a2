"""How are ids born? A UUIDv7 where the thing is born; repeatable work gets the same id every time."""

from uuid import UUID, uuid5

import uuid_utils

_NAMESPACE = UUID("6f1f0c1e-9d0c-5b1a-8f7e-77617962696c")


def new_id() -> str:
    """A UUIDv7: sorts by its birth."""
    return str(uuid_utils.uuid7())


def same_id(*parts: object) -> str:
    """The same id for the same parts: a job or an import that runs twice writes once."""
    return str(uuid5(_NAMESPACE, "\x1f".join(map(str, parts))))
