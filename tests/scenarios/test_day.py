"""Does a whole day come out clean, from the shelf to the counted cash, though server and worker are killed?

A small town of one morning, on each database; `make day` plays the whole of the demo's.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from routing.roads.build import build
from server import demo
from tests.databases import KINDS
from tests.reaper import Reaper
from tests.stage import stage
from tests.towns import Size, make_day

RATE, KILLS = 150, 4
SIZE = Size(orders=10, couriers=2, first=7, last=9, shift=("06:40", "09:10"))


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roads")
    build(demo.PBF, folder / "bicycle", "bicycle")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_small_day_is_clean_whoever_is_killed(kind: str, tmp_path: Path, roads: Path) -> None:
    town = make_day(tmp_path, SIZE, seed=KINDS.index(kind))
    with stage(kind=kind, rate=RATE, roads_from=roads) as made:
        refused = made.play("--speed", str(RATE + 1), *town)
        assert refused.status == 1 and f"WAYBILL_CLOCK=START,{RATE + 1}" in refused.said
        reaper = Reaper(made.hub, seed=7, least_s=5, most_s=15)
        reaper.start(KILLS)
        try:
            options = ("--seed", "7", "--speed", str(RATE), "--pickers", "2", "--json")
            played = made.play(*options, *town)
        finally:
            killed = reaper.stop()
        if played.status:
            pytest.fail(f"{played.said}\n{made.words()}", pytrace=False)
        assert set(killed) == {"serve", "work"}, "the day was over before anybody was killed"
        check(json.loads(played.said[played.said.index("{") :]))


def check(report: dict[str, Any]) -> None:
    """It says how the day went, for machines, and everything a day is made of happened."""
    assert (report["seed"], report["clean"], report["findings"]) == (7, True, [])
    figures = report["figures"]
    assert figures["orders"] >= SIZE.orders
    assert figures["orders delivered"] > 0
    assert figures["wrong scans"] == figures["wrong scans refused"] > 0
    assert figures["sheets closed"] > 0
    assert figures["hooks received"] > figures["orders"]
