"""Does every file keep the size and shape of the house?

Each test names every offender, so that one run tells all there is to mend.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.tree import (
    ROOT,
    TYPESCRIPT,
    at,
    complain,
    files,
    inside,
    python_files,
    text,
    tree,
    typescript_facts,
    typescript_files,
)

GENERATED = {Path("pwa/src/contract.ts")}
MAX_LINES = 300
MAX_FUNCTION_LINES = 50
MAX_BYTES = 1_000_000


def test_files_are_small() -> None:
    complain(
        [
            f"{path}: {lines} lines"
            for path in [*python_files(), *typescript_files()]
            if path not in GENERATED and (lines := text(path).count("\n")) > MAX_LINES
        ],
        f"a file has at most {MAX_LINES} lines",
    )


def test_functions_are_small() -> None:
    offenders = [
        at(path, node.lineno, f"{node.name} has {lines} lines")
        for path in python_files()
        if not inside(path, "tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    ]
    offenders += [
        f"{path}: {name} has {lines} lines"
        for path, facts in typescript_facts().items()
        if path not in GENERATED and not inside(path, "tests") and ".test." not in path.name
        for name, lines in facts["functions"]
        if lines > MAX_FUNCTION_LINES
    ]
    complain(offenders, f"a function has at most {MAX_FUNCTION_LINES} lines")


def asks(path: Path) -> bool:
    """Does the file's first line stand for a question that it answers?"""
    if path.suffix in TYPESCRIPT:
        first = str(typescript_facts()[path]["first"])
        return first.startswith(("//", "/*")) and "?" in first
    if not text(path).strip():
        return path.name == "__init__.py"
    paragraph = (ast.get_docstring(tree(path)) or "").split("\n\n", 1)[0]
    return text(path).startswith(('"""', "#!")) and "?" in paragraph


def test_each_file_opens_with_the_question_it_answers() -> None:
    complain(
        [
            str(path)
            for path in [*python_files(), *typescript_files()]
            if path not in GENERATED and not asks(path)
        ],
        "the first line says which question the file answers (and ends in a question mark)",
    )


def test_every_tests_folder_is_a_package() -> None:
    folders = {path.parent for path in python_files() if inside(path, "tests")}
    folders |= {parent for folder in folders for parent in folder.parents if inside(parent, "tests")}
    complain(
        [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()],
        "each folder of tests has an __init__.py, or `import server` finds tests/server",
    )


# Written apart, so that this file does not hold what it forbids.
FORBIDDEN = [
    "".join(parts)
    for parts in (
        ("/ro", "ot/"),
        ("/wo", "rk/"),
        ("/ho", "me/"),
        ("/Use", "rs/"),
        ("py", "pi.org"),
        ("pythonhos", "ted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("yarn", "pkg.com"),
        ("deb.deb", "ian.org"),
        ("docker", ".io/"),
    )
]


def test_no_file_knows_a_machine_or_a_registry() -> None:
    offenders = []
    for path in files():
        content = (ROOT / path).read_bytes()
        if b"\0" in content[:8000]:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            offenders += [at(path, number, f"holds {word}") for word in FORBIDDEN if word in line]
    complain(offenders, "no path of a machine, no host of a package registry")


def test_no_file_is_big() -> None:
    complain(
        [f"{path}: {size} bytes" for path in files() if (size := (ROOT / path).stat().st_size) > MAX_BYTES],
        f"a file has at most {MAX_BYTES} bytes",
    )
