"""What if hundreds are on the road at once? Each with a device of his own, whose fixes go up over HTTP."""

from __future__ import annotations

import math
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session

from server.db.base import write_transaction
from server.db.orders import Order
from server.db.people import Credential, Device, DeviceUser
from server.db.plans import Stop
from server.ids import new_id
from server.queries.viewer import hash_of
from tests.browser.town import Town

CENTRE_LAT, CENTRE_LON = 60.1695, 24.9430


@dataclass
class Courier:
    login: str
    device_id: str
    token: str
    n: int

    def fix(self, now: float) -> dict[str, object]:
        """He rides in circles, at the speed of a bicycle."""
        radius = 0.0015 + self.n % 17 * 0.0004
        angle = self.n * 2.4 + now * 5 / (radius * 111_000)
        return {
            "at": datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds"),
            "lat": CENTRE_LAT + radius * math.sin(angle),
            "lon": CENTRE_LON + 2 * radius * math.cos(angle),
            "accuracy_m": 6,
        }


@dataclass
class Crowd:
    """Sends one fix of each courier in `every_s` seconds, evenly, until it is told to stop."""

    url: str
    couriers: list[Courier]
    every_s: float = 10
    sent: int = 0
    refused: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._ride, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    def _ride(self) -> None:
        pause = self.every_s / len(self.couriers)
        with httpx.Client(base_url=self.url, timeout=10) as http, ThreadPoolExecutor(4) as pool:
            due, turn = time.monotonic(), 0
            while not self._over.wait(max(0.0, due - time.monotonic())):
                pool.submit(self._send, http, self.couriers[turn % len(self.couriers)])
                turn, due = turn + 1, due + pause

    def _send(self, http: httpx.Client, one: Courier) -> None:
        if self._over.is_set():
            return
        body = {"device_id": one.device_id, "fixes": [one.fix(time.time())]}
        with suppress(httpx.TransportError):
            answer = http.post("/api/positions", json=body, headers={"Cookie": f"waybill={one.token}"})
            taken = answer.status_code == 200 and answer.json()["stored"] == 1
            self.sent += taken
            self.refused += not taken


def on_the_road(town: Town, logins: list[str]) -> Crowd:
    """These couriers have begun their shift and their routes; each is signed in on a device."""
    world, found = town.world, []
    with town.app.app_context():
        for n, login in enumerate(logins):
            world.give("start_shift", {"shift_id": new_id()}, login)
            stops = [number for number in world.stops if number.startswith(f"{login}-")]
            taken = [world.orders[number] for number in stops]
            world.give("start_route", {"route_id": world.routes[login], "order_ids": taken}, login)
            found.append(Courier(login, new_id(), secrets.token_urlsafe(32), n))
        now = datetime.now(UTC)
        with write_transaction() as session:
            for one in found:
                _sign_in(session, one, world.users[one.login], now)
    return Crowd(town.hub.url, found)


def _sign_in(session: Session, one: Courier, user_id: str, now: datetime) -> None:
    session.add(Device(id=one.device_id, last_seq=0, created_at=now))
    session.flush()
    session.add(DeviceUser(device_id=one.device_id, user_id=user_id, bound_at=now))
    session.add(
        Credential(
            token_hash=hash_of(one.token),
            user_id=user_id,
            device_id=one.device_id,
            created_at=now,
            expires_at=now + timedelta(days=1),
        )
    )


def multiply(town: Town, times: int) -> int:
    """Every stop gets so many like it, with orders of their own near by: rows alone, not their history."""
    with town.app.app_context(), write_transaction() as session:
        orders = {order.id: order for order in session.scalars(select(Order))}
        stops = list(session.scalars(select(Stop)))
        more_orders, more_stops = [], []
        for stop in stops:
            for n in range(1, times + 1):
                order = orders[stop.order_id]
                id, number = new_id(), f"{order.number}-{n}"
                lat, lon = (order.lat or 0) + n * 0.0011, (order.lon or 0) - n * 0.0017
                more_orders.append(_row(order) | {"id": id, "number": number, "lat": lat, "lon": lon})
                where = {"id": new_id(), "order_id": id, "position": stop.position + 100 * n}
                more_stops.append(_row(stop) | where | {"status": "planned"})
        session.execute(insert(Order), more_orders)
        session.execute(insert(Stop), more_stops)
        return len(stops) + len(more_stops)


def _row(found: Order | Stop) -> dict[str, object]:
    return {column.key: getattr(found, column.key) for column in inspect(type(found)).column_attrs}
