"""Does the journal hold under everything that happens, and would the machine notice if it did not?"""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from server.commands import bus, cashier, courier, journal, returns
from tests.scenarios.journal_machine import JournalMachine, Town

pytestmark = pytest.mark.slow

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
HONEST = settings(max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=CHECKS)
# A mutant must be found by chance alone: nothing is shrunk, nothing is remembered.
HUNT = settings(HONEST, max_examples=400, phases=[Phase.generate], database=None)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Town(tmp_path_factory.mktemp("town"))
    with place.app.app_context():
        yield place
        place.close()


def play(place, how, games=lambda machine: machine):
    run_state_machine_as_test(games(type("Machine", (JournalMachine,), {"place": place})), settings=how)


def test_every_command_once_and_every_cent(place):
    play(place, HONEST)


def _forgets_what_it_answered(patch):
    patch.setattr(journal, "recorded", lambda session, envelope: None)


def _takes_commands_over_a_gap(patch):
    honest = journal._take_one

    def greedy(device_id, hub_id, envelope, *rest):
        device = journal.db.session.get(journal.Device, device_id)
        if device and envelope.seq > device.last_seq + 1:
            device.last_seq = envelope.seq - 1
            journal.db.session.commit()
        return honest(device_id, hub_id, envelope, *rest)

    patch.setattr(journal, "_take_one", greedy)


def _answers_another_outcome_the_second_time(patch):
    honest = bus.recorded

    def careless(session, envelope):
        known = honest(session, envelope)
        return replace(known, outcome="applied") if known and known.outcome == "flagged" else known

    patch.setattr(journal, "recorded", careless)


def _believes_the_same_id_with_other_content(patch):
    patch.setattr(bus, "sha256_of", lambda envelope: envelope.id)


def _lets_a_revoked_device_act(patch):
    patch.setattr(journal, "_barred", lambda *_: None)


def _loses_money_of_a_second_delivery(patch):
    honest = courier._collect

    def forgetful(context, a, order, route, twice):
        if not twice:
            honest(context, a, order, route, twice)

    patch.setattr(courier, "_collect", forgetful)


def _books_money_twice(patch):
    honest = courier.ledger.post

    def eager(context, pairs, **where):
        honest(context, [*pairs, *pairs], **where)

    patch.setattr(courier.ledger, "post", eager)


def _blocks_at_a_bad_command(patch):
    def blocked(session, envelope, hub_id, version, source, barred=None):
        if not isinstance(envelope.args.get("amount_minor", 0), int):
            return None, []
        return bus.execute(session, envelope, hub_id, version, source, barred)

    patch.setattr(journal, "execute", blocked)


def _lets_leave_what_nobody_scanned(patch):
    def trusting(context, route, order):
        found = courier.goods.parcels_of(context, order.id)
        for parcel in found if order.status == "packed" else ():
            parcel.status, parcel.route_id = "loaded", route.id
        return found if order.status == "packed" else []

    patch.setattr(courier.goods, "hand_over", trusting)


def _closes_over_missing_parcels(patch):
    patch.setattr(cashier.goods, "missing_of", lambda *_: [])


def _lets_goods_stay_on_the_courier(patch):
    honest = returns._open_parcel

    def lazy(context, order, parcel, a):
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(returns, "_stow", lambda *_: None)
            return honest(context, order, parcel, a)

    patch.setattr(returns, "_open_parcel", lazy)


# Each with a seed whose games come upon it soon.
MUTANTS = {
    _forgets_what_it_answered: 1,
    _takes_commands_over_a_gap: 0,
    _answers_another_outcome_the_second_time: 1,
    _believes_the_same_id_with_other_content: 8,
    _lets_a_revoked_device_act: 6,
    _loses_money_of_a_second_delivery: 3,
    _books_money_twice: 0,
    _blocks_at_a_bad_command: 1,
    _lets_leave_what_nobody_scanned: 2,
    _closes_over_missing_parcels: 2,
    _lets_goods_stay_on_the_courier: 1,
}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.strip("_"))
def test_a_broken_hub_is_found_out(place, mutant):
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        with pytest.raises((AssertionError, AttributeError, BaseExceptionGroup)):
            play(place, HUNT, seed(MUTANTS[mutant]))
