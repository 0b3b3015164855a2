"""Is every cent where it should be? The ledger against itself, orders, customers, bags and the till."""

from collections import Counter
from collections.abc import Iterator

from server.day.audit.finding import Finding
from server.day.facts import Facts, Row

COLLECTED = {"cash": "cash", "cash-late": "cash", "card": "card", "card-late": "card"}


def balances(entries: list[Row]) -> Counter[str]:
    """Account -> what was debited less what was credited."""
    found: Counter[str] = Counter()
    for entry in entries:
        found[entry["debit"]] += entry["minor"]
        found[entry["credit"]] -= entry["minor"]
    return found


def sound_entries(facts: Facts) -> Iterator[Finding]:
    """Each entry once, positive, between two accounts, in the hub's currency, of a command that is logged."""
    seen: set[str] = set()
    commands = {command["id"] for command in facts.commands}
    for entry in facts.entries:
        wrong = (
            ("twice" if entry["id"] in seen else "")
            or ("not positive" if entry["minor"] <= 0 else "")
            or ("on one account" if entry["debit"] == entry["credit"] else "")
            or (f"in {entry['currency']}" if entry["currency"] != facts.currency else "")
            or ("of no known command" if entry["command_id"] not in commands else "")
        )
        seen.add(entry["id"])
        if wrong:
            yield Finding("bad-entry", f"entry {entry['id']} ({entry['code']} {entry['minor']}) is {wrong}")


def orders_settled(facts: Facts) -> Iterator[Finding]:
    """Due is collected or reversed; a delivered order was owed in full, any other not at all."""
    left = balances(facts.entries)
    owed: Counter[str] = Counter()
    for entry in facts.entries:
        if entry["code"] in ("due", "reversal"):
            owed[entry["order_id"]] += entry["minor"] if entry["code"] == "due" else -entry["minor"]
    for order in facts.orders.values():
        number, rest = order["number"], left[f"due:{order['id']}"]
        if rest:
            yield Finding("order-not-settled", f"order {number} ({order['status']}): {rest} are still due")
        expected = order["due_minor"] if order["status"] == "delivered" else 0
        if owed[order["id"]] != expected:
            words = f"order {number} ({order['status']}): {owed[order['id']]} were owed, {expected} expected"
            yield Finding("order-owed-wrongly", words)


def collections(facts: Facts) -> Iterator[Finding]:
    """What customers really paid is what was booked, by tender."""
    booked: dict[str, Counter[str]] = {}
    for entry in facts.since(facts.entries):
        if entry["code"] in COLLECTED:
            booked.setdefault(entry["order_id"], Counter())[COLLECTED[entry["code"]]] += entry["minor"]
    for order_id in sorted({*booked, *facts.truth.paid}):
        paid = facts.truth.paid.get(order_id)
        really = Counter({paid.tender: paid.minor} if paid and paid.minor else {})
        if booked.get(order_id, Counter()) != really:
            number = facts.orders.get(order_id, {}).get("number", order_id)
            words = f"order {number}: booked {dict(booked.get(order_id, {}))}, really paid {dict(really)}"
            yield Finding("collection-differs", words)


def bags_and_till(facts: Facts) -> Iterator[Finding]:
    """Bags are empty, the till holds what is in it, each difference is that of somebody's mistake."""
    for account, minor in sorted(balances(facts.entries).items()):
        if account.startswith("courier:") and minor:
            yield Finding("bag-not-empty", f"{account} still has {minor}")
    left, truth = balances(facts.since(facts.entries)), facts.truth
    till = left[f"till:{facts.hub_id}"]
    if till != truth.till:
        yield Finding("till-differs", f"the till should have got {till}, and got {truth.till}")
    terminals = sum(minor for account, minor in left.items() if account.startswith("terminal:"))
    cards = sum(paid.minor for paid in truth.paid.values() if paid.tender == "card")
    if terminals != cards:
        yield Finding("cards-differ", f"terminals have {terminals}, customers paid {cards} by card")
    for courier_id in sorted({*truth.slips, *(a.partition(":")[2] for a in left if a.startswith("short:"))}):
        booked = left[f"short:{courier_id}"]
        if booked != truth.slips[courier_id]:
            words = f"courier {courier_id}: {booked} booked as short, {truth.slips[courier_id]} really lost"
            yield Finding("difference-differs", words)
    over = left[f"over:{facts.hub_id}"]
    if over:
        yield Finding("difference-differs", f"{-over} booked as over, nothing was")


def counts_add_up(facts: Facts) -> Iterator[Finding]:
    """What was counted and closed is what went into the till, no sheet is half counted."""
    counts = [count for count in facts.rows("counts") if count["id"] not in facts.before.counts]
    closed = sum(count["counted_minor"] for count in counts if count["status"] == "closed")
    till = balances(facts.since(facts.entries))[f"till:{facts.hub_id}"]
    if closed != till:
        yield Finding("counts-differ", f"closed counts make {closed}, the till has {till}")
    for count in counts:
        if count["status"] == "counted":
            yield Finding(
                "count-not-closed", f"count {count['id']} of {count['counted_minor']} is not closed"
            )


CHECKS = (sound_entries, orders_settled, collections, bags_and_till, counts_add_up)
