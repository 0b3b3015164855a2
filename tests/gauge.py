"""How much memory do server and worker take, with all their children, at the worst moment?"""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

EVERY_S = 0.5
MIB = 1 << 20


def resident_bytes(groups: set[int]) -> int:
    """What the processes of these groups hold in memory. Pages they share count for each of them."""
    if Path("/proc/self/stat").is_file():
        return sum(map(_of_process, (entry for entry in Path("/proc").iterdir() if _group(entry) in groups)))
    told = subprocess.run(["ps", "-A", "-o", "pgid=,rss="], capture_output=True, text=True, check=True)
    rows = (tuple(map(int, line.split())) for line in told.stdout.splitlines())
    return sum(kilobytes for group, kilobytes in rows if group in groups) * 1024


def _group(process: Path) -> int | None:
    if not process.name.isdigit():
        return None
    try:
        # The name in brackets may hold blanks; after it come state, parent and group.
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:
        return None  # it has just ended


def _of_process(process: Path) -> int:
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return 0
    found = next((line for line in lines if line.startswith("VmRSS:")), "VmRSS: 0")
    return int(found.split()[1]) * 1024


class Gauge:
    """Looks again and again: `peak_bytes` by name, and `total_bytes` at the worst moment."""

    def __init__(self, groups: Callable[[], dict[str, int]]) -> None:
        self.peak_bytes: dict[str, int] = {}
        self.total_bytes = 0
        self._groups, self._over = groups, threading.Event()
        self._thread = threading.Thread(target=self._run, name="gauge", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        now = {name: resident_bytes({group}) for name, group in self._groups().items()}
        for name, held in now.items():
            self.peak_bytes[name] = max(held, self.peak_bytes.get(name, 0))
        self.total_bytes = max(self.total_bytes, sum(now.values()))

    def words(self) -> str:
        parts = ", ".join(f"{name} {held // MIB} MiB" for name, held in sorted(self.peak_bytes.items()))
        return f"peak memory {self.total_bytes // MIB} MiB ({parts})"

    def _run(self) -> None:
        self.look()
        while not self._over.wait(EVERY_S):
            self.look()
