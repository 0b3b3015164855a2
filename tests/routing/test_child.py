"""Does the search in its own process give the same plan, end at once, and leave nothing behind?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from routing.check import check
from routing.child import solve_in_child
from routing.errors import BadValue, NoFigures
from routing.solve import Progress, solve
from tests.routing.factories import crow, day, problem, stop


def children() -> set[str]:
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def running(pid: str) -> bool:
    """Whether a process still does anything; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_same_plan_as_in_this_process() -> None:
    built = day(30, 3)
    here = solve(built, crow(built), budget_s=None, iterations=150, seed=5)
    there = solve_in_child(built, crow(built), budget_s=None, iterations=150, seed=5)
    assert replace(here, elapsed_s=0) == replace(there, elapsed_s=0)


def test_a_stopped_search_answers_with_its_best_so_far_and_leaves_no_process() -> None:
    built = day(80, 4)
    before, told, asked_at = children(), list[Progress](), list[float]()

    def enough() -> bool:
        if len(told) >= 3 and not asked_at:
            asked_at.append(time.monotonic())
        return bool(asked_at)

    plan = solve_in_child(built, crow(built), budget_s=120, on_progress=told.append, stop=enough)
    assert asked_at, "it ended because it was stopped"
    assert plan.elapsed_s < 100
    assert check(built, crow(built), plan) == ()
    assert plan.cost_s <= told[-1].cost_s
    assert children() <= before


def test_who_stops_a_search_that_is_stuck_has_what_it_found_at_its_beginning() -> None:
    built = day(20, 2, 3)
    first: list[float] = []
    plan = solve_in_child(
        built,
        crow(built),
        budget_s=120,
        on_progress=lambda _: first.append(time.monotonic()),
        stop=lambda: bool(first) and time.monotonic() > first[0] + 3,
    )
    assert plan.cost_s <= 1.005 * solve_in_child(built, crow(built), budget_s=6, seed=1).cost_s


def test_stopped_before_the_child_is_awake_it_still_answers() -> None:
    built = day(20, 2)
    plan = solve_in_child(built, crow(built), budget_s=60, stop=lambda: True)
    assert check(built, crow(built), plan) == () and plan.assigned > 0


def test_this_process_goes_on_while_the_child_searches() -> None:
    built = day(60, 4)
    gaps, ended = [0.0], threading.Event()

    def tick() -> None:
        last = time.monotonic()
        while not ended.wait(0.005):
            gaps.append(time.monotonic() - last)
            last = time.monotonic()

    ticking = threading.Thread(target=tick)
    ticking.start()
    solve_in_child(built, crow(built), budget_s=2)
    ended.set()
    ticking.join()
    assert sorted(gaps)[len(gaps) // 2] < 0.1 and len(gaps) > 50


def test_refusals_come_from_the_call_itself() -> None:
    built = problem([stop("a")])
    with pytest.raises(BadValue):
        solve_in_child(built, crow(built), budget_s=None)
    with pytest.raises(NoFigures):
        solve_in_child(built, {}, budget_s=1)


SEARCH_FOR_EVER = """
from routing.child import solve_in_child
from tests.routing.factories import crow, day
built = day(20, 2)
solve_in_child(built, crow(built), budget_s=60, on_progress=lambda progress: print("searching", flush=True))
"""


def test_a_killed_worker_takes_its_search_with_it() -> None:
    worker = subprocess.Popen([sys.executable, "-c", SEARCH_FOR_EVER], stdout=subprocess.PIPE, text=True)
    assert worker.stdout and worker.stdout.readline() == "searching\n"
    (child,) = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    deadline = time.monotonic() + 20
    while running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not running(child)
