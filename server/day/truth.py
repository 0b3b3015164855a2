"""What is really so, whatever the books say? Goods on shelves, in totes, boxes and bags; money in hands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

BUILDING, CUSTOMER, OPENED = "building", "customer", "opened"

type Place = tuple[str, str]  # bin code, SKU


@dataclass(frozen=True, slots=True)
class Paid:
    """What a customer handed over: `minor` of `tender`."""

    tender: str
    minor: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a short pick said beside its count: pieces that were never found, pieces that were broken."""

    lost: int = 0
    broken: int = 0


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
    hands: Counter[tuple[str, Place]] = field(default_factory=Counter)  # taken by somebody, not told yet
    hasty: Counter[tuple[str, Place]] = field(default_factory=Counter)  # of these: reported missing by others
    noticed: Counter[str] = field(default_factory=Counter)  # SKU -> lost pieces that were reported
    said: list[tuple[str, Place, Said]] = field(default_factory=list)  # by short picks: command, where, what
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

    def take(self, who: str, place: Place) -> bool:
        """One piece off the shelf; False: there is none."""
        if self.shelves[place] <= 0:
            return False
        self.shelves[place] -= 1
        self.hands[who, place] += 1
        return True

    def report(self, who: str, place: Place) -> int:
        """Somebody has seen the empty shelf and says so; how many pieces he has noticed to be lost.

        What another has in his hands and has not told of yet is then missing for the books as well.
        """
        for other, where in self.hands:
            if where == place and other != who:
                self.hasty[other, place] = self.hands[other, place]
        lost = self.lost.pop(place, 0)
        self.noticed[place[1]] += lost
        return lost

    def told(self, who: str, place: Place) -> None:
        """The books know what he took."""
        self.hands.pop((who, place), None)
        self.hasty.pop((who, place), None)

    def in_vain(self, who: str, place: Place, pieces: int) -> None:
        """What he took came too late to count, and he puts it back. What somebody else reported missing while
        he held it stays so in the books: now the shelf has more than they say."""
        hasty = min(pieces, self.hasty[who, place])
        self.shelves[place] += pieces
        self.noticed[place[1]] += hasty
        self.lost[place] -= hasty
        self.told(who, place)

    def hear(self, heard: Set[str]) -> None:
        """Short picks that the office did not take (commands not in `heard`) said nothing of what was lost;
        what was broken still counts as good."""
        for command, place, said in self.said:
            if command not in heard:
                self.noticed[place[1]] -= said.lost
                self.lost[place] += said.lost
                self.damaged[place[1]] -= said.broken
                self.shelves[place] += said.broken
        self.said.clear()

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
