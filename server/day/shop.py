"""What does a shop do during the day? It sends late orders, changes some, calls some off."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from server.day import signing
from server.day.ids import Luck, new_id
from server.day.scene import Scene
from server.day.town import Cells, as_message, window_of
from server.day.wire import Refused, Wire

COMES_LATE = 0.2  # of the orders for the second half of the day
CHANGES = 0.3  # of the late ones
CALLS_OFF = 0.04  # of all orders
SENDS_TWICE = 0.2  # the back office did not get the answer, and repeats its message


@dataclass(frozen=True, slots=True)
class Orders:
    """The day's orders by number: in the morning's file, coming later, and there before anybody came."""

    early: Mapping[str, list[Cells]]
    late: Mapping[str, list[Cells]]
    known: Mapping[str, list[Cells]]

    @property
    def all(self) -> dict[str, list[Cells]]:
        return {**self.known, **self.early, **self.late}


def split(orders: Mapping[str, list[Cells]], known: Iterable[str], luck: Luck) -> Orders:
    """Which of them come while the day runs: some of those for its second half. What the server knows already
    (a demo's orders) is not sent again; then somebody there orders a second time."""
    there = {number: rows for number, rows in orders.items() if number in set(known)}
    begins = {number: rows[0]["window_from"].strip().rjust(5, "0") for number, rows in orders.items()}
    half = sorted(begins.values())[len(begins) // 2] if begins else ""
    late = {n for n, begin in begins.items() if begin >= half and luck.happens(COMES_LATE, "late", n)}
    return Orders(
        early={n: rows for n, rows in orders.items() if n not in late and n not in there},
        late=dict(_again(n, orders[n]) if n in there else (n, orders[n]) for n in sorted(late)),
        known=there,
    )


def _again(number: str, rows: list[Cells]) -> tuple[str, list[Cells]]:
    second = f"{number}-2"
    return second, [row | {"order_number": second} for row in rows]


class Shop:
    """A back office with the signing secret."""

    def __init__(self, scene: Scene, orders: Orders, secret: str) -> None:
        self.scene, self.orders, self._secret = scene, orders, secret
        self.luck = scene.luck(f"shop {scene.shop}")
        self._wire: Wire = scene.net.wire()

    async def work(self) -> None:
        """Until everything that was to come has come."""
        async with asyncio.TaskGroup() as tasks:
            for number, rows in self.orders.late.items():
                tasks.create_task(self._late(number, rows))
            for number, rows in self.orders.all.items():
                if self.luck.happens(CALLS_OFF, "calls off", number):
                    tasks.create_task(self._call_off(number, rows))

    async def _late(self, number: str, rows: list[Cells]) -> None:
        begin, _ = window_of(rows, self.scene.town.zone)
        ahead_h = self.luck.of("ahead", number).uniform(2, 4)
        await self.scene.clock.until(begin - timedelta(hours=ahead_h))
        await self._send(as_message(rows, 1), number)
        self.scene.truth.tally["late orders"] += 1
        if self.luck.happens(CHANGES, "changes", number):
            await self.scene.clock.sleep(self.luck.of("changes after", number).uniform(60, 5400))
            await self._send(as_message(rows, 2, note="please ring twice"), number)
            self.scene.truth.tally["orders changed by the shop"] += 1

    async def _call_off(self, number: str, rows: list[Cells]) -> None:
        begin, end = window_of(rows, self.scene.town.zone)
        when = begin + (end - begin) * self.luck.of("calls off at", number).uniform(-1.5, 0.6)
        await self.scene.clock.until(when)
        await self.scene.asked.put(("cancel", number))

    async def _send(self, order: dict[str, Any], number: str) -> None:
        """Until it is taken; one time in so many the very same message goes a second time."""
        body = json.dumps({"orders": [order]}, ensure_ascii=False).encode()
        id = f"msg_{new_id()}"
        await self._deliver(id, body, number)
        if self.luck.happens(SENDS_TWICE, "twice", number, order["version"]):
            report = await self._deliver(id, body, number)
            if report is not None and not report.get("repeated"):
                self.scene.notes.append(f"the shop's message for {number} was taken twice")

    async def _deliver(self, id: str, body: bytes, number: str) -> dict[str, Any] | None:
        path = f"/api/shops/{self.scene.shop}/orders"
        for _ in range(5):
            headers = signing.sign(id, self.scene.clock.now(), body, self._secret)
            headers |= {"content-type": "application/json"}
            try:
                report: dict[str, Any] = await self._wire.insist("POST", path, content=body, headers=headers)
            except Refused as why:
                if why.code == "signature-old":
                    continue  # the answer took longer than the day's clock allows: signed anew
                self.scene.notes.append(f"the shop's order {number} was refused: {why.body}")
                return None
            if report["refused"]:
                self.scene.notes.append(f"the shop's order {number} was refused: {report['refused'][0]}")
            return report
        self.scene.notes.append(f"the shop's order {number} never came through")
        return None
