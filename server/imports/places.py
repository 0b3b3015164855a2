"""Where does a day of files begin: which place is its hub, and which places are the wrong way round?"""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from routing.matrix import great_circle_m
from routing.model import Place
from server.shops.base import ShopOrder

# Orders further from a hub than this were hardly meant for it.
_NEAR_M = 50_000


def hub_of(
    given: Place | None, known: Place, orders: Sequence[ShopOrder], starts: Iterable[Place | None]
) -> tuple[Place, str]:
    """The hub that was given; where couriers start; the known one if orders lie near; the middle of them."""
    if given:
        return given, "given"
    start = next((place for place in starts if place), None)
    if start:
        return start, "couriers"
    middle = middle_of(orders)
    if middle is None:
        return known, "demo"
    return (known, "demo") if _near(known, middle) else (middle, "middle")


def middle_of(orders: Iterable[ShopOrder]) -> Place | None:
    """None: none of them has a point."""
    points = [(one.lat, one.lon) for one in orders if one.lat is not None and one.lon is not None]
    if not points:
        return None
    lats, lons = zip(*points, strict=True)
    return Place(round(median(lats), 6), round(median(lons), 6))


def exchanged(places: Iterable[tuple[str, Place | None]], near: Place | None) -> Iterator[tuple[str, Place]]:
    """Those of the named places that lie near only with latitude and longitude the other way round."""
    for name, place in places:
        if place is None or near is None or abs(place.lon) > 90 or _near(place, near):
            continue
        if _near(Place(place.lon, place.lat), near):
            yield name, place


def _near(one: Place, other: Place) -> bool:
    return float(great_circle_m([one], [other])[0, 0]) < _NEAR_M
