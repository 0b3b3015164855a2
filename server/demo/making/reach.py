"""Which addresses can be reached from the hub and from each other, whatever the vehicle?"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from routing.matrix import UNREACHABLE, Matrix
from routing.model import Place
from routing.roads.build import build
from routing.roads.osrm import open_roads
from server.demo.making.addresses import Address


def place_of(address: Address) -> Place:
    return Place(lat=address.lat, lon=address.lon)


def reachable(hub: Place, addresses: Sequence[Address], matrices: Iterable[Matrix]) -> list[Address]:
    """The addresses with a road to and from `hub` in each of `matrices` (which hold all the places).

    Who can go to the hub and back can go by it to any other: the answer is mutually reachable.
    """
    kept = list(addresses)
    for matrix in matrices:
        index = {place: i for i, place in enumerate(matrix.places)}
        home = index[hub]
        kept = [
            address
            for address in kept
            if (place := place_of(address)) not in matrix.off_road
            and matrix.seconds[home, index[place]] != UNREACHABLE
            and matrix.seconds[index[place], home] != UNREACHABLE
        ]
    return kept


def over_roads(pbf: Path, vehicle: str, places: Sequence[Place]) -> Matrix:
    """The times between `places` over the roads of `pbf`, built for this one question.

    Raises `RoadsError` if no roads can be built of it.
    """
    with TemporaryDirectory() as folder:
        data_set = Path(folder) / vehicle
        build(pbf, data_set, vehicle)
        return open_roads(data_set).matrix(places)
