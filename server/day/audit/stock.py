"""Is every piece where it should be? The ledger of movements against itself, shelves, boxes and figures."""

from collections import Counter
from collections.abc import Iterator

from server.day.audit.finding import Finding
from server.day.facts import Facts, bins_of, pieces

BOUNDED = ("bin:", "tote:", "packed:", "courier:", "customer:", "damaged:")

type Where = tuple[str, str]  # place, SKU


def sound_moves(facts: Facts) -> Iterator[Finding]:
    """Each movement once and positive, and no place ever below zero."""
    seen: set[str] = set()
    there: Counter[Where] = Counter()
    commands = {command["id"] for command in facts.commands}
    for move in facts.moves:
        if move["id"] in seen or move["quantity"] <= 0 or move["debit"] == move["credit"]:
            yield Finding(
                "bad-move", f"movement {move['id']} ({move['code']}, {move['quantity']}) is not sound"
            )
        if move["command_id"] not in commands:
            yield Finding("bad-move", f"movement {move['id']} is of no known command")
        seen.add(move["id"])
        there[move["debit"], move["sku"]] += move["quantity"]
        there[move["credit"], move["sku"]] -= move["quantity"]
        if move["credit"].startswith(BOUNDED) and there[move["credit"], move["sku"]] < 0:
            yield Finding("below-zero", f"{move['sku']} at {move['credit']} fell below zero by {move['id']}")


def imported(facts: Facts) -> Iterator[Finding]:
    """Before anybody touched it, each bin of the file held what the file says."""
    books = bins_of([move for move in facts.moves if move["version"] <= facts.before.version], facts.bins)
    for where, brought in sorted(facts.brought.items()):
        if books[where] != brought:
            yield Finding(
                "import-differs", f"{where[1]} in {where[0]}: {books[where]} booked, {brought} brought"
            )


def shelves(facts: Facts) -> Iterator[Finding]:
    """Each bin holds what the books say, less what was lost there and nobody has noticed."""
    books, truth = bins_of(facts.moves, facts.bins), facts.truth
    for where in sorted({*books, *truth.shelves}):
        expected = truth.shelves[where] + truth.lost[where]
        if books[where] != expected:
            words = f"{where[1]} in {where[0]}: {books[where]} in the books, {expected} expected"
            yield Finding("shelf-differs", words)


def nothing_on_the_way(facts: Facts) -> Iterator[Finding]:
    """At the end nothing lies in totes, in closed parcels or on couriers."""
    for (place, sku), count in sorted(pieces(facts.moves).items()):
        if count and place.startswith(("tote:", "packed:", "courier:")):
            yield Finding("goods-on-the-way", f"{count} of {sku} are still at {place}")


def customers(facts: Facts) -> Iterator[Finding]:
    """By the books, too, a customer has exactly his delivered order."""
    there: dict[str, Counter[str]] = {}
    for (place, sku), count in pieces(facts.moves).items():
        if place.startswith("customer:") and count:
            there.setdefault(place.removeprefix("customer:"), Counter())[sku] = count
    for order in facts.orders.values():
        wanted: Counter[str] = Counter()
        for line in order["lines"] if order["status"] == "delivered" else ():
            wanted[line["sku"]] += line["quantity"]
        got = there.pop(order["id"], Counter())
        if got != wanted:
            words = f"order {order['number']} ({order['status']}): {dict(got)} booked, {dict(wanted)} wanted"
            yield Finding("customer-differs", words)
    touched = {move["order_id"] for move in facts.since(facts.moves)}
    for order_id in sorted(there.keys() & touched):  # one of an older day may be out of sight by now
        yield Finding("customer-differs", f"unknown order {order_id} has {dict(there[order_id])}")


def lost_and_damaged(facts: Facts) -> Iterator[Finding]:
    """Missing less found again is what was really lost and noticed; damaged is what broke."""
    missing: Counter[str] = Counter()
    damaged: Counter[str] = Counter()
    moves = facts.since(facts.moves)
    for (place, sku), count in pieces(moves).items():
        if place.startswith("missing:"):
            missing[sku] += count
        elif place.startswith("damaged:"):
            damaged[sku] += count
    for move in moves:
        if move["code"] == "found":
            missing[move["sku"]] -= move["quantity"]
    truth = facts.truth
    for name, books, really in (("missing", missing, truth.noticed), ("damaged", damaged, truth.damaged)):
        for sku in sorted({*books, *really}):
            if books[sku] != really[sku]:
                yield Finding(
                    f"{name}-differs", f"{sku}: {books[sku]} {name} in the books, really {really[sku]}"
                )


def figures(facts: Facts) -> Iterator[Finding]:
    """On hand is the sum of the bins, reserved that of the orders, and the formula is true."""
    bins: Counter[str] = Counter()
    for (place, sku), count in pieces(facts.moves).items():
        if place.startswith("bin:"):
            bins[sku] += count
    held: Counter[str] = Counter()
    for order in facts.orders.values():
        if order["status"] in ("new", "short", "reserved", "picking"):
            for line in order["lines"]:
                held[line["sku"]] += line["reserved"] - line["picked"]
    for row in facts.rows("stock"):
        sku = row["sku"]
        if (row["on_hand"], row["reserved"]) != (bins[sku], held[sku]):
            have = f"{row['on_hand']} on hand, {row['reserved']} reserved"
            words = f"{sku}: {have}, but {bins[sku]} in bins and {held[sku]} for orders"
            yield Finding("figures-differ", words)
        if row["available"] != row["on_hand"] - row["reserved"] + row["expected"]:
            yield Finding("figures-differ", f"{sku}: available is {row['available']}, against its formula")


CHECKS = (
    sound_moves,
    imported,
    shelves,
    nothing_on_the_way,
    customers,
    lost_and_damaged,
    figures,
)
