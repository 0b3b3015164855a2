"""What time is it for the people of the day? The server's time, asked for again and again."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from server.day.wire import Refused, Trouble, Wire

EVERY_S = 1.0
NAP_S = 0.5  # nobody sleeps longer without looking: the rate may change


class DayClock:
    """Never ahead of the server: the way of an answer is taken as lost, so no phone runs before it."""

    def __init__(self, wire: Wire, real: Callable[[], float] = time.monotonic) -> None:
        self._wire, self._real = wire, real
        self._sim_s = self._at_s = self._latest_s = 0.0
        self.rate = 1.0
        self.outages = 0
        self._down = False

    async def sync(self) -> None:
        """Raises Trouble while the server is away."""
        try:
            told = (await self._wire.once("GET", "/api/clock")).json()
        except Trouble:
            self.outages += not self._down
            self._down = True
            raise
        self._down = False
        self.take(datetime.fromisoformat(told["server_time"]), float(told["rate"]))

    def take(self, server_time: datetime, rate: float) -> None:
        self._sim_s, self._at_s, self.rate = server_time.timestamp(), self._real(), rate

    async def keep(self) -> None:
        """Until it is cancelled."""
        while True:
            with suppress(Trouble, Refused):  # the old rate holds while nobody answers
                await self.sync()
            await asyncio.sleep(EVERY_S)

    def now_s(self) -> float:
        self._latest_s = max(self._latest_s, self._sim_s + (self._real() - self._at_s) * self.rate)
        return self._latest_s

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.now_s(), UTC)

    def stamp(self) -> str:
        """The moment as phones write it."""
        return stamp(self.now())

    async def until(self, moment: datetime) -> None:
        await self._until_s(moment.timestamp())

    async def sleep(self, seconds: float) -> None:
        """So many seconds of the server's time."""
        await self._until_s(self.now_s() + seconds)

    async def _until_s(self, then_s: float) -> None:
        while (left_s := then_s - self.now_s()) > 0:
            await asyncio.sleep(min(left_s / self.rate, NAP_S))

    def later(self, seconds: float) -> datetime:
        return self.now() + timedelta(seconds=seconds)


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
