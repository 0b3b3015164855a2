"""Is a benchmark file read as its makers meant it, refused in words when torn, and an answer judged alone?"""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.bench import vrplib
from routing.bench.vrplib import BadInstance
from routing.check import check
from routing.solve import plan_of

TIMED = """\
NAME : tiny
TYPE : CVRPTW
DIMENSION : 4
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 5
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 1
3 10 0
4 1 1
DEMAND_SECTION
1 0
2 4
3 6
4 1
TIME_WINDOW_SECTION
1 0 100
2 0 50
3 20 30
4 0 100
DEPOT_SECTION
1
-1
EOF
"""
PLAIN = """\
NAME : "round"
COMMENT : "made by hand: no windows"
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 1 1
3 3 4
DEMAND_SECTION
1 0
2 4
3 6
DEPOT_SECTION
1
-1
EOF
"""


def written(folder: Path, text: str, name: str = "tiny.vrp") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_windows_mean_tenths_truncated(tmp_path: Path) -> None:
    read = vrplib.read(written(tmp_path, TIMED))
    assert (read.name, read.stops, read.capacity, read.vehicles) == ("tiny", 3, 10, 2)
    assert read.distances[0].tolist() == [0, 14, 100, 14], "the root of two is 1.414: 14 tenths"
    assert read.windows is not None and read.windows[2].tolist() == [200, 300]
    assert read.service is not None and read.service.tolist() == [0, 50, 50, 50]


def test_without_windows_distances_are_rounded(tmp_path: Path) -> None:
    read = vrplib.read(written(tmp_path, PLAIN))
    assert read.windows is None and read.service is None
    assert read.distances[0].tolist() == [0, 1, 5]
    assert read.vehicles == 2, "no limit in the file: never more than a customer each"


def test_customers_at_one_place_are_one_place_of_the_matrix(tmp_path: Path) -> None:
    read = vrplib.read(written(tmp_path, TIMED))
    problem, matrices = vrplib.problem_of(read)
    assert len(problem.stops) == 3 and len(matrices["car"].places) == 3
    orders = (("1", "3", "2"), ())
    plan = plan_of(problem, matrices, orders)
    assert check(problem, matrices, plan) == () or plan.routes[0].visits, "timed by our own rules"
    assert plan.travel_s == vrplib.judge(read, [[1, 3, 2]]).cost


ANSWERS: dict[str, tuple[list[list[int]], str | None]] = {
    "all right": ([[1, 2], [3]], None),
    "twice": ([[1, 2], [3, 1]], "customer 1 is served 2 times"),
    "forgotten": ([[1, 2]], "customer 3 is served 0 times"),
    "too heavy": ([[1, 3, 2]], "route 1 carries 11 of 10"),
    "too many routes": ([[1], [2], [3]], "3 routes, but only 2 vehicles"),
    "nobody": ([[1, 2], [4]], "customer 4 does not exist"),
    "the depot inside": ([[1, 0, 2], [3]], "customer 0 does not exist"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_judged(tmp_path: Path, name: str) -> None:
    routes, wrong = ANSWERS[name]
    judged = vrplib.judge(vrplib.read(written(tmp_path, TIMED)), routes)
    assert judged.wrong == (() if wrong is None else (wrong,))


def test_being_late_is_seen(tmp_path: Path) -> None:
    strict = TIMED.replace("2 0 50", "2 0 20")
    late = vrplib.judge(vrplib.read(written(tmp_path, strict)), [[2, 1], [3]])
    assert late.wrong == ("route 1 is at 1 at 340, after 200",)
    home = vrplib.judge(vrplib.read(written(tmp_path, TIMED.replace("1 0 100", "1 0 30"))), [[1, 2], [3]])
    assert home.wrong == ("route 1 is at 0 at 350, after 300",)


def test_the_best_known_is_recomputed(tmp_path: Path) -> None:
    read = vrplib.read(written(tmp_path, TIMED))
    cost = vrplib.judge(read, [[1, 2], [3]]).cost
    sol = tmp_path / "tiny.sol"
    assert vrplib.best_known(read, sol) is None
    sol.write_text(f"Route #1: 1 2\nRoute #2: 3\nCost {cost / 10}\n")
    assert vrplib.best_known(read, sol) == cost
    sol.write_text("Route #1: 1 2\nRoute #2: 3\nCost 7\n")
    with pytest.raises(BadInstance, match="says 7"):
        vrplib.best_known(read, sol)
    sol.write_text(f"Route #1: 1 2\nCost {cost / 10}\n")
    with pytest.raises(BadInstance, match="no answer to tiny: customer 3 is served 0 times"):
        vrplib.best_known(read, sol)


TORN = {
    "no end": (TIMED.replace("EOF", ""), "no EOF"),
    "half a section": (TIMED.replace("4 1 1\nDEMAND", "DEMAND"), "NODE_COORD_SECTION must have 4 rows"),
    "half a row": (TIMED.replace("3 20 30", "3 20"), "TIME_WINDOW_SECTION must have 4 rows"),
    "nodes out of order": (TIMED.replace("2 4\n3 6", "3 6\n2 4"), "name the nodes 1 to 4 in order"),
    "no capacity": (TIMED.replace("CAPACITY : 10\n", ""), "CAPACITY is missing"),
    "letters": (TIMED.replace("2 1 1", "2 one 1"), "a row that is not of numbers"),
    "not a number": (TIMED.replace("2 1 1", "2 nan 1"), "cannot be true"),
    "below zero": (TIMED.replace("2 4", "2 -4"), "negative"),
    "huge": (TIMED.replace("2 1 1", "2 1e300 1"), "cannot be true"),
    "no size": (TIMED.replace("DIMENSION : 4", "DIMENSION : many"), "DIMENSION must be a number"),
    "too great": (TIMED.replace("DIMENSION : 4", "DIMENSION : 999999"), "between 2 and 20000"),
    "other distances": (TIMED.replace("EUC_2D", "GEO"), "only EUC_2D"),
    "another depot": (TIMED.replace("DEPOT_SECTION\n1", "DEPOT_SECTION\n2"), "the depot must be node 1"),
    "a section unknown": (
        TIMED.replace("DEMAND_SECTION", "BACKHAUL_SECTION"),
        "BACKHAUL_SECTION is not read",
    ),
    "a letter home": ("Dear all,\n", "neither a header nor a section"),
    "nothing": ("", "no EOF"),
}


@pytest.mark.parametrize("name", TORN)
def test_a_torn_file_is_refused_in_words(tmp_path: Path, name: str) -> None:
    text, words = TORN[name]
    with pytest.raises(BadInstance, match=words) as refused:
        vrplib.read(written(tmp_path, text))
    assert "tiny.vrp" in str(refused.value) and refused.value.code == "bad-instance"


def test_a_picture_is_no_instance(tmp_path: Path) -> None:
    path = tmp_path / "tiny.vrp"
    path.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(BadInstance, match="not a text file"):
        vrplib.read(path)


@pytest.mark.parametrize(
    "text", ["", "Route #1: 1 2\n", "Cost 5\n", "Route #1: 1 x\nCost 5\n", "Route #1: 1\nCost\n"]
)
def test_a_torn_solution_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInstance):
        vrplib.read_solution(written(tmp_path, text, "tiny.sol"))
