"""Did the shop hear of every change of each of its orders, once, in sequence, and of the last one too?"""

from collections.abc import Iterator

from server.day.audit.finding import Finding
from server.day.facts import Facts, Row


def genuine(facts: Facts) -> Iterator[Finding]:
    for fault in facts.heard.faults:
        yield Finding("hook-not-genuine", fault)


def once_and_in_sequence(facts: Facts) -> Iterator[Finding]:
    """Per order: numbered from 1 without gaps as they arrived, each beginning where the one before ended."""
    seen: set[str] = set()
    last: dict[str, Row] = {}
    for message in facts.heard.taken:
        news, id = message["data"], message["webhook_id"]
        order, before = news["order"], last.get(news["order"])
        if id in seen:
            yield Finding("hook-twice", f"message {id} of order {order} was taken twice")
        seen.add(id)
        if news["sequence"] != (before["sequence"] if before else 0) + 1:
            came = before["sequence"] if before else 0
            yield Finding(
                "hook-out-of-sequence", f"order {order}: message {news['sequence']} came after {came}"
            )
        if before and news["before"] != before["status"]:
            words = f"order {order}: {news['before']} → {news['status']} came after {before['status']}"
            yield Finding("hook-out-of-sequence", words)
        last[order] = news


def last_news(facts: Facts) -> Iterator[Finding]:
    """The last message of an order tells of what it is now; no order was told of that is not the shop's."""
    told = facts.heard.last()
    ours = {order["number"]: order for order in facts.orders.values() if order["shop"] == facts.shop}
    for number, order in ours.items():
        if told.get(number) != order["status"]:
            words = (
                f"order {number} is {order['status']}, the shop was last told {told.get(number, 'nothing')}"
            )
            yield Finding("hook-missing", words)
    for number in sorted(told.keys() - ours.keys()):
        yield Finding("hook-foreign", f"the shop was told of {number}, which is not its order")


def none_waiting(facts: Facts) -> Iterator[Finding]:
    for row in facts.rows("hooks"):
        if row["status"] != "sent":
            yield Finding("hook-waiting", f"message {row['n']} of order {row['order_id']} is {row['status']}")


def changes_told(facts: Facts) -> Iterator[Finding]:
    """As many messages as the order's status changed, by the log of what happened."""
    changes: dict[str, int] = {}
    for event in facts.events:
        moved = event["old"] != event["new"] and event["new"] and event["old"]
        if moved and event["subject_id"] == event["order_id"] and event["name"].startswith("order."):
            changes[event["order_id"]] = changes.get(event["order_id"], 0) + _is_status(event)
    heard: dict[str, int] = {}
    for message in facts.heard.taken:
        heard[message["data"]["order"]] = heard.get(message["data"]["order"], 0) + 1
    for order in facts.orders.values():
        if order["shop"] == facts.shop and heard.get(order["number"], 0) != changes.get(order["id"], 0):
            words = f"{heard.get(order['number'], 0)} messages, {changes.get(order['id'], 0)} changes"
            yield Finding("hook-count-differs", f"order {order['number']}: {words}")


STATUSES = frozenset(
    (
        "new",
        "reserved",
        "short",
        "picking",
        "packed",
        "loaded",
        "delivered",
        "failed",
        "returned",
        "cancelled",
    )
)


def _is_status(event: Row) -> bool:
    return event["old"] in STATUSES and event["new"] in STATUSES


CHECKS = (genuine, once_and_in_sequence, last_news, none_waiting, changes_told)
