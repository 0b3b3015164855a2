"""What goes onto the courier's vehicle next? Parcels in the reverse order of the stops, this route's only.

In the words of the floor: the last stop goes in first. Scan each parcel as it goes in. A parcel of another
route is refused; out of turn it is taken with a warning, for sometimes the big box must go to the bottom.
What was not scanned is not handed over: the manifest closes without it and it stays in the building.
"""

from dataclasses import dataclass, replace

from warehouse.codes import Kind, parse
from warehouse.errors import WrongScan


@dataclass(frozen=True, slots=True)
class Load:
    """A parcel of the route: `position` is its stop's (0 is first), `order_id` whose parcel it is."""

    code: str
    order_id: str
    position: int


@dataclass(frozen=True, slots=True)
class Loading:
    """The route's packed parcels, and the codes scanned in so far."""

    parcels: tuple[Load, ...]
    loaded: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()  # code -> whose route it is on, for the words


def due(at: Loading) -> list[Load]:
    """Parcels still to load, the last stop's first."""
    left = [parcel for parcel in at.parcels if parcel.code not in at.loaded]
    return sorted(left, key=lambda parcel: (-parcel.position, parcel.code))


def scan(at: Loading, text: str) -> tuple[Loading, Load, bool]:
    """The state after a parcel, the parcel, and whether it was out of turn; raises WrongScan."""
    scanned = parse(text)
    left = due(at)
    expected = left[0].code if left else ""
    if scanned.kind is not Kind.PARCEL:
        raise WrongScan("not-a-parcel", expected, text)
    if scanned.code in at.loaded:
        raise WrongScan("already-loaded-parcel", expected, scanned.code)
    parcel = next((parcel for parcel in left if parcel.code == scanned.code), None)
    if parcel is None:
        whose = dict(at.elsewhere).get(scanned.code, "")
        raise WrongScan("parcel-of-other-route", expected, whose or scanned.code)
    return replace(at, loaded=(*at.loaded, parcel.code)), parcel, parcel.position != left[0].position


def handed_over(at: Loading) -> tuple[str, ...]:
    """Ids of the orders that leave: those with every parcel scanned, in the order of the stops."""
    whole = {parcel.order_id: parcel.position for parcel in sorted(at.parcels, key=lambda p: p.position)}
    for parcel in due(at):
        whole.pop(parcel.order_id, None)
    return tuple(whole)


def split_orders(at: Loading) -> tuple[str, ...]:
    """Ids of orders of which only a part was scanned: that part must be taken off again."""
    missing = {parcel.order_id for parcel in due(at)}
    started = {parcel.order_id for parcel in at.parcels if parcel.code in at.loaded}
    return tuple(sorted(missing & started))
