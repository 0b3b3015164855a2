"""Is a run measured from start to end, by a judge of its own, and told as one object?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from routing.bench import day, report
from routing.bench.arena import reached, run
from routing.check import check
from routing.engines import Orders
from routing.errors import BadValue
from routing.model import Place
from server.cli.main import main
from tests.routing.bench.test_vrplib import TIMED, written
from tests.routing.factories import crow, problem, stop

KEYS = {"instance", "engine", "seconds", "seed", "cost", "bks", "gap_pct", "feasible", "wall_s"}


def test_one_object_a_run(tmp_path: Path) -> None:
    written(tmp_path, TIMED)
    (tmp_path / "tiny.sol").write_text("Route #1: 1 3\nRoute #2: 2\nCost 22.8\n")
    asked = ["bench", "routing", str(tmp_path), "--seconds", "4", "--seeds", "2", "--json"]
    done = CliRunner().invoke(main, [*asked, "--engine", "pyvrp"])
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert [line["seed"] for line in lines] == [1, 2] and set(lines[0]) >= KEYS
    for line in lines:
        assert line["feasible"] and line["bks"] == 228 and line["gap_pct"] == 0
        assert line["near_s"] is not None and line["wall_s"] > 3


def test_a_torn_file_ends_the_command_in_words(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["bench", "routing", str(written(tmp_path, "Dear all,\n"))])
    assert done.exit_code == 1 and "neither a header nor a section" in done.output
    done = CliRunner().invoke(main, ["bench", "routing", str(tmp_path / "gone.vrp")])
    assert done.exit_code == 2


def test_a_folder_without_instances_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"no \.vrp file"):
        report.instances([tmp_path])


def made(engine: str, seed: int, gap: float | None, **more: object) -> report.Record:
    values = {"wall_s": 15.0, "stops": 100, "peak_mib": 90, "near_s": 2.0, "wrong": None, **more}
    return report.Record("R1", engine, 15, seed, 1000, 990, gap, gap is not None, **values)


def test_the_table_shows_medians_and_the_worst() -> None:
    runs = [made("waybill", 1, 0.5), made("waybill", 2, 0.1), made("waybill", 3, 0.2, wall_s=15.4)]
    text = report.table([*runs, made("vroom", 1, None, near_s=None, wrong="late")])
    assert "| R1 | 100 | 15 | waybill | 0.20 | 0.10 | 0.50 | 3/3 | 15.4 | 90 | 2.0 |" in text
    assert "| R1 | 100 | 15 | vroom | – | – | – | 0/1 | 15.0 | 90 | – |" in text


def test_when_a_cost_was_reached() -> None:
    told = [(0.5, 1200), (2.0, 1029), (3.0, 1001)]
    assert reached(told, 1030) == 2.0 and reached(told, 1000) is None


def test_a_rival_that_fails_says_why() -> None:
    built = problem([stop("a")])
    assert run("pyvrp", problem([]), crow(built), 1, 1).error
    with pytest.raises(BadValue):
        run("nobody", built, crow(built), 1, 1)


def test_every_engine_plans_the_same_day_under_the_same_judge() -> None:
    built = day.day(14, 3, 5, Place(60.17, 24.94), {})
    assert built == day.day(14, 3, 5, Place(60.17, 24.94), {}) != day.day(14, 3, 6, Place(60.17, 24.94), {})
    matrices = day.matrices_of(built, {})
    engines = ("nearest-next", "or-tools", "pyvrp", "waybill")
    records = list(day.measure(built, matrices, engines, [1], 6))
    assert [record.engine for record in records] == list(engines)
    assert all(record.wrong is None and record.served + record.left_out == 14 for record in records)
    nearest, *others = [record.cost_s for record in records]
    assert max(others) <= nearest and "waybill" in day.table(records)


def test_what_breaks_a_rule_is_taken_off_before_it_is_priced() -> None:
    built = day.day(6, 1, 2, Place(60.17, 24.94), {})
    matrices = day.matrices_of(built, {})
    wrong: Orders = (tuple(one.id for one in built.stops[::-1]),)
    plan = day.judged(built, matrices, wrong)
    assert check(built, matrices, plan) == ()
    assert plan.cost_s == plan.travel_s + day.LEFT_OUT_S * len(plan.unassigned)
