"""Is a phone's command taken once, in order, with the right answer, by whoever was ever given the right?"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from server import clock
from server.commands import COMMANDS
from server.commands.bus import Envelope
from server.commands.journal import take
from server.db import db
from server.db.log import CommandLog, EventLog, PrivateArgs
from server.db.money import Discrepancy
from server.db.people import Device, DeviceUser
from server.db.plans import Shift
from server.db.stock import Parcel, PickTask
from server.domain.access import Kind, Relation, Role
from server.ids import new_id
from tests.phone import Phone
from tests.server.commands import books
from tests.world import ON, World, cash, order, plan, whole
from warehouse.codes import tote_code


def enrol(world: World, login: str) -> Phone:
    phone = Phone(new_id(), world.users[login])
    now = clock.now()
    db.session.add(Device(id=phone.device_id, created_at=now, last_seq=0))
    db.session.flush()
    db.session.add(DeviceUser(device_id=phone.device_id, user_id=phone.actor, bound_at=now))
    db.session.commit()
    return phone


def send(world: World, phone: Phone, commands: list[dict] | None = None) -> list[tuple[str, str | None]]:
    """Outcome and problem code of each."""
    body = phone.envelope(commands)
    keys = ("id", "seq", "v", "name", "actor", "tz", "base", "args")
    sent = [
        Envelope(device_id=phone.device_id, at=datetime.fromisoformat(c["at"]), **{k: c[k] for k in keys})
        for c in body["commands"]
    ]
    answer = take(phone.device_id, world.hub_id, sent)
    told = [{"id": r.id, "seq": r.seq, "outcome": r.outcome} for r in answer.results]
    phone.hear({"epoch": "e", "last_seq": answer.last_seq, "results": told})
    return [(r.outcome, (r.problem or {}).get("code")) for r in answer.results]


def shift(phone: Phone, **envelope) -> str:
    id = new_id()
    phone.make("start_shift", {"shift_id": id}, **envelope)
    return id


def test_a_repeated_batch_has_the_same_answers_and_no_new_effect(day):
    phone = enrol(day, "anna")
    phone.make("deliver_stop", cash(day, "A0"))
    phone.make("deliver_stop", cash(day, "A0", 1300))
    batch = list(phone.queue)
    first = send(day, phone, batch)
    assert [outcome for outcome, _ in first] == ["applied", "flagged"]
    assert send(day, phone, batch) == first
    assert books.balance(f"courier:{day.users['anna']}") == 2550


def test_same_seq_other_payload_is_refused_audited_and_the_rest_goes_on(day):
    phone = enrol(day, "anna")
    phone.make("deliver_stop", cash(day, "A0"))
    send(day, phone)
    phone.make("deliver_stop", cash(day, "A1"))
    forged = {**phone.made[0], "args": cash(day, "A0", 9999)}
    assert send(day, phone, [forged, phone.made[1]]) == [("refused", "seq-reused"), ("applied", None)]
    audit = select(func.count()).select_from(EventLog).where(EventLog.name == "command.refused")
    assert db.session.scalar(audit) == 1
    assert books.balance(f"courier:{day.users['anna']}") == 2500


def test_one_poisoned_command_does_not_hold_up_two_hundred(world):
    phone = enrol(world, "anna")
    for n in range(200):
        shift(phone) if n != 77 else phone.make("deliver_stop", {"stop_id": 5, "amount_minor": None})
    outcomes = []
    while phone.queue:
        outcomes += send(world, phone)
    assert [outcome for outcome, _ in outcomes].count("applied") == 199
    assert outcomes[77] == ("rejected", "bad-args")


def test_a_bug_in_a_handler_quarantines_that_command_only(day, monkeypatch):
    def broken(context, args):
        raise ZeroDivisionError

    phone = enrol(day, "anna")
    arrive = COMMANDS["arrive_stop"]
    monkeypatch.setitem(COMMANDS, "arrive_stop", type(arrive)(arrive.name, arrive.args, broken, arrive.rule))
    phone.make("arrive_stop", {"stop_id": day.stops["A0"]})
    phone.make("deliver_stop", cash(day, "A0"))
    assert send(day, phone) == [("quarantined", "internal-error"), ("applied", None)]


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "+3", "-3"])
def test_a_wrong_clock_is_evidence_never_a_reason(day, at):
    if not at.startswith("19"):
        at = (datetime.now(UTC) + timedelta(days=int(at))).isoformat()
    phone = enrol(day, "anna")
    id = shift(phone, at=at)
    phone.make("deliver_stop", cash(day, "A0"), at=at)
    assert [outcome for outcome, _ in send(day, phone)] == ["applied", "applied"]
    started = db.session.get(Shift, id).started_at
    assert abs(started - clock.now()) < timedelta(days=3, minutes=1)


def test_a_newer_command_waits_and_blocks_nothing(world):
    phone = enrol(world, "anna")
    phone.make("weigh_parcel", {"grams": 5})
    newer = shift(phone)
    phone.made[-1]["v"] = 2
    shift(phone)
    answers = send(world, phone)
    assert [outcome for outcome, _ in answers] == ["deferred", "deferred", "applied"]
    assert books.kinds() == ["not-booked", "not-booked"]
    assert db.session.get(Shift, newer) is None


def test_facts_of_a_revoked_device_wait_for_a_human_and_wishes_are_rejected(day):
    phone = enrol(day, "anna")
    day.give("revoke_device", {"device_id": phone.device_id}, "admin")
    phone.make("deliver_stop", cash(day, "A0"))
    phone.make("publish_plan", {"plan_id": day.plan_id})
    assert send(day, phone) == [("quarantined", "device-revoked"), ("rejected", "device-revoked")]
    kept = db.session.get(CommandLog, phone.made[0]["id"])
    assert kept.args["amount_minor"] == 1250
    assert books.balance(f"courier:{day.users['anna']}") == 0
    asked = db.session.scalars(select(Discrepancy)).one()
    assert (asked.kind, asked.order_id) == ("money-not-booked", day.orders["A0"])
    assert asked.courier_id == day.users["anna"]
    assert asked.detail == {"command": "deliver_stop", "amount_minor": 1250, "currency": "EUR"}


def test_nobody_acts_for_somebody_who_never_signed_in_here(day):
    phone = enrol(day, "anna")
    phone.make("deliver_stop", cash(day, "B0"), actor=day.users["boris"])
    assert send(day, phone) == [("quarantined", "unknown-actor")]


def test_words_and_places_stand_apart_from_the_log(day):
    phone = enrol(day, "anna")
    args = {"stop_id": day.stops["A0"], "order_id": day.orders["A0"], "reason": "refused"}
    phone.make("fail_stop", args | {"comment": "Maria Ek shouted", "lat": 60.1, "lon": 24.9})
    send(day, phone)
    logged = db.session.get(CommandLog, phone.made[0]["id"])
    assert logged.args == args
    assert db.session.get(PrivateArgs, logged.id).values["comment"] == "Maria Ek shouted"


def blind_count(world: World, login: str) -> dict:
    return {"count_id": new_id(), "route_id": world.routes[login], "currency": "EUR", "pieces": []}


def _of_the_building(world: World) -> dict[str, dict]:
    """The same for the goods of `shelf`."""
    tasks = {task.order_id: task for task in db.session.scalars(select(PickTask))}
    begun = tasks[world.orders["C0"]]
    line = {"task_id": begun.id, "line_id": begun.lines[0].id, "quantity": begun.lines[0].quantity}
    parcel_id = db.session.scalars(select(Parcel.id)).one()
    scanned = {"parcel_id": parcel_id, "route_id": world.routes["boris"]}
    return {
        "claim_next": {},
        "claim_task": {"task_id": tasks[world.orders["E0"]].id},
        "release_task": {"task_id": begun.id},
        "pick_line": line | {"tote": tote_code(begun.order_id)},
        "pack_order": whole(world, "D0"),
        "load_parcel": scanned,
        "unload_parcel": scanned,
        "return_goods": {"order_id": world.orders["B0"], "parcel_id": parcel_id},
    }


def _subject(world: World, name: str) -> dict | None:
    """Arguments by which `name` would be accepted, if its sender may give it."""
    stop = {"stop_id": world.stops["B0"], "order_id": world.orders["B0"]}
    known = _of_the_building(world) | {
        "start_shift": {"shift_id": new_id()},
        "accept_route": {"route_id": world.routes["boris"], "revision": 1},
        "start_route": {"route_id": world.routes["boris"], "order_ids": [world.orders["B0"]]},
        "arrive_stop": {"stop_id": world.stops["B0"]},
        "deliver_stop": cash(world, "B0"),
        "fail_stop": stop | {"reason": "refused"},
        "request_plan": {"plan_id": new_id(), "on": (ON + timedelta(days=1)).isoformat()},
        "cancel_order": {"order_id": world.orders["B0"], "reason": "x"},
        "remove_stop": {"stop_id": world.stops["B0"]},
        "lock_stop": {"stop_id": world.stops["B0"], "how": "head"},
        "lock_route": {"route_id": world.routes["boris"], "locked": True},
        "request_replan": {"replan_id": new_id(), "on": ON.isoformat()},
        "count_sheet": {
            "count_id": new_id(),
            "route_id": world.routes["boris"],
            "currency": "EUR",
            "pieces": [],
        },
        "set_webhook": {"shop_id": world.shop_id, "url": "https://shop.example/waybill"},
        "set_courier": {"user_id": world.users["anna"], "vehicle": "foot", "capacity_g": 9000}
        | {"capacity_parcels": 9, "shift_from": "08:00", "shift_to": "12:00"},
        "disable_user": {"user_id": world.users["anna"]},
    }
    return known.get(name)


def _shape(name: str) -> dict:
    """Arguments that fit, about things that nobody knows."""
    args = COMMANDS[name].args
    values = {"position": 0, "lat": 60.1, "lon": 24.9, "reason": "lost", "on": "2100-01-01"}
    needed = [field for field, info in args.model_fields.items() if info.is_required()]
    return {field: values.get(field, new_id()) for field in needed}


CASES = [(name, role) for name, command in COMMANDS.items() for role in Role if command.rule.roles]


@pytest.mark.parametrize(("name", "role"), CASES, ids=lambda value: str(value))
def test_only_the_roles_of_the_table_may(shelf, name, role):
    """Every command by every role: others than the table names are refused, by name, and change nothing."""
    rule = COMMANDS[name].rule
    login = "boris" if role is Role.COURIER else str(role)
    phone = enrol(shelf, login)
    subject = _subject(shelf, name)
    phone.make(name, _shape(name) if subject is None else subject)
    outcome, code = send(shelf, phone)[0]
    if role not in rule.roles:
        refusal = "quarantined" if rule.kind is Kind.FACT else "rejected"
        assert (outcome, code) == (refusal, "not-allowed")
    elif subject is not None:
        assert outcome in ("applied", "flagged"), (outcome, code)
    else:
        assert code not in ("bad-args", "not-allowed")


RELATED = [name for name, c in COMMANDS.items() if c.rule.relation not in (Relation.HUB, Relation.NOT_SELF)]


@pytest.mark.parametrize("name", [name for name in RELATED if Role.COURIER in COMMANDS[name].rule.roles])
def test_a_courier_acts_only_on_what_was_ever_his(shelf, name):
    phone = enrol(shelf, "anna")
    args = _subject(shelf, name)
    if name in ("start_shift", "end_shift"):
        args = {"shift_id": new_id()}
        shelf.give("start_shift", args, "boris")
    phone.make(name, args)
    assert send(shelf, phone) == [("quarantined", "not-yours")]


def test_a_courier_who_hands_out_parcels_too_loads_a_colleague_s_route(shelf):
    both = {"user_id": new_id(), "hub_id": shelf.hub_id, "login": "both", "name": ""}
    shelf.give("add_user", both | {"roles": ["picker", "courier"], "password": "long enough"})
    shelf.users["both"] = both["user_id"]
    phone = enrol(shelf, "both")
    phone.make("load_parcel", _subject(shelf, "load_parcel"))
    assert send(shelf, phone) == [("applied", None)]


def test_a_cashier_who_carried_it_himself_may_neither_count_nor_settle_it(world):
    order(world, "B0")
    both = new_id()
    args = {
        "user_id": both,
        "hub_id": world.hub_id,
        "login": "both",
        "name": "",
        "roles": ["cashier", "courier"],
    }
    world.give("add_user", args | {"password": "long enough"})
    world.users["both"] = both
    plan(world, {"both": ["B0"]})
    phone = enrol(world, "both")
    phone.make("count_sheet", blind_count(world, "both"))
    assert send(world, phone) == [("quarantined", "not-yours")]
    world.give("deliver_stop", cash(world, "B0", 1000), "both")  # 2.50 less than was due
    for asked in db.session.scalars(select(Discrepancy).where(Discrepancy.kind == "amount-differs")):
        phone.make("resolve_discrepancy", {"discrepancy_id": asked.id})
    assert send(world, phone) == [("rejected", "not-yours")]
    assert "amount-differs" in books.kinds()
