"""Whatever happens between phones and hub: is every command there once, and every cent?"""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import func, select

from server import clock
from server.commands.bus import Envelope
from server.commands.journal import take
from server.db import db
from server.db.log import CommandLog
from server.db.money import Entry
from server.db.orders import Order
from server.db.people import Device, DeviceUser, Meta
from server.db.schema import upgrade
from server.db.stock import Move
from server.ids import new_id
from tests import world as town
from tests.databases import bare_app, empty_config
from tests.phone import Phone
from tests.scenarios.journal_goods import NUMBERS, ROUTES, GoodsMachine


class Town:
    """A database with a published plan and its orders packed, copied anew for every run."""

    def __init__(self, folder: Path) -> None:
        self.app = bare_app(empty_config("sqlite", folder))
        self.file = folder / "waybill.db"
        self.template, self.backup = folder / "template.db", folder / "backup.db"
        with self.app.app_context():
            upgrade(self.app)
            self.world = town.people()
            for number in NUMBERS:
                town.order(self.world, number)
            town.plan(self.world, ROUTES)
            town.packed(self.world, *NUMBERS)
            self.close()
        shutil.copy(self.file, self.template)

    def close(self) -> None:
        db.session.remove()
        db.engine.dispose()

    def put_back(self, source: Path) -> None:
        self.close()
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copy(source, self.file)

    def save(self) -> None:
        with closing(sqlite3.connect(self.file)) as live, closing(sqlite3.connect(self.backup)) as copy:
            live.backup(copy)


