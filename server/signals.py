"""Has this process been told to end?"""

import signal
from types import FrameType


class Told:
    """Whether SIGTERM or SIGINT has come. No Event: a handler must not want what its own thread may hold."""

    def __init__(self) -> None:
        self.came = False

    def __call__(self) -> bool:
        return self.came

    def listen(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
