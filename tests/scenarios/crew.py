"""Who works while the hub is killed? Couriers and a dispatcher, each a thread with a phone, over HTTP."""

import random
import threading
import time
from abc import ABC, abstractmethod
from typing import Any

import httpx

from server.ids import new_id
from tests.phone import Phone
from tests.world import ON, PASSWORD, World, cash, label

TROUBLE = (httpx.TransportError, httpx.HTTPStatusError)


class Worker(threading.Thread, ABC):
    """Somebody with a phone who keeps trying until the hub has answered."""

    def __init__(self, url: str, world: World, login: str, seed: int, over: threading.Event) -> None:
        super().__init__(name=login, daemon=True)
        self.world, self.login, self.random = world, login, random.Random(seed)
        self.phone = Phone(new_id(), world.users[login])
        self.http = httpx.Client(base_url=url, timeout=10)
        self.failure: BaseException | None = None
        self.over, self.ready, self.done = over, threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            self.insist(
                "/api/login", {"login": self.login, "password": PASSWORD, "device_id": self.phone.device_id}
            )
            self.ready.set()
            self.work()
            self.deliver_queue()
        except BaseException as why:
            self.failure = why
        finally:
            self.ready.set()
            self.done.set()

    @abstractmethod
    def work(self) -> None:
        """What he does once he is signed in; raises when the hub fails him."""

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.http.post(path, json=body)
        answer.raise_for_status()
        return answer.json()

    def insist(self, path: str, body: dict[str, Any], patience_s: float = 120) -> dict[str, Any]:
        """Send until there is an answer, as a phone does through a dead hub."""
        until = time.monotonic() + patience_s
        while True:
            try:
                return self.post(path, body)
            except TROUBLE as why:
                refused = isinstance(why, httpx.HTTPStatusError) and why.response.status_code < 500
                if refused or time.monotonic() > until:
                    raise
                time.sleep(self.random.uniform(0.05, 0.4))

    def try_to_send(self) -> None:
        """One attempt; sometimes the same batch twice, sometimes the answer is lost on the way."""
        batch = self.phone.envelope()
        if not batch["commands"]:
            return
        try:
            answer = self.post("/api/commands", batch)
            if self.random.random() < 0.2:
                answer = self.post("/api/commands", batch)
        except httpx.HTTPStatusError as why:
            if why.response.status_code < 500:
                raise
            return
        except httpx.TransportError:
            return
        if self.random.random() > 0.1:
            self.phone.hear(answer)

    def deliver_queue(self) -> None:
        assert self.phone.flush(lambda body: self.insist("/api/commands", body)), "the queue is blocked"


class Courier(Worker):
    """Starts, loads, delivers his stops for cash and fails one now and then; works on until it is over."""

    numbers: list[str]

    def work(self) -> None:
        orders = [self.world.orders[number] for number in self.numbers]
        self.phone.make("start_shift", {"shift_id": new_id()})
        for number in reversed(self.numbers):
            self.phone.make("load_parcel", label(self.world, number, self.login))
            self.try_to_send()
        self.phone.make("start_route", {"route_id": self.world.routes[self.login], "order_ids": orders})
        for number in self.numbers:
            self.phone.make("arrive_stop", {"stop_id": self.world.stops[number]})
            time.sleep(self.random.uniform(1, 5))
            if self.random.random() < 0.15:
                args = {"stop_id": self.world.stops[number], "order_id": self.world.orders[number]}
                self.phone.make("fail_stop", args | {"reason": "not-at-home"})
            else:
                self.phone.make("deliver_stop", cash(self.world, number, 1250, given=2000))
            self.try_to_send()
        while not self.over.wait(self.random.uniform(1, 3)):
            self.phone.make("start_shift", {"shift_id": new_id()})
            self.try_to_send()


class Dispatcher(Worker):
    """Asks for one plan after another of the orders that are left, at least for two: one is discarded, the
    next published, and so on."""

    planned = 0

    def work(self) -> None:
        while self.planned < 2 or not self.over.is_set():
            plan_id = new_id()
            args = {"plan_id": plan_id, "on": ON.isoformat(), "budget_s": 1}
            self.phone.make("request_plan", args)
            self.deliver_queue()
            if self.status(plan_id) == "ready":
                self.planned += 1
                self.phone.make("discard_plan" if self.planned % 2 else "publish_plan", {"plan_id": plan_id})
                self.deliver_queue()

    def status(self, plan_id: str, patience_s: float = 150) -> str:
        """What became of a plan, once it is no longer only asked for."""
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            found = self.insist("/api/rows", {"plans": [plan_id]})["changes"].get("plans") or [{}]
            if found[0].get("status") not in (None, "requested"):
                return str(found[0]["status"])
            time.sleep(0.3)
        raise AssertionError(f"plan {plan_id} is asked for and never made")
