"""What may follow what? One shape for every status machine: an enum, a STEPS table, step()."""

from collections.abc import Mapping
from enum import StrEnum

from server.domain.errors import IllegalStep

type Steps[S: StrEnum] = Mapping[tuple[S, str], S]


def step[S: StrEnum](steps: Steps[S], status: S, action: str) -> S:
    """The status after `action`; raises IllegalStep when the table has no such step."""
    try:
        return steps[status, action]
    except KeyError:
        raise IllegalStep(type(status).__name__, str(status), action) from None
