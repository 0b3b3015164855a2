"""Do the screens learn where their base map is, and do they get the town's own in ranges?"""

from dataclasses import replace

import pytest

from server.config import load
from server.http.map import OWN, source_of
from tests.place import Place


@pytest.mark.parametrize(
    "url, kind",
    [
        ("https://tiles.example/town.pmtiles", "pmtiles"),
        ("https://tiles.example/{z}/{x}/{y}.mvt", "vector"),
        ("https://tiles.example/{z}/{x}/{y}.PNG?key=a", "raster"),
    ],
)
def test_the_setting_names_another_source_and_its_kind(place: Place, url: str, kind: str) -> None:
    config = load({"WAYBILL_TILES": url}, data=place.folder)
    assert source_of(config).model_dump() == {"kind": kind, "url": url}


def test_without_a_setting_it_is_the_towns_own_map_once_it_is_built(place: Place) -> None:
    client = place.client("dispatcher")
    config = place.app.config["WAYBILL"]
    assert client.get("/api/map") == {"kind": None, "url": None}
    assert client.get(OWN, 404)["code"] == "no-map"
    config.basemap.parent.mkdir(parents=True)
    config.basemap.write_bytes(b"PMTiles and the rest")
    assert client.get("/api/map") == {"kind": "pmtiles", "url": OWN}
    part = client.http.get(OWN, headers={"Range": "bytes=0-6"})
    assert (part.status_code, part.data) == (206, b"PMTiles")


def test_the_setting_wins_over_the_towns_own_map(place: Place) -> None:
    config = place.app.config["WAYBILL"]
    config.basemap.parent.mkdir(parents=True)
    config.basemap.write_bytes(b"PMTiles")
    beyond = replace(config, tiles="https://tiles.example/{z}/{x}/{y}.mvt")
    assert source_of(beyond).kind == "vector"
