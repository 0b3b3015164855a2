"""What becomes of what a picker took or did not find, in time or late, once or twice?"""

import pytest

from tests.server.commands.building import (
    at,
    claim,
    count,
    gather,
    in_bins,
    kinds,
    left,
    level,
    order,
    pack,
    pick,
    picked,
    questions,
    reserved,
    status,
    task,
    todo,
)
from tests.world import World
from warehouse.codes import tote_code


def next_of(world: World, picker: str = "picker") -> str | None:
    """The number of the order he is given."""
    if not world.tries("claim_next", {}, picker).ok:
        return None
    mine = {
        n for n in world.orders if task(n).status == "claimed" and task(n).picker_id == world.users[picker]
    }
    return ",".join(sorted(mine))


def test_a_line_goes_from_its_bin_into_the_tote(floor: World) -> None:
    order(floor, "N1", ("JAM", 4))
    gather(floor, "N1")
    assert (picked("N1"), level("JAM"), at("tote"), in_bins("JAM")) == ([4], (3, 0), {"JAM": 4}, {"A1": 3})
    assert (task("N1").status, status("N1"), kinds()) == ("done", "picking", [])


def test_of_two_who_took_the_same_the_first_heard_of_has_it(floor: World) -> None:
    order(floor, "N1", ("JAM", 2))
    claim(floor, "N1")
    (line,) = left("N1")
    claim(floor, "N1", "paula", take_over=True)
    pick(floor, line, "paula")
    told = pick(floor, line, "picker")
    asked = {"number": "N1", "sku": "JAM", "pieces": 2, "picker": "Paula"}
    assert told.problem == {"code": "picked-twice", "params": asked}
    assert (level("JAM"), at("tote"), questions()) == ((5, 0), {"JAM": 2}, [("picked-twice", asked)])


def test_the_first_one_may_be_he_who_was_offline(floor: World) -> None:
    order(floor, "N1", ("JAM", 2))
    claim(floor, "N1")
    (line,) = left("N1")
    claim(floor, "N1", "paula", take_over=True)
    pick(floor, line, "picker")
    told = pick(floor, line, "paula")
    assert told.problem["params"]["picker"] == "Picker"  # type: ignore[index]
    assert task("N1").status == "done"


def test_the_loser_who_found_nothing_has_nothing_to_put_back(floor: World) -> None:
    order(floor, "N1", ("JAM", 2))
    claim(floor, "N1")
    (line,) = left("N1")
    pick(floor, line)
    assert pick(floor, line, "paula", quantity=0, short="missing").outcome == "applied"
    assert (in_bins("JAM"), kinds()) == ({"A1": 1, "C3": 4}, [])


def test_gathered_offline_after_the_office_let_go_of_it(floor: World) -> None:
    order(floor, "N1", ("JAM", 1), ("OIL", 1))
    claim(floor, "N1")
    lines = left("N1")
    floor.give("release_task", {"task_id": task("N1").id}, "dispatcher")
    for line in lines:
        assert pick(floor, line).outcome == "applied"
    assert (task("N1").status, status("N1"), kinds()) == ("done", "picking", [])
    assert pack(floor, "N1", {"JAM": 1, "OIL": 1}).ok


def test_gathered_offline_from_a_list_that_was_made_anew(floor: World) -> None:
    """What is heard late is taken, and what the other would take besides leaves his list."""
    order(floor, "N1", ("JAM", 3), ("OIL", 1))
    claim(floor, "N1")
    old = next(line for line in left("N1") if line.item.sku == "JAM")
    floor.give("release_task", {"task_id": task("N1").id}, "dispatcher")
    count(floor, A1={"JAM": 2})
    claim(floor, "N1", "paula")
    assert ("C3", "JAM", 3) in todo("N1")
    assert pick(floor, old, quantity=2).outcome == "applied"
    assert todo("N1") == [("B2", "OIL", 1), ("C3", "JAM", 1)]
    for line in left("N1"):
        pick(floor, line, "paula")
    assert (picked("N1"), task("N1").status, at("tote")) == ([3, 1], "done", {"JAM": 3, "OIL": 1})


def test_gathered_offline_after_it_was_cancelled_waits_to_be_put_back(floor: World) -> None:
    order(floor, "N1", ("JAM", 2))
    claim(floor, "N1")
    (line,) = left("N1")
    floor.give("cancel_order", {"order_id": floor.orders["N1"], "reason": "x"}, "dispatcher")
    told = pick(floor, line)
    assert told.problem == {
        "code": "picked-after-cancel",
        "params": {"number": "N1", "sku": "JAM", "pieces": 2},
    }
    assert (task("N1").status, at("tote"), level("JAM")) == ("put-back", {"JAM": 2}, (5, 0))
    floor.give("return_goods", {"order_id": floor.orders["N1"]}, "picker")
    assert (task("N1").status, at("tote"), level("JAM")) == ("cancelled", {}, (7, 0))


def test_more_than_the_bin_is_said_to_hold_was_found_there(floor: World) -> None:
    order(floor, "N1", ("JAM", 3))
    claim(floor, "N1")
    (line,) = left("N1")
    count(floor, A1={"JAM": 1})
    told = pick(floor, line)
    assert told.problem["code"] == "found-stock"  # type: ignore[index]
    assert (in_bins("JAM"), level("JAM"), at("tote")) == ({"C3": 4}, (4, 0), {"JAM": 3})


