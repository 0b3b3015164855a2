"""Which entries does money at the door and at the desk make? Pairs that balance by construction."""

from dataclasses import dataclass

from server.domain.delivery import Tender
from server.domain.errors import Problem
from server.domain.money import Money


def due(order_id: str) -> str:
    """What a customer owes for an order."""
    return f"due:{order_id}"


def shop(shop_id: str) -> str:
    return f"shop:{shop_id}"


def courier(user_id: str) -> str:
    """The bag: a debtor until he hands it over."""
    return f"courier:{user_id}"


def terminal(user_id: str) -> str:
    return f"terminal:{user_id}"


def till(hub_id: str) -> str:
    return f"till:{hub_id}"


def short(user_id: str) -> str:
    return f"short:{user_id}"


def over(hub_id: str) -> str:
    return f"over:{hub_id}"


@dataclass(frozen=True, slots=True)
class Pair:
    """`money` (never negative) moves from `credit` to `debit`."""

    debit: str
    credit: str
    money: Money
    code: str


def collected(tender: Tender, courier_id: str, order_id: str, amount: Money, *, late: bool) -> list[Pair]:
    """What was taken at the door; `late` when the courier's sheet was already counted."""
    bag = {Tender.CASH: courier(courier_id), Tender.CARD: terminal(courier_id)}.get(tender)
    if bag is None or amount.minor == 0:
        return []
    code = f"{tender}-late" if late else str(tender)
    return [Pair(bag, due(order_id), amount, code)]


def counted(hub_id: str, courier_id: str, count: Money, expected: Money) -> list[Pair]:
    """The desk's booking: the count goes to the till, the difference to short or over; the bag is empty.

    An expected sum below zero (more paid out than taken) is a bug upstream and raises Problem.
    """
    if expected.minor < 0:
        raise Problem("bag-below-zero", minor=expected.minor)
    difference = count - expected
    pairs = [Pair(till(hub_id), courier(courier_id), count, "count")]
    if difference.minor < 0:
        pairs.append(Pair(short(courier_id), courier(courier_id), difference * -1, "short"))
    if difference.minor > 0:
        pairs.append(Pair(courier(courier_id), over(hub_id), difference, "over"))
    return [pair for pair in pairs if pair.money.minor]


def door_flags(
    tender: Tender, amount: Money, given: Money, change: Money, owed: Money
) -> dict[str, dict[str, int]]:
    """What does not fit in a collection: code -> parameters. The money is booked all the same."""
    flags: dict[str, dict[str, int]] = {}
    expected = owed.minor if tender is not Tender.PREPAID else 0
    if tender is Tender.PREPAID and owed.minor:
        flags["not-collected"] = {"expected_minor": owed.minor}
    elif amount.minor != expected:
        flags["amount-differs"] = {"expected_minor": expected, "got_minor": amount.minor}
    if tender is Tender.CASH and (given - change).minor != amount.minor:
        flags["change-differs"] = {
            "given_minor": given.minor,
            "change_minor": change.minor,
            "amount_minor": amount.minor,
        }
    return flags
