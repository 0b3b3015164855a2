"""Did every order come to an end, and everything around it? Statuses, routes, shifts, questions, goods."""

from collections import Counter
from collections.abc import Iterator

from server.day.audit.finding import Finding
from server.day.facts import Facts, Row
from server.day.truth import CUSTOMER

FINAL = frozenset({"delivered", "returned", "cancelled"})


def unfinished_orders(facts: Facts) -> Iterator[Finding]:
    """A short order is explained only by goods that are really not there."""
    for order in facts.orders.values():
        if order["status"] in FINAL:
            continue
        if order["status"] == "short":
            if any(_really_short(facts, line) for line in order["lines"]):
                continue
            yield Finding("short-without-cause", f"order {order['number']} waits for goods that are there")
        else:
            yield Finding("order-not-final", f"order {order['number']} is {order['status']}")


def _really_short(facts: Facts, line: Row) -> bool:
    """Less of it is free than the line lacks."""
    lacks = line["quantity"] - line["reserved"]
    level = next((row for row in facts.rows("stock") if row["sku"] == line["sku"]), None)
    return lacks > 0 and (level is None or level["on_hand"] - level["reserved"] < lacks)


def goods_at_customers(facts: Facts) -> Iterator[Finding]:
    """Who has an order delivered holds exactly its pieces; nobody else holds any."""
    for order in facts.orders.values():
        if order["id"] in facts.before.over:
            continue
        got: Counter[str] = Counter()
        for box in facts.truth.boxes.values():
            if box.order_id == order["id"] and box.holder == CUSTOMER:
                got += box.units
        wanted: Counter[str] = Counter()
        for line in order["lines"] if order["status"] == "delivered" else ():
            wanted[line["sku"]] += line["quantity"]
        if got != wanted:
            words = (
                f"order {order['number']} ({order['status']}): handed over {dict(got)}, wanted {dict(wanted)}"
            )
            yield Finding("wrong-goods", words)


def unfinished_routes(facts: Facts) -> Iterator[Finding]:
    with_stops = {stop["route_id"] for stop in facts.rows("stops")}
    for route in facts.rows("routes"):
        if route["status"] not in ("closed", "discarded") and route["id"] in with_stops:
            yield Finding(
                "route-not-closed", f"route {route['sheet_code']} of {route['courier']} is {route['status']}"
            )
    for shift in facts.rows("shifts"):
        if shift["status"] == "open":
            yield Finding("shift-not-ended", f"shift {shift['id']} of {shift['courier_id']} is open")
    for plan in facts.rows("plans"):
        if plan["status"] == "requested":
            yield Finding("plan-not-made", f"plan {plan['id']} is asked for and not made")
    for source in facts.sources:
        if facts.roads and "great circle" in source:
            yield Finding(
                "plan-without-roads", f"a plan was made by {source}, not by roads for {facts.roads}"
            )


def open_questions(facts: Facts) -> Iterator[Finding]:
    for row in facts.rows("discrepancies"):
        if not row["resolved_at"]:
            yield Finding("question-open", f"{row['kind']} {row['detail']} waits for an answer")


def open_work(facts: Facts) -> Iterator[Finding]:
    """Nothing is left in a tote, in a box, or half gathered; what waits for goods waits empty."""
    for task in facts.rows("tasks"):
        status = facts.orders.get(task["order_id"], {}).get("status")
        gathered = any(line["picked"] for line in task["lines"])
        if task["status"] != "waiting" or status != "short" or gathered:
            yield Finding(
                "task-not-over", f"task {task['id']} of order {task['order_id']} is {task['status']}"
            )
    for parcel in facts.rows("parcels"):
        if parcel["status"] not in ("delivered", "back"):
            yield Finding("parcel-not-over", f"parcel {parcel['code']} is {parcel['status']}")


def worth_it(facts: Facts) -> Iterator[Finding]:
    """A day on which nothing reached a customer shows nothing: it ran too fast for its server, or worse."""
    if facts.orders and not any(order["status"] == "delivered" for order in facts.orders.values()):
        yield Finding("nothing-delivered", f"{len(facts.orders)} orders, and none was delivered")


def people_noticed(facts: Facts) -> Iterator[Finding]:
    """What somebody saw go wrong while it happened."""
    for note in facts.notes:
        yield Finding("noticed", note)


CHECKS = (
    unfinished_orders,
    goods_at_customers,
    unfinished_routes,
    open_questions,
    open_work,
    worth_it,
    people_noticed,
)
