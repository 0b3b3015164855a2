"""Is an order gathered as the floor says, bin, item, tote, and does a wrong scan change nothing?"""

from typing import Any

import pytest

from tests.warehouse.vectors import cases, wrong
from warehouse.picking import (
    STEPS,
    Picked,
    Picking,
    PickLine,
    PickStep,
    ShortReason,
    begin,
    report_short,
    scan,
)

CASES = cases("picking")


def line(of: dict[str, Any]) -> PickLine:
    return PickLine(of["id"], of["bin"], of["sku"], tuple(of["codes"]), of["quantity"])


def state(at: Picking) -> dict[str, Any]:
    left = [line.id for line in at.lines]
    return {"step": at.step, "taken": at.taken, "tote": at.tote, "short": at.short, "left": left}


def given(step: dict[str, Any]) -> Picked | None:
    return Picked(**step["picked"]) if "picked" in step else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_shared_cases(case: dict[str, Any]) -> None:
    at = begin(tuple(map(line, case["lines"])), case["tote"], tuple(case["foreign_totes"]))
    for number, step in enumerate(case["steps"]):

        def act(at: Picking = at, step: dict[str, Any] = step) -> tuple[Picking, Picked | None]:
            if "scan" in step:
                return scan(at, step["scan"])
            return report_short(at, ShortReason(step["short"]))

        if "wrong" in step:
            assert wrong(act) == step["wrong"], (number, step)
        else:
            at, picked = act()
            assert (state(at), picked) == (step["at"], given(step)), (number, step)


def test_the_cases_take_every_step_of_the_machine_and_meet_every_refusal() -> None:
    codes = {step["wrong"]["code"] for case in CASES for step in case["steps"] if "wrong" in step}
    assert codes == {
        "wrong-bin",
        "wrong-item",
        "not-a-tote",
        "wrong-tote",
        "tote-of-other-order",
        "nothing-to-scan",
        "nothing-is-short",
    }
    taken = set()
    for case in CASES:
        before = "bin" if case["lines"] else "done"
        for step in (step for step in case["steps"] if "at" in step):
            taken.add((before, step["at"]["step"]))
            before = step["at"]["step"]
    assert taken == {(before, after) for (before, _), after in STEPS.items()}


def test_nothing_leads_out_of_done_and_everything_leads_there() -> None:
    reached = {PickStep.DONE}
    while more := {before for (before, _), after in STEPS.items() if after in reached} - reached:
        reached |= more
    assert reached == set(PickStep)
    assert not [before for before, _ in STEPS if before is PickStep.DONE]
