"""What does a piece of slow work get to know, and how does it say that it was not to be?"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask


@dataclass(frozen=True, slots=True)
class Work:
    """A leased row of the job table. `stopping` turns True when the process ends or the lease was lost."""

    id: str
    name: str
    subject_id: str
    hub_id: str | None
    app: Flask
    stopping: Callable[[], bool] = lambda: False


class Abandoned(Exception):
    """The work was stopped half way and has written nothing: somebody else begins it anew."""


class Hopeless(Exception):
    """Trying again would end the same way; the words go into the job's row."""
