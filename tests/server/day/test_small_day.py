"""Does `waybill day` say how the day went, for machines and refuse a clock that is not the server's?

Days that survive kills are in tests/scenarios/test_day.py.
"""

import json
from pathlib import Path

import pytest

from tests.stage import Ground, stage
from tests.towns import Size, make_day

SPEED = 200
SIZE = Size(orders=12, couriers=2, first=7, last=9, shift=("06:20", "08:40"))


@pytest.mark.slow
def test_a_small_day_is_clean_and_says_so(tmp_path: Path) -> None:
    town = make_day(tmp_path, SIZE, seed=5)
    with stage(ground=Ground(roads={}), rate=SPEED) as made:
        refused = made.play("--seed", "5", "--speed", str(SPEED + 1), *town)
        played = made.play("--seed", "5", "--speed", str(SPEED), "--pickers", "2", "--json", *town)
        words = made.words()
    assert refused.status == 1
    assert f"WAYBILL_CLOCK=START,{SPEED + 1}" in refused.said
    assert played.status == 0, (played.said, words)
    report = json.loads(played.said[played.said.index("{") :])
    assert (report["seed"], report["clean"], report["findings"]) == (5, True, [])
    figures = report["figures"]
    assert figures["orders"] >= SIZE.orders
    assert figures["orders delivered"] > 0
    assert figures["wrong scans"] == figures["wrong scans refused"] > 0
    assert figures["sheets closed"] > 0
    assert figures["hooks received"] > figures["orders"]
