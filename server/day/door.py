"""What happens at the door? Who opens, what is paid and with which notes, or why nothing is handed over."""

import random
from dataclasses import dataclass

# So many of a hundred deliveries end like this.
FAILS = 0.07
REASONS = ("not-at-home", "refused", "no-money", "wrong-address", "damaged-packaging", "postponed")
# Reasons after which the goods come back spoilt.
SPOILT = frozenset({"damaged-packaging", "damaged-goods"})
PAYS_BY_CARD_AFTER_ALL = 0.05
WRONG_CHANGE = 0.02
NOTES = (500, 1000, 2000, 5000, 10_000, 20_000)  # minor units; larger sums are paid in the largest


@dataclass(frozen=True, slots=True)
class Payment:
    """What the courier marks. `slip_minor`: what he gave away by mistake, unmarked."""

    tender: str
    amount_minor: int
    given_minor: int = 0
    change_minor: int = 0
    slip_minor: int = 0


def failure(luck: random.Random) -> str | None:
    """Why it is not handed over; None: it is."""
    return luck.choice(REASONS) if luck.random() < FAILS else None


def pay(luck: random.Random, how: str, due_minor: int) -> Payment:
    """What is due is paid: cash with change, or by card."""
    if how == "prepaid" or due_minor == 0:
        return Payment("prepaid" if how == "prepaid" else how, due_minor, due_minor if how == "cash" else 0)
    if how == "card" or luck.random() < PAYS_BY_CARD_AFTER_ALL:
        return Payment("card", due_minor)
    given = _given(luck, due_minor)
    slips = given > due_minor and luck.random() < WRONG_CHANGE
    return Payment("cash", due_minor, given, given - due_minor, 100 if slips else 0)


def _given(luck: random.Random, due_minor: int) -> int:
    """Exactly, or the next larger round sum."""
    if luck.random() < 0.3:
        return due_minor
    note = next((note for note in NOTES if note >= due_minor), NOTES[-1])
    return -(-due_minor // note) * note
