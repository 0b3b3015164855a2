"""What does a picker do all day? What comes back, what was cancelled, what is gathered, what is next."""

from datetime import timedelta
from typing import Any

from server.day import back, pack, pick
from server.day.clock import moment
from server.day.scene import Person, Scene

IDLE_S = 60.0
TAKES_A_BREAK = 0.04  # of the tasks are left alone for longer than a lease
BREAK_S = 1500.0
TAKES_OVER_EARLY = 0.02

type Row = dict[str, Any]


class Picker(Person):
    """Picks, packs, and takes goods back. Only one of them at a time has a thing in his hands."""

    def __init__(self, scene: Scene, login: str, password: str) -> None:
        super().__init__(scene, login, password)
        self.totes = 0

    async def work(self) -> None:
        """Until the day is over."""
        while not self.scene.over.is_set():
            if not (await self._back() or await self._pack() or await self._gather()):
                await self.phone.news(IDLE_S)

    def tasks(self) -> list[Row]:
        return sorted(self.phone.rows("tasks").values(), key=lambda task: task["id"])

    def order(self, order_id: str) -> Row:
        return self.phone.rows("orders").get(order_id, {})

    # What comes back -------------------------------------------------------------------------------------

    async def _back(self) -> bool:
        """A parcel from a courier, a parcel that nobody wants any more, a tote to be emptied."""
        if not self.scene.dock.empty():
            await back.take_in(self, self.scene.dock.get_nowait())
            return True
        for parcel in self.phone.rows("parcels").values():
            unwanted = self.order(parcel["order_id"]).get("status") == "cancelled"
            if parcel["status"] == "packed" and unwanted and self.scene.seize(parcel["id"]):
                await back.unpack(self, parcel)
                return True
        for task in self.tasks():
            here = task["status"] == "put-back" and self.scene.idle(task["id"])
            if here and self.scene.seize(f"back {task['id']}"):
                await back.put_back(self, task)
                return True
        return False

    async def _pack(self) -> bool:
        for task in self.tasks():
            here = task["status"] == "done" and self.scene.idle(task["id"])
            if here and self.scene.seize(f"pack {task['id']}"):
                if not await pack.pack(self, task):
                    await self.phone.news(
                        IDLE_S
                    )  # cancelled meanwhile, perhaps; who packed it keeps hold of it
                    self.scene.release(f"pack {task['id']}")
                return True
        return False

    # What is next ----------------------------------------------------------------------------------------

    async def _gather(self) -> bool:
        if not any(task["status"] in ("open", "claimed") for task in self.tasks()):
            return False
        told = await self.phone.ask("claim_next")
        if not told.ok:
            return await self._take_over()
        task = await self.phone.find(self._mine, IDLE_S)
        if task is None:
            return False  # cancelled in the same moment
        self.count("tasks claimed")
        await self._maybe_break(task)
        await pick.gather(self, task["id"])
        return True

    def _mine(self) -> Row | None:
        return next((t for t in self.tasks() if t["status"] == "claimed" and t["picker_id"] == self.id), None)

    async def _maybe_break(self, task: Row) -> None:
        """Somebody calls him away, and his lease runs out."""
        if self.luck.happens(TAKES_A_BREAK, "break", self.order(task["order_id"]).get("number")):
            self.count("leases lost")
            await self.clock.sleep(BREAK_S)
            await self.phone.pull_now()

    async def _take_over(self) -> bool:
        """Nothing is open: what somebody has left alone is taken over, now and then before its time."""
        for task in self.tasks():
            if task["status"] != "claimed" or task["picker_id"] == self.id:
                continue
            late = moment(task["lease_until_at"]) + timedelta(seconds=5) < self.clock.now()
            number = self.order(task["order_id"]).get("number")
            early = not late and self.scene.idle(task["id"]) and self.luck.happens(TAKES_OVER_EARLY, number)
            if late or early:
                told = await self.phone.ask("claim_task", task_id=task["id"], take_over=early)
                self.count("tasks taken over" if told.ok else "takeovers refused")
                if told.ok and await self.phone.find(self._mine, IDLE_S) is not None:
                    await pick.gather(self, task["id"])
                    return True
        return False
