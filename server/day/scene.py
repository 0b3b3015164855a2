"""What do the people of the day share? The clock, the town, what is really so, and where they meet."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from server.day.clock import DayClock
from server.day.ear import Ear
from server.day.hooks import Listener
from server.day.ids import Luck
from server.day.phone import Phone
from server.day.town import Town
from server.day.truth import Box, Place, Truth
from server.day.wire import Net

# Sockets are few on the server; who has none polls.
SOCKETS = 12


@dataclass(slots=True)
class Handover:
    """A courier at the desk: his sheet, the coins he puts down; he waits until it is settled."""

    courier_id: str
    route_id: str
    sheet_code: str
    minor: int
    settled: asyncio.Future[None]


@dataclass(slots=True)
class Returned:
    """A parcel at the dock; the courier waits until somebody has taken it."""

    box: Box
    spoilt: bool
    taken: asyncio.Future[None]


@dataclass(slots=True)
class Scene:
    """One day being played. `asked` collects what people ask of the dispatcher by telephone."""

    seed: int
    net: Net
    clock: DayClock
    town: Town
    truth: Truth
    listener: Listener
    on: date
    until: datetime
    lost: dict[Place, int] = field(default_factory=dict)  # pieces that the books have and the shelves do not
    shop: str = ""
    hub_id: str = ""
    phones: list[Phone] = field(default_factory=list)
    ears: list[Ear] = field(default_factory=list)
    desk: asyncio.Queue[Handover] = field(default_factory=asyncio.Queue)
    asked: asyncio.Queue[tuple[str, str]] = field(default_factory=asyncio.Queue)  # (wish, order number)
    dock: asyncio.Queue[Returned] = field(default_factory=asyncio.Queue)
    hands: set[str] = field(default_factory=set)  # things that somebody has taken up
    busy: Counter[str] = field(default_factory=Counter)  # pick tasks: how many are walking with them
    over: asyncio.Event = field(default_factory=asyncio.Event)
    notes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)  # where plans had their travel times from
    crowd: int = 0  # how many phones there will be
    say: Callable[[str], None] = print
    said: set[str] = field(default_factory=set)
    background: Callable[[Awaitable[Any]], Any] = lambda work: None

    def luck(self, name: str) -> Luck:
        return Luck(self.seed, name)

    def seize(self, thing: str) -> bool:
        """Take a thing up; False when somebody has it."""
        free = thing not in self.hands
        self.hands.add(thing)
        return free

    def say_once(self, words: str) -> None:
        if words not in self.said:
            self.said.add(words)
            self.say(words)

    def release(self, thing: str) -> None:
        self.hands.discard(thing)

    def idle(self, task_id: str) -> bool:
        """Nobody is walking with that task's tote."""
        return not self.busy[task_id]

    def phone(self, luck: Luck) -> Phone:
        """A new phone, working from now on once its owner has signed in."""
        least_s = max(1.0, self.crowd / 40)
        phone = Phone(self.net.wire(), self.clock, luck, self.town.tz, least_s)
        self.phones.append(phone)
        return phone

    def switch_on(self, phone: Phone) -> None:
        """Sending, pulling, and a socket where there is still a seat."""
        self.background(phone.run())
        if len(self.ears) < SOCKETS:
            ear = Ear(phone)
            self.ears.append(ear)
            self.background(ear.run())


class Person:
    """Somebody of the day, with his own phone and his own luck."""

    def __init__(self, scene: Scene, login: str, password: str) -> None:
        self.scene, self.login, self._password = scene, login, password
        self.luck = scene.luck(login)
        self.phone = scene.phone(self.luck)
        self.clock, self.truth = scene.clock, scene.truth

    @property
    def id(self) -> str:
        return str(self.phone.user["id"])

    async def come(self) -> None:
        """Sign in and look at the screen for the first time."""
        await self.phone.sign_in(self.login, self._password)
        self.scene.switch_on(self.phone)
        await self.phone.find(lambda: True if self.phone.pulls else None)

    def count(self, what: str, n: int = 1) -> None:
        self.truth.tally[what] += n

    async def pause(self, seconds: float, *about: object) -> None:
        """About so long, as people are."""
        await self.clock.sleep(seconds * self.luck.of("pause", *about).uniform(0.6, 1.5))
