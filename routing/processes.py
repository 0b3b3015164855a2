"""How do the search's processes start, talk, and end with the one that started them?"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn


def die_with(parent: int) -> None:
    """A process that is killed cannot end its children: Linux does; elsewhere they end with their budget."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def processors() -> int:
    """How many processes can really run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def begin(module: str, function: str) -> tuple[subprocess.Popen[bytes], Connection]:
    """A new interpreter that runs `function(its end of a pipe, pid of this process)`, and our end of it.

    A plain process: multiprocessing's would refuse to start below a daemon, as runners of jobs are.
    """
    ours, theirs = Pipe()
    handle = theirs.fileno()
    # It must import the same code, from wherever this process took it.
    path = os.pathsep.join(path for path in sys.path if path)
    # It may fork, so numpy must not have started threads by then.
    environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    child = subprocess.Popen(
        [sys.executable, "-c", f"from {module} import {function}; {function}({handle}, {os.getpid()})"],
        pass_fds=(handle,),
        stdin=subprocess.DEVNULL,
        env=environment,
        # Ctrl-C is for whoever started the search: he may want the best that was found.
        process_group=0,
    )
    theirs.close()
    return child, ours


class Fork:
    """A copy of this process that runs `work(pipe)` and nothing else; it shares all memory until it writes.

    Only for a process without threads, as the search's child is: a copied lock would stay locked for ever.
    """

    def __init__(self, work: Callable[[Connection], None]) -> None:
        self.pipe, theirs = Pipe()
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            self.pipe.close()
            _run(work, theirs, parent)
        theirs.close()

    def end(self) -> None:
        """At once, whatever it does; afterwards nothing of it is left."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pipe.close()


def received(pipes: Iterable[Connection], seconds: float) -> Iterator[tuple[Connection, Any]]:
    """What forks have sent, waited for no longer than so many seconds; None from one that has ended."""
    for pipe in wait(list(pipes), seconds):
        assert isinstance(pipe, Connection)
        try:
            yield pipe, pipe.recv()
        except (EOFError, OSError):
            yield pipe, None


def _run(work: Callable[[Connection], None], pipe: Connection, parent: int) -> NoReturn:
    """Whatever happens, the copy never goes on with what its original was doing."""
    status = 1
    try:
        die_with(parent)
        work(pipe)
        status = 0
    except (EOFError, OSError):
        pass  # nobody listens any more
    finally:
        os._exit(status)