class JournalMachine(GoodsMachine):
    """Phones make, send, repeat, reorder and forge; the hub revokes, is saved and put back."""

    phones = GoodsMachine.phones
    place: Town

    def __init__(self) -> None:
        super().__init__()
        self.world = self.place.world
        self.all: list[Phone] = []
        self.revoked: dict[str, int] = {}  # device -> its last seq when it was revoked
        self.saved: set[str] | None = None
        self.answered: dict[str, str] = {}
        self.place.put_back(self.place.template)

    # phones -------------------------------------------------------------------------------------------

    @initialize(target=phones)
    def first_phone(self) -> Phone:
        return self._enrol("anna")

    @rule(target=phones, login=st.sampled_from(["anna", "boris", "picker"]))
    def another_phone(self, login: str) -> Phone:
        return self._enrol(login)

    def _enrol(self, login: str) -> Phone:
        phone = Phone(new_id(), self.place.world.users[login])
        now = clock.now()
        db.session.add(Device(id=phone.device_id, created_at=now, last_seq=0))
        db.session.flush()
        db.session.add(DeviceUser(device_id=phone.device_id, user_id=phone.actor, bound_at=now))
        db.session.commit()
        self.all.append(phone)
        return phone

    @rule(phone=phones, number=st.sampled_from(NUMBERS), paid=st.integers(0, 3000))
    def deliver(self, phone: Phone, number: str, paid: int) -> None:
        self.deliver_by(phone, number, paid)

    def deliver_by(self, phone: Phone, number: str, paid: int) -> None:
        phone.make("deliver_stop", town.cash(self.place.world, number, paid))

    @rule(phone=phones, number=st.sampled_from(NUMBERS))
    def fail(self, phone: Phone, number: str) -> None:
        world = self.place.world
        args = {"stop_id": world.stops[number], "order_id": world.orders[number], "reason": "not-at-home"}
        phone.make("fail_stop", args | {"comment": "nobody there"})

    @rule(login=st.sampled_from(sorted(ROUTES)), place=st.integers(0, 2), paid=st.integers(1, 3000))
    def deliver_from_two_phones(self, login: str, place: int, paid: int) -> None:
        """The same stop, once on the old phone and once on the new one."""
        for phone in (self._enrol(login), self._enrol(login)):
            self.deliver_by(phone, ROUTES[login][place], paid)
            self._send(phone.envelope())

    @rule(login=st.sampled_from(sorted(ROUTES)), scanned=st.integers(0, 3), signed=st.booleans())
    def leave_and_come_back(self, login: str, scanned: int, signed: bool) -> None:
        """With some parcels on board and nothing done: the desk looks at once."""
        phone = self._enrol(login)
        self.depart(phone, login, scanned, scanned)
        self._send(phone.envelope())
        self.close_desk(login, signed)

    @rule(phone=phones, what=st.sampled_from(["start_shift", "poison", "future", "intent"]))
    def something_else(self, phone: Phone, what: str) -> None:
        made: dict[str, tuple[str, dict[str, Any]]] = {
            "start_shift": ("start_shift", {"shift_id": new_id()}),
            "poison": ("deliver_stop", {"stop_id": "nonsense", "amount_minor": "many"}),
            "future": ("teleport_stop", {"stop_id": new_id()}),
            "intent": ("publish_plan", {"plan_id": self.place.world.plan_id}),
        }
        phone.make(*made[what])

    # the wire -----------------------------------------------------------------------------------------

    def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        commands = [
            Envelope(device_id=body["device_id"], at=datetime.fromisoformat(c["at"]),
                     **{k: c[k] for k in ("id", "seq", "v", "name", "actor", "tz", "base", "args")})
            for c in body["commands"]
        ]  # fmt: skip
        answer = take(body["device_id"], self.place.world.hub_id, commands)
        epoch = db.session.get(Meta, "epoch").value
        own = {command["id"]: command for phone in self.all for command in phone.made}
        for sent, result in zip(commands, answer.results, strict=False):
            if result.outcome == "refused":
                assert own.get(sent.id, {}).get("args") != sent.args, "an honest repetition was refused"
            else:
                told = self.answered.setdefault(result.id, result.outcome)
                assert told == result.outcome, "the same command was answered in two ways"
        results = [{"id": r.id, "seq": r.seq, "outcome": r.outcome} for r in answer.results]
        return {"epoch": epoch, "last_seq": answer.last_seq, "results": results}

    @rule(phone=phones, heard=st.booleans())
    def send(self, phone: Phone, heard: bool) -> None:
        answer = self._send(phone.envelope())
        if heard:
            phone.hear(answer)

    @rule(phone=phones, data=st.data())
    def replay_and_reorder(self, phone: Phone, data: st.DataObject) -> None:
        """Any part of the journal in any order, as proxies and retries may bring it."""
        commands = data.draw(st.lists(st.sampled_from(phone.made), max_size=8)) if phone.made else []
        self._send(phone.envelope(commands))

    @rule(phone=phones)
    def send_with_a_gap(self, phone: Phone) -> None:
        before = self._last_seq(phone)
        answer = self._send(phone.envelope(phone.made[before + 1 :]))
        assert answer["results"] == []
        assert answer["last_seq"] == before

    @rule(phone=phones, data=st.data())
    def same_seq_other_content(self, phone: Phone, data: st.DataObject) -> None:
        taken = phone.made[: self._last_seq(phone)]
        if not taken:
            return
        forged = dict(data.draw(st.sampled_from(taken)))
        forged["args"] = {**forged["args"], "reason": "refused", "amount_minor": 1}
        if data.draw(st.booleans()):
            forged["id"] = new_id()
        before = self._books()
        answer = self._send(phone.envelope([forged]))
        assert [r["outcome"] for r in answer["results"]] == ["refused"]
        assert self._books() == before

    # the hub ------------------------------------------------------------------------------------------

    @rule(phone=phones)
    def revoke(self, phone: Phone) -> None:
        self.place.world.give("revoke_device", {"device_id": phone.device_id}, "admin")
        self.revoked.setdefault(phone.device_id, self._last_seq(phone))

    @rule(number=st.sampled_from(NUMBERS))
    def cancel(self, number: str) -> None:
        args = {"order_id": self.place.world.orders[number], "reason": "customer called"}
        self.place.world.tries("cancel_order", args, "dispatcher")

    @rule()
    def save(self) -> None:
        db.session.rollback()
        self.place.save()
        self.saved = {phone.device_id for phone in self.all}

    @rule()
    def restore(self) -> None:
        """An old backup: a new epoch, and phones must bring again what it lacks."""
        if self.saved is None:
            return
        self.place.put_back(self.place.backup)
        db.session.get(Meta, "epoch").value = new_id()
        known = set(db.session.scalars(select(Device.id)))
        now = clock.now()
        for phone in self.all:
            if phone.device_id not in known:  # signed in after the backup: he signs in again
                db.session.add(Device(id=phone.device_id, created_at=now, last_seq=0))
                db.session.flush()
                db.session.add(DeviceUser(device_id=phone.device_id, user_id=phone.actor, bound_at=now))
        db.session.commit()
        still = set(db.session.scalars(select(Device.id).where(Device.revoked_at.is_not(None))))
        self.revoked = {device: seq for device, seq in self.revoked.items() if device in still}
        self.answered = dict(db.session.execute(select(CommandLog.id, CommandLog.outcome)).all())
        for phone in self.all:
            phone.acked = min(phone.acked, self._last_seq(phone))

    # what must hold -----------------------------------------------------------------------------------

    def _last_seq(self, phone: Phone) -> int:
        db.session.rollback()
        return db.session.scalar(select(Device.last_seq).where(Device.id == phone.device_id)) or 0

    def _books(self) -> list[tuple[Any, ...]]:
        db.session.rollback()
        money = select(Entry.command_id, Entry.n, Entry.debit, Entry.credit, Entry.minor)
        goods = select(Move.command_id, Move.n, Move.debit, Move.credit, Move.quantity)
        return sorted(tuple(row) for query in (money, goods) for row in db.session.execute(query))

    @invariant()
    def every_answered_command_is_logged_once_and_without_gaps(self) -> None:
        db.session.rollback()
        logged = list(db.session.execute(select(CommandLog.id, CommandLog.device_id, CommandLog.seq)).all())
        assert set(self.answered) <= {id for id, _, _ in logged}
        for phone in self.all:
            seqs = sorted(seq for _, device, seq in logged if device == phone.device_id)
            assert seqs == list(range(1, self._last_seq(phone) + 1))
            ids = {id for id, device, _ in logged if device == phone.device_id}
            assert ids == {command["id"] for command in phone.made[: len(seqs)]}

    @invariant()
    def the_bag_holds_what_was_taken_once(self) -> None:
        db.session.rollback()
        taken = dict(db.session.execute(
            select(CommandLog.actor, func.sum(CommandLog.args["amount_minor"].as_integer()))
            .where(CommandLog.name == "deliver_stop", CommandLog.outcome.in_(["applied", "flagged"]))
            .group_by(CommandLog.actor)
        ).all())  # fmt: skip
        for login in ("anna", "boris"):
            id = self.place.world.users[login]
            bag = db.session.scalar(select(func.sum(Entry.minor)).where(Entry.debit == f"courier:{id}")) or 0
            assert bag == (taken.get(id) or 0)

    def teardown(self) -> None:
        """In the end every phone is emptied: all that was made is there, in order, once."""
        try:
            for phone in self.all:
                assert phone.flush(self._send), "the queue is blocked"
                assert self._last_seq(phone) == len(phone.made)
            self.every_answered_command_is_logged_once_and_without_gaps()
            self.the_bag_holds_what_was_taken_once()
            self.the_goods_are_true()
            for device, seq in self.revoked.items():
                later = select(CommandLog.outcome).where(CommandLog.device_id == device, CommandLog.seq > seq)
                assert set(db.session.scalars(later)) <= {"quarantined", "rejected", "deferred"}
            delivered = select(Order.id).where(Order.status == "delivered")
            for order_id in db.session.scalars(delivered):
                facts = select(CommandLog).where(CommandLog.args["order_id"].as_string() == order_id)
                outcomes = {c.outcome for c in db.session.scalars(facts) if c.name == "deliver_stop"}
                assert outcomes & {"applied", "flagged"}, "delivered without a delivery"
        finally:
            db.session.rollback()
