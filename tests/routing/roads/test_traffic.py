"""Does the hour choose the roads, is a bad file refused, and are factors learned from what was driven?"""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from routing.errors import RoadsError
from routing.matrix import UNREACHABLE
from routing.roads.build import build, read_manifest
from routing.roads.learn import DrivenLeg, learn
from routing.roads.osrm import OsrmRoads, open_roads
from routing.roads.timed import TimedRoads
from routing.roads.traffic import Period, Traffic, read_traffic
from tests.routing.roads.town import ISLAND, STEP_M, at, node_id

MONDAY = datetime(2026, 11, 23)
HUB, FAR = at(600, 600), at(1200, 600)
CSV = """name,weekdays,from,to,factor,speeds
morning,mon-fri,07:00,10:00,1.5,
night,fri sat,22:00,02:00,0.8,
"""


def written(folder: Path, text: str, name: str = "traffic.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "day, hour, minute, name",
    [
        (0, 6, 59, None),
        (0, 7, 0, "morning"),
        (4, 9, 59, "morning"),
        (0, 10, 0, None),
        (5, 8, 0, None),
        (4, 23, 0, "night"),
        (5, 1, 59, "night"),
        (5, 2, 0, None),
        (6, 1, 0, "night"),
        (0, 1, 0, None),
    ],
)
def test_the_hour_and_weekday_choose_the_period(
    tmp_path: Path, day: int, hour: int, minute: int, name: str | None
) -> None:
    period = read_traffic(written(tmp_path, CSV)).at(MONDAY + timedelta(days=day, hours=hour, minutes=minute))
    assert (period.name if period else None) == name


def test_the_first_of_two_periods_counts_and_no_moment_means_empty_roads() -> None:
    every = frozenset(range(7))
    traffic = Traffic((Period("a", frozenset({0}), 0, 86_400, 2.0), Period("b", every, 0, 86_400, 3.0)))
    assert [traffic.at(MONDAY + timedelta(days=day)).name for day in (0, 1)] == ["a", "b"]  # type: ignore[union-attr]
    assert traffic.at(None) is None


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    traffic = read_traffic(written(tmp_path, CSV))
    assert read_traffic(written(tmp_path, traffic.to_json(), "traffic.json")) == traffic


@pytest.mark.parametrize(
    "text, words",
    [
        ("name,from,to\n", "no period"),
        ("name,from,to\nx,07:00,\n", "period 1 has no to"),
        ("name,from,to,factor\nx,07:00,08:00,fast\n", "the factor is a number"),
        ("name,from,to,factor\nx,07:00,08:00,0\n", "between 0.1 and 20"),
        ("name,from,to,factor\nx,07:00,08:00,nan\n", "between 0.1 and 20"),
        ("name,from,to\nx,7 o'clock,08:00\n", "written 07:30"),
        ("name,from,to\n../x,07:00,08:00\n", "letters"),
        ("name,from,to\nx,07:00,08:00\nx,09:00,10:00\n", "two periods"),
        ("name,weekdays,from,to\nx,monday,07:00,08:00\n", "weekdays are mon"),
    ],
)
def test_a_bad_file_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(RoadsError, match=words) as refused:
        read_traffic(written(tmp_path, text))
    assert refused.value.code == "bad-traffic"


@pytest.mark.parametrize("text", ["{", "[]", '{"periods": 3}', '{"periods": [7]}', "[" * 100_000])
def test_bad_json_is_refused_too(tmp_path: Path, text: str) -> None:
    with pytest.raises(RoadsError) as refused:
        read_traffic(written(tmp_path, text, "traffic.json"))
    assert refused.value.code == "bad-traffic"


def test_a_factor_slows_the_matrix_and_the_way_and_is_named(roads: OsrmRoads, tmp_path: Path) -> None:
    timed = TimedRoads(roads, read_traffic(written(tmp_path, CSV)))
    eight = MONDAY.replace(hour=8)
    empty, slow = timed.matrix([HUB, FAR, ISLAND]), timed.matrix([HUB, FAR, ISLAND], eight)
    assert slow.seconds[0, 1] == round(empty.seconds[0, 1] * 1.5)
    assert slow.seconds[0, 2] == UNREACHABLE and slow.off_road == empty.off_road
    assert (slow.metres == empty.metres).all()
    assert (empty.source, slow.source) == (roads.source, f"{roads.source}, morning x 1.5")
    assert timed.path([HUB, FAR], eight).seconds == round(timed.path([HUB, FAR]).seconds * 1.5)


def test_a_period_with_measured_speeds_has_roads_of_its_own(town: Path, tmp_path: Path) -> None:
    """The direct row crawls in the evening: the way leads around it, longer and still quicker."""
    row, east_of = HUB, at(1200, 600)
    nodes = [node_id(x, 5) for x in range(3, 13)]
    crawl = [f"{a},{b},1" for a, b in itertools.pairwise(nodes)]
    crawl += [f"{b},{a},1" for a, b in itertools.pairwise(nodes)]
    written(tmp_path, "\n".join(crawl) + "\n", "evening.csv")
    file = written(tmp_path, "name,from,to,speeds\nevening,16:00,19:00,evening.csv\n")
    build(town, tmp_path / "bicycle", "bicycle", traffic_file=file)
    opened = open_roads(tmp_path / "bicycle")
    five = MONDAY.replace(hour=17)
    empty, slow = (opened.matrix([row, east_of], moment) for moment in (None, five))
    assert slow.metres[0, 1] >= empty.metres[0, 1] + STEP_M, "around the row"
    assert empty.seconds[0, 1] < slow.seconds[0, 1] < 2 * empty.seconds[0, 1]
    assert slow.source == f"{empty.source}, evening (measured speeds)"
    assert {step.street for step in opened.path([row, east_of], five).legs[0]} != {"Row 5"}
    assert list(read_manifest(tmp_path / "bicycle").periods) == ["evening"]


def test_speeds_that_are_missing_stop_the_build(town: Path, tmp_path: Path) -> None:
    file = written(tmp_path, "name,from,to,speeds\nevening,16:00,19:00,none.csv\n")
    with pytest.raises(RoadsError) as refused:
        build(town, tmp_path / "bicycle", "bicycle", traffic_file=file)
    assert refused.value.code == "no-such-file" and not (tmp_path / "bicycle").exists()


def legs(day: int, hour: int, ratio: float, count: int = 20) -> list[DrivenLeg]:
    left_at = MONDAY + timedelta(days=day, hours=hour)
    return [DrivenLeg(left_at, 200, round(200 * ratio)) for _ in range(count)]


def test_medians_by_hour_become_periods() -> None:
    driven = legs(0, 8, 1.4) + legs(3, 9, 1.42) + legs(0, 10, 1.0) + legs(5, 8, 1.1)
    driven += legs(0, 14, 3.0, count=19)  # too few to say anything
    driven += legs(1, 8, 9.0, count=15)  # a lunch each
    driven += [DrivenLeg(MONDAY.replace(hour=10), 30, 90)] * 40  # too short to be traffic
    found = learn(driven)
    assert [(period.name, period.factor) for period in found.periods] == [
        ("mon-fri-08-10", 1.41),
        ("mon-fri-10-11", 1.0),
        ("sat-08-09", 1.1),
    ]
    assert found.at(MONDAY.replace(hour=9, minute=59)) == found.periods[0]
    assert learn([]).periods == ()
