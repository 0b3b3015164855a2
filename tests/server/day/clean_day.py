"""What does a clean day look like to the auditor? Two orders, one delivered for cash, one brought back."""

from collections import Counter
from itertools import pairwise
from typing import Any

from server.day.facts import Before, Facts, Memory
from server.day.hooks import Heard
from server.day.truth import CUSTOMER, OPENED, Box, Paid, Truth

HUB, SHOP, COURIER, DEVICE = "hub-1", "Shop", "courier-1", "device-1"
DUE = 1250

type Row = dict[str, Any]


def clean() -> Facts:
    """The facts of that day; every check is content with them."""
    return Facts(
        hub_id=HUB,
        shop=SHOP,
        currency="EUR",
        truth=_truth(),
        before=Before(version=1),
        brought={("A-1", "TEA"): 10},
        commands=[
            _command("c-import", 1, "import_stock"),
            _command("c-publish", 2, "publish_plan"),
            _command("c-pick", 3, "pick_line"),
            _command("c-load", 4, "start_route", seq=1),
            _command("c-deliver", 5, "deliver_stop", seq=2),
            _command("c-fail", 6, "fail_stop", seq=3),
            _command("c-back", 7, "return_goods"),
            _command("c-close", 8, "close_sheet"),
        ],
        events=_events(),
        entries=_entries(),
        moves=_moves(),
        tables=_tables(),
        bins={"bin-1": "A-1"},
        memories=[Memory(DEVICE, ["c-load", "c-deliver", "c-fail"], {"c-load": "applied"}, 0, [])],
        heard=Heard(taken=_messages()),
        sources=["osrm:bicycle"],
        roads="bicycle",
    )


def _truth() -> Truth:
    truth = Truth(till=DUE)
    truth.shelves["A-1", "TEA"] = 7
    truth.lost["A-1", "TEA"] = 1
    truth.paid["o-1"] = Paid("cash", DUE)
    truth.boxes["p-1"] = Box("p-1", "o-1", "P1", Counter(TEA=2), CUSTOMER)
    truth.boxes["p-2"] = Box("p-2", "o-2", "P2", Counter(TEA=1), OPENED)
    return truth


def _command(id: str, version: int, name: str, seq: int | None = None) -> Row:
    device = DEVICE if seq else None
    line = {"id": id, "version": version, "device_id": device, "seq": seq, "name": name, "outcome": "applied"}
    return line | {"problem": None}


def _entries() -> list[Row]:
    due, other, bag = "due:o-1", "due:o-2", f"courier:{COURIER}"
    lines = [
        ("c-publish", 2, due, "shop:s", DUE, "due", "o-1"),
        ("c-publish", 2, other, "shop:s", 700, "due", "o-2"),
        ("c-deliver", 5, bag, due, DUE, "cash", "o-1"),
        ("c-fail", 6, "shop:s", other, 700, "reversal", "o-2"),
        ("c-close", 8, f"till:{HUB}", bag, DUE, "count", None),
    ]
    return [
        {"id": f"{command}/{n}", "command_id": command, "version": version, "debit": debit, "credit": credit}
        | {"minor": minor, "currency": "EUR", "code": code, "order_id": order_id}
        for n, (command, version, debit, credit, minor, code, order_id) in enumerate(lines)
    ]


def _moves() -> list[Row]:
    shelf, supply = "bin:bin-1", f"supply:{HUB}"
    lines = [
        ("c-import", 1, shelf, supply, 10, "import", None),
        ("c-pick", 3, "tote:o-1", shelf, 2, "pick", "o-1"),
        ("c-pick", 3, "tote:o-2", shelf, 1, "pick", "o-2"),
        ("c-load", 4, f"courier:{COURIER}", "tote:o-1", 2, "load", "o-1"),
        ("c-load", 4, f"courier:{COURIER}", "tote:o-2", 1, "load", "o-2"),
        ("c-deliver", 5, "customer:o-1", f"courier:{COURIER}", 2, "deliver", "o-1"),
        ("c-back", 7, shelf, f"courier:{COURIER}", 1, "return", "o-2"),
    ]
    return [
        {"id": f"{command}/{n}", "command_id": command, "version": version, "debit": debit, "credit": credit}
        | {"quantity": quantity, "code": code, "order_id": order_id, "sku": "TEA"}
        for n, (command, version, debit, credit, quantity, code, order_id) in enumerate(lines)
    ]


def _order(id: str, number: str, status: str, quantity: int, due: int) -> Row:
    line = {"sku": "TEA", "quantity": quantity, "reserved": quantity, "picked": quantity}
    return {"id": id, "number": number, "shop": SHOP, "status": status, "lines": [line], "due_minor": due}


def _tables() -> dict[str, dict[str, Row]]:
    orders = [_order("o-1", "A1", "delivered", 2, DUE), _order("o-2", "A2", "returned", 1, 700)]
    route = {"id": "r-1", "sheet_code": "R1", "courier": "Anna", "status": "closed"}
    count = {"id": "n-1", "status": "closed", "counted_minor": DUE}
    stock = {"id": "l-1", "sku": "TEA", "on_hand": 8, "reserved": 0, "expected": 0, "available": 8}
    shift = {"id": "h-1", "courier_id": COURIER, "status": "closed"}
    question = {"id": "d-1", "kind": "short-pick", "detail": {}, "resolved_at": "2026-11-23T10:00:00Z"}
    parcels = [
        {"id": "p-1", "code": "P1", "status": "delivered"},
        {"id": "p-2", "code": "P2", "status": "back"},
    ]
    plan = {"id": "pl-1", "status": "published"}
    tables = {
        "orders": orders,
        "routes": [route],
        "stops": [{"id": "st-1", "route_id": "r-1"}],
        "counts": [count],
        "stock": [stock],
        "shifts": [shift],
        "discrepancies": [question],
        "parcels": parcels,
        "plans": [plan],
    }
    return {name: {row["id"]: row for row in rows} for name, rows in tables.items()}


STEPS = {"A1": ("new", "reserved", "delivered"), "A2": ("new", "reserved", "failed", "returned")}


def _messages() -> list[Row]:
    return [
        {"webhook_id": f"{order}-{n}", "data": {"order": order, "status": new, "before": old, "sequence": n}}
        for order, steps in STEPS.items()
        for n, (old, new) in enumerate(pairwise(steps), 1)
    ]


def _events() -> list[Row]:
    return [
        {
            "id": f"e-{id}-{new}",
            "name": f"order.{new}",
            "order_id": id,
            "subject_id": id,
            "old": old,
            "new": new,
        }
        for id, number in (("o-1", "A1"), ("o-2", "A2"))
        for old, new in pairwise(STEPS[number])
    ]
