"""How does one server bear a big day? `make bench-day`: 200 couriers and 40 pickers at ten times real speed.

The player's people (`waybill day`, here in this process) work over loopback against one web process and one
worker, all on the same machine. They come in real time, the morning passes quickly; then time runs ten times
as fast as real, and that is measured. Then it runs as it does, so that what is still on the phones comes in,
and every command that any phone had made must stand in the server's log, once, with the outcome that the
phone was told: nothing lost, nothing doubled. `make day` plays days to their end.

A single quiet phone of another hub sends a command again and again, before anybody has come and while all are
at work: how much longer it waits says more than milliseconds of a machine that others use as well.
"""

import argparse
import asyncio
import contextlib
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from server import demo
from server.clock import SetClock, Setting
from server.day import BEGINS
from server.day.clock import DayClock
from server.day.facts import export
from server.day.ids import new_id
from server.day.journal import Journal
from server.day.play import Wish, play
from server.day.scene import Scene
from server.day.town import Town
from server.day.wire import Net, Refused, Trouble, Wire
from tests.stage import ADMIN, PASSWORD, Ground, Stage, stage
from tests.towns import Size, make_day

QUICK, MEASURED = 60, 10
BASELINE, PROBE_EVERY_S = 60, 0.5
FLUSH_S = 120
PROBE, PROBE_HUB = "probe", "Elsewhere"
COMMANDS, FIXES = "/api/commands", "/api/positions"


