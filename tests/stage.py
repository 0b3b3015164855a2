"""Where is a day played? On a fresh installation, its server and worker real processes that can be killed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from server import demo
from tests.databases import empty_database
from tests.gauge import Gauge
from tests.hub import Hub
from tests.redis import redis_server

ROOT = Path(__file__).parents[1]
ADMIN, PASSWORD = "admin", "long enough to play"
# A Monday; people come at six, and the first couriers leave about two hours later.
DAY = date(2026, 11, 23)
OPENS = time(6)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where it is: a point in degrees, an IANA zone, a currency; extracts to build roads of, by profile."""

    lat: float = demo.HUB.lat
    lon: float = demo.HUB.lon
    tz: str = demo.HUB.tz
    currency: str = demo.HUB.currency
    roads: Mapping[str, Path] = field(default_factory=lambda: {"bicycle": demo.PBF, "foot": demo.PBF})

    def opens(self) -> datetime:
        return datetime.combine(DAY, OPENS, ZoneInfo(self.tz))


class Stage:
    """An empty shop with one hub and one user, ADMIN; its time begins at `Ground.opens`."""

    def __init__(self, folder: Path, ground: Ground, hub: Hub, base: Path | None = None) -> None:
        self.folder, self.ground, self.hub = folder, ground, hub
        self.gauge = Gauge(self._groups)
        self._base = base

    @property
    def url(self) -> str:
        return self.hub.url

    def prepare(self) -> None:
        """As on a new machine, by the command line."""
        if self._base is not None:
            (self.folder / "roads").symlink_to(self._base, target_is_directory=True)
        else:
            for profile, extract in self.ground.roads.items():
                self.waybill("roads", "build", str(extract), "--profile", profile)
        self.waybill("migrate")
        where = f"{self.ground.lat},{self.ground.lon}"
        self.waybill(
            *("hub", "add", "Stage", "--at", where),
            *("--tz", self.ground.tz, "--currency", self.ground.currency),
        )
        self.waybill("user", "add", ADMIN, "--role", "admin", stdin=PASSWORD + "\n")

    def waybill(self, *args: str, stdin: str = "") -> str:
        """What `waybill …` says; AssertionError with its words when it does not do it."""
        command = [sys.executable, "-m", "server.cli", *args]
        env = self.hub.env
        if self.hub.server.running is None:
            # The evening before, in peace: the shop's day begins when server and worker start.
            env = env | {"WAYBILL_CLOCK": (self.ground.opens() - timedelta(hours=9)).isoformat()}
        done = subprocess.run(
            command, env=env, input=stdin, capture_output=True, text=True, cwd=ROOT, check=False
        )
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout

    def words(self) -> str:
        """The last that server and worker have written."""
        return "\n".join(f"--- {who.name}\n{who.words()}" for who in (self.hub.server, self.hub.worker))

    def play(self, *options: str, hear: Callable[[str], None] = lambda line: None) -> "Played":
        """`waybill day` from outside, as people would; waits until the day is over. `hear` gets each line."""
        command = [sys.executable, "-m", "server.cli", "day", "--base-url", self.url, *options]
        env = {name: value for name, value in os.environ.items() if not name.startswith("WAYBILL_")}
        said = []
        with subprocess.Popen(
            command,
            env=env | {"WAYBILL_DAY_ADMIN": f"{ADMIN}:{PASSWORD}", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        ) as process:
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    said.append(line)
                    hear(line)
            except BaseException:
                process.kill()
                raise
        return Played(process.returncode, "".join(said))

    def _groups(self) -> dict[str, int]:
        found = ((who.name, who.running) for who in (self.hub.server, self.hub.worker))
        return {name: running.pid for name, running in found if running is not None}


@dataclass(frozen=True, slots=True)
class Played:
    """How a day went: the player's exit status and all that it said."""

    status: int
    said: str


@contextmanager
def stage(
    *,
    ground: Ground | None = None,
    kind: str = "sqlite",
    redis: bool = False,
    rate: float = 1,
    roads_from: Path | None = None,
    settings: Sequence[tuple[str, str]] = (),
) -> Iterator[Stage]:
    """A running stage on a database of its own kind; everything ends with it, whatever happens.

    `roads_from` is a folder of roads already built, one a profile.
    """
    ground = ground or Ground()
    with ExitStack() as all_of_it:
        folder = Path(all_of_it.enter_context(tempfile.TemporaryDirectory(prefix="waybill-stage-")))
        given = dict(settings) | {"WAYBILL_CLOCK": f"{ground.opens().isoformat()},{rate:g}"}
        given["WAYBILL_PRIVATE_HOOKS"] = "1"  # the shop of the day listens on loopback
        if redis:
            given["WAYBILL_REDIS_URL"] = all_of_it.enter_context(redis_server(folder))
        hub = Hub(folder, empty_database(kind), lease_s=3, **given)
        made = Stage(folder, ground, hub, roads_from)
        made.prepare()
        all_of_it.callback(hub.stop)
        all_of_it.callback(made.gauge.stop)
        hub.start()
        made.gauge.start()
        yield made


def length_s(rate: float, hours: float = 15.5) -> float:
    """How many real seconds a day takes."""
    return timedelta(hours=hours).total_seconds() / rate
