"""Does every cent that the courier took end in the till, in short or in over?"""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import cash
from server.domain.delivery import Tender
from server.domain.errors import Problem
from server.domain.money import Money

sums = st.integers(0, 10**9)


def balances(pairs):
    totals: Counter[str] = Counter()
    for pair in pairs:
        assert pair.money.minor > 0
        totals[pair.debit] += pair.money.minor
        totals[pair.credit] -= pair.money.minor
    return totals


@given(counted=sums, expected=sums)
def test_after_the_count_the_bag_is_empty(counted, expected):
    totals = balances(cash.counted("h", "anna", Money(counted, "EUR"), Money(expected, "EUR")))
    assert totals[cash.courier("anna")] == -expected
    assert totals[cash.till("h")] == counted
    assert totals[cash.short("anna")] == max(expected - counted, 0)
    assert -totals[cash.over("h")] == max(counted - expected, 0)
    assert sum(totals.values()) == 0


def test_a_bag_below_zero_is_never_booked():
    with pytest.raises(Problem, match="bag-below-zero"):
        cash.counted("h", "anna", Money(0, "EUR"), Money(-1, "EUR"))


@pytest.mark.parametrize(
    ("tender", "account"), [(Tender.CASH, "courier:anna"), (Tender.CARD, "terminal:anna")]
)
def test_money_at_the_door_pays_the_due(tender, account):
    pairs = cash.collected(tender, "anna", "o1", Money(500, "EUR"), late=False)
    assert balances(pairs) == {account: 500, "due:o1": -500}


def test_prepaid_moves_nothing():
    assert cash.collected(Tender.PREPAID, "anna", "o1", Money(0, "EUR"), late=False) == []


@pytest.mark.parametrize(
    ("tender", "amount", "given_", "change", "owed", "codes"),
    [
        (Tender.CASH, 1000, 2000, 1000, 1000, []),
        (Tender.CASH, 1000, 2000, 500, 1000, ["change-differs"]),
        (Tender.CASH, 900, 900, 0, 1000, ["amount-differs"]),
        (Tender.CARD, 1000, 0, 0, 1000, []),
        (Tender.PREPAID, 0, 0, 0, 0, []),
        (Tender.PREPAID, 0, 0, 0, 1000, ["not-collected"]),
    ],
)
def test_what_does_not_fit_is_named(tender, amount, given_, change, owed, codes):
    def euro(minor):
        return Money(minor, "EUR")

    flags = cash.door_flags(tender, euro(amount), euro(given_), euro(change), euro(owed))
    assert list(flags) == codes
