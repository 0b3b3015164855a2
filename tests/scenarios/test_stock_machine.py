"""Do the books of the building agree after every step, and would the machine notice if they did not?"""

from random import Random

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from server.commands import gate, gathering, picking, returns, stock, walk
from server.commands.context import Context
from tests.scenarios.building import Building
from tests.scenarios.stock_machine import StockMachine

pytestmark = pytest.mark.slow

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
HONEST = settings(max_examples=8, stateful_step_count=40, deadline=None, suppress_health_check=CHECKS)
# A mutant must be found by chance alone: nothing is shrunk, nothing is remembered.
HUNT = settings(
    HONEST,
    max_examples=120,
    phases=[Phase.generate],
    database=None,
    report_multiple_bugs=False,
)


@pytest.fixture(scope="module")
def building(tmp_path_factory):
    building = Building(tmp_path_factory.mktemp("building"))
    with building.app.app_context():
        yield building
        building.close()


def play(building, how, games=lambda machine: machine):
    run_state_machine_as_test(games(type("Machine", (StockMachine,), {"building": building})), settings=how)


def test_the_books_agree_after_every_step(building):
    play(building, HONEST)


def test_so_they_do_on_postgresql(tmp_path):
    building = Building(tmp_path, "postgres")
    with building.app.app_context():
        machine = type("Machine", (StockMachine,), {"building": building})()
        try:
            for number in range(100):
                machine.something_happens(Random(number))
                machine.the_books_agree()
        finally:
            machine.teardown()
            building.close()


def _forgets_who_waits(patch):
    patch.setattr(stock, "allocate", lambda context, item_ids: None)


def _frees_nothing(patch):
    patch.setattr(stock, "release", lambda context, order: [])


def _takes_from_nobody_what_is_not_there(patch):
    def careless(context, level, on_hand):
        with context.session.no_autoflush:
            level.reserved, level.on_hand = min(level.reserved, on_hand), on_hand

    patch.setattr(stock, "set_on_hand", careless)


def _books_what_two_have_taken(patch):
    patch.setattr(walk, "withdrawn", lambda line: True)
    patch.setattr(gathering, "_wanted", lambda order, line: line.quantity)


def _keeps_no_ledger_of_what_is_damaged(patch):
    honest = Context.stow

    def forgetful(context, item_id, quantity, debit, *rest):
        if not debit.startswith("damaged:"):
            honest(context, item_id, quantity, debit, *rest)

    patch.setattr(Context, "stow", forgetful)


def _lets_any_parcel_pass(patch):
    patch.setattr(gate, "check", lambda lines, parcels: None)


def _gives_a_task_with_nothing_to_do(patch):
    patch.setattr(walk, "lay_out", lambda *args, **how: None)


def _leaves_a_task_that_was_let_go_as_it_was(patch):
    def careless(context, task, order):
        task.picker_id = None

    patch.setattr(picking, "let_go", careless)


def _never_ends_a_return(patch):
    patch.setattr(returns, "order_fact", lambda *args: None)


# Each with a seed whose games come upon it soon.
MUTANTS = {
    _forgets_who_waits: 2,
    _frees_nothing: 10,
    _takes_from_nobody_what_is_not_there: 2,
    _books_what_two_have_taken: 4,
    _keeps_no_ledger_of_what_is_damaged: 1,
    _lets_any_parcel_pass: 8,
    _gives_a_task_with_nothing_to_do: 0,
    _leaves_a_task_that_was_let_go_as_it_was: 4,
    _never_ends_a_return: 0,
}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.strip("_"))
def test_a_mutant_is_found(building, monkeypatch, mutant):
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        play(building, HUNT, seed(MUTANTS[mutant]))
