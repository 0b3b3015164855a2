"""How is one order gathered? Bin, item, tote by the phone's rules; wrong scans on purpose, empty shelves."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server.day.ids import new_id
from server.day.truth import Place, Said
from warehouse import picking
from warehouse.codes import tote_code
from warehouse.errors import WrongScan
from warehouse.picking import PickStep, ShortReason

if TYPE_CHECKING:
    from server.day.picker import Picker

WALK_S, SCAN_S = 16.0, 4.0
WRONG = 0.05  # of the scans are of something else first
BROKEN = 0.006  # of the last pieces of a line are found damaged
NO_NETWORK = 0.15  # of the tasks are gathered between thick walls
ROUNDS = 12

type Row = dict[str, Any]


async def gather(picker: "Picker", task_id: str) -> None:
    """Work a claimed task off, new lines included, as long as it is his."""
    picker.scene.busy[task_id] += 1
    try:
        for attempt in range(ROUNDS):
            task = picker.phone.rows("tasks").get(task_id)
            if task is None or task["status"] != "claimed" or task["picker_id"] != picker.id:
                return
            with ExitStack() as gap:
                number = picker.order(task["order_id"]).get("number")
                if picker.luck.happens(NO_NETWORK, "network", number, attempt):
                    picker.count("network gaps")
                    gap.enter_context(picker.phone.offline())
                made = await _Walk(picker, task).lines()
            await _settle(picker, task, made)
    finally:
        picker.scene.busy[task_id] -= 1


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it was told: the command, the place, and how many pieces went into the tote."""

    command: str
    line_id: str
    place: Place
    taken: int


async def _settle(picker: "Picker", task: Row, made: list[Told]) -> None:
    """Hear what the office makes of it; of an order that was over by then everything goes back."""
    await picker.phone.flushed()
    for each in made:
        told = await picker.phone.outcome(each.command)
        over = {"picked-twice": each.taken, "picked-too-many": told.params.get("pieces", 0)}.get(told.code, 0)
        if over:
            picker.count("picked in vain", over)
            picker.truth.tote(task["order_id"])[each.place[1]] -= over
            picker.truth.in_vain(picker.login, each.place, over)
        picker.truth.told(picker.login, each.place)
        if not told.ok:
            picker.scene.notes.append(f"a pick of line {each.line_id} was {told.outcome}: {told.code}")
    lines = {each.line_id for each in made}

    def heard() -> bool | None:
        row = picker.phone.rows("tasks").get(task["id"])
        if row is None:
            return True
        return True if all(line["done"] for line in row["lines"] if line["id"] in lines) else None

    await picker.phone.find(heard, 600)


class _Walk:
    """The lines of a task that are left, in their order, with one tote."""

    def __init__(self, picker: "Picker", task: Row) -> None:
        self.picker, self.task = picker, task
        self.rows = {line["id"]: line for line in task["lines"]}
        left = sorted((line for line in task["lines"] if not line["done"]), key=lambda line: line["n"])
        lines = tuple(
            picking.PickLine(line["id"], line["bin"], line["sku"], tuple(line["codes"]), line["quantity"])
            for line in left
        )
        self.foreign = tuple(t["tote"] for t in picker.tasks() if t["tote"] and t["id"] != task["id"])
        self.at = picking.begin(lines, task["tote"], self.foreign)
        self.tote = task["tote"] or tote_code(new_id())
        self.made: list[Told] = []
        self.said: dict[str, Said] = {}

    async def lines(self) -> list[Told]:
        """Scan until nothing is left: what was told of each line."""
        while self.at.step is not PickStep.DONE:
            line = self.at.lines[0]
            if self.at.step is PickStep.BIN:
                await self.picker.pause(WALK_S, "walk", line.id)
                self._scan(line.bin, "bin")
            elif self.at.step is PickStep.ITEM:
                await self.picker.pause(SCAN_S, "scan", line.id, self.at.taken)
                self._piece(line)
            else:
                await self.picker.pause(SCAN_S, "tote", line.id)
                self._scan(self.tote, "tote")
        return self.made

    def _piece(self, line: picking.PickLine) -> None:
        """Take one from the shelf and scan it, or say that there is none, or none that can be sold."""
        truth, place = self.picker.truth, (line.bin, line.sku)
        last = self.at.taken == line.quantity - 1
        if last and truth.shelves[place] and self.picker.luck.happens(BROKEN, "broken", line.id):
            truth.take(self.picker.login, place)
            truth.damaged[line.sku] += 1
            self.said[line.id] = Said(broken=1)
            self._short(line, ShortReason.DAMAGED)
        elif truth.take(self.picker.login, place):
            truth.tote(self.task["order_id"])[line.sku] += 1
            codes = line.codes or (line.sku,)
            self._scan(self.picker.luck.of("code", line.id, self.at.taken).choice(codes), "item")
        else:
            self.said[line.id] = Said(lost=truth.report(self.picker.login, place))
            self._short(line, ShortReason.MISSING)

    def _short(self, line: picking.PickLine, reason: ShortReason) -> None:
        self.picker.count(f"short picks: {reason}")
        self.at, picked = picking.report_short(self.at, reason)
        self._tell(line, picked)

    def _scan(self, text: str, what: str) -> None:
        """The right thing, now and then after a wrong one, which must change nothing."""
        line = self.at.lines[0]
        luck = self.picker.luck.of("wrong", line.id, what, self.at.taken)
        if luck.random() < WRONG:
            self._wrong(self._something_else(luck, what, line))
        self.picker.count("scans")
        self.at, picked = picking.scan(self.at, text)
        self._tell(line, picked)

    def _wrong(self, text: str) -> None:
        before = self.at
        self.picker.count("wrong scans")
        try:
            picking.scan(before, text)
        except WrongScan as why:
            self.picker.count("wrong scans refused")
            self.picker.count(f"refused: {why.code}")
        else:
            self.picker.scene.notes.append(f"a wrong scan of {text} passed at {before.step}")

    def _something_else(self, luck: Any, what: str, line: picking.PickLine) -> str:
        """A code that is none of those expected: of a neighbour's bin, another item, somebody's tote."""
        phone = self.picker.phone
        if what == "tote":
            return luck.choice((line.bin, *(self.foreign or (new_id(),))))
        if what == "bin":
            others = [
                row["code"]
                for row in phone.rows("bins").values()
                if not picking.is_bin(line.bin, row["code"])
            ]
        else:
            items = phone.rows("items").values()
            others = [c for row in items for c in row["codes"] if not picking.is_item(line.codes, c)]
        return luck.choice(sorted(others) or [self.tote])

    def _tell(self, line: picking.PickLine, picked: picking.Picked | None) -> None:
        if picked is None:
            return
        short = {"short": str(picked.short)} if picked.short else {}
        command = self.picker.phone.make(
            "pick_line",
            task_id=self.task["id"],
            line_id=picked.line_id,
            quantity=picked.quantity,
            tote=picked.tote,
            **short,
        )
        place = (line.bin, line.sku)
        if line.id in self.said:
            self.picker.truth.said.append((command, place, self.said[line.id]))
        self.made.append(Told(command, line.id, place, picked.quantity))
        self.picker.count("lines picked")
        self.picker.count("pieces picked", picked.quantity)
