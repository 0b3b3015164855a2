"""Does the audit find what is off, and name it? A clean day with one thing changed at a time."""

from collections.abc import Callable
from typing import Any

import pytest

from server.day.audit import findings
from server.day.facts import Facts
from server.day.truth import CUSTOMER, Paid
from tests.server.day.clean_day import COURIER, clean

type Change = Callable[[Facts], Any]


def row(facts: Facts, table: str, id: str) -> dict[str, Any]:
    return facts.tables[table][id]


def entry(facts: Facts, code: str) -> dict[str, Any]:
    return next(line for line in facts.entries if line["code"] == code)


def move(facts: Facts, code: str) -> dict[str, Any]:
    return next(line for line in facts.moves if line["code"] == code)


def command(facts: Facts, id: str) -> dict[str, Any]:
    return next(line for line in facts.commands if line["id"] == id)


# What is changed -> the codes that must name it, and a word that the sentence must hold.
MUTANTS: dict[str, tuple[Change, set[str], str]] = {
    "an order on the road": (
        lambda f: row(f, "orders", "o-2").update(status="failed"),
        {"order-not-final", "hook-missing"},
        "A2",
    ),
    "a short order whose goods are there": (
        lambda f: (
            row(f, "orders", "o-2").update(status="short"),
            row(f, "orders", "o-2")["lines"][0].update(reserved=0, picked=0),
        ),
        {"short-without-cause", "hook-missing"},
        "A2",
    ),
    "a day on which nothing was delivered": (
        lambda f: (
            row(f, "orders", "o-1").update(status="returned", due_minor=0),
            f.truth.boxes.clear(),
            f.entries.clear(),
            f.truth.paid.clear(),
            f.tables["counts"].clear(),
            setattr(f.truth, "till", 0),
        ),
        {"nothing-delivered", "customer-differs", "hook-missing"},
        "2 orders",
    ),
    "a route that was not closed": (
        lambda f: row(f, "routes", "r-1").update(status="finished"),
        {"route-not-closed"},
        "R1",
    ),
    "a shift that runs on": (
        lambda f: row(f, "shifts", "h-1").update(status="open"),
        {"shift-not-ended"},
        "h-1",
    ),
    "a plan without roads": (
        lambda f: f.sources.append("great circle x 1.3"),
        {"plan-without-roads"},
        "great circle",
    ),
    "a question without an answer": (
        lambda f: row(f, "discrepancies", "d-1").update(resolved_at=None),
        {"question-open"},
        "short-pick",
    ),
    "a parcel left behind": (
        lambda f: row(f, "parcels", "p-2").update(status="packed"),
        {"parcel-not-over"},
        "P2",
    ),
    "the wrong goods handed over": (
        lambda f: f.truth.boxes["p-1"].units.update(TEA=1),
        {"wrong-goods"},
        "A1",
    ),
    "goods handed over for nothing": (
        lambda f: setattr(f.truth.boxes["p-2"], "holder", CUSTOMER),
        {"wrong-goods"},
        "A2",
    ),
    "a cent too little booked": (
        lambda f: entry(f, "cash").update(minor=1249),
        {"order-not-settled", "collection-differs", "bag-not-empty"},
        "A1",
    ),
    "a sum booked that nobody paid": (lambda f: f.truth.paid.clear(), {"collection-differs"}, "A1"),
    "a card booked as cash": (
        lambda f: f.truth.paid.update({"o-1": Paid("card", 1250)}),
        {"collection-differs", "cards-differ"},
        "A1",
    ),
    "a reversal that is lacking": (
        lambda f: f.entries.remove(entry(f, "reversal")),
        {"order-not-settled", "order-owed-wrongly"},
        "A2",
    ),
    "an entry twice": (
        lambda f: f.entries.append(dict(entry(f, "count"))),
        {"bad-entry", "bag-not-empty", "till-differs", "counts-differ"},
        "twice",
    ),
    "money missing from the till": (lambda f: setattr(f.truth, "till", 1150), {"till-differs"}, "1150"),
    "a loss that nobody booked": (
        lambda f: f.truth.slips.update({COURIER: 100}),
        {"difference-differs"},
        COURIER,
    ),
    "a count that stays open": (
        lambda f: row(f, "counts", "n-1").update(status="counted"),
        {"count-not-closed", "counts-differ"},
        "n-1",
    ),
    "a piece gone from a shelf": (
        lambda f: f.truth.shelves.update({("A-1", "TEA"): -1}),
        {"shelf-differs"},
        "TEA in A-1",
    ),
    "a movement that is lacking": (
        lambda f: f.moves.remove(move(f, "return")),
        {"shelf-differs", "goods-on-the-way", "figures-differ"},
        COURIER,
    ),
    "more taken than there was": (
        lambda f: move(f, "import").update(quantity=2),
        {"below-zero", "import-differs", "shelf-differs", "figures-differ"},
        "TEA",
    ),
    "a piece too many at the customer's": (
        lambda f: move(f, "deliver").update(quantity=3),
        {"customer-differs", "below-zero", "goods-on-the-way"},
        "A1",
    ),
    "a loss in the books only": (
        lambda f: f.moves.append(
            move(f, "return") | {"id": "x/1", "debit": "missing:hub-1", "credit": "bin:bin-1"}
        ),
        {"missing-differs", "shelf-differs", "figures-differ"},
        "TEA",
    ),
    "something broken that nobody booked": (
        lambda f: f.truth.damaged.update(TEA=1),
        {"damaged-differs"},
        "TEA",
    ),
    "a figure that is not the sum": (
        lambda f: row(f, "stock", "l-1").update(reserved=1, available=7),
        {"figures-differ"},
        "TEA",
    ),
    "a formula that is not true": (
        lambda f: row(f, "stock", "l-1").update(available=9),
        {"figures-differ"},
        "formula",
    ),
    "a command that was lost": (
        lambda f: f.commands.remove(command(f, "c-fail")),
        {"command-lost", "bad-entry"},
        "c-fail",
    ),
    "a command that was taken twice": (
        lambda f: f.commands.append(command(f, "c-deliver")),
        {"command-twice"},
        "c-deliver",
    ),
    "a command with another's number": (
        lambda f: command(f, "c-deliver").update(seq=7),
        {"command-renumbered"},
        "c-deliver",
    ),
    "a command nobody made": (
        lambda f: f.commands.append(command(f, "c-deliver") | {"id": "c-ghost", "seq": 4}),
        {"command-invented"},
        "c-ghost",
    ),
    "an answer that was not the truth": (
        lambda f: f.memories[0].outcomes.update({"c-load": "flagged"}),
        {"outcome-differs"},
        "c-load",
    ),
    "a fact kept apart": (
        lambda f: command(f, "c-deliver").update(outcome="quarantined"),
        {"command-not-taken"},
        "c-deliver",
    ),
    "a phone that still has something": (
        lambda f: setattr(f.memories[0], "waiting", 2),
        {"queue-not-empty"},
        "2",
    ),
    "a message that never came": (
        lambda f: f.heard.taken.pop(),
        {"hook-missing", "hook-count-differs"},
        "A2",
    ),
    "a message twice": (
        lambda f: f.heard.taken.append(f.heard.taken[-1]),
        {"hook-twice", "hook-out-of-sequence", "hook-count-differs"},
        "A2",
    ),
    "messages in the wrong order": (
        lambda f: f.heard.taken.insert(0, f.heard.taken.pop(1)),
        {"hook-out-of-sequence", "hook-missing"},
        "A1",
    ),
    "a message with a wrong signature": (
        lambda f: f.heard.faults.append("forged"),
        {"hook-not-genuine"},
        "forged",
    ),
    "what somebody noticed": (lambda f: f.notes.append("a wrong parcel passed"), {"noticed"}, "parcel"),
}


def test_a_clean_day_is_clean() -> None:
    assert findings(clean()) == []


@pytest.mark.parametrize("name", MUTANTS)
def test_what_is_off_is_named(name: str) -> None:
    change, codes, word = MUTANTS[name]
    facts = clean()
    change(facts)
    found = findings(facts)
    assert {one.code for one in found} == codes
    assert any(word in one.words for one in found)


def test_a_short_order_without_goods_is_explained() -> None:
    facts = clean()
    row(facts, "orders", "o-2").update(status="short")
    row(facts, "orders", "o-2")["lines"][0].update(reserved=0, picked=0, quantity=9)
    assert {one.code for one in findings(facts)} == {"hook-missing"}
