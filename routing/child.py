"""How is a plan searched for without stopping everything else, and ended at once?

OR-Tools holds the interpreter's lock and cannot be interrupted, so the search runs in a process of its own,
which may be ended at any moment, with all that it has started itself: its best orders have always been sent
already.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

from routing.engines import Orders
from routing.engines.mixed import Mixed
from routing.errors import RoutingError
from routing.insertion import fill
from routing.matrix import Matrix
from routing.mend import mend
from routing.model import Problem
from routing.plan import Plan
from routing.processes import begin, die_with, processors
from routing.solve import Progress, check_limits, covering, finish, finishing_s, solve

# `stop` is asked this often, so a cancelled search ends well within a tenth of a second.
_ASK_EVERY_S = 0.03


# What cheapest insertion may take when a search has ended with nothing, or with gaps.
_INSERTING_S = 0.4


class ChildDied(RoutingError):
    """The search's process ended without an answer, and there was none to fall back on."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What the child is told once it is awake; its seconds come beside."""

    problem: Problem
    matrices: Mapping[str, Matrix]
    iterations: int | None
    seed: int
    processes: int
    start: Orders | None


def solve_in_child(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    *,
    budget_s: float | None,
    iterations: int | None = None,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    processes: int | None = None,
    start: Orders | None = None,
) -> Plan:
    """`solve`, in a child process; the same plan for the same seed and iterations without a budget.

    With a budget, the child has `processes` search side by side; None: one for each processor. The budget
    counts from this call, the child's start included; a child that overruns it is ended and its best answer
    taken. When `stop` says True the child is ended at once and the best answer so far is the plan: with
    nothing found yet, the one of cheapest insertion. Raises what `solve` raises, and `ChildDied`.
    """
    began = time.monotonic()
    check_limits(budget_s, iterations)
    matrices = covering(problem, matrices)
    last: list[Progress] = []

    def told(progress: Progress) -> None:
        last[:] = [replace(progress, elapsed_s=time.monotonic() - began)]
        if on_progress:
            on_progress(last[0])

    deadline = None if budget_s is None else began + budget_s - finishing_s(problem)
    child, ours = begin(__name__, work.__name__)
    try:
        if deadline is not None:
            start = _while_it_wakes(problem, matrices, start, ours, deadline, stop)
        task = _Task(problem, matrices, iterations, seed, processes or processors(), start)
        plan = _follow(ours, task, deadline, told, stop)
    finally:
        child.kill()
        child.wait()
        ours.close()
    if plan is not None:
        return replace(plan, elapsed_s=round(time.monotonic() - began, 3))
    over = deadline is not None and time.monotonic() >= deadline
    return _best_so_far(problem, matrices, last, start, began, time.monotonic if over else time.thread_time)


def _while_it_wakes(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    start: Orders | None,
    pipe: Connection,
    deadline: float,
    stop: Callable[[], bool] | None,
) -> Orders:
    """A beginning by cheapest insertion, as far as it comes until the child is awake."""
    given = problem.heads() if start is None else mend(problem, matrices, start)
    return fill(
        problem,
        matrices,
        given,
        lambda: pipe.poll() or bool(stop and stop()) or time.monotonic() >= deadline,
    )


def _follow(
    pipe: Connection,
    task: _Task,
    deadline: float | None,
    told: Callable[[Progress], None],
    stop: Callable[[], bool] | None,
) -> Plan | None:
    """The child's plan, or None if it has to be ended. What is left of the budget is sent once awake."""
    while not (stop and stop()) and (deadline is None or time.monotonic() < deadline):
        if not pipe.poll(_ASK_EVERY_S):
            continue
        try:
            word, value = pipe.recv()
        except EOFError:
            raise ChildDied("child-died", "the search's process ended without an answer") from None
        if word == "ready":
            left_s = None if deadline is None else max(0.001, deadline - time.monotonic())
            pipe.send((task, left_s))
        elif word == "progress":
            told(value)
        elif word == "plan":
            return value
        else:
            raise value
    return None


def _best_so_far(
    problem: Problem,
    matrices: Mapping[str, Matrix],
    last: list[Progress],
    start: Orders | None,
    began: float,
    clock: Callable[[], float],
) -> Plan:
    """Who ends a search gets as much work on a busy machine as on an idle one; a budget is the wall's."""
    orders = [progress.orders for progress in last] + ([] if start is None else [start])
    seen = last[0].iteration if last else 0
    until = clock() + max(_INSERTING_S, finishing_s(problem))
    plan = finish(
        problem,
        matrices,
        orders,
        lambda: clock() > until,
        lambda: clock() > until,
        engine=Mixed.name,
        iterations=seen,
    )
    return replace(plan, elapsed_s=round(time.monotonic() - began, 3))


def work(handle: int, parent: int) -> None:
    """The child: says that it is awake, takes the task, answers with progress and a plan or an error."""
    die_with(parent)
    pipe = Connection(handle)

    def send(word: str, value: Any) -> None:
        try:
            pipe.send((word, value))
        except OSError:
            # Nobody listens any more. An exception would not end OR-Tools; this does.
            os._exit(1)

    send("ready", None)
    task, left_s = pipe.recv()
    try:
        plan = solve(
            task.problem,
            task.matrices,
            budget_s=left_s,
            iterations=task.iterations,
            seed=task.seed,
            on_progress=lambda progress: send("progress", progress),
            engine=Mixed(task.processes),
            start=task.start,
        )
        send("plan", plan)
    except RoutingError as error:
        send("error", error)
