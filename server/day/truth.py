"""What is really so, whatever the books say? Goods on shelves, in totes, boxes and bags; money in hands."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

BUILDING, CUSTOMER, OPENED = "building", "customer", "opened"

type Place = tuple[str, str]  # bin code, SKU


@dataclass(frozen=True, slots=True)
class Paid:
    """What a customer handed over: `minor` of `tender`."""

    tender: str
    minor: int


@dataclass(slots=True)
class Box:
    """A parcel to hold: SKU -> pieces, and who has it (BUILDING, CUSTOMER, OPENED, a courier's id)."""

    parcel_id: str
    order_id: str
    code: str
    units: Counter[str]
    holder: str = BUILDING


@dataclass(slots=True)
class Truth:
    """Things, as they lie and go from hand to hand. Ids are the server's where it has given them."""

    shelves: Counter[Place] = field(default_factory=Counter)  # pieces that are really there
    lost: Counter[Place] = field(default_factory=Counter)  # in the books, not there, and nobody has noticed
    noticed: Counter[str] = field(default_factory=Counter)  # SKU -> lost pieces that were reported
    totes: dict[str, Counter[str]] = field(default_factory=dict)  # order id -> what was gathered
    boxes: dict[str, Box] = field(default_factory=dict)  # parcel id -> parcel
    damaged: Counter[str] = field(default_factory=Counter)
    paid: dict[str, Paid] = field(default_factory=dict)  # order id -> what was really collected
    bags: Counter[str] = field(default_factory=Counter)  # courier id -> cash on him
    slips: Counter[str] = field(default_factory=Counter)  # courier id -> cash given away by mistake
    till: int = 0
    tally: Counter[str] = field(default_factory=Counter)  # for the table: scans, refusals, short picks…

    def stock(self, shelves: Mapping[Place, int], lost: Mapping[Place, int]) -> None:
        """Fill the shelves as the books have it, less what is lost."""
        for place, pieces in shelves.items():
            self.lost[place] = min(pieces, lost.get(place, 0))
            self.shelves[place] = pieces - self.lost[place]

    def take(self, place: Place) -> bool:
        """One piece off the shelf; False: there is none."""
        if self.shelves[place] <= 0:
            return False
        self.shelves[place] -= 1
        return True

    def report(self, place: Place) -> int:
        """Somebody has seen the empty shelf and says so; how many pieces he has noticed to be lost."""
        lost = self.lost.pop(place, 0)
        self.noticed[place[1]] += lost
        return lost

    def unheard(self, place: Place, lost: int) -> None:
        """What he said came too late to count: for the books the pieces are still there."""
        self.noticed[place[1]] -= lost
        self.lost[place] += lost

    def stow(self, bin: str, units: Mapping[str, int]) -> None:
        for sku, pieces in units.items():
            self.shelves[bin, sku] += pieces

    def tote(self, order_id: str) -> Counter[str]:
        return self.totes.setdefault(order_id, Counter())

    def held_by(self, holder: str) -> list[Box]:
        return [box for box in self.boxes.values() if box.holder == holder]

    def boxes_of(self, order_ids: Iterable[str]) -> list[Box]:
        wanted = set(order_ids)
        return [box for box in self.boxes.values() if box.order_id in wanted]

    def lacking(self, sku: str) -> int:
        """Pieces of an item that were imported and are nowhere, noticed or not."""
        return self.noticed[sku] + sum(pieces for (_, lost), pieces in self.lost.items() if lost == sku)