@dataclass(slots=True)
class Seen:
    """Round trips in ms by path, and what they carried, while `on`."""

    on: bool = False
    trips_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    commands: int = 0
    fixes: int = 0
    troubles: int = 0
    on_s: float = 0.0

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Every request of every phone in this process passes here."""
        plain = Wire.once

        async def once(wire: Wire, method: str, path: str, **what: Any) -> Any:
            began = time.perf_counter()
            try:
                answer = await plain(wire, method, path, **what)
            except Trouble:
                self.troubles += self.on
                raise
            if self.on:
                self.trips_ms[path.partition("?")[0]].append((time.perf_counter() - began) * 1000)
                body = what.get("json") or {}
                self.commands += len(body.get("commands", ()))
                self.fixes += len(body.get("fixes", ()))
            return answer

        Wire.once = once  # type: ignore[method-assign]
        try:
            yield
        finally:
            Wire.once = plain  # type: ignore[method-assign]


class Probe:
    """One phone of another hub, whose shift begins and begins: it writes little and locks nobody."""

    def __init__(self, net: Net, clock: DayClock) -> None:
        self._wire, self._clock = net.wire(), clock
        self._journal = Journal(new_id(), "", demo.HUB.tz)

    async def sign_in(self) -> None:
        body = {"login": PROBE, "password": PASSWORD, "device_id": self._journal.device_id}
        answer = await self._wire.insist("POST", "/api/login", json=body)
        self._journal.actor = answer["user"]["id"]

    async def ask(self) -> float:
        """One command there and back, in ms; 0 when the server was too busy to answer."""
        shift = {"shift_id": new_id()}
        self._journal.make(new_id(), "start_shift", shift, self._clock.stamp(), None)
        began = time.perf_counter()
        try:
            answer = await self._wire.once("POST", COMMANDS, json=self._journal.envelope())
        except Trouble:
            return 0.0
        self._journal.hear(answer.json())
        return (time.perf_counter() - began) * 1000


def quantiles(values: list[float]) -> str:
    if len(values) < 2:
        return "none"
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"p50 {cuts[49]:.0f}, p95 {cuts[94]:.0f}, p99 {cuts[98]:.0f} ms"


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[94]


@dataclass(slots=True)
class Bench:
    """One run: the stage it is on, who is there, for how long it is measured."""

    made: Stage
    options: argparse.Namespace
    seen: Seen = field(default_factory=Seen)
    alone_ms: list[float] = field(default_factory=list)
    beside_ms: list[float] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, town: Town) -> int:
        net = Net(self.made.url)
        clock = DayClock(net.wire())
        await clock.sync()
        keeping = asyncio.create_task(clock.keep())
        probe = Probe(net, clock)
        await probe.sign_in()
        self.alone_ms = [await probe.ask() for _ in range(BASELINE)]
        print(f"one phone alone: {quantiles(self.alone_ms)}", flush=True)
        wish = Wish(
            *(self.made.url, town, ADMIN, PASSWORD, self.options.seed),
            pickers=self.options.pickers,
            say=self._hear,
            meet=self.scenes.append,
        )
        with self.seen.watching():
            day = asyncio.create_task(play(wish))
            measuring = asyncio.create_task(self._measure(net, clock, probe))
            try:
                await asyncio.wait({day, measuring}, return_when=asyncio.FIRST_COMPLETED)
                if day.done():
                    print("The day ended before it was measured: --after less, or more orders.")
                    await day
                    return 1
                await measuring
                lost = await self._lost()
            except (Trouble, Refused) as why:
                print(f"The day broke off: {why}")
                return 1
            finally:
                for task in (keeping, measuring, day):
                    task.cancel()
                await asyncio.gather(keeping, measuring, day, return_exceptions=True)
        for words in lost:
            print(f"  LOST OR DOUBLED: {words}")
        return 1 if lost else 0

    def _hear(self, words: str) -> None:
        print(words, flush=True)
        if words == BEGINS:
            self.begun.set()

    async def _lost(self) -> list[str]:
        """What phones have made until now and the server's log does not have exactly as they were told."""
        journals = [phone.journal for phone in self.scenes[0].phones]
        made = {journal.device_id: len(journal.made) for journal in journals}
        late_at = time.monotonic() + FLUSH_S
        while any(journal.acked < made[journal.device_id] for journal in journals):
            if time.monotonic() > late_at:
                return [f"{sum(len(j.queue) for j in journals)} commands are still on the phones"]
            await asyncio.sleep(0.5)
        logged = await export(self.scenes[0].phones[0], "commands")
        times, outcomes = (
            Counter(line["id"] for line in logged),
            {line["id"]: line["outcome"] for line in logged},
        )
        wrong = []
        for journal in journals:
            for command in journal.made[: made[journal.device_id]]:
                told = journal.answers[command["id"]].outcome if command["id"] in journal.answers else None
                if times[command["id"]] != 1 or told not in (None, outcomes[command["id"]]):
                    wrong.append(f"{command['name']} {command['id']} is there {times[command['id']]} times")
        print(f"  {sum(made.values())} commands of {len(journals)} phones, each in the log once: {not wrong}")
        return wrong

    async def _measure(self, net: Net, clock: DayClock, probe: Probe) -> None:
        """Wait until the couriers ride, slow down, and look."""
        opens = self.made.ground.opens()
        own = SetClock(self.made.folder / "clock.json", Setting(opens, 1))
        await self.begun.wait()
        own.change(QUICK, not_before=None, until=None)
        await clock.until(opens + timedelta(hours=self.options.after))
        own.change(MEASURED, not_before=None, until=None)
        await asyncio.sleep(10)  # until everybody has noticed, and what was hurried is done
        print(f"measuring for {self.options.seconds} s at {own.rate():g} times real speed …", flush=True)
        self.seen.on, began = True, time.monotonic()
        while time.monotonic() - began < self.options.seconds:
            self.beside_ms.append(await probe.ask())
            await asyncio.sleep(PROBE_EVERY_S)
        self.seen.on, self.seen.on_s = False, time.monotonic() - began
        own.change(1, not_before=None, until=None)  # what is still on the phones comes in now
        self._tell()

    def _tell(self) -> None:
        seen = self.seen
        answered = [ms for ms in self.beside_ms if ms]
        who = f"{self.options.couriers} couriers, {self.options.pickers} pickers"
        print(f"{who}, {MEASURED} times real speed, {seen.on_s:.0f} s, player on the same machine")
        print(f"  commands: {seen.commands / seen.on_s:.1f} per second, {quantiles(seen.trips_ms[COMMANDS])}")
        print(f"  GPS fixes: {seen.fixes / seen.on_s:.1f} per second, {quantiles(seen.trips_ms[FIXES])}")
        pulls = seen.trips_ms["/api/pull"]
        print(f"  pulls: {len(pulls) / seen.on_s:.1f} per second, {quantiles(pulls)}")
        print(f"  one phone beside them: {quantiles(answered)}; alone: {quantiles(self.alone_ms)}")
        if len(answered) > 1:
            print(f"  its p95 is {p95(answered) / p95(self.alone_ms):.1f} times that of the quiet server")
        print(f"  requests that had to be sent again: {seen.troubles}; {self.made.gauge.words()}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-day", description=__doc__.splitlines()[0])
    parser.add_argument("--couriers", type=int, default=200)
    parser.add_argument("--pickers", type=int, default=40)
    parser.add_argument("--orders", type=int, default=800)
    parser.add_argument("--seconds", type=int, default=120, help="how long is measured")
    parser.add_argument("--after", type=float, default=2.5, help="hours after six at which it begins")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="waybill-bench-") as folder:
        size = Size(given.orders, given.couriers, first=8, last=11, shift=("07:00", "12:00"))
        make_day(Path(folder), size, given.seed)
        files = {name: Path(folder) / f"{name}.csv" for name in ("orders", "couriers", "bins", "stock")}
        files |= {"items": demo.ITEMS, "zones": demo.ZONES}
        town = Town(demo.HUB.lat, demo.HUB.lon, demo.HUB.tz, demo.HUB.currency, files)
        kind = "postgres" if given.postgres else "sqlite"
        with stage(kind=kind, ground=Ground(roads={"bicycle": demo.PBF})) as made:
            # Two hundred passwords take long to hash: that is the evening before.
            made.waybill("import", "zones", str(demo.ZONES))
            made.waybill("import", "couriers", str(files["couriers"]))
            add_probe(made)
            return asyncio.run(Bench(made, given).run(town))


def add_probe(made: Stage) -> None:
    """Somebody who has nothing to do with the day."""
    where = f"{demo.HUB.lat},{demo.HUB.lon}"
    hub = ("--at", where, "--tz", demo.HUB.tz, "--currency", demo.HUB.currency)
    made.waybill("hub", "add", PROBE_HUB, *hub)
    made.waybill("user", "add", PROBE, "--role", "courier", "--hub", PROBE_HUB, stdin=PASSWORD + "\n")


if __name__ == "__main__":
    sys.exit(main())
