"""How is a day played? The people come, work side by side, and go home; then it is audited."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from server.day import BEGINS, audit, shop
from server.day.admin import Admin, BadServer
from server.day.cashier import Cashier
from server.day.clock import DayClock
from server.day.courier import Courier
from server.day.dispatcher import Dispatcher
from server.day.facts import Before, gather, look_before
from server.day.hooks import Listener
from server.day.ids import Luck
from server.day.picker import Picker
from server.day.report import Report
from server.day.scene import Scene
from server.day.town import Town
from server.day.truth import Truth
from server.day.wire import Net, Trouble

REACH_S, FLUSH_S = 60.0, 120.0  # real
# The day is given up so long after the last window has closed.
OVERTIME = timedelta(hours=5)
WHOLE_BIN_LOST, SOME_LOST = 0.02, 0.03  # of the places in the building


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be played: where, by whom, and how fast the server is said to be."""

    base_url: str
    town: Town
    login: str
    password: str
    seed: int = 1
    speed: float | None = None
    start: time | None = None
    until: time | None = None
    pickers: int | None = None
    cashiers: int = 2
    say: Callable[[str], None] = print
    meet: Callable[[Scene], None] = lambda scene: None  # for whoever looks on: called before anybody comes


async def play(wish: Wish) -> Report:
    """Raises BadServer, BadTown, Refused or Trouble when there is nothing to play on."""
    async with AsyncExitStack() as stack:
        net = Net(wish.base_url)
        stack.push_async_callback(net.close)
        clock = DayClock(net.wire())
        await _reach(clock, wish)
        background = _Background()
        stack.push_async_callback(background.stop)
        background.add(clock.keep())
        listener = Listener(clock, Luck(wish.seed, "listener"))
        stack.push_async_callback(_close, await listener.start())
        if wish.start:
            today = clock.now().astimezone(wish.town.zone).date()
            await clock.until(datetime.combine(today, wish.start, wish.town.zone))
        scene = _scene(wish, net, clock, listener)
        scene.background, scene.say = background.add, wish.say
        wish.meet(scene)
        began_s, real_s = clock.now_s(), asyncio.get_running_loop().time()
        office, before = await _whole_day(scene, wish)
        day_s, took_s = clock.now_s() - began_s, asyncio.get_running_loop().time() - real_s
        facts = await gather(scene, office, before)
        failures = [*background.failures, *audit.findings(facts)]
        return Report.of(scene, facts, failures, day_s, took_s)


async def _reach(clock: DayClock, wish: Wish) -> None:
    """Wait for the server, and see that its time runs as fast as was said."""
    loop = asyncio.get_running_loop()
    late_at = loop.time() + REACH_S
    while True:
        try:
            await clock.sync()
            break
        except Trouble:
            if loop.time() > late_at:
                raise
            await asyncio.sleep(0.3)
    clock.outages = 0
    if wish.speed is not None and wish.speed != clock.rate:
        raise BadServer(
            f"the server's time runs {clock.rate:g} times as fast, not {wish.speed:g} times: "
            f"start it with WAYBILL_CLOCK=START,{wish.speed:g}"
        )


def _scene(wish: Wish, net: Net, clock: DayClock, listener: Listener) -> Scene:
    zone = wish.town.zone
    on = clock.now().astimezone(zone).date()
    orders = wish.town.orders(on)
    last = max((shop.window_of(rows, zone)[1] for rows in orders.values()), default=clock.now())
    until = datetime.combine(on, wish.until, zone) if wish.until else last + OVERTIME
    scene = Scene(wish.seed, net, clock, wish.town, Truth(), listener, on, until)
    scene.lost = _lost(wish.town, scene.luck("shelves"))
    scene.crowd = len(wish.town.couriers()) + _pickers(wish, len(orders)) + wish.cashiers + 2
    return scene


