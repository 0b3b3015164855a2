"""How is an order gathered? Bin, item, tote, line by line; a wrong scan changes nothing.

In the words of the floor: go to the bin that is shown and scan its label. Scan each piece that you take.
When the line's count is reached, scan the tote and lay the pieces in; the first tote scanned is the task's
own from then on. Then the next line, in walking order, until nothing is left to take.

`STEPS` is the whole machine. The phone runs it offline, from the generated contract; the server judges the
finished lines again. `tests/contract/picking.json` holds both to the same answers.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from warehouse.codes import Kind, canonical, parse
from warehouse.errors import WrongScan


class PickStep(StrEnum):
    """What the picker is to scan next."""

    BIN = "bin"
    ITEM = "item"
    TOTE = "tote"
    DONE = "done"


# (step, what was scanned) -> next step. `last-item` completes the line, `last-tote` the task.
STEPS: dict[tuple[PickStep, str], PickStep] = {
    (PickStep.BIN, "bin"): PickStep.ITEM,
    (PickStep.ITEM, "item"): PickStep.ITEM,
    (PickStep.ITEM, "last-item"): PickStep.TOTE,
    (PickStep.TOTE, "tote"): PickStep.BIN,
    (PickStep.TOTE, "last-tote"): PickStep.DONE,
    (PickStep.ITEM, "short"): PickStep.BIN,  # nothing of it there: on to the next line
    (PickStep.ITEM, "short-some"): PickStep.TOTE,  # what was found goes into the tote
    (PickStep.ITEM, "last-short"): PickStep.DONE,
    (PickStep.BIN, "short"): PickStep.BIN,  # the bin itself cannot be reached
    (PickStep.BIN, "last-short"): PickStep.DONE,
}


class ShortReason(StrEnum):
    """Why less was taken than asked (W9)."""

    MISSING = "missing"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong-item"  # something else lies in the bin
    BLOCKED = "blocked"  # the bin cannot be reached


@dataclass(frozen=True, slots=True)
class PickLine:
    """Take `quantity` of an item from a bin; `codes` are what its barcodes may say."""

    id: str
    bin: str
    sku: str
    codes: tuple[str, ...]
    quantity: int


@dataclass(frozen=True, slots=True)
class Picking:
    """Where a picker stands in a task: `lines` still to take, in walking order; `taken` of the first."""

    lines: tuple[PickLine, ...]
    tote: str | None = None  # code; None until the first tote was scanned
    foreign_totes: tuple[str, ...] = ()  # codes in use for other orders
    step: PickStep = PickStep.BIN
    taken: int = 0
    short: ShortReason | None = None  # less than asked: what was found is on its way into the tote


@dataclass(frozen=True, slots=True)
class Picked:
    """A finished line: what the command `pick_line` carries (`short` set: the rest is not there)."""

    line_id: str
    quantity: int
    tote: str | None
    short: ShortReason | None = None


def begin(
    lines: tuple[PickLine, ...], tote: str | None = None, foreign_totes: tuple[str, ...] = ()
) -> Picking:
    """A task as it is claimed, or found again after a restart."""
    step = PickStep.BIN if lines else PickStep.DONE
    return Picking(lines, tote, foreign_totes, step)


def scan(at: Picking, text: str) -> tuple[Picking, Picked | None]:
    """The state after a scan, and the line that it finished; raises WrongScan, and nothing has changed."""
    if at.step is PickStep.DONE:
        raise WrongScan("nothing-to-scan", got=text)
    line = at.lines[0]
    if at.step is PickStep.BIN:
        if not is_bin(line.bin, text):
            raise WrongScan("wrong-bin", line.bin, text)
        return replace(at, step=STEPS[at.step, "bin"]), None
    if at.step is PickStep.ITEM:
        if not is_item(line.codes, text):
            raise WrongScan("wrong-item", line.sku, text)
        taken = at.taken + 1
        action = "last-item" if taken == line.quantity else "item"
        return replace(at, step=STEPS[at.step, action], taken=taken), None
    return _into_tote(at, line, text)


def _into_tote(at: Picking, line: PickLine, text: str) -> tuple[Picking, Picked]:
    scanned = parse(text)
    if scanned.kind is not Kind.TOTE:
        raise WrongScan("not-a-tote", at.tote or "", text)
    if at.tote is not None and scanned.code != at.tote:
        raise WrongScan("wrong-tote", at.tote, scanned.code)
    if scanned.code in at.foreign_totes:
        raise WrongScan("tote-of-other-order", at.tote or "", scanned.code)
    return _next(at, "tote", scanned.code), Picked(line.id, at.taken, scanned.code, at.short)


def report_short(at: Picking, reason: ShortReason) -> tuple[Picking, Picked | None]:
    """Less is there than asked. With nothing taken the line is over, else that much goes into the tote."""
    if at.step not in (PickStep.BIN, PickStep.ITEM):
        raise WrongScan("nothing-is-short")
    if at.taken:
        return replace(at, step=STEPS[at.step, "short-some"], short=reason), None
    return _next(at, "short", at.tote), Picked(at.lines[0].id, 0, at.tote, reason)


def _next(at: Picking, action: str, tote: str | None) -> Picking:
    left = at.lines[1:]
    step = STEPS[at.step, action if left else f"last-{action}"]
    return Picking(left, tote, at.foreign_totes, step)


def is_bin(code: str, text: str) -> bool:
    """Is this scan that bin's label, however a keyboard spelt it?"""
    return canonical(text) == canonical(code) != ""


def is_item(codes: tuple[str, ...], text: str) -> bool:
    """Is this scan one of an item's codes? Items without a barcode are scanned by their SKU label."""
    scanned = canonical(text)
    return scanned != "" and scanned in {canonical(code) for code in codes}
