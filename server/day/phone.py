"""How does somebody's phone keep in step with the server? It queues, sends, pulls, bears a bad network."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from server.day.clock import DayClock
from server.day.ids import Luck, new_id
from server.day.journal import Journal, Outcome
from server.day.wire import FIRST_WAIT_S, LONGEST_WAIT_S, Refused, Trouble, Wire

POLL_S = 15.0  # of the server's time, when no socket pokes
LEAST_PULL_GAP_S = 0.25
LOST_ANSWER = 0.02  # of the answers to commands never arrive, so the same commands go again

type Row = dict[str, Any]


class Phone:
    """A signed-in device. `tables` are the rows in its owner's view, by table and id.

    `poll_least_s` is real time: a crowd without sockets must not ask more often than one server bears.
    """

    def __init__(self, wire: Wire, clock: DayClock, luck: Luck, tz: str, poll_least_s: float = 1.0) -> None:
        self.wire, self.clock, self._luck, self._tz = wire, clock, luck, tz
        self.poll_least_s = poll_least_s
        self.device_id = new_id()
        self.journal = Journal(self.device_id, "", tz)
        self.tables: dict[str, dict[str, Row]] = {}
        self.user: Row = {}
        self.pulls = 0
        self.connected = False  # by a socket: then pokes come
        self._credentials: tuple[str, str] = ("", "")
        self._cursor: str | None = None
        self._epoch: str | None = None
        self._offline = 0
        self._queued, self._poked = asyncio.Event(), asyncio.Event()
        self._changed = asyncio.Condition()

    # Signing in ------------------------------------------------------------------------------------------

    async def sign_in(self, login: str, password: str) -> Row:
        """The answer of /api/login; raises Refused when the password is wrong."""
        self._credentials = (login, password)
        body = {"login": login, "password": password, "device_id": self.device_id}
        answer: Row = await self.wire.insist("POST", "/api/login", json=body)
        self.user = answer["user"]
        self.journal.actor = self.user["id"]
        return answer

    async def run(self) -> None:
        """Send and pull until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._send_forever())
            tasks.create_task(self._pull_forever())

    # Network ---------------------------------------------------------------------------------------------

    @property
    def online(self) -> bool:
        return not self._offline

    @contextmanager
    def offline(self) -> Iterator[None]:
        """No network meanwhile: commands wait, nothing is heard."""
        self._offline += 1
        try:
            yield
        finally:
            self._offline -= 1
            self._queued.set()
            self._poked.set()

    def poke(self) -> None:
        self._poked.set()

    # Commands --------------------------------------------------------------------------------------------

    def make(self, name: str, **args: Any) -> str:
        """Write a command down; it is sent as soon as the network allows. Returns its id."""
        id = new_id()
        self.journal.make(id, name, args, self.clock.stamp(), self._cursor)
        self._queued.set()
        return id

    async def ask(self, name: str, **args: Any) -> Outcome:
        """Make a command and wait for what the server makes of it."""
        return await self.outcome(self.make(name, **args))

    async def outcome(self, id: str) -> Outcome:
        await self._wait(lambda: id in self.journal.answers)
        return self.journal.answers[id]

    async def flushed(self) -> None:
        """Until nothing waits to be sent."""
        await self._wait(lambda: not self.journal.queue)

    async def _send_forever(self) -> None:
        wait_s = FIRST_WAIT_S
        while True:
            await self._queued.wait()
            self._queued.clear()
            while self.journal.queue and self.online:
                if await self._send():
                    wait_s = FIRST_WAIT_S
                else:
                    await asyncio.sleep(wait_s)
                    wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    async def _send(self) -> bool:
        envelope = self.journal.envelope()
        try:
            answer = (await self.wire.once("POST", "/api/commands", json=envelope)).json()
        except Trouble:
            return False
        except Refused as why:
            if why.status != 401:
                self.journal.faults.append(f"commands were refused: {why}")
            await self._sign_in_again()
            return False
        if self._luck.happens(LOST_ANSWER, "lost", envelope["commands"][0]["seq"], self.pulls):
            return False
        self.journal.hear(answer)
        self._poked.set()
        await self._tell()
        return True

    async def _sign_in_again(self) -> None:
        with suppress(Trouble, Refused):  # the next attempt asks again
            await self.sign_in(*self._credentials)

    # Pulling ---------------------------------------------------------------------------------------------

    def rows(self, table: str) -> dict[str, Row]:
        return self.tables.get(table, {})

    async def find[T](self, what: Callable[[], T | None], patience_s: float | None = None) -> T | None:
        """Wait until `what` sees something in the rows; None after `patience_s` of the server's time."""
        late_s = None if patience_s is None else self.clock.now_s() + patience_s
        while (found := what()) is None:
            left_s = 3600.0 if late_s is None else (late_s - self.clock.now_s()) / self.clock.rate
            if left_s <= 0:
                return None
            await self.news(min(left_s, 1.0) * self.clock.rate)
        return found

    async def news(self, patience_s: float) -> None:
        """Wait until a pull or an answer has come, at most so long by the server's time."""
        async with self._changed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), patience_s / self.clock.rate)

    async def pull(self) -> None:
        """One pull, whoever asked. Raises Trouble or Refused."""
        have = ",".join(f"{table}:{ids_hash(rows)}" for table, rows in self.tables.items())
        query = {"have": have} | ({"cursor": self._cursor} if self._cursor else {})
        answer = (await self.wire.once("GET", "/api/pull", params=query)).json()
        if self._epoch not in (None, answer["epoch"]):
            self._epoch = self._cursor = None
            self.tables = {}
            return await self.pull()
        for table, rows in answer["changes"].items():
            self.tables.setdefault(table, {}).update({row["id"]: row for row in rows})
        await self._reconcile(answer["ids"])
        self._cursor, self._epoch = answer["cursor"], answer["epoch"]
        self.pulls += 1
        await self._tell()
        return None

    async def pull_now(self) -> None:
        """Pull at once, with patience for a server that is away."""
        before = self.pulls
        self._poked.set()
        await self._wait(lambda: self.pulls > before)

    async def _reconcile(self, listed: dict[str, list[str]]) -> None:
        """Drop what is not listed, ask for what is lacking."""
        lacking: dict[str, list[str]] = {}
        for table, ids in listed.items():
            held = self.tables.setdefault(table, {})
            for id in held.keys() - set(ids):
                del held[id]
            if lack := [id for id in ids if id not in held]:
                lacking[table] = lack
        if lacking:
            answer = (await self.wire.once("POST", "/api/rows", json=lacking)).json()
            for table, rows in answer["changes"].items():
                self.tables.setdefault(table, {}).update({row["id"]: row for row in rows})

    async def _pull_forever(self) -> None:
        while True:
            if self.online:
                try:
                    await self.pull()
                except Trouble:
                    pass
                except Refused as why:
                    if why.status == 401:
                        await self._sign_in_again()
                    else:
                        self.journal.faults.append(f"a pull was refused: {why}")
            await asyncio.sleep(max(LEAST_PULL_GAP_S, self.poll_least_s / 4))
            poll_s = max(POLL_S / self.clock.rate, self.poll_least_s) * (4 if self.connected else 1)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._poked.wait(), poll_s)
            self._poked.clear()

    async def _wait(self, done: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(done)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def ids_hash(ids: Iterable[str]) -> str:
    """How a device says which rows it holds."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:16]
