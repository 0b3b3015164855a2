"""How is a base map built whole, or not at all?"""

import json
import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from server.basemap.errors import BasemapError
from server.basemap.features import Feature, features
from server.basemap.tiles import FEATURES, make_tiles


@dataclass(frozen=True)
class Stats:
    """What a base map holds: number of drawn features by layer, and the size of its file in bytes."""

    features: dict[str, int]
    bytes: int


def build_basemap(pbf: Path, out: Path) -> Stats:
    """Draw the OpenStreetMap extract `pbf` into the tile file `out` (PMTiles 3, zoom 0 to MAX_ZOOM).

    `out` is replaced in one step: a reader sees the old file or the new one, and a failure leaves the old.
    The same extract gives the same bytes. Raises BasemapError, see there for the codes.
    """
    if not pbf.is_file():
        raise BasemapError("map-source-missing", path=str(pbf))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".basemap-") as work:
        folder = Path(work)
        counts = _write_features(pbf, folder / FEATURES)
        tiles = make_tiles(folder, _town(pbf))
        size = tiles.stat().st_size
        os.replace(tiles, out)
    return Stats(counts, size)


def _town(pbf: Path) -> str:
    return pbf.name.split(".")[0]


def _write_features(pbf: Path, path: Path) -> dict[str, int]:
    counts: Counter[str] = Counter()
    try:
        with path.open("w", encoding="utf-8") as lines:
            for feature in features(pbf):
                counts[feature.drawn.layer] += 1
                lines.write(json.dumps(_geojson(feature), ensure_ascii=False) + "\n")
    except RuntimeError as error:  # osmium's only word for a file it cannot read
        raise BasemapError("map-source-unreadable", path=str(pbf), reason=str(error)) from error
    if set(counts) <= {"earth", "water"}:
        raise BasemapError("map-source-empty", path=str(pbf))
    return dict(sorted(counts.items()))


def _geojson(feature: Feature) -> dict[str, object]:
    return {
        "type": "Feature",
        "tippecanoe": {"layer": feature.drawn.layer, "minzoom": feature.drawn.min_zoom},
        "properties": feature.drawn.attributes,
        "geometry": feature.geometry,
    }
