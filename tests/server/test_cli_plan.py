"""Does `waybill plan` plan files without a server, say what is wrong with them, and end when told?"""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner, Result

from routing.roads.build import build
from server import demo
from server.cli import main, routing
from server.imports.planning import Day
from tests.csv_rows import table

ROOT = Path(__file__).parents[2]


def few(tmp_path: Path, count: int) -> Path:
    """The first orders of the demo's day."""
    rows = list(csv.DictReader(demo.ORDERS.open(encoding="utf-8", newline="")))
    numbers = list(dict.fromkeys(row["order_number"] for row in rows))[:count]
    return written(tmp_path / "orders.csv", [row for row in rows if row["order_number"] in numbers], rows[0])


def written(path: Path, rows: list[dict[str, str]], columns) -> Path:
    path.write_bytes(table(*rows, columns=list(columns)))
    return path


def plan(*args: object, status: int = 0) -> Result:
    done = CliRunner().invoke(main, ["plan", *map(str, args)], env={"WAYBILL_DATA": "/nowhere"})
    assert done.exit_code == status, (done.output, done.exception)
    return done


def planned(orders: Path, *more: object) -> dict:
    return json.loads(plan("--orders", orders, "--couriers", demo.COURIERS, *more, "--json").stdout)


def test_a_few_orders_as_json(tmp_path: Path) -> None:
    found = planned(few(tmp_path, 12), "--zones", demo.ZONES, "--iterations", 5)
    served = [stop["order"] for route in found["routes"] for stop in route["stops"]]
    assert len(served) == len(set(served)) == found["served"] == found["orders"] == 12
    assert [route["courier"] for route in found["routes"]][:2] == ["aino", "mikko"] and found[
        "on"
    ] == "2026-01-15"
    assert found["source"] == "great circle x 1.3" and found["cost"]["total_s"] == found["travel_s"]
    one = next(route for route in found["routes"] if route["stops"])
    assert one["loading"] == [[stop["order"] for stop in reversed(one["stops"])]]
    assert one["depart_at"].endswith("+02:00") and one["stops"][0]["arrive_at"] >= one["depart_at"]


def test_the_same_seed_and_iterations_give_the_same_plan(tmp_path: Path) -> None:
    orders = few(tmp_path, 12)
    one, two = (planned(orders, "--iterations", 5, "--seed", 3)["routes"] for _ in range(2))
    assert one == two


def test_a_table_with_what_is_left_out_and_what_would_help(tmp_path: Path) -> None:
    """One parcel is too heavy for everybody; the other can only be brought by one who has the tag."""
    rows = list(csv.DictReader(few(tmp_path, 4).open(encoding="utf-8", newline="")))
    numbers = list(dict.fromkeys(row["order_number"] for row in rows))
    for row in rows:
        row |= {"weight_g": "60000"} if row["order_number"] == numbers[0] else {}
        row["tags"] = "cold" if row["order_number"] == numbers[1] else ""
    orders = written(tmp_path / "more.csv", rows, rows[0])
    text = plan("--orders", orders, "--couriers", demo.COURIERS, "--iterations", 3, "--compare").stdout
    assert "Times from: great circle x 1.3" in text and "Left out: 2" in text
    assert f"{numbers[0]}  weighs 120 kg, the largest bag holds 45" in text
    assert "room for 75 kg more with" in text
    assert f"{numbers[1]}  no courier has the tag cold" in text and "the tag cold\n" in text
    assert "Going to the nearest next: 2 orders" in text and "left_out 200000" in text
    assert "2 of 4 orders" in text


def test_money_is_said_as_money(tmp_path: Path) -> None:
    rows = list(csv.DictReader(few(tmp_path, 2).open(encoding="utf-8", newline="")))
    for row in rows:
        row |= {"payment": "cash", "price": "50.00", "quantity": "1"}
    orders = written(tmp_path / "cash.csv", rows, rows[0])
    people = [
        row | {"cash_limit": "35.00"}
        for row in csv.DictReader(demo.COURIERS.open(encoding="utf-8", newline=""))
    ]
    couriers = written(tmp_path / "couriers.csv", people, people[0])
    text = plan("--orders", orders, "--couriers", couriers, "--iterations", 3).stdout
    assert re.search(r"brings €[\d.]+ in cash, the highest limit is €35\.00", text)
    assert re.search(r"would fit: cash limit of .+ €[\d.]+ higher", text)


def test_no_number_of_seconds_is_refused(tmp_path: Path) -> None:
    done = plan("--orders", few(tmp_path, 1), "--couriers", demo.COURIERS, "--budget", "nan", status=2)
    assert "no number of seconds" in done.stderr


def test_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "plan.svg"
    plan("--orders", few(tmp_path, 6), "--couriers", demo.COURIERS, "--iterations", 3, "--svg", out)
    picture = fromstring(out.read_text(encoding="utf-8"))
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}circle"))) == 6
    names = [row["name"] for row in csv.DictReader(demo.COURIERS.open(encoding="utf-8", newline=""))]
    assert any(name in out.read_text(encoding="utf-8") for name in names)


