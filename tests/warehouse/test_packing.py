"""Is an order closed only when exactly its pieces were scanned?"""

from typing import Any

import pytest

from tests.warehouse.vectors import cases, wrong
from warehouse.packing import STEPS, Packing, PackLine, PackStep, check, close, next_parcel, scan

CASES = cases("packing")
SCANNED = [case for case in CASES if "steps" in case]
GATE = [case for case in CASES if "check" in case]


def lines(case: dict[str, Any]) -> tuple[PackLine, ...]:
    return tuple(PackLine(of["sku"], tuple(of["codes"]), of["quantity"]) for of in case["lines"])


@pytest.mark.parametrize("case", SCANNED, ids=lambda case: case["name"])
def test_the_shared_cases(case: dict[str, Any]) -> None:
    at = Packing(lines(case))
    for number, step in enumerate(case["steps"]):

        def act(at: Packing = at, step: dict[str, Any] = step) -> Packing:
            if "scan" in step:
                return scan(at, step["scan"])
            return next_parcel(at) if "next" in step else close(at)

        if "wrong" in step:
            assert wrong(act) == step["wrong"], (number, step)
        else:
            at = act()
            state = {"step": at.step, "parcels": [list(parcel) for parcel in at.parcels]}
            assert state == step["at"], (number, step)


@pytest.mark.parametrize("case", GATE, ids=lambda case: case["name"])
def test_the_gate(case: dict[str, Any]) -> None:
    if case["wrong"] is None:
        check(lines(case), case["check"])
    else:
        assert wrong(lambda: check(lines(case), case["check"])) == case["wrong"]


def test_the_cases_meet_every_step_and_every_refusal() -> None:
    steps = [step for case in SCANNED for step in case["steps"]]
    codes = {"not-of-this-order", "one-too-many", "pieces-missing", "parcel-empty"}
    assert {step["wrong"]["code"] for step in steps if "wrong" in step} == codes | {"nothing-to-scan"}
    assert {case["wrong"]["code"] for case in GATE if case["wrong"]} == codes
    assert {after for _, after in STEPS.items()} == {
        PackStep(step["at"]["step"]) for step in steps if "at" in step
    }
