"""Is one small day clean, played for real? A server, a worker, two pickers, two couriers, a dozen orders."""

import json

import pytest

from server import demo
from tests.server.day.small_town import write
from tests.stage import Ground, stage

SPEED = 240


@pytest.mark.slow
def test_a_small_day_is_clean(tmp_path):
    files = [each for kind, path in write(tmp_path).items() for each in (f"--{kind}", str(path))]
    where = ["--hub", f"{demo.HUB.lat},{demo.HUB.lon}", "--tz", demo.HUB.tz, "--currency", demo.HUB.currency]
    with stage(ground=Ground(roads={}), rate=SPEED) as made:
        options = ["--seed", "5", "--speed", str(SPEED), "--pickers", "2", "--json", *files, *where]
        played = made.play(*options)
        said = played.said[played.said.index("{") :] if "{" in played.said else played.said
        assert played.status == 0, (said, made.words())
        refused = made.play("--seed", "5", "--speed", str(SPEED + 1), *files, *where)
    report = json.loads(said)
    assert report["clean"] and report["findings"] == []
    figures = report["figures"]
    assert figures["orders"] >= 12
    assert figures["orders delivered"] > 5
    assert figures["wrong scans"] == figures["wrong scans refused"] > 0
    assert figures["sheets closed"] >= 2
    assert figures["hooks received"] > 3 * figures["orders"]
    assert refused.status == 1
    assert f"WAYBILL_CLOCK=START,{SPEED + 1}" in refused.said
