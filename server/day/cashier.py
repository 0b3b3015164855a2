"""How does a cashier settle a courier? Scan the sheet, count blind, ask about what differs, close."""

import random
from typing import Any

from server.day.ids import new_id
from server.day.scene import Handover, Person

MISCOUNTS = 0.08
DENOMINATIONS = (50_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
COUNT_S = 90.0
TRIES = 8

type Row = dict[str, Any]


class Cashier(Person):
    """One desk. Several of them take from the same queue of couriers."""

    async def work(self) -> None:
        """Until cancelled."""
        while True:
            handover = await self.scene.desk.get()
            try:
                await self._settle(handover)
            finally:
                if not handover.settled.done():
                    handover.settled.set_result(None)

    async def _settle(self, handover: Handover) -> None:
        """Count until the sheet is closed; what was physically there goes into the till."""
        await self._sheet(handover)
        wrong = self.luck.happens(MISCOUNTS, "miscounts", handover.sheet_code)
        for attempt in range(TRIES):
            slip = self.luck.of("slip", handover.sheet_code).choice((-500, -100, 100, 1000))
            seen = max(0, handover.minor + slip) if wrong and not attempt else handover.minor
            count = await self._count(handover, seen, attempt)
            if count is None:
                return
            if count["difference_minor"] and seen != handover.minor:
                self.count("miscounts noticed")
                continue  # he counts again, and rightly
            if await self._close(handover, count):
                self.truth.till += handover.minor
                return
        self.scene.notes.append(f"sheet {handover.sheet_code} could not be closed in {TRIES} tries")

    async def _sheet(self, handover: Handover) -> Row:
        sheet: Row = await self.phone.wire.insist("GET", f"/api/sheets/{handover.sheet_code}")
        if any("minor" in name for order in sheet["orders"] for name in order):
            self.scene.notes.append(f"the blind sheet {handover.sheet_code} names a sum")
        return sheet

    async def _count(self, handover: Handover, minor: int, attempt: int) -> Row | None:
        """Enter a count; the row with the expected sum, which he sees only now."""
        await self.pause(COUNT_S, "counting", handover.sheet_code, attempt)
        count_id = new_id()
        luck = self.luck.of("pieces", handover.sheet_code, attempt)
        pieces = [{"denomination_minor": d, "count": n} for d, n in pieces_of(luck, minor)]
        currency = self.scene.town.currency
        told = await self.phone.ask(
            "count_sheet", count_id=count_id, route_id=handover.route_id, currency=currency, pieces=pieces
        )
        self.count("counts")
        if not told.ok:
            self.scene.notes.append(f"a count of {handover.sheet_code} was {told.outcome}: {told.code}")
            return None
        sheet = await self._sheet(handover)
        return next((count for count in sheet["counts"] if count["id"] == count_id), None)

    async def _close(self, handover: Handover, count: Row) -> bool:
        reason: dict[str, Any] = {}
        if count["difference_minor"]:
            self.count("sheets closed with a difference")
            reason = {"reason": "wrong-change", "comment": "counted twice, he gave wrong change"}
        told = await self.phone.ask("close_sheet", count_id=count["id"], **reason)
        if told.code == "parcels-missing":
            self.count("sheets signed with a parcel missing")
            signed = {"parcels_signed": True, "comment": "the courier has not brought it", **reason}
            told = await self.phone.ask("close_sheet", count_id=count["id"], **signed)
        if told.ok:
            self.count("sheets closed")
        return told.ok


def pieces_of(luck: random.Random, minor: int) -> list[tuple[int, int]]:
    """Coins and notes that make a sum: (denomination, how many), not always the fewest."""
    pieces: list[tuple[int, int]] = []
    for denomination in DENOMINATIONS:
        most = minor // denomination
        count = most if denomination == 1 else min(most, luck.randint(0, 3) if luck.random() < 0.3 else most)
        if count:
            pieces.append((denomination, count))
            minor -= denomination * count
    return pieces
