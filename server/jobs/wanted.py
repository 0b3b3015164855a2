"""Does anybody still want what a search is looking for? Asked of the database now and then."""

import time
from collections.abc import Callable

from server.db.base import db
from server.jobs.work import Work

# A row is read so often at most.
LOOK_EVERY_S = 0.5


class Wanted:
    """`still` reads the row; once it has said no, or the work is to end, `stop` says so."""

    def __init__(self, work: Work, still: Callable[[], bool]) -> None:
        self.work, self.still = work, still
        self.wanted, self._looked_at = True, float("-inf")

    def stop(self) -> bool:
        """For a solver: asked at every step."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY_S:
            self._looked_at = time.monotonic()
            self.wanted = self.still()
            db.session.remove()
        return not self.wanted or self.work.stopping()