def test_more_than_the_order_wants_is_not_booked(floor: World) -> None:
    order(floor, "N1", ("JAM", 2))
    claim(floor, "N1")
    told = pick(floor, left("N1")[0], quantity=5)
    asked = {"number": "N1", "sku": "JAM", "pieces": 3}
    assert told.problem == {"code": "picked-too-many", "params": asked}
    assert (picked("N1"), at("tote"), level("JAM")) == ([2], {"JAM": 2}, (5, 0))


def test_less_without_a_reason_stays_to_be_taken(floor: World) -> None:
    order(floor, "N1", ("JAM", 2))
    claim(floor, "N1")
    pick(floor, left("N1")[0], quantity=1)
    assert (todo("N1"), task("N1").status, kinds()) == ([("A1", "JAM", 1)], "claimed", [])


def test_another_tote_or_one_in_use_is_a_question(floor: World) -> None:
    order(floor, "N1", ("JAM", 1), ("OIL", 1))
    order(floor, "N2", ("OIL", 1))
    gather(floor, "N2", "paula")
    claim(floor, "N1")
    first, second = left("N1")
    used = tote_code(task("N2").id)
    assert pick(floor, first, tote=used).problem["code"] == "wrong-tote"  # type: ignore[index]
    told = pick(floor, second, tote=tote_code(floor.hub_id))
    assert told.problem == {
        "code": "wrong-tote",
        "params": {"got": tote_code(floor.hub_id), "expected": used},
    }


def test_a_tote_is_free_again_once_its_order_is_packed(floor: World) -> None:
    order(floor, "N1", ("JAM", 1))
    order(floor, "N2", ("OIL", 1))
    gather(floor, "N1")
    pack(floor, "N1", {"JAM": 1})
    claim(floor, "N2")
    assert pick(floor, left("N2")[0], tote=tote_code(task("N1").id)).outcome == "applied"


def test_a_line_that_nobody_gave_out_is_kept_for_a_human(floor: World) -> None:
    order(floor, "N1", ("JAM", 1))
    args = {"task_id": task("N1").id, "line_id": floor.hub_id, "quantity": 1}
    assert floor.tries("pick_line", args, "picker").problem["code"] == "unknown-thing"  # type: ignore[index]


@pytest.mark.parametrize("reason", ["missing", "wrong-item"])
def test_what_is_not_there_is_taken_from_another_bin(floor: World, reason: str) -> None:
    order(floor, "N1", ("JAM", 3))
    claim(floor, "N1")
    pick(floor, left("N1")[0], quantity=1, short=reason)
    assert (todo("N1"), kinds()) == ([("C3", "JAM", 2)], [])
    assert (at("missing"), in_bins("JAM")) == ({"JAM": 2}, {"C3": 4})
    pick(floor, left("N1")[0])
    assert (task("N1").status, picked("N1")) == ("done", [3])


def test_what_is_damaged_is_replaced_from_the_same_bin(floor: World) -> None:
    order(floor, "N1", ("OIL", 2))
    claim(floor, "N1")
    pick(floor, left("N1")[0], quantity=1, short="damaged")
    assert (todo("N1"), at("damaged"), level("OIL")) == ([("B2", "OIL", 1)], {"OIL": 1}, (3, 1))


def test_what_is_nowhere_is_waited_for_with_the_rest_in_its_tote(floor: World) -> None:
    order(floor, "N1", ("JAM", 1), ("OIL", 5))
    claim(floor, "N1")
    jam, oil = left("N1")
    pick(floor, jam)
    pick(floor, oil, quantity=3, short="missing")
    asked = {"number": "N1", "sku": "OIL", "name": "Oil", "pieces": 2, "bin": "B2", "reason": "missing"}
    assert questions() == [("short-pick", asked)]
    assert (status("N1"), task("N1").status, reserved("N1"), picked("N1")) == (
        "short",
        "waiting",
        [1, 3],
        [1, 3],
    )
    assert (next_of(floor), task("N1").picker_id) == (None, None)
    count(floor, A1={"OIL": 2})
    assert (status("N1"), task("N1").status) == ("reserved", "open")
    assert next_of(floor, "paula") == "N1"
    pick(floor, left("N1")[0], "paula", tote=task("N1").tote)
    assert (task("N1").status, picked("N1"), at("tote")) == ("done", [1, 5], {"JAM": 1, "OIL": 5})


def test_a_shortage_of_one_takes_from_the_newest_who_has_not_begun(floor: World) -> None:
    order(floor, "N1", ("JAM", 3))
    order(floor, "N2", ("JAM", 4))
    claim(floor, "N1")
    pick(floor, left("N1")[0], quantity=0, short="missing")
    assert (status("N2"), reserved("N2"), todo("N1")) == ("short", [1], [("C3", "JAM", 3)])


def test_a_bin_out_of_reach_keeps_its_goods_and_its_order(
    floor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is missing: a human is told, somebody tries again, after everything else."""
    order(floor, "N1", ("OIL", 2))
    order(floor, "N2", ("JAM", 1))
    claim(floor, "N1")
    pick(floor, left("N1")[0], quantity=0, short="blocked")
    assert (kinds(), level("OIL"), at("missing")) == (["short-pick"], (5, 2), {})
    assert (status("N1"), task("N1").status) == ("reserved", "open")
    assert next_of(floor, "paula") == "N2"
    assert next_of(floor) == "N1"
    assert todo("N1") == [("B2", "OIL", 2)]


def test_a_bin_out_of_reach_is_passed_for_another_with_the_same(floor: World) -> None:
    order(floor, "N1", ("JAM", 2))
    claim(floor, "N1")
    pick(floor, left("N1")[0], quantity=0, short="blocked")
    assert (todo("N1"), kinds()) == ([("C3", "JAM", 2)], [])
