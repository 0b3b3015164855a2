"""How does a test run the real thing? Server and worker as processes that can be killed and started again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.ports import free_port


class Process:
    """`waybill serve` or `waybill work`, with all its children in one process group."""

    def __init__(self, name: str, folder: Path, env: dict[str, str], *options: str) -> None:
        self.name, self.env, self.options = name, env, options
        self.log = folder / f"{name}.log"
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "server.cli", self.name, *self.options]
            self.running = subprocess.Popen(
                command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def end(self, how: signal.Signals = signal.SIGTERM, patience_s: float = 30) -> None:
        """Signal the whole group; one that does not end in time is killed, and that is a failure."""
        if self.running is None:
            return
        running, self.running = self.running, None
        os.killpg(running.pid, how)
        try:
            running.wait(patience_s)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            raise AssertionError(f"{self.name} did not end: {self.words()}") from None

    def words(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]


class Hub:
    """A server and a worker on one database and one port."""

    def __init__(
        self, folder: Path, database_url: str | None = None, *, lease_s: int = 20, **settings: str
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # Without compiled modules every start takes seconds longer.
        dropped = ("WAYBILL_", "PYTHONDONTWRITEBYTECODE")
        env = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        env |= {"WAYBILL_DATA": str(folder), "PORT": str(self.port), **settings}
        if database_url:
            env["WAYBILL_DATABASE_URL"] = database_url
        self.env = env
        self.server = Process("serve", folder, env)
        self.worker = Process("work", folder, env, "--lease", str(lease_s))

    def start(self) -> None:
        self.server.start()
        self.worker.start()
        self.wait()

    def wait(self, patience_s: float = 60) -> None:
        """Until the server answers."""
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"the server did not come up: {self.server.words()}")

    def stop(self) -> None:
        self.server.end()
        self.worker.end()
