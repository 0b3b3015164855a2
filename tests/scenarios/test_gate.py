"""Can a wrong parcel ever pass the gate, or a right one ever be held back? Random scans, then real orders."""

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from server.commands.bus import run
from server.db import db
from server.db.stock import Parcel
from server.ids import new_id
from server.imports.items import ItemRow
from tests import world as town
from tests.databases import KINDS
from tests.scenarios.building import Building
from tests.server.commands import building as said
from warehouse import packing
from warehouse.codes import gtin_check_digit
from warehouse.errors import WrongScan
from warehouse.packing import Packing, PackLine, PackStep

SEED, SEQUENCES = 20261122, 20_000
pytestmark = pytest.mark.slow

SAMPLE = {"sqlite": 150, "postgres": 60}
ATTEMPTS = 10  # at each real order: all but the last are as they come, the last is right
REFUSALS = {"not-of-this-order", "one-too-many", "pieces-missing", "parcel-empty"}


def gtin(n: int) -> str:
    body = f"40063813{n:04}"
    return body + gtin_check_digit(body)


ITEMS = {f"S{n}": (gtin(n), f"S{n}") for n in range(7)}
type Box = list[Counter[str]]


@dataclass(slots=True)
class Packed:
    """A sequence played: the machine at its end, what a packer who minds no warning has in his boxes, and
    what he was told."""

    at: Packing
    boxes: Box
    told: Counter[str]


def an_order(luck: random.Random) -> tuple[PackLine, ...]:
    skus = luck.choices(list(ITEMS), k=luck.randint(1, 3))  # now and then one item on two lines
    return tuple(PackLine(sku, ITEMS[sku], luck.randint(1, 3)) for sku in skus)


def play(luck: random.Random, lines: tuple[PackLine, ...], care: float) -> Packed:
    """Pieces scanned as they come: right, of another order, one too many, twice, boxes closed too early."""
    wanted = Counter(dict.fromkeys(ITEMS, 0))
    for line in lines:
        wanted[line.sku] += line.quantity
    pieces = list(wanted.elements())
    luck.shuffle(pieces)
    packed = Packed(Packing(lines), [Counter()], Counter())
    for sku in pieces:
        while luck.random() > care:
            _slip(luck, packed, sku, wanted)
        if luck.random() < care + (1 - care) / 2:  # else the piece is forgotten
            _scan(luck, packed, sku)
        if luck.random() < 0.15:
            _do(packed, packing.next_parcel, Counter())
    _do(packed, packing.close)
    return packed


def _slip(luck: random.Random, packed: Packed, sku: str, wanted: Counter[str]) -> None:
    kind = luck.randrange(4)
    if kind == 0:
        _scan(luck, packed, luck.choice([other for other in ITEMS if not wanted[other]]))
    elif kind == 1:
        _scan(luck, packed, luck.choice([mine for mine in ITEMS if wanted[mine]]))
    elif kind == 2:
        _scan(luck, packed, sku)
    else:
        _do(packed, packing.close)


def _scan(luck: random.Random, packed: Packed, sku: str) -> None:
    packed.boxes[-1][sku] += 1
    _do(packed, lambda at: packing.scan(at, luck.choice(ITEMS[sku])))


def _do(packed: Packed, act: Any, box: Counter[str] | None = None) -> None:
    """A wrong scan changes nothing."""
    before = packed.at
    try:
        packed.at = act(before)
    except WrongScan as why:
        assert packed.at is before
        packed.told[why.code] += 1
        return
    if box is not None:
        packed.boxes.append(box)


def passes(lines: tuple[PackLine, ...], boxes: Box) -> bool:
    try:
        packing.check(lines, boxes)
    except WrongScan as why:
        assert why.code in REFUSALS
        return False
    return True


def exact(lines: tuple[PackLine, ...], boxes: Box) -> bool:
    """Said without the rules under test: no empty box, and piece by piece what was ordered."""
    ordered = sorted(line.sku for line in lines for _ in range(line.quantity))
    return all(box for box in boxes) and sorted(sku for box in boxes for sku in box.elements()) == ordered


def judge(sequences: int) -> Counter[str]:
    """Play them all; returns how often each thing happened."""
    luck, seen = random.Random(SEED), Counter[str]()
    for number in range(sequences):
        lines = an_order(luck)
        packed = play(luck, lines, luck.choice((0.5, 0.8, 0.95, 1)))
        scanned: Box = [Counter(parcel) for parcel in packed.at.parcels]
        closed = packed.at.step is PackStep.DONE
        where = (SEED, number)
        assert closed == exact(lines, scanned), where
        assert passes(lines, scanned) == closed, where
        assert passes(lines, packed.boxes) == exact(lines, packed.boxes), where
        seen["closed" if closed else "held back"] += 1
        seen["careless and right" if exact(lines, packed.boxes) else "careless and wrong"] += 1
        seen.update(packed.told)
    return seen