def _lost(town: Town, luck: Luck) -> dict[tuple[str, str], int]:
    """What the books have and the shelves do not, as in every building."""
    lost = {}
    for place, pieces in town.shelves().items():
        if luck.happens(WHOLE_BIN_LOST, "all", place):
            lost[place] = pieces
        elif pieces and luck.happens(SOME_LOST, "some", place):
            lost[place] = luck.of("how many", place).randint(1, min(3, pieces))
    return lost


def _pickers(wish: Wish, orders: int) -> int:
    return wish.pickers or min(40, max(2, orders // 25))


async def _whole_day(scene: Scene, wish: Wish) -> tuple[Admin, Before]:
    """From the first file to the last answer: the admin, who sees everything, and how it was before."""
    admin = Admin(scene, wish.login, wish.password)
    await admin.come()
    await admin.check(wish.town)
    wish.say("Filling the shop …")
    await admin.fill(wish.town)
    secret = await admin.open_shop(scene.listener)
    known = [o["number"] for o in admin.phone.rows("orders").values()]
    orders = shop.split(wish.town.orders(scene.on), known, scene.luck("orders"))
    back_office = shop.Shop(scene, orders, secret)
    await admin.orders(orders.early)
    wish.say("The people come …")
    dispatcher, crew, couriers = await _people(scene, wish, admin)
    before = await look_before(scene, admin)
    wish.say(BEGINS)
    async with asyncio.TaskGroup() as day:
        others = [day.create_task(person.work()) for person in crew]
        day.create_task(back_office.work())
        out = day.create_task(_all(courier.work() for courier in couriers))
        watch = day.create_task(_watch(scene, out, others))
        await dispatcher.work(out)
        scene.over.set()
        for task in (*others, watch):
            task.cancel()
    with suppress(TimeoutError):  # what is still there then stands in the audit
        await asyncio.wait_for(_flushed(scene), FLUSH_S)
    scene.sources = sorted(dispatcher.sources)
    return admin, before


async def _flushed(scene: Scene) -> None:
    for phone in scene.phones:
        await phone.flushed()


async def _people(scene: Scene, wish: Wish, admin: Admin) -> tuple[Dispatcher, list[Any], list[Courier]]:
    count = _pickers(wish, len(wish.town.orders(scene.on)))
    logins = {
        role: await admin.hire(role, n)
        for role, n in (("dispatcher", 1), ("picker", count), ("cashier", wish.cashiers))
    }
    dispatcher = Dispatcher(scene, *logins["dispatcher"][0])
    crew: list[Any] = [Picker(scene, *who) for who in logins["picker"]]
    crew += [Cashier(scene, *who) for who in logins["cashier"]]
    couriers = [Courier(scene, row["login"], row["password"]) for row in wish.town.couriers()]
    # The office first, that it has a socket; then a few at a time, for a password takes the server a while.
    await dispatcher.come()
    gate = asyncio.Semaphore(4)

    async def come(person: Any) -> None:
        async with gate:
            await person.come()

    await asyncio.gather(*(come(person) for person in [*crew, *couriers]))
    return dispatcher, crew, couriers


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as tasks:
        for each in work:
            tasks.create_task(each)


async def _watch(scene: Scene, out: asyncio.Task[None], others: list[asyncio.Task[None]]) -> None:
    """A day that does not end is ended: what is open then stands in the audit."""
    await scene.clock.until(scene.until)
    if not out.done():
        scene.notes.append("the couriers were not home by the end of the day")
        scene.over.set()
        out.cancel()


async def _close(server: asyncio.Server) -> None:
    server.close()


class _Background:
    """Work that goes on beside the day: phones, ears, the clock."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[Any]] = []
        self.failures: list[audit.Finding] = []

    def add(self, work: Awaitable[Any]) -> None:
        task = asyncio.create_task(self._run(work))  # type: ignore[arg-type]
        self._tasks.append(task)

    async def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except Exception as why:
            self.failures.append(audit.Finding("player-broke", f"{type(why).__name__}: {why}"))
            raise

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
