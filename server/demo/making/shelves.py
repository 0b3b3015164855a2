"""Where do the goods of the demo town lie, and how many? One item a bin, the aisles walked like a snake."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

from server.demo.making.goods import Item

BIN_COLUMNS = ("bin", "zone", "aisle", "rack", "level", "sequence")
STOCK_COLUMNS = ("bin", "sku", "quantity")
# Zone -> its aisles and the shelf of goods.py that stands there; the reserve holds what sells most once more.
ZONES: tuple[tuple[str, str, str], ...] = (
    ("Food", "ABC", "GR"),
    ("Home", "DEF", "HH"),
    ("Power", "GH", "EL"),
)
RESERVE = ("Reserve", "K")
RACKS, LEVELS = 10, 3
STEP = 10  # between two places of the walk: a new bin fits in without moving the others
DAYS = 3  # of the day's orders are in stock
SPARE = (4, 14)
SHORT, MISSING = 3, 1  # so many items lack so many pieces on the first day


@dataclass(frozen=True)
class Place:
    """A bin: aisle, rack and level make its label."""

    zone: str
    aisle: str
    rack: int
    level: int

    @property
    def label(self) -> str:
        return f"{self.aisle}-{self.rack:02d}-{self.level}"


def make_bins() -> list[Place]:
    """Every bin in walking order: up one aisle and down the next, the reserve last."""
    aisles = [(zone, aisle) for zone, names, _ in ZONES for aisle in names] + [RESERVE]
    walk = []
    for turn, (zone, aisle) in enumerate(aisles):
        racks = range(1, RACKS + 1) if turn % 2 == 0 else range(RACKS, 0, -1)
        walk += [Place(zone, aisle, rack, level) for rack in racks for level in range(1, LEVELS + 1)]
    return walk


def bin_rows(bins: Iterable[Place]) -> list[dict[str, str]]:
    return [
        {
            "bin": place.label,
            "zone": place.zone,
            "aisle": place.aisle,
            "rack": f"{place.rack:02d}",
            "level": str(place.level),
            "sequence": str(STEP * n),
        }
        for n, place in enumerate(bins, start=1)
    ]


def stock_rows(
    bins: list[Place], items: list[Item], demand: Mapping[str, int], rng: Random
) -> list[dict[str, str]]:
    """What lies where. `demand`: the pieces of each SKU that the day's orders ask for.

    What sells most lies in two bins, the nearer one with less than a day needs; SHORT items (fewer on a
    small day) lack MISSING pieces of what the day asks for.
    """
    wanted = Counter({item.sku: demand.get(item.sku, 0) for item in items})
    often = [sku for sku, _ in wanted.most_common()]
    reserve = [place for place in bins if place.zone == RESERVE[0]]
    twice = dict(zip(often, reserve, strict=False))
    could_lack = [sku for sku in often if sku not in twice and wanted[sku] >= 3]
    short = set(rng.sample(could_lack, min(SHORT, len(could_lack))))
    rows = []
    for zone, _, shelf in ZONES:
        places = (place for place in bins if place.zone == zone)
        for item in (item for item in items if item.sku.startswith(shelf)):
            asked = wanted[item.sku]
            total = asked - MISSING if item.sku in short else DAYS * asked + rng.randint(*SPARE)
            near = max(1, asked // 2) if item.sku in twice else total
            rows.append(_row(next(places), item, near))
            if item.sku in twice:
                rows.append(_row(twice[item.sku], item, total - near))
    return rows


def _row(place: Place, item: Item, quantity: int) -> dict[str, str]:
    return {"bin": place.label, "sku": item.sku, "quantity": str(quantity)}
