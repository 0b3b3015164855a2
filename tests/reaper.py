"""Who kills server and worker, and when? Seeded, with kill -9, and each is started again at once."""

import random
import signal
import threading
from collections import Counter

from tests.hub import Hub


class Reaper:
    """Kills server and worker in turn, at moments nobody chose. `killed` counts them by name."""

    def __init__(self, hub: Hub, seed: int, least_s: float = 0.2, most_s: float = 3) -> None:
        self.killed: Counter[str] = Counter()
        self._hub, self._random, self._gap_s = hub, random.Random(seed), (least_s, most_s)
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def reap(self, kills: int) -> None:
        """Kill so often, or until `stop`; AssertionError when what was killed does not come up again."""
        for n in range(kills):
            if self._over.wait(self._random.uniform(*self._gap_s)):
                return
            victim = self._hub.server if n % 2 else self._hub.worker
            victim.end(signal.SIGKILL)
            self.killed[victim.name] += 1
            victim.start()
            if victim is self._hub.server:
                self._hub.wait()

    def start(self, kills: int) -> None:
        """The same beside whoever calls."""
        self._thread = threading.Thread(target=self._beside, args=(kills,), name="reaper", daemon=True)
        self._thread.start()

    def stop(self) -> Counter[str]:
        """No more kills; everything is up. Raises what `reap` raised."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        if self._failure is not None:
            raise self._failure
        return self.killed

    def _beside(self, kills: int) -> None:
        try:
            self.reap(kills)
        except BaseException as why:
            self._failure = why
