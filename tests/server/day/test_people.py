"""Do people decide the same for the same seed, pay what is due, and lose nothing on the way to the server?"""

import random

from server.day import cashier, door
from server.day.ids import Luck, new_id
from server.day.journal import BATCH, Journal


def test_luck_hangs_on_the_question_and_not_on_its_turn() -> None:
    ours, theirs = Luck(7, "anna"), Luck(7, "anna")
    first = [ours.happens(0.5, "fails", n) for n in range(50)]
    assert [theirs.happens(0.5, "fails", n) for n in reversed(range(50))] == list(reversed(first))
    assert first != [Luck(8, "anna").happens(0.5, "fails", n) for n in range(50)]
    assert first != [Luck(7, "boris").happens(0.5, "fails", n) for n in range(50)]


def test_ids_are_new_and_sort_by_their_birth() -> None:
    ids = [new_id() for _ in range(100)]
    assert len(set(ids)) == 100
    assert all(id[14] == "7" and id[19] in "89ab" and len(id) == 36 for id in ids)
    assert [id[:8] for id in ids] == sorted(id[:8] for id in ids)


def test_what_is_due_is_paid() -> None:
    for seed in range(500):
        for how, due in (("cash", 1235), ("card", 1235), ("prepaid", 0), ("cash", 45_678)):
            paid = door.pay(random.Random(seed), how, due)
            assert paid.amount_minor == due
            if paid.tender == "cash":
                assert paid.given_minor - paid.change_minor == due
                assert 0 <= paid.slip_minor <= paid.given_minor
    tenders = {door.pay(random.Random(seed), "cash", 1235).tender for seed in range(500)}
    assert tenders == {"cash", "card"}
    assert any(door.pay(random.Random(seed), "cash", 1235).slip_minor for seed in range(500))


def test_some_doors_stay_shut() -> None:
    reasons = [door.failure(random.Random(seed)) for seed in range(2000)]
    shut = [reason for reason in reasons if reason]
    assert 0.03 < len(shut) / len(reasons) < 0.12
    assert set(shut) == set(door.REASONS)


def test_coins_make_the_sum() -> None:
    for seed in range(200):
        minor = random.Random(seed).randrange(0, 100_000)
        pieces = cashier.pieces_of(random.Random(seed), minor)
        assert sum(denomination * count for denomination, count in pieces) == minor


def answer(journal: Journal, count: int, outcome: str = "applied", epoch: str = "e") -> dict[str, object]:
    sent = journal.envelope()["commands"][:count]
    results = [{"id": one["id"], "seq": one["seq"], "outcome": outcome} for one in sent]
    return {"epoch": epoch, "last_seq": journal.acked + len(sent), "results": results}


def filled(count: int) -> Journal:
    journal = Journal("device", "anna", "Europe/Helsinki")
    for n in range(count):
        journal.make(f"c{n}", "arrive_stop", {"n": n}, "2026-11-23T08:00:00.000Z", None)
    return journal


def test_a_journal_numbers_without_gaps_and_sends_in_batches() -> None:
    journal = filled(BATCH + 5)
    assert [one["seq"] for one in journal.made] == list(range(1, BATCH + 6))
    assert len(journal.envelope()["commands"]) == BATCH
    told: list[str] = []
    journal.hear(answer(journal, BATCH), told.append)
    assert told == [f"c{n}" for n in range(BATCH)]
    assert [one["id"] for one in journal.queue] == [f"c{n}" for n in range(BATCH, BATCH + 5)]


def test_after_a_restored_backup_everything_behind_it_is_sent_again() -> None:
    journal = filled(10)
    journal.hear(answer(journal, 10))
    journal.hear({"epoch": "later", "last_seq": 4, "results": []})
    assert [one["seq"] for one in journal.queue] == [5, 6, 7, 8, 9, 10]
    assert journal.faults == []


def test_what_a_server_must_not_do_is_noted() -> None:
    journal = filled(4)
    journal.hear(answer(journal, 2))
    journal.hear({"epoch": "e", "last_seq": 1, "results": []})
    assert "fell from 2 to 1" in journal.faults[0]
    journal.hear({"epoch": "e", "last_seq": 1, "results": [{"id": "c0", "seq": 1, "outcome": "rejected"}]})
    assert "was applied, then rejected" in journal.faults[1]
    journal.hear({"epoch": "e", "last_seq": 1, "results": [{"id": "c3", "seq": 4, "outcome": "refused"}]})
    assert "was refused" in journal.faults[2]
