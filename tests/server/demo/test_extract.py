"""Does the filter keep what roads, addresses and the map need, and nothing about anybody?"""

from pathlib import Path
from typing import Any

import osmium
import pytest

from server import demo
from server.demo.making.addresses import read_addresses
from server.demo.making.extract import filter_extract

NODES = {1: "", 2: '<tag k="barrier" v="gate"/><tag k="note" v="squeaks"/>', 3: "", 4: "", 5: "", 6: ""}
TOWN = """<osm version="0.6"><bounds minlat="60" minlon="24" maxlat="60.1" maxlon="24.1"/>
{nodes}
<node id="7" version="3" user="somebody" uid="9" changeset="5" timestamp="2020-01-01T00:00:00Z" lat="60.05"
 lon="24.05"><tag k="addr:street" v="Simonkatu"/><tag k="addr:housenumber" v="4"/>
 <tag k="addr:postcode" v="00100"/><tag k="shop" v="books"/><tag k="phone" v="+358 1"/></node>
<node id="8" lat="60.06" lon="24.06"><tag k="highway" v="street_lamp"/></node>
<way id="10" version="2" user="somebody" uid="9"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/>
 <tag k="name" v="Simonkatu"/><tag k="oneway:bicycle" v="no"/><tag k="snowplowing" v="yes"/></way>
<way id="11"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="3"/></way>
<way id="12"><nd ref="5"/><nd ref="6"/><tag k="power" v="line"/></way>
<relation id="20"><member type="way" ref="11" role="outer"/><tag k="type" v="multipolygon"/>
 <tag k="leisure" v="park"/></relation>
<relation id="21"><member type="way" ref="10" role="from"/><member type="node" ref="2" role="via"/>
 <member type="way" ref="10" role="to"/><tag k="type" v="restriction"/><tag k="restriction" v="no_u_turn"/>
</relation>
<relation id="22"><member type="way" ref="10" role="from"/><member type="way" ref="99" role="to"/>
 <tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation>
<relation id="23"><member type="way" ref="10" role=""/><tag k="type" v="route"/><tag k="route" v="bus"/>
</relation></osm>"""


def objects(path: Path) -> dict[tuple[str, int], dict[str, str]]:
    items: Any = osmium.FileProcessor(str(path))
    return {(item.type_str(), item.id): dict(item.tags) for item in items}


@pytest.fixture
def filtered(tmp_path: Path) -> dict[tuple[str, int], dict[str, str]]:
    nodes = "\n".join(
        f'<node id="{id}" lat="60.0{id}" lon="24.0{id}">{tags}</node>' for id, tags in NODES.items()
    )
    (tmp_path / "town.osm").write_text(TOWN.format(nodes=nodes), encoding="utf-8")
    filter_extract(tmp_path / "town.osm", tmp_path / "town.osm.pbf")
    return objects(tmp_path / "town.osm.pbf")


def test_a_road_keeps_what_its_users_obey(filtered: dict[tuple[str, int], dict[str, str]]) -> None:
    assert filtered["w", 10] == {"highway": "residential", "name": "Simonkatu", "oneway:bicycle": "no"}
    assert filtered["n", 2] == {"barrier": "gate"}


def test_an_address_stays_without_its_shop(filtered: dict[tuple[str, int], dict[str, str]]) -> None:
    assert filtered["n", 7] == {
        "addr:street": "Simonkatu",
        "addr:housenumber": "4",
        "addr:postcode": "00100",
    }


def test_a_park_keeps_its_outline(filtered: dict[tuple[str, int], dict[str, str]]) -> None:
    assert filtered["r", 20] == {"type": "multipolygon", "leisure": "park"}
    assert filtered["w", 11] == {}
    assert {("n", 3), ("n", 4), ("n", 5)} <= set(filtered)


def test_only_whole_turn_restrictions_stay(filtered: dict[tuple[str, int], dict[str, str]]) -> None:
    assert filtered["r", 21] == {"type": "restriction", "restriction": "no_u_turn"}
    assert ("r", 22) not in filtered


def test_what_nobody_needs_goes(filtered: dict[tuple[str, int], dict[str, str]]) -> None:
    assert not {("n", 6), ("n", 8), ("w", 12), ("r", 23)} & set(filtered)


def test_the_shipped_extract_names_no_author_and_no_date() -> None:
    items: Any = osmium.FileProcessor(str(demo.PBF))
    traces = {(item.user, item.uid, item.version, item.changeset, item.timestamp.year) for item in items}
    assert traces == {("", 0, 0, 0, 1970)}
    assert demo.PBF.stat().st_size < 500_000


def test_filtering_the_shipped_extract_changes_nothing(tmp_path: Path) -> None:
    filter_extract(demo.PBF, tmp_path / "again.osm.pbf")
    assert objects(tmp_path / "again.osm.pbf") == objects(demo.PBF)


def test_addresses_are_distinct_and_plain(tmp_path: Path) -> None:
    numbers = ["4", "4 A", "4a", "4 a", "6-8", "10, 2. krs", "kiosk"]
    nodes = [
        f'<node id="{id}" lat="60.{id}" lon="24.1"><tag k="addr:street" v="Katu"/>'
        f'<tag k="addr:housenumber" v="{number}"/><tag k="addr:postcode" v="00100"/></node>'
        for id, number in enumerate(numbers, start=1)
    ]
    (tmp_path / "town.osm").write_text(f'<osm version="0.6">{"".join(nodes)}</osm>', encoding="utf-8")
    found = read_addresses(tmp_path / "town.osm")
    assert [address.text for address in found] == [
        f"Katu {number}, 00100 Helsinki" for number in ("4", "4 A", "4a", "6-8")
    ]
    assert (found[0].lat, found[0].lon) == (60.1, 24.1)
