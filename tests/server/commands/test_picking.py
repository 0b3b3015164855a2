"""Who gathers which order, for how long, and from which bins in which turn?"""

from datetime import timedelta

import pytest

from server import clock
from tests import world as towns
from tests.server.commands.building import (
    claim,
    count,
    gather,
    kinds,
    left,
    order,
    pick,
    status,
    task,
    todo,
)
from tests.world import World


def later(patch: pytest.MonkeyPatch, minutes: int) -> None:
    real = clock.now
    patch.setattr(clock, "now", lambda: real() + timedelta(minutes=minutes))


def next_of(world: World, picker: str = "picker") -> str | None:
    """The number of the order he is given."""
    if not world.tries("claim_next", {}, picker).ok:
        return None
    mine = {
        n for n in world.orders if task(n).status == "claimed" and task(n).picker_id == world.users[picker]
    }
    return ",".join(sorted(mine))


def test_own_work_comes_first_then_what_leaves_first_then_what_is_wanted_first(floor: World) -> None:
    hour = timedelta(hours=1)
    towns.order(floor, "late", window_from_at=towns.MORNING + 3 * hour)
    towns.order(floor, "early", window_from_at=towns.MORNING + hour)
    towns.order(floor, "leaves", window_from_at=towns.MORNING + 5 * hour)
    towns.plan(floor, {"anna": ["leaves"]})
    assert next_of(floor) == "leaves"
    assert next_of(floor) == "leaves"
    assert next_of(floor, "paula") == "early"
    gather(floor, "leaves")
    assert next_of(floor) == "late"
    gather(floor, "early", "paula")
    assert next_of(floor, "paula") is None


def test_a_claim_is_leased_and_then_anybodys(floor: World, monkeypatch: pytest.MonkeyPatch) -> None:
    order(floor, "N1", ("JAM", 1))
    assert next_of(floor) == "N1"
    assert next_of(floor, "paula") is None
    refused = claim(floor, "N1", "paula")
    assert refused.problem == {"code": "task-claimed", "params": {"picker": "Picker"}}
    later(monkeypatch, 21)
    assert next_of(floor, "paula") == "N1"


def test_each_line_he_takes_renews_his_lease(floor: World, monkeypatch: pytest.MonkeyPatch) -> None:
    order(floor, "N1", ("JAM", 1), ("OIL", 1))
    claim(floor, "N1")
    later(monkeypatch, 15)
    pick(floor, left("N1")[0])
    later(monkeypatch, 15)
    assert claim(floor, "N1", "paula").problem == {"code": "task-claimed", "params": {"picker": "Picker"}}


def test_taken_over_by_another_who_goes_on(floor: World) -> None:
    order(floor, "N1", ("JAM", 1), ("OIL", 1))
    claim(floor, "N1")
    pick(floor, left("N1")[0])
    assert claim(floor, "N1", "paula", take_over=True).ok
    assert (todo("N1"), task("N1").picker_id) == ([("B2", "OIL", 1)], floor.users["paula"])
    pick(floor, left("N1")[0], "paula")
    assert (task("N1").status, kinds()) == ("done", [])


def test_only_its_owner_or_the_office_lets_go_of_a_task(floor: World) -> None:
    order(floor, "N1", ("JAM", 1))
    claim(floor, "N1")
    where = {"task_id": task("N1").id}
    assert floor.tries("release_task", where, "paula").problem["code"] == "task-claimed"  # type: ignore[index]
    floor.give("release_task", where, "dispatcher")
    assert (status("N1"), task("N1").status, task("N1").picker_id) == ("reserved", "open", None)
    assert floor.tries("release_task", where, "picker").problem["code"] == "task-not-open"  # type: ignore[index]


def test_what_waits_for_goods_cannot_be_claimed(floor: World) -> None:
    order(floor, "N1", ("JAM", 7))
    count(floor, A1={"JAM": 0})
    assert claim(floor, "N1").problem == {"code": "task-not-open", "params": {"status": "waiting"}}


def test_one_bin_that_has_it_all_is_better_than_two_and_lines_are_in_walking_order(floor: World) -> None:
    order(floor, "N1", ("JAM", 4), ("OIL", 2))
    claim(floor, "N1")
    assert todo("N1") == [("B2", "OIL", 2), ("C3", "JAM", 4)]


def test_more_than_any_bin_has_is_taken_from_the_first_ones(floor: World) -> None:
    order(floor, "N1", ("JAM", 6), ("OIL", 2))
    claim(floor, "N1")
    assert todo("N1") == [("A1", "JAM", 3), ("B2", "OIL", 2), ("C3", "JAM", 3)]


def test_what_another_is_to_take_is_not_laid_out_twice(floor: World) -> None:
    order(floor, "N1", ("JAM", 2))
    order(floor, "N2", ("JAM", 2))
    claim(floor, "N1")
    claim(floor, "N2", "paula")
    assert (todo("N1"), todo("N2")) == ([("A1", "JAM", 2)], [("C3", "JAM", 2)])


def test_after_a_release_the_list_fits_what_lies_there_now(floor: World) -> None:
    order(floor, "N1", ("JAM", 3), ("OIL", 1))
    claim(floor, "N1")
    before = {line.id for line in left("N1")}
    floor.give("release_task", {"task_id": task("N1").id}, "picker")
    count(floor, A1={"JAM": 1})
    claim(floor, "N1")
    assert todo("N1") == [("B2", "OIL", 1), ("C3", "JAM", 3)]
    assert len(before & {line.id for line in left("N1")}) == 1
