"""May this order be closed and labelled? Only after exactly its pieces were scanned, no more and no less.

In the words of the floor: scan the tote. Scan each piece as it goes into the box; "next parcel" begins
another box. When everything has been scanned the parcels are closed, and only then is there a label.

`STEPS` is the machine; the phone runs it from the contract, the server judges the parcels again with `check`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from warehouse.errors import WrongScan
from warehouse.picking import is_item


class PackStep(StrEnum):
    """What the packer is to do next."""

    ITEM = "item"
    CLOSE = "close"  # everything is in: close the parcels
    DONE = "done"


STEPS: dict[tuple[PackStep, str], PackStep] = {
    (PackStep.ITEM, "item"): PackStep.ITEM,
    (PackStep.ITEM, "last-item"): PackStep.CLOSE,
    (PackStep.ITEM, "next-parcel"): PackStep.ITEM,
    (PackStep.CLOSE, "close"): PackStep.DONE,
}


@dataclass(frozen=True, slots=True)
class PackLine:
    """An order wants `quantity` of an item; `codes` are what its barcodes may say."""

    sku: str
    codes: tuple[str, ...]
    quantity: int


@dataclass(frozen=True, slots=True)
class Packing:
    """The order's lines, and the SKUs scanned into each parcel so far (one per piece, the last is open)."""

    lines: tuple[PackLine, ...]
    parcels: tuple[tuple[str, ...], ...] = ((),)
    step: PackStep = PackStep.ITEM


def scan(at: Packing, text: str) -> Packing:
    """The state after a piece was scanned into the open parcel; raises WrongScan, and nothing has changed."""
    if at.step is PackStep.DONE:
        raise WrongScan("nothing-to-scan", got=text)
    fitting = [line for line in at.lines if is_item(line.codes, text)]
    if not fitting:
        raise WrongScan("not-of-this-order", ", ".join(_missing(at)), text)
    packed = Counter(sku for parcel in at.parcels for sku in parcel)
    line = next((line for line in fitting if packed[line.sku] < wanted(at.lines)[line.sku]), None)
    if line is None:
        raise WrongScan("one-too-many", str(wanted(at.lines)[fitting[0].sku]), fitting[0].sku)
    parcels = (*at.parcels[:-1], (*at.parcels[-1], line.sku))
    complete = packed.total() + 1 == wanted(at.lines).total()
    return replace(at, parcels=parcels, step=STEPS[at.step, "last-item" if complete else "item"])


def next_parcel(at: Packing) -> Packing:
    """Close the open box and begin another; raises WrongScan while the open one is empty."""
    if at.step is not PackStep.ITEM or not at.parcels[-1]:
        raise WrongScan("parcel-empty")
    return replace(at, parcels=(*at.parcels, ()), step=STEPS[at.step, "next-parcel"])


def close(at: Packing) -> Packing:
    """Everything is in. Raises WrongScan while something is missing."""
    if at.step is not PackStep.CLOSE:
        raise WrongScan("pieces-missing", ", ".join(_missing(at)))
    return replace(at, step=STEPS[at.step, "close"])


def check(lines: Iterable[PackLine], parcels: Sequence[Mapping[str, int]]) -> None:
    """The gate: raises WrongScan unless the parcels (SKU -> pieces) hold exactly what the order wants."""
    want, got = wanted(tuple(lines)), Counter[str]()
    for parcel in parcels:
        if not parcel or any(pieces <= 0 for pieces in parcel.values()):
            raise WrongScan("parcel-empty")
        got.update(parcel)
    if not parcels:
        raise WrongScan("pieces-missing", ", ".join(sorted(want)))
    for sku in sorted(got.keys() | want.keys()):
        if sku not in want:
            raise WrongScan("not-of-this-order", got=sku)
        if got[sku] > want[sku]:
            raise WrongScan("one-too-many", str(want[sku]), sku)
        if got[sku] < want[sku]:
            raise WrongScan("pieces-missing", sku, str(got[sku]))


def wanted(lines: Iterable[PackLine]) -> Counter[str]:
    """Pieces by SKU; an order may name one item on several lines."""
    found: Counter[str] = Counter()
    for line in lines:
        found[line.sku] += line.quantity
    return found


def _missing(at: Packing) -> list[str]:
    packed = Counter(sku for parcel in at.parcels for sku in parcel)
    return sorted((wanted(at.lines) - packed).keys())
