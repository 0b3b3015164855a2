"""Does only what was scanned for this route go onto the vehicle, the last stop first?"""

from typing import Any

import pytest

from tests.warehouse.vectors import cases, wrong
from warehouse.loading import Load, Loading, due, handed_over, scan, split_orders

CASES = cases("loading")


def state(at: Loading) -> dict[str, Any]:
    return {
        "due": [parcel.code for parcel in due(at)],
        "loaded": list(at.loaded),
        "handed_over": list(handed_over(at)),
        "split": list(split_orders(at)),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_shared_cases(case: dict[str, Any]) -> None:
    elsewhere = tuple((code, whose) for code, whose in case["elsewhere"])
    at = Loading(tuple(Load(**parcel) for parcel in case["parcels"]), tuple(case["loaded"]), elsewhere)
    for number, step in enumerate(case["steps"]):
        if "wrong" in step:
            assert wrong(lambda at=at, step=step: scan(at, step["scan"])) == step["wrong"], (number, step)
            continue
        at, parcel, out_of_turn = scan(at, step["scan"])
        assert (parcel.code, out_of_turn) == (step["parcel"], step["out_of_turn"]), (number, step)
        assert state(at) == step["at"], (number, step)


def test_the_cases_meet_every_refusal() -> None:
    codes = {step["wrong"]["code"] for case in CASES for step in case["steps"] if "wrong" in step}
    assert codes == {"not-a-parcel", "already-loaded-parcel", "parcel-of-other-route"}
