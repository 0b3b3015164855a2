"""Whatever happens in a building, in whichever order it is heard of: do its books agree after every step?"""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import select

from server.db import db
from server.db.orders import Item, Order
from server.db.plans import Route, Stop
from server.db.stock import Bin, BinStock, Parcel, PickLine, PickTask
from server.domain.orders import can_go
from server.ids import same_id
from server.imports.stock import ExpectedRow, StockRow
from tests import world as town
from tests.scenarios.books import wanted
from tests.scenarios.building import BINS, NOON, SKUS
from tests.scenarios.played import Played
from warehouse.codes import tote_code
from warehouse.picking import ShortReason

PICKERS = ("picker", "paula")
ODD = 0.2  # of what is done is done otherwise than it should be
# One number a step: what is drawn from it does not hang on how many rows there are.
LUCK = st.integers(0, 2**32 - 1).map(Random)


class StockMachine(Played):
    """`seen`: what phones were given at some time (picker, task, line, pieces)."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str, str, int]] = []
        self.orders = 0

    @rule(chance=LUCK)
    def something_happens(self, chance: Random) -> None:
        """One of ACTIONS; what is not possible now gives way to another."""
        while not chance.choices(ACTIONS, WEIGHTS)[0](self, chance):
            pass

    @invariant()
    def the_books_agree(self) -> None:
        self._books().check(self.brought)

    # Goods and orders -----------------------------------------------------------------------------------

    def goods_are_counted(self, chance: Random) -> bool:
        """Some come, some are not where they were thought to be."""
        there = {(bin, sku): 0 for bin in BINS for sku in SKUS}
        before = select(Bin.code, Item.sku, BinStock.quantity).join(BinStock, BinStock.bin_id == Bin.id)
        before = before.join(Item, Item.id == BinStock.item_id).where(Bin.hub_id == self.world.hub_id)
        there |= {(bin, sku): pieces for bin, sku, pieces in db.session.execute(before)}
        rows = []
        for n, (bin, sku) in enumerate(chance.sample([w for w in sorted(there) if w[0] in BINS], 2)):
            rows.append(StockRow(n, bin, sku, chance.choice((0, 1, 2, 3, 5, 8))))
            self.brought[sku] += rows[-1].quantity - there[bin, sku]
        assert self._do("import_stock", {"sha256": "s", "stock": tuple(rows)}).ok
        return True

    def goods_are_announced(self, chance: Random) -> bool:
        row = ExpectedRow(1, chance.choice(SKUS), chance.randint(0, 5), None)
        assert self._do("import_expected", {"sha256": "e", "expected": (row,)}).ok
        return True

    def order_comes(self, chance: Random) -> bool:
        self.orders += 1
        return self._accept(f"N{self.orders}", chance)

    def order_changes(self, chance: Random) -> bool:
        return self.orders > 0 and self._accept(f"N{chance.randint(1, self.orders)}", chance)

    def _accept(self, number: str, chance: Random) -> bool:
        wants = [chance.choice((*SKUS, *SKUS, "GHOST")) for _ in range(chance.randint(1, 3))]
        lines = tuple(
            town.ShopLine(sku, sku.title(), None, chance.randint(1, 3), 500, n) for n, sku in enumerate(wants)
        )
        sent = town.shop_order(number, lines=lines)
        args = {"shop_id": self.world.shop_id, "inbox_id": self.steady.id(), "order": sent}
        assert self._do("accept_order", args).ok
        self.world.orders[number] = same_id(self.world.shop_id, number)
        return True

    def order_is_cancelled(self, chance: Random) -> bool:
        order = self._some(chance, Order, Order.status.not_in(("delivered", "cancelled", "short")))
        if order:
            self._do("cancel_order", {"order_id": order.id, "reason": "x"}, "dispatcher")
        return bool(order)

    def order_goes_out_again(self, chance: Random) -> bool:
        order = self._some(chance, Order, Order.status == "returned")
        if order:
            on = (NOON + timedelta(days=2)).date().isoformat()
            self._do("postpone_order", {"order_id": order.id, "on": on, "reason": "x"}, "dispatcher")
        return bool(order)

    # Gathering ------------------------------------------------------------------------------------------

    def _remember(self, picker: str) -> None:
        mine = select(PickTask).where(PickTask.picker_id == self.world.users[picker])
        for task in self._all(mine.where(PickTask.status == "claimed").order_by(PickTask.id)):
            for line in task.lines:
                told = (picker, task.id, line.id, line.quantity)
                if line.done_at is None and told not in self.seen:
                    self.seen.append(told)

    def work_is_asked_for(self, chance: Random) -> bool:
        picker = chance.choice(PICKERS)
        result = self._do("claim_next", {}, picker)
        self._remember(picker)
        return result.ok

    def task_is_claimed(self, chance: Random) -> bool:
        picker = chance.choice(PICKERS)
        task = self._some(chance, PickTask, PickTask.status.in_(("open", "claimed", "waiting")))
        if task:
            take_over = chance.random() < 0.5
            self._do("claim_task", {"task_id": task.id, "take_over": take_over}, picker)
            self._remember(picker)
        return bool(task)

    def task_is_let_go(self, chance: Random) -> bool:
        task = self._some(chance, PickTask, PickTask.status == "claimed")
        if task:
            self._do("release_task", {"task_id": task.id}, chance.choice((*PICKERS, "dispatcher")))
        return bool(task)

    def time_goes_by(self, _chance: Random) -> bool:
        self.steady.late += timedelta(minutes=21)
        return True

    def line_is_told(self, chance: Random) -> bool:
        """Of what some phone was given at some time: in time, late, too little, too much, in another tote."""
        open_ = set(self._all(select(PickLine.id).where(PickLine.done_at.is_(None))))
        fresh = [each for each in self.seen if each[2] in open_]
        told = fresh if chance.random() > ODD else self.seen
        if not told:
            return False
        picker, task, line, pieces = chance.choice(told)
        short = chance.choice([*ShortReason]) if chance.random() < 0.4 else None
        took = chance.randint(0, pieces) if short or chance.random() < ODD / 2 else pieces
        if chance.random() < ODD / 2:
            took += 1
        tote = tote_code(self.steady.id() if chance.random() < ODD / 2 else task)
        args = {"task_id": task, "line_id": line, "quantity": took, "tote": tote if took else None}
        self._do("pick_line", args | ({"short": short} if short else {}), picker)
        self._remember(picker)
        return True

    def task_is_gathered(self, chance: Random) -> bool:
        """All of it, as it should be."""
        task = self._some(chance, PickTask, PickTask.status == "claimed")
        if not task:
            return False
        picker = self._login(task.picker_id)
        for line in [line for line in task.lines if line.done_at is None]:
            args = {"task_id": task.id, "line_id": line.id, "quantity": line.quantity}
            self._do("pick_line", args | {"tote": tote_code(task.id)}, picker)
        return True

    def order_is_packed(self, chance: Random) -> bool:
        order = self._some(chance, Order, Order.status == "picking")
        if not order:
            return False
        pieces = sorted(wanted(order).elements())
        chance.shuffle(pieces)
        if chance.random() < ODD:
            pieces = [*pieces[1:], *chance.choice(((), ("GHOST",), pieces[:2]))]
        cut = chance.randint(0, len(pieces))
        parcels = [Counter(part) for part in (pieces[:cut], pieces[cut:]) if part]
        tasks = self._all(select(PickTask.status).where(PickTask.order_id == order.id))
        due = "done" in tasks and sum(parcels, Counter()) == wanted(order)
        sent = [{"parcel_id": self.steady.id(), "units": dict(units)} for units in parcels]
        if sent:
            result = self._do("pack_order", {"order_id": order.id, "parcels": sent}, chance.choice(PICKERS))
            assert result.ok == due, result
        return True

    # The road -------------------------------------------------------------------------------------------

    def route_is_published(self, chance: Random) -> bool:
        gone = set(self._all(select(Stop.order_id).where(Stop.removed_at.is_(None), Stop.done_at.is_(None))))
        orders = self._all(select(Order).where(Order.hub_id == self.world.hub_id).order_by(Order.id))
        ready = [o for o in orders if o.id not in gone and can_go(o.status, o.zone_reason)]
        if ready:
            for order in ready:
                self.world.orders[order.number] = order.id
            numbers = [order.number for order in ready[: chance.randint(1, 3)]]
            town.plan(self.world, {chance.choice(("anna", "boris")): numbers})
        return bool(ready)

    def parcel_is_scanned(self, chance: Random) -> bool:
        parcel, route = self._some(chance, Parcel), self._some(chance, Route)
        if parcel and route:
            name = "load_parcel" if chance.random() < 0.8 else "unload_parcel"
            self._do(name, {"parcel_id": parcel.id, "route_id": route.id}, chance.choice(PICKERS))
        return bool(parcel and route)

    def route_is_started(self, chance: Random) -> bool:
        """Mostly after everything packed was scanned onto it."""
        route = self._some(chance, Route, Route.status.in_(("published", "started")))
        if not route:
            return False
        login, careful = self._login(route.courier_id), chance.random() > ODD
        stops = self._all(select(Stop).where(Stop.route_id == route.id, Stop.removed_at.is_(None)))
        taken = sorted(stop.order_id for stop in stops)
        packed = select(Parcel.id).where(Parcel.order_id.in_(taken), Parcel.status == "packed")
        for parcel_id in self._all(packed.order_by(Parcel.id)) if careful else ():
            self._do("load_parcel", {"parcel_id": parcel_id, "route_id": route.id}, login)
        taken = [id for id in taken if chance.random() < 1 - ODD / 2]
        self._do("start_route", {"route_id": route.id, "order_ids": taken}, login)
        return True

    def stop_is_marked(self, chance: Random) -> bool:
        where = () if chance.random() < ODD else (Order.status == "loaded",)
        order = self._some(chance, Order, *where)
        found = self._all(select(Stop).where(Stop.order_id == order.id).order_by(Stop.id)) if order else ()
        if not found:
            return False
        stop = chance.choice(found)
        login = self._login(db.session.get_one(Route, stop.route_id).courier_id)
        args = {"stop_id": stop.id, "order_id": order.id}
        if chance.random() < 0.5:
            paid = {"tender": "cash", "amount_minor": 1250, "given_minor": 1250, "currency": "EUR"}
            self._do("deliver_stop", args | paid, login)
        else:
            self._do("fail_stop", args | {"reason": "not-at-home"}, login)
        return True

    # Back -----------------------------------------------------------------------------------------------

    def parcel_comes_back(self, chance: Random) -> bool:
        where = () if chance.random() < ODD else (Parcel.status == "out",)
        parcel = self._some(chance, Parcel, *where)
        return bool(parcel) and self._back(chance, {"order_id": parcel.order_id, "parcel_id": parcel.id})

    def tote_is_put_back(self, chance: Random) -> bool:
        where = () if chance.random() < ODD else (PickTask.status == "put-back",)
        task = self._some(chance, PickTask, *where)
        return bool(task) and self._back(chance, {"order_id": task.order_id})

    def _back(self, chance: Random, args: dict[str, Any]) -> bool:
        if chance.random() < 0.3:
            args["damaged"] = [{"sku": chance.choice(SKUS), "quantity": chance.randint(1, 2)}]
        if chance.random() < 0.5:
            args["bin_id"] = self._some(chance, Bin).id
        self._do("return_goods", args, "picker")
        return True

    def something_is_told_twice(self, chance: Random) -> bool:
        """By a phone that has forgotten it has said so: another command, the same fact."""
        told = [each for each in self.told if each[0] != "start_route"]
        if told:
            name, args, actor = chance.choice(told)
            self._do(name, args, actor or None)
        return bool(told)


M = StockMachine
_TABLE = (
    *((2, M.goods_are_counted), (1, M.goods_are_announced), (3, M.order_comes), (1, M.order_changes)),
    *((1, M.order_is_cancelled), (4, M.order_goes_out_again), (4, M.work_is_asked_for)),
    *((2, M.task_is_claimed), (1, M.task_is_let_go), (1, M.time_goes_by), (6, M.line_is_told)),
    *((5, M.task_is_gathered), (6, M.order_is_packed), (4, M.route_is_published), (1, M.parcel_is_scanned)),
    *((4, M.route_is_started), (7, M.stop_is_marked), (3, M.parcel_comes_back), (3, M.tote_is_put_back)),
    (1, M.something_is_told_twice),
)
WEIGHTS, ACTIONS = zip(*_TABLE, strict=True)