def test_a_wrong_parcel_never_passes_and_a_right_one_always_does() -> None:
    seen = judge(SEQUENCES)
    assert seen["closed"] + seen["held back"] == SEQUENCES
    told = {"closed", "held back", "careless and right", "careless and wrong"}
    assert min(seen[what] for what in told | (REFUSALS - {"parcel-empty"})) > SEQUENCES / 20, seen
    assert seen["parcel-empty"] + seen["nothing-to-scan"] > 0


def _counts_only_how_many(patch: pytest.MonkeyPatch) -> None:
    def careless(lines: Any, parcels: Any) -> None:
        if sum(line.quantity for line in lines) != sum(sum(box.values()) for box in parcels):
            raise WrongScan("pieces-missing")

    patch.setattr(packing, "check", careless)


def _forgets_the_second_line_of_an_item(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        packing, "wanted", lambda lines: Counter({line.sku: line.quantity for line in reversed(lines)})
    )


def _takes_one_too_many(patch: pytest.MonkeyPatch) -> None:
    honest = packing.scan

    def careless(at: Packing, text: str) -> Packing:
        try:
            return honest(at, text)
        except WrongScan as why:
            if why.code != "one-too-many" or at.step is not PackStep.ITEM:
                raise
            parcels = (*at.parcels[:-1], (*at.parcels[-1], why.got))
            return Packing(at.lines, parcels, at.step)

    patch.setattr(packing, "scan", careless)


def _closes_when_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(packing, "close", lambda at: Packing(at.lines, at.parcels, PackStep.DONE))


@pytest.mark.parametrize(
    "mutant",
    [_counts_only_how_many, _forgets_the_second_line_of_an_item, _takes_one_too_many, _closes_when_asked],
    ids=lambda mutant: mutant.__name__.strip("_"),
)
def test_the_judge_notices_a_gate_that_is_ajar(monkeypatch: pytest.MonkeyPatch, mutant: Any) -> None:
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        judge(500)


# Real orders -----------------------------------------------------------------------------------------------

HOSTILE: list[Any] = [
    [],
    [{"units": {}}],
    [{"units": {"S0": 0}}],
    [{"units": {"S0": -1}}],
    [{"units": {"S0": 10**9}}],
    [{"units": {"S0": "1"}}],
    [{"units": ["S0"]}],
    [{"units": None}],
    [{"units": {"S0": 1}, "code": "P00000000000"}],
    [{"units": {"": 1}}],
    [{"units": {"*": 1}}],
    [{"units": {"s0 ": 1}}],
]


def gathered(world: town.World, luck: random.Random, number: str) -> tuple[PackLine, ...]:
    """A real order, all of it in its tote."""
    lines = an_order(luck)
    said.order(world, number, *[(line.sku, line.quantity) for line in lines])
    assert labels(world, number) == 0
    said.gather(world, number)
    return lines


def labels(world: town.World, number: str) -> int:
    db.session.rollback()
    count = select(func.count()).select_from(Parcel).where(Parcel.order_id == world.orders[number])
    return db.session.scalar(count) or 0


def attempt(world: town.World, number: str, parcels: list[Any]) -> bool:
    sent = [{"parcel_id": new_id(), **parcel} for parcel in parcels]
    result = world.tries("pack_order", {"order_id": world.orders[number], "parcels": sent}, "picker")
    code = (result.problem or {}).get("code", "")
    assert result.ok or code == "bad-args" or code.removeprefix("pack-") in REFUSALS, result
    assert labels(world, number) == (len(parcels) if result.ok else 0), "a label without the gate"
    return result.ok


@pytest.mark.parametrize("kind", KINDS)
def test_the_real_command_lets_through_what_is_exact_and_nothing_else(kind: str, tmp_path: Any) -> None:
    luck, building, passed = random.Random(SEED), Building(tmp_path, kind), 0
    with building.app.app_context():
        world = building.begin()
        items = tuple(
            ItemRow(n, sku, sku, (codes[0],), 300, 500, "") for n, (sku, codes) in enumerate(ITEMS.items())
        )
        assert run("import_items", {"sha256": "g", "items": items}, id=new_id(), hub_id=None).ok
        said.count(world, **{"A-01": dict.fromkeys(ITEMS, 1000)})
        for number in range(SAMPLE[kind] // ATTEMPTS):
            lines = gathered(world, luck, f"G{number}")
            for _ in range(ATTEMPTS - 1):
                boxes = play(luck, lines, luck.choice((0.5, 0.8))).boxes
                if exact(lines, boxes):
                    continue
                passing = attempt(world, f"G{number}", [{"units": dict(box)} for box in boxes])
                assert not passing, (SEED, number, boxes)
            for hostile in HOSTILE if number == 0 else ():
                assert not attempt(world, f"G{number}", hostile), hostile
            right = play(luck, lines, 1).boxes
            assert exact(lines, right)
            passed += attempt(world, f"G{number}", [{"units": dict(box)} for box in right if box])
        assert passed == SAMPLE[kind] // ATTEMPTS
        building.close()
