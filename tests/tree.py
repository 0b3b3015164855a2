"""Which files does the project consist of, and what do they import? For the tests about the house itself."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
TYPESCRIPT = (".ts", ".tsx")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be: relative to the root, sorted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    found = (Path(name) for name in listed.split("\0") if name)
    return tuple(sorted(path for path in set(found) if (ROOT / path).is_file()))


def python_files() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def typescript_files() -> list[Path]:
    return [path for path in files() if path.suffix in TYPESCRIPT]


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


@dataclass(frozen=True, slots=True)
class Import:
    """`module` is the dotted name in full; of `from a import b` both a and a.b (b may be a module)."""

    module: str
    line: int


def imports(path: Path) -> Iterator[Import]:
    """Everything a Python file imports, inside functions and for type checkers too."""
    package = path.parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            yield Import(base, node.lineno)
            for alias in node.names:
                yield Import(f"{base}.{alias.name}", node.lineno)


@cache
def typescript_facts() -> dict[Path, dict[str, list]]:
    """By file: `imports` (specifiers), `functions` (name, lines) and the `first` line."""
    if not typescript_files():
        return {}
    environment = {**os.environ, "PATH": f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["node", str(ROOT / "tests/typescript_facts.cjs")],
        cwd=ROOT / "pwa",
        input="\n".join(str(ROOT / path) for path in typescript_files()),
        capture_output=True,
        check=False,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return {Path(name).relative_to(ROOT): facts for name, facts in json.loads(done.stdout).items()}


def inside(path: Path, folder: str) -> bool:
    return PurePosixPath(path).is_relative_to(folder)


def at(path: Path, line: int, words: str) -> str:
    return f"{path}:{line}: {words}"


def complain(offenders: list[str], rule: str) -> None:
    assert not offenders, "\n".join([rule, *sorted(set(offenders))])
