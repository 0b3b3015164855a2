"""How does a phone hear that something has changed? Over a socket, which may be refused or break off."""

import asyncio
import threading

import socketio
from socketio.exceptions import ConnectionError as NoConnection

from server.day.phone import Phone

AGAIN_S = 10.0
CONNECT_S = 5


class Ear:
    """The socket of one phone; while there is none, the phone polls by itself."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._loop = asyncio.get_running_loop()
        self._gone = asyncio.Event()
        self.pokes = 0

    async def run(self) -> None:
        """Connect, and again after a while, until cancelled."""
        while True:
            client = socketio.Client(reconnection=False)
            client.on("poke", self._on_poke)
            client.on("disconnect", self._on_gone)
            try:
                self._gone.clear()
                await _in_thread(self._connect, client)
                self._phone.connected = True
                self._phone.poke()
                await self._gone.wait()
            except (NoConnection, OSError, ValueError):
                pass  # refused, full, or the server is away
            finally:
                self._phone.connected = False
                threading.Thread(target=client.disconnect, daemon=True).start()
            await asyncio.sleep(AGAIN_S)

    def _connect(self, client: socketio.Client) -> None:
        wire = self._phone.wire
        headers = {"Cookie": wire.cookie}
        client.connect(wire.base_url, headers=headers, transports=["websocket"], wait_timeout=CONNECT_S)

    def _on_poke(self, _body: object) -> None:
        self.pokes += 1
        self._loop.call_soon_threadsafe(self._phone.poke)

    def _on_gone(self, *_reason: object) -> None:
        self._loop.call_soon_threadsafe(self._gone.set)


async def _in_thread(work: object, *args: object) -> None:
    """Off the loop, in a thread of its own: one that hangs holds up nobody and no exit."""
    loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

    def settle(error: BaseException | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(None)

    def run() -> None:
        error: BaseException | None = None
        try:
            work(*args)  # type: ignore[operator]
        except Exception as why:
            error = why
        loop.call_soon_threadsafe(settle, error)

    threading.Thread(target=run, daemon=True).start()
    await done
