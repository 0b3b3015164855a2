"""Is it said at once which rule a change by hand breaks, in a kind that has words?"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from routing.plan import Kind
from server.domain.orders import Payment
from server.ids import new_id
from server.texts import LANGUAGES, t
from tests.server.commands import books
from tests.world import HUB, MORNING, RULES, World, cash, order, plan


def onto_anna(world: World, rules: dict, changes: dict, with_: tuple[str, ...] = ()) -> list[dict]:
    """Violations of anna's draft after the order N was put on it by hand."""
    for number in (*with_, "B0"):
        order(world, number)
    order(world, "N", **changes)
    plan(world, {"anna": list(with_), "boris": ["B0"]}, publish=False)
    world.give("set_courier", RULES | rules | {"user_id": world.users["anna"]}, "admin")
    world.stops["N"] = new_id()
    where = {"route_id": world.routes["anna"], "position": 9}
    add = {"stop_id": world.stops["N"], "order_id": world.orders["N"], **where}
    world.give("add_stop", add, "dispatcher")
    return books.route(world, "anna").violations


@pytest.mark.parametrize(
    ("rules", "changes", "kind", "amount"),
    [
        ({"tags": ["id"]}, {"tags": frozenset({"id", "cold"})}, "tag", 1),
        ({"forbidden_zones": ["Centre"]}, {}, "forbidden", 1),
        ({"zones": ["Elsewhere"]}, {}, "zone", 1),
        ({"capacity_ml": 20_000}, {"volume_ml": 25_000}, "volume", 5000),
        ({"cash_limit_minor": 1000}, {}, "cash-limit", 250),
    ],
)
def test_a_broken_rule_is_named(world: World, rules: dict, changes: dict, kind: str, amount: int) -> None:
    found = onto_anna(world, rules, changes)
    assert found == [{"kind": kind, "stop_id": world.stops["N"], "amount": amount}]


@pytest.mark.parametrize(
    ("rules", "changes"),
    [
        ({"tags": ["id", "cold"]}, {"tags": frozenset({"cold"})}),
        ({"preferred_zones": ["Elsewhere"]}, {}),
        ({"cash_limit_minor": 0}, {"payment": Payment.CARD}),
        ({}, {"wished_to_at": MORNING + timedelta(minutes=1)}),
        ({"capacity_ml": 20_000}, {"volume_ml": 20_000}),
    ],
)
def test_what_is_only_a_wish_or_fits_breaks_nothing(world: World, rules: dict, changes: dict) -> None:
    assert onto_anna(world, rules, changes) == []


def test_too_many_stops_are_counted_over_the_route(world: World) -> None:
    found = onto_anna(world, {"max_stops": 1}, {}, ("A0", "A1"))
    assert [(one["kind"], one["amount"]) for one in found] == [("max-stops", 2)]


def test_who_must_rest_first_comes_late_by_it(world: World) -> None:
    """The break begins when the window opens, lasts an hour, and the window five minutes."""
    opens = MORNING + timedelta(hours=2)
    there = f"{opens.astimezone(ZoneInfo(HUB['tz'])):%H:%M}"
    changes = {"window_from_at": opens, "window_to_at": opens + timedelta(minutes=5)}
    found = onto_anna(world, {"break_from": there, "break_to": there, "break_s": 3600}, changes)
    assert [(one["kind"], one["amount"]) for one in found] == [("late", 3300)]
    (taken,) = books.route(world, "anna").breaks
    assert taken["start_at"] == opens.isoformat()


@pytest.mark.parametrize("kind", [*Kind, "next-trip"])
def test_every_kind_has_words(kind: str) -> None:
    for lang in LANGUAGES:
        assert t(lang, f"violation.{kind}", amount="7") != f"violation.{kind}"


def test_what_was_done_counts_for_the_rest_of_the_day(day: World) -> None:
    """A0 is delivered, A1 ahead: a limit of one stop and of the cash of less than two."""
    limits = {"max_stops": 1, "cash_limit_minor": 2000}
    day.give("set_courier", RULES | limits | {"user_id": day.users["anna"]}, "admin")
    day.give("deliver_stop", cash(day, "A0"), "anna")
    found = {one["kind"]: one["amount"] for one in books.route(day, "anna").violations}
    assert found == {"max-stops": 1, "cash-limit": 500}