@pytest.mark.slow
def test_over_real_roads_where_there_are_some(tmp_path: Path) -> None:
    build(demo.PBF, tmp_path / "roads" / "foot", "foot")
    out = tmp_path / "plan.svg"
    args = ("--roads", tmp_path / "roads", "--iterations", 3, "--svg", out, "--json")
    done = plan("--orders", few(tmp_path, 10), "--couriers", demo.COURIERS, *args)
    found = json.loads(done.stdout)
    assert "foot: osrm, helsinki.osm.pbf" in found["source"] and "bicycle: great circle" in found["source"]
    assert "has no roads for bicycle" in done.stderr
    walks = [route for route in found["routes"] if route["profile"] == "foot" and route["stops"]]
    lines = [
        line.get("points", "").split()
        for line in fromstring(out.read_text()).iter()
        if "polyline" in line.tag
    ]
    # Along streets there are more corners than stops.
    assert not walks or max(map(len, lines)) > max(len(route["stops"]) for route in walks) + 2


def test_no_orders_and_no_couriers(tmp_path: Path) -> None:
    rows = list(csv.DictReader(demo.ORDERS.open(encoding="utf-8", newline="")))[:1]
    nobody = tmp_path / "couriers.csv"
    nobody.write_text(demo.COURIERS.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    nothing = written(tmp_path / "none.csv", [], rows[0])
    text = plan("--orders", nothing, "--couriers", demo.COURIERS, "--budget", 1).stdout
    assert "0 of 0 orders" in text and "stays at home" in text
    assert "0 of 0 orders" in plan("--orders", nothing, "--couriers", nobody, "--budget", 1).stdout
    text = plan("--orders", few(tmp_path, 2), "--couriers", nobody, "--budget", 1, "--compare").stdout
    assert "there is no courier" in text and "one more courier (bicycle," in text


def test_what_is_wrong_is_named_by_file_line_and_column(tmp_path: Path) -> None:
    orders = few(tmp_path, 3)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(orders.read_text(encoding="utf-8").replace("cash", "gold", 1), encoding="utf-8")
    done = plan("--orders", wrong, "--couriers", demo.COURIERS, status=2)
    assert f"{wrong}: Row 2, column payment: “gold” is none of: prepaid, cash, card." in done.stderr
    assert "Nothing was planned" in done.stderr and not done.stdout
    deep = tmp_path / "deep.json"
    deep.write_text('{"orders": ' + "[" * 100_000)
    assert "nested" in plan("--orders", deep, "--couriers", demo.COURIERS, status=2).stderr
    people = tmp_path / "people.csv"
    people.write_text(demo.COURIERS.read_text(encoding="utf-8").replace("08:30", "8h30"), encoding="utf-8")
    done = plan("--orders", orders, "--couriers", people, status=2)
    assert f"{people}: Row 2, column shift_from: “8h30” is not a time of day" in done.stderr
    zones = tmp_path / "zones.json"
    zones.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature"}]}')
    done = plan("--orders", orders, "--couriers", demo.COURIERS, "--zones", zones, status=2)
    assert f"{zones}: features[0]:" in done.stderr
    assert "Traceback" not in done.output
    for args in (("--hub", "here"), ("--tz", "Mars/Base"), ("--budget", "0"), ("--on", "tomorrow")):
        plan("--orders", orders, "--couriers", demo.COURIERS, *args, status=2)
    done = plan(
        "--orders", orders, "--couriers", demo.COURIERS, "--svg", tmp_path / "no" / "plan.svg", status=2
    )
    assert f"{tmp_path / 'no'} is no folder that can be written to" in " ".join(done.stderr.split("\n"))


def test_a_budget_is_for_all_of_it(tmp_path: Path) -> None:
    assert planned(few(tmp_path, 20), "--budget", 2)["elapsed_s"] <= 2 * 1.05 + 0.5


def test_ctrl_c_ends_with_the_best_plan_so_far(tmp_path: Path) -> None:
    """As a terminal does it: the whole group of processes gets the signal."""
    command = [sys.executable, "-m", "server.cli", "plan", "--orders", str(few(tmp_path, 30))]
    command += ["--couriers", str(demo.COURIERS), "--budget", "600", "--json"]
    child = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 120
        while not _searching(child.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=120)
    finally:
        child.kill()
    assert child.returncode == 0, err
    found = json.loads(out)
    assert found["ended_early"] and found["served"] == 30 and found["elapsed_s"] < 300


def test_ctrl_c_before_the_search_has_begun_gives_a_first_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = routing.read_day

    def interrupted(*args: bytes, **more: object) -> Day:
        os.kill(os.getpid(), signal.SIGINT)
        return honest(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(routing, "read_day", interrupted)
    found = planned(few(tmp_path, 12), "--budget", 600)
    assert found["ended_early"] and found["served"] == 12 and found["elapsed_s"] < 300


def _searching(pid: int) -> bool:
    """Whether the search's process was started."""
    return bool(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
