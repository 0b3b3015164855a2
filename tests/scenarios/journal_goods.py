"""Whatever happens between phones and hub: did only what was scanned leave, and where is each parcel?"""

from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from server.db import db
from server.db.log import CommandLog, EventLog
from server.db.money import Discrepancy
from server.db.people import Scope
from server.db.stock import Manifest, Move, Parcel
from server.ids import new_id, same_id
from tests import world as town
from tests.phone import Phone

NUMBERS = [f"A{n}" for n in range(6)]
ROUTES = {"anna": NUMBERS[:3], "boris": NUMBERS[3:]}
LOGINS = st.sampled_from(sorted(ROUTES))
# Where a parcel's goods are by its status: the beginning of a place's name.
WHERE = {"packed": "packed:", "loaded": "packed:", "out": "courier:", "delivered": "customer:"}


class GoodsMachine(RuleBasedStateMachine):
    """Couriers scan parcels and leave, pickers scan them in, the office moves stops, the desk closes."""

    phones = Bundle("phones")
    world: town.World
    looked_at = -1  # the version of the database when the goods were last looked at

    @rule(phone=phones, number=st.sampled_from(NUMBERS), login=LOGINS)
    def load(self, phone: Phone, number: str, login: str) -> None:
        """Onto the right route or another one."""
        phone.make("load_parcel", town.label(self.world, number, login))

    @rule(phone=phones, number=st.sampled_from(NUMBERS))
    def take_off(self, phone: Phone, number: str) -> None:
        login = next(login for login, numbers in ROUTES.items() if number in numbers)
        phone.make("unload_parcel", town.label(self.world, number, login))

    @rule(phone=phones, login=LOGINS, scanned=st.integers(0, 3), said=st.integers(0, 3))
    def leave(self, phone: Phone, login: str, scanned: int, said: int) -> None:
        self.depart(phone, login, scanned, said)

    def depart(self, phone: Phone, login: str, scanned: int, said: int) -> None:
        """The first few parcels are scanned; the first few orders are said to be taken along."""
        for number in ROUTES[login][:scanned]:
            phone.make("load_parcel", town.label(self.world, number, login))
        taken = [self.world.orders[number] for number in ROUTES[login][:said]]
        phone.make("start_route", {"route_id": self.world.routes[login], "order_ids": taken})

    @rule(phone=phones, number=st.sampled_from(NUMBERS), damaged=st.integers(0, 2))
    def bring_back(self, phone: Phone, number: str, damaged: int) -> None:
        order_id = self.world.orders[number]
        broken = [{"sku": "TEA", "quantity": damaged}] if damaged else []
        where = {"order_id": order_id, "parcel_id": same_id(order_id, "parcel")}
        phone.make("return_goods", where | {"damaged": broken})

    @rule(number=st.sampled_from(NUMBERS), login=LOGINS)
    def move(self, number: str, login: str) -> None:
        where = {"stop_id": self.world.stops[number], "route_id": self.world.routes[login], "position": 0}
        self.world.tries("move_stop", where, "dispatcher")

    @rule(login=LOGINS, signed=st.booleans())
    def settle(self, login: str, signed: bool) -> None:
        self.close_desk(login, signed)

    def close_desk(self, login: str, signed: bool) -> None:
        """The desk finds an empty bag, and closes."""
        count = {"count_id": new_id(), "route_id": self.world.routes[login], "currency": "EUR", "pieces": []}
        self.world.tries("count_sheet", count, "cashier")
        close = {"count_id": count["count_id"], "reason": "lost", "comment": "he says so"}
        self.world.tries("close_sheet", close | {"parcels_signed": signed}, "cashier")

    # what must hold -----------------------------------------------------------------------------------

    @invariant()
    def the_goods_are_true(self) -> None:
        """Looked at whenever something was written."""
        db.session.rollback()
        version = db.session.scalar(select(func.sum(Scope.version))) or 0
        if version != self.looked_at:
            self.looked_at = version
            self.only_what_was_scanned_has_left()
            self.nobody_closes_over_a_missing_parcel_unseen()
            self.goods_are_where_their_parcels_are()

    def only_what_was_scanned_has_left(self) -> None:
        """Every parcel of a manifest was scanned onto that route by a command that was taken before."""
        scans = select(CommandLog.args, CommandLog.version)
        scans = scans.where(CommandLog.name == "load_parcel", CommandLog.outcome == "applied")
        scanned = [(a["parcel_id"], a["route_id"], version) for a, version in db.session.execute(scans)]
        ids = dict(db.session.execute(select(Parcel.code, Parcel.id)).all())
        for manifest, version in self._manifests():
            for code in manifest.parcels:
                before = [at for id, route, at in scanned if (id, route) == (ids[code], manifest.route_id)]
                assert before and min(before) < version, "a parcel left that nobody had scanned"

    def nobody_closes_over_a_missing_parcel_unseen(self) -> None:
        asked = select(Discrepancy.route_id).where(Discrepancy.kind == "parcels-missing")
        seen = set(db.session.scalars(asked))
        closed = select(EventLog.subject_id, EventLog.version).where(EventLog.name == "route.closed")
        closed_at = dict(db.session.execute(closed).all())
        out = set(db.session.scalars(select(Parcel.code).where(Parcel.status == "out")))
        for manifest, version in self._manifests():
            if version < closed_at.get(manifest.route_id, 0) and out & set(manifest.parcels):
                assert manifest.route_id in seen, "closed, with parcels of which nobody knows"

    def goods_are_where_their_parcels_are(self) -> None:
        there: Counter[tuple[str | None, str]] = Counter()
        for move in db.session.scalars(select(Move)):
            there[move.order_id, move.debit.partition(":")[0] + ":"] += move.quantity
            there[move.order_id, move.credit.partition(":")[0] + ":"] -= move.quantity
        for parcel in db.session.scalars(select(Parcel)):
            pieces = sum(count for _sku, _name, count in parcel.units)
            for place in sorted(set(WHERE.values())):
                wanted = pieces if WHERE.get(parcel.status) == place else 0
                assert there[parcel.order_id, place] == wanted, (parcel.status, place)

    @staticmethod
    def _manifests() -> list[tuple[Manifest, int]]:
        """Each with the version at which it closed."""
        found = select(EventLog.command_id, EventLog.version).where(EventLog.name == "manifest.closed")
        versions = {same_id(id, "manifest"): version for id, version in db.session.execute(found)}
        return [(each, versions[each.id]) for each in db.session.scalars(select(Manifest))]
