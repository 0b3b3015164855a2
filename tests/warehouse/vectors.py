"""Which answers must server and phone give alike? The cases of tests/contract, and what a wrong scan says."""

import json
from collections.abc import Callable
from typing import Any

from tests.tree import ROOT
from warehouse.errors import WrongScan


def cases(name: str) -> list[Any]:
    """The cases of tests/contract/<name>.json, each named after the rule it shows."""
    found: list[dict[str, Any]] = json.loads((ROOT / f"tests/contract/{name}.json").read_text("utf-8"))[
        "cases"
    ]
    return found


def wrong(scan: Callable[[], object]) -> dict[str, str]:
    """What the scan was refused with."""
    try:
        answer = scan()
    except WrongScan as why:
        return {"code": why.code, "expected": why.expected, "got": why.got}
    raise AssertionError(f"not refused: {answer}")
