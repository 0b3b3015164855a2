"""Do imports point the way the README's arrows do, from the edges inwards?

Each test names every offender, so that one run tells all there is to mend. The rules are the tables on top.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest

from tests.tree import (
    ROOT,
    Import,
    at,
    complain,
    imports,
    inside,
    python_files,
    tree,
    typescript_facts,
)

OURS = ("server", "routing", "warehouse", "migrations", "tests")

# Folder -> what of ours, and which libraries, it may import besides the standard library.
PURE: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "routing": (
        ("routing",),
        {"ortools", "shapely", "geopy", "numpy", "pyvrp", "vroom", "osrm", "httpx", "defusedxml"},
    ),
    "warehouse": (("warehouse",), {"barcode"}),
    "server/domain": (("server.domain",), set()),
    "server/shops": (
        ("server.shops", "server.imports", "server.domain"),
        {"httpx", "defusedxml", "pydantic"},
    ),
    # It plays from outside: by HTTP and sockets, with the rules that a phone has as well.
    "server/day": (("server.day", "server.demo", "warehouse"), {"httpx", "socketio"}),
    "server/imports": (
        ("server.imports", "server.shops", "server.domain", "routing", "warehouse"),
        {"pydantic"},
    ),
}
# Rules take the moment, the seed and the ids as arguments, and talk to nobody.
IMPURE = {"asyncio", "http", "secrets", "select", "socket", "sqlite3", "ssl", "threading", "urllib"}
CLOCKS = {"now", "utcnow", "today", "time_ns", "localtime", "gmtime", "uuid1", "uuid4", "uuid7", "urandom"}
STOPWATCHES = {"monotonic", "perf_counter"}  # a solver has to know when its budget is spent

# Folder -> what it must never import.
EDGE = ("server.db", "sqlalchemy", "flask_sqlalchemy", "server.jobs", "server.domain", "routing", "warehouse")
NEVER = {
    "server/http": EDGE,
    "server/realtime": (*EDGE, "server.http"),
    "server/commands": ("flask", "huey", "server.http", "server.realtime", "server.jobs"),
    "server/queries": ("flask", "huey", "server.http", "server.realtime", "server.jobs"),
    "server/jobs": ("server.http", "server.realtime"),
    "server/db": (
        *("server.commands", "server.queries", "server.http", "server.realtime", "server.jobs"),
        *("server.shops", "huey"),
    ),
}
# What everybody may know of the rules: how to say no.
ANYWHERE = ("server.domain.errors",)
ROWS_ARE_FOR = ("server/db", "server/commands", "server/queries", "server/jobs", "migrations", "tests")
WIRING = {"server/__init__.py", "server/cli/app.py", "server/wsgi.py"}


def under(module: str, prefixes: Iterable[str]) -> bool:
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes)


def may(found: Import, ours: Iterable[str], libraries: set[str]) -> bool:
    top = found.module.partition(".")[0]
    if top in OURS:
        return under(found.module, ours)
    return top in sys.stdlib_module_names or top in libraries


@pytest.mark.parametrize("folder", PURE)
def test_rules_import_only_what_they_may(folder: str) -> None:
    ours, libraries = PURE[folder]
    complain(
        [
            at(path, found.line, f"imports {found.module}")
            for path in python_files()
            if inside(path, folder)
            for found in imports(path)
            if not may(found, ours, libraries)
        ],
        f"{folder} may import {', '.join((*ours, *sorted(libraries)))} and the standard library",
    )


def test_a_shop_knows_no_other_shop() -> None:
    offenders = []
    for path in python_files():
        if not inside(path, "server/shops") or len(path.parts) < 4:
            continue
        own = ("server.shops.base", f"server.shops.{path.parts[2]}")
        offenders += [
            at(path, found.line, f"imports {found.module}")
            for found in imports(path)
            if under(found.module, ("server.shops",)) and found.module != "server.shops"
            if not under(found.module, own)
        ]
    complain(offenders, "a shop imports server.shops.base and its own folder")


def test_only_the_roads_call_a_road_engine() -> None:
    complain(
        [
            at(path, found.line, f"imports {found.module}")
            for path in python_files()
            if not inside(path, "routing/roads") and not inside(path, "tests")
            for found in imports(path)
            if under(found.module, ("osrm",)) or (inside(path, "routing") and under(found.module, ("httpx",)))
        ],
        "only routing/roads/ may call a road engine",
    )


def impurity(path: Path, node: ast.AST) -> str | None:
    """What of the world a rule touches with this piece of code, if anything."""
    if not isinstance(node, ast.Attribute):
        return None
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    stopwatch = node.attr in STOPWATCHES and not inside(path, "routing")
    if node.attr in CLOCKS or stopwatch or (owner, node.attr) == ("time", "time"):
        return f"asks the world: {ast.unparse(node)}"
    if owner == "random" and node.attr != "Random":
        return f"unseeded randomness: {ast.unparse(node)}"
    return None


@pytest.mark.parametrize("folder", ["routing", "warehouse", "server/domain"])
def test_rules_touch_no_clock_network_or_chance(folder: str) -> None:
    offenders = []
    for path in python_files():
        if not inside(path, folder) or inside(path, "routing/roads"):
            continue
        offenders += [
            at(path, found.line, f"imports {found.module}")
            for found in imports(path)
            if under(found.module, IMPURE) or found.module in ("random.random", "time.time")
        ]
        offenders += [
            at(path, getattr(node, "lineno", 0), words)
            for node in ast.walk(tree(path))
            if (words := impurity(path, node))
        ]
    complain(offenders, f"{folder} takes the moment, ids and the seed as arguments")


@pytest.mark.parametrize("folder", NEVER)
def test_the_shell_keeps_its_layers(folder: str) -> None:
    complain(
        [
            at(path, found.line, f"imports {found.module}")
            for path in python_files()
            if inside(path, folder)
            for found in imports(path)
            if under(found.module, NEVER[folder]) and found.module != "server.domain"
            if not under(found.module, ANYWHERE)
        ],
        f"{folder} never imports {', '.join(NEVER[folder])} (but {', '.join(ANYWHERE)} is free)",
    )


def test_only_commands_queries_and_jobs_touch_rows() -> None:
    complain(
        [
            at(path, found.line, f"imports {found.module}")
            for path in python_files()
            if not any(inside(path, folder) for folder in ROWS_ARE_FOR) and str(path) not in WIRING
            for found in imports(path)
            if under(found.module, ("server.db", "sqlalchemy", "flask_sqlalchemy"))
        ],
        f"rows are for {', '.join(ROWS_ARE_FOR)}; {', '.join(sorted(WIRING))} may wire them",
    )


def test_the_program_does_not_import_its_tests() -> None:
    complain(
        [
            at(path, found.line, f"imports {found.module}")
            for path in python_files()
            if not inside(path, "tests")
            for found in imports(path)
            if under(found.module, ("tests", "pytest", "hypothesis", "playwright"))
        ],
        "what is served needs no tests",
    )


def app_folder(path: PurePosixPath) -> str | None:
    """The folder directly in pwa/src that a file lies in, if any."""
    parts = path.parts
    return parts[2] if len(parts) > 3 and parts[:2] == ("pwa", "src") else None


def target(path: Path, specifier: str) -> PurePosixPath | None:
    """Where a relative import leads, as a path from the root; None for packages."""
    if not specifier.startswith("."):
        return None
    parts: list[str] = list(path.parent.parts)
    for step in PurePosixPath(specifier).parts:
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return PurePosixPath(*parts)


def test_role_apps_import_the_kernel_and_never_each_other() -> None:
    offenders = []
    for path, facts in typescript_facts().items():
        own = app_folder(PurePosixPath(path))
        for specifier in facts["imports"]:
            leads = target(path, specifier)
            if own is None or leads is None:
                continue
            # `kernel` and `kernel/index` are the same folder, whichever way it is written.
            other = app_folder(leads / "index") if not leads.suffix else app_folder(leads)
            file_at_top = leads.parent == PurePosixPath("pwa/src") and not (ROOT / leads).is_dir()
            if other not in (None, own, "kernel") and not file_at_top:
                offenders.append(f"{path}: imports {specifier}")
            if file_at_top and leads.stem not in ("contract", "env"):
                offenders.append(f"{path}: imports {specifier}")
    complain(offenders, "an app imports its own folder, kernel/ and the contract; the kernel no app")
