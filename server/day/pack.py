"""How is an order packed? Piece by piece against the phone's own rules, never wrong, then labelled."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from server.day.ids import new_id
from server.day.truth import Box
from server.day.wire import Refused
from warehouse import packing
from warehouse.errors import WrongScan
from warehouse.packing import PackStep

if TYPE_CHECKING:
    from server.day.picker import Picker

SCAN_S, LABEL_S = 3.5, 15.0
HEARS_S = 4 * 3600.0  # a server that was killed is away for an hour of a fast day
WRONG = 0.05
EARLY = 0.04  # of the packers want to close before everything is in
FORGED = 0.03  # of the orders: a phone that does not know the rules sends a parcel that is not right
TWO_PARCELS = 0.12

type Row = dict[str, Any]


async def pack(picker: "Picker", task: Row) -> bool:
    """From the tote into parcels; False: what the office refuses (cancelled meanwhile) stays in the tote."""
    order = picker.order(task["order_id"])
    if not order:
        return False
    order_id, tote = order["id"], picker.truth.tote(order["id"])
    boxes = await _Table(picker, order, tote).scan()
    if boxes is None:
        return False
    if picker.luck.happens(FORGED, "forged", order["number"]):
        await _forge(picker, order_id, boxes)
    parcels = [{"parcel_id": new_id(), "units": dict(units)} for units in boxes]
    told = await picker.phone.ask("pack_order", order_id=order_id, parcels=parcels)
    if not told.ok:
        picker.count(f"packing refused: {told.code}")
        return False
    picker.count("orders packed")
    picker.count("parcels packed", len(parcels))
    picker.truth.totes.pop(order_id, None)
    await _label(picker, order_id, parcels)
    return True


async def _forge(picker: "Picker", order_id: str, boxes: list[Counter[str]]) -> None:
    """The same with one piece too many: the office must see it."""
    forged = [Counter(units) for units in boxes]
    forged[0][next(iter(forged[0]))] += 1
    parcels = [{"parcel_id": new_id(), "units": dict(units)} for units in forged]
    told = await picker.phone.ask("pack_order", order_id=order_id, parcels=parcels)
    picker.count("forged parcels")
    if told.ok:
        picker.scene.notes.append(f"a parcel with one piece too many passed, order {order_id}")
    else:
        picker.count("forged parcels refused")


async def _label(picker: "Picker", order_id: str, parcels: list[Row]) -> None:
    """The label comes out of the printer; without its code a parcel cannot be scanned again."""
    for parcel in parcels:
        id = parcel["parcel_id"]
        row = await picker.phone.find(partial(_parcel, picker, id), HEARS_S)
        if row is None:
            picker.scene.notes.append(f"a parcel of order {order_id} is not on its packer's phone")
            continue
        picker.truth.boxes[id] = Box(id, order_id, row["code"], Counter(parcel["units"]))
        try:
            label = await picker.phone.wire.insist("GET", f"/api/parcels/{id}/label.pdf")
        except Refused as why:
            if why.code != "unknown-thing":  # taken back already: its label is void
                picker.scene.notes.append(f"no label for parcel {row['code']}: {why}")
            continue
        if not label.startswith(b"%PDF"):
            picker.scene.notes.append(f"the label of parcel {row['code']} is no PDF")
        picker.count("labels printed")
        await picker.pause(LABEL_S, "label", id)


def _parcel(picker: "Picker", id: str) -> Row | None:
    return picker.phone.rows("parcels").get(id)


class _Table:
    """The packing table: one order's tote, and the boxes that are filled from it."""

    def __init__(self, picker: "Picker", order: Row, tote: Counter[str]) -> None:
        self.picker, self.order, self.tote = picker, order, tote
        items = {row["sku"]: row for row in picker.phone.rows("items").values()}
        lines = tuple(
            packing.PackLine(line["sku"], tuple(items[line["sku"]]["codes"]), line["quantity"])
            for line in order["lines"]
        )
        self.codes = {line.sku: line.codes or (line.sku,) for line in lines}
        self.others = sorted(c for sku, row in items.items() if sku not in self.codes for c in row["codes"])
        self.at = packing.Packing(lines)

    async def scan(self) -> list[Counter[str]] | None:
        """Every piece once, with mistakes that must be refused; None when the tote does not hold it."""
        luck = self.picker.luck.of("pack", self.order["number"])
        pieces = sorted(self.tote.elements())
        luck.shuffle(pieces)
        split_at = luck.randrange(1, len(pieces)) if len(pieces) > 1 and luck.random() < TWO_PARCELS else -1
        for n, sku in enumerate(pieces):
            await self.picker.pause(SCAN_S, "pack", self.order["number"], n)
            if luck.random() < WRONG and self.others:
                self._wrong(luck.choice(self.others))
            if luck.random() < EARLY and self.at.step is PackStep.ITEM:
                self._too_early()
            if n == split_at and self.at.step is PackStep.ITEM:
                self.at = packing.next_parcel(self.at)
            self.picker.count("scans")
            try:
                self.at = packing.scan(self.at, luck.choice(self.codes[sku]))
            except (WrongScan, KeyError) as why:
                self.picker.scene.notes.append(
                    f"order {self.order['number']}: a gathered {sku} does not fit ({why})"
                )
                return None
        if pieces and luck.random() < WRONG:
            self._wrong(luck.choice(self.codes[pieces[-1]]))  # the last piece once more
        try:
            self.at = packing.close(self.at)
        except WrongScan as why:
            self.picker.scene.notes.append(f"order {self.order['number']}: the tote lacks {why.expected}")
            return None
        return [Counter(parcel) for parcel in self.at.parcels if parcel]

    def _wrong(self, text: str) -> None:
        self.picker.count("wrong scans")
        try:
            packing.scan(self.at, text)
        except WrongScan as why:
            self.picker.count("wrong scans refused")
            self.picker.count(f"refused: {why.code}")
        else:
            self.picker.scene.notes.append(f"order {self.order['number']}: a wrong scan of {text} passed")

    def _too_early(self) -> None:
        self.picker.count("wrong scans")
        try:
            packing.close(self.at)
        except WrongScan as why:
            self.picker.count("wrong scans refused")
            self.picker.count(f"refused: {why.code}")
        else:
            self.picker.scene.notes.append(f"order {self.order['number']}: closed before everything was in")
