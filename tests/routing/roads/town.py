"""What does a town look like that has every trouble of a road network in a square mile?

A grid of 20 x 20 crossings 120 m apart, big enough for OSRM to count as the main network and small enough to
build in a moment; "Einbahn" leads one way along its southern edge; an island lies 300 m east of it, joined by
nothing; a one-way street, where a bicycle may not be pushed back either, leads 400 m west out of it and ends.
"""

from __future__ import annotations

from pathlib import Path

import osmium

from routing.model import Place

SIZE, STEP_M = 20, 120
_LAT_PER_M = 1 / 111_195
_LON_PER_M = _LAT_PER_M / 0.5


def at(east_m: float, north_m: float) -> Place:
    """A place by metres from the south-western crossing, near 60 degrees north."""
    return Place(60 + north_m * _LAT_PER_M, 25 + east_m * _LON_PER_M)


def node_id(column: int, row: int) -> int:
    """The id of a crossing in the extract."""
    return row * SIZE + column + 1


EDGE_M = (SIZE - 1) * STEP_M
ISLAND = at(EDGE_M + 300, 600)
TRAP_END = at(-400, 600)
NOWHERE = at(EDGE_M + 5000, 600)
EINBAHN_WEST, EINBAHN_EAST = at(0, -STEP_M), at(5 * STEP_M, -STEP_M)


class _Writer:
    def __init__(self, path: Path) -> None:
        self.out = osmium.SimpleWriter(str(path))
        self.nodes = self.ways = 0
        self.pending: list[osmium.osm.mutable.Way] = []

    def node(self, place: Place) -> int:
        self.nodes += 1
        self.out.add_node(osmium.osm.mutable.Node(id=self.nodes, location=(place.lon, place.lat), version=1))
        return self.nodes

    def street(self, name: str, nodes: list[int], **tags: str) -> None:
        self.ways += 1
        tags = {"highway": "residential", "name": name, **tags}
        self.pending.append(osmium.osm.mutable.Way(id=self.ways, nodes=nodes, tags=tags, version=1))

    def close(self) -> None:
        for way in self.pending:
            self.out.add_way(way)
        self.out.close()


def write_town(path: Path) -> None:
    """Writes the town as .osm.pbf."""
    writer = _Writer(path)
    grid = [[writer.node(at(x * STEP_M, y * STEP_M)) for x in range(SIZE)] for y in range(SIZE)]
    for i in range(SIZE):
        writer.street(f"Row {i}", grid[i])
        writer.street(f"Column {i}", [row[i] for row in grid])
    einbahn = [writer.node(at(x * STEP_M, -STEP_M)) for x in range(6)]
    writer.street("Einbahn", [grid[0][0], *einbahn, grid[0][5]], oneway="yes")
    island = [writer.node(at(EDGE_M + 300, 500)), writer.node(at(EDGE_M + 300, 700))]
    writer.street("Island Lane", island)
    trap = [writer.node(at(-200, 600)), writer.node(TRAP_END)]
    writer.street("Trap", [grid[5][0], *trap], oneway="yes", foot="no")
    writer.close()
