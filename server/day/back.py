"""How do goods come back onto the shelves? From couriers, unwanted parcels, totes of cancelled orders."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from server.day.scene import Returned
from server.day.truth import OPENED, Box

if TYPE_CHECKING:
    from server.day.picker import Picker

UNPACK_S = 45.0
TO_A_SHELF = 0.5  # of what comes back goes to where it came from at once, the rest to the bin for returns
RETURNS = "RETURNS"

type Row = dict[str, Any]


async def take_in(picker: "Picker", returned: Returned) -> None:
    """A parcel a courier has brought back."""
    await picker.pause(UNPACK_S, "back", returned.box.parcel_id)
    await _scan_in(picker, returned.box, spoilt=returned.spoilt)
    if not returned.taken.done():
        returned.taken.set_result(None)


async def unpack(picker: "Picker", parcel: Row) -> None:
    """A packed parcel of an order that was cancelled."""
    box = picker.truth.boxes.get(parcel["id"])
    if box is None:  # its label is still in the printer: without it, it cannot be scanned
        await picker.phone.news(UNPACK_S)
        picker.scene.release(parcel["id"])
        return
    await picker.pause(UNPACK_S, "unpack", parcel["id"])
    await _scan_in(picker, box, spoilt=False)


async def put_back(picker: "Picker", task: Row) -> None:
    """What was gathered for an order that was cancelled."""
    await picker.pause(UNPACK_S, "put back", task["id"])
    units = picker.truth.totes.pop(task["order_id"], Counter())
    bin, where = _bin(picker, task["order_id"])
    told = await picker.phone.ask("return_goods", order_id=task["order_id"], **where)
    picker.truth.stow(bin, units)
    picker.count("totes put back")
    if not told.ok:
        picker.scene.notes.append(f"putting back order {task['order_id']} was {told.outcome}: {told.code}")


async def _scan_in(picker: "Picker", box: Box, *, spoilt: bool) -> None:
    bin, where = _bin(picker, box.parcel_id)
    sellable, broken = Counter(box.units), Counter[str]()
    if spoilt:
        broken[min(box.units)] = 1
        sellable -= broken
    box.holder = OPENED
    damaged = [{"sku": sku, "quantity": pieces} for sku, pieces in broken.items()]
    told = await picker.phone.ask(
        "return_goods", order_id=box.order_id, parcel_id=box.parcel_id, damaged=damaged, **where
    )
    picker.truth.stow(bin, sellable)
    picker.truth.damaged.update(broken)
    picker.count("parcels taken back")
    if not told.ok:
        picker.scene.notes.append(f"taking back parcel {box.code} was {told.outcome}: {told.code}")


def _bin(picker: "Picker", about: str) -> tuple[str, Row]:
    """Where it goes, and how the command says so."""
    bins = sorted(picker.phone.rows("bins").values(), key=lambda bin: bin["code"])
    luck = picker.luck.of("bin", about)
    if bins and luck.random() < TO_A_SHELF:
        bin = luck.choice(bins)
        return str(bin["code"]), {"bin_id": bin["id"]}
    return RETURNS, {}
