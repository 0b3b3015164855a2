"""What does the dispatcher do all day? Plans, publishes, plans the rest, answers telephones and questions."""

import asyncio
from datetime import datetime
from typing import Any

from server.day import PLANNED
from server.day.clock import moment
from server.day.ids import new_id
from server.day.journal import Outcome
from server.day.scene import Person

BUDGET_S = 6
LOOKS_S = 600.0
PLANS_EVERY_S = 2400.0
ANSWERS_AFTER_S = 240.0
PLAN_PATIENCE_S = 150  # real
EVENING_S = 3 * 3600.0  # at least, for what is to go back to the shelves
DONE = frozenset({"delivered", "returned", "cancelled"})
GOES = frozenset({"reserved", "picking", "packed"})

type Row = dict[str, Any]


class Dispatcher(Person):
    """Sees everything, decides what goes."""

    def __init__(self, scene: Any, login: str, password: str) -> None:
        super().__init__(scene, login, password)
        self._answered: set[str] = set()
        self._tried: set[str] = set()  # orders that the last plan was made of
        self._planned_s = 0.0
        self.sources: set[str] = set()

    async def work(self, people: "asyncio.Task[None]") -> None:
        """Until the couriers are home and nothing is left open. `people`: the couriers' work."""
        await self.plan()
        while not people.done():
            await self._look()
            await self.clock.sleep(LOOKS_S / 4)
        await self._evening()

    # Plans -----------------------------------------------------------------------------------------------

    async def plan(self) -> bool:
        """Ask for a plan of what waits, and send it out."""
        self._tried = set(self._waiting())
        self._planned_s = self.clock.now_s()
        plan_id = new_id()
        on, seed = self.scene.on.isoformat(), self.luck.of("plan", len(self.sources)).randrange(2**31)
        told = await self.phone.ask("request_plan", plan_id=plan_id, on=on, seed=seed, budget_s=BUDGET_S)
        if not told.ok:
            return False
        plan = await self._made(plan_id)
        if plan is None or plan["status"] != "ready":
            self._not_made(plan)
            return False
        self.sources.add(plan["source"] or "")
        told = await self.phone.ask("publish_plan", plan_id=plan_id)
        if told.ok:
            self.count("plans published")
            self.count("orders planned", plan["orders"] - len(plan["unassigned"]))
            self.scene.say_once(PLANNED)
        else:
            await self.phone.ask("discard_plan", plan_id=plan_id)
        return told.ok

    def _not_made(self, plan: Row | None) -> None:
        """A worker that is killed again and again gives up: then it is asked anew. Anything else is noted."""
        self._tried = set()
        self.count("plans not made")
        if plan is None or plan["failure"] != "plan-gave-up":
            self.scene.notes.append(f"a plan was not made: {plan and (plan['failure'] or plan['status'])}")

    async def _made(self, plan_id: str) -> Row | None:
        """The plan once the worker has answered; it may be killed meanwhile, and then takes longer."""

        def found() -> Row | None:
            plan = self.phone.rows("plans").get(plan_id)
            return plan if plan is not None and plan["status"] != "requested" else None

        return await self.phone.find(found, PLAN_PATIENCE_S * self.clock.rate)

    def _waiting(self) -> list[str]:
        """Orders of the day that could go and are on no route."""
        stops = self.phone.rows("stops").values()
        routes = self.phone.rows("routes")
        live = {
            stop["order_id"]
            for stop in stops
            if routes.get(stop["route_id"], {}).get("status") in ("draft", "published", "started", "finished")
            if stop["status"] not in ("delivered", "failed")
        }
        return [
            order["id"]
            for order in self.phone.rows("orders").values()
            if order["status"] in GOES and order["zone_reason"] is None and order["id"] not in live
            if order["delivery_on"] == self.scene.on.isoformat()
        ]

    # The day ---------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        await self._telephone()
        await self._questions()
        new = set(self._waiting()) - self._tried
        urgent = any(self._soon(order_id) for order_id in new)
        rested = self.clock.now_s() - self._planned_s
        if new and (rested > PLANS_EVERY_S or (urgent and rested > PLANS_EVERY_S / 4)):
            await self.plan()

    def _soon(self, order_id: str) -> bool:
        order = self.phone.rows("orders")[order_id]
        until: datetime = moment(order["window_to_at"])
        return (until - self.clock.now()).total_seconds() < 2 * 3600

    async def _telephone(self) -> None:
        """Shops that have changed their minds."""
        while not self.scene.asked.empty():
            wish, number = self.scene.asked.get_nowait()
            order = next((o for o in self.phone.rows("orders").values() if o["number"] == number), None)
            if wish == "cancel" and order is not None and order["status"] not in DONE:
                told = await self._cancel(order, "the shop has asked for it")
                self.count("cancelled by telephone" if told.ok else "cancelled too late")

    async def _cancel(self, order: Row, reason: str) -> Outcome:
        return await self.phone.ask("cancel_order", order_id=order["id"], reason=reason)

    async def _questions(self, all_of_them: bool = False) -> None:
        """What does not fit is answered after a while, with a word about it."""
        for row in list(self.phone.rows("discrepancies").values()):
            if row["resolved_at"] or row["id"] in self._answered:
                continue
            age_s = (self.clock.now() - moment(row["opened_at"])).total_seconds()
            if not all_of_them and age_s < ANSWERS_AFTER_S:
                continue
            self._answered.add(row["id"])
            self.count(f"questions: {row['kind']}")
            await self.phone.ask(
                "resolve_discrepancy",
                discrepancy_id=row["id"],
                comment="looked into, explained by the people",
            )

    # The evening -----------------------------------------------------------------------------------------

    async def _evening(self) -> None:
        """What can no longer go is called off and goes back to the shelves, every question is answered."""
        quiet, end = 0, max(self.scene.until, self.clock.later(EVENING_S))
        while quiet < 2 and self.clock.now() < end:
            await self._telephone()
            called_off = await self._call_off()
            await self._questions(all_of_them=True)
            await self.phone.pull_now()
            quiet = 0 if called_off or self._open() else quiet + 1
            await asyncio.sleep(0.5)

    def _open(self) -> bool:
        """Something is still to be answered, put back or unpacked."""
        phone = self.phone
        questions = any(not row["resolved_at"] for row in phone.rows("discrepancies").values())
        tasks = any(row["status"] != "waiting" for row in phone.rows("tasks").values())
        parcels = any(row["status"] not in ("delivered", "back") for row in phone.rows("parcels").values())
        return questions or tasks or parcels

    async def _call_off(self) -> int:
        """Cancel what stayed in the building, but for what may wait for goods; returns how many."""
        left = [
            order
            for order in list(self.phone.rows("orders").values())
            if order["status"] not in DONE and order["status"] not in ("loaded", "failed")
            if order["delivery_on"] <= self.scene.on.isoformat() and not self._may_wait(order)
        ]
        for order in left:
            told = await self._cancel(order, "not delivered on its day")
            self.count("called off in the evening" if told.ok else "could not be called off")
        return len(left)

    def _may_wait(self, order: Row) -> bool:
        """A short order of which nothing was gathered can wait for goods, if its customer can."""
        patient = self.luck.happens(0.5, "waits", order["number"])
        return patient and order["status"] == "short" and not any(line["picked"] for line in order["lines"])
