"""What may happen in the building between two pulls? Picking, packing, loading, returns, goods and bins."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.commands.bus import Result, run
from server.db import db
from server.db.orders import Order
from server.db.plans import Route, Stop
from server.db.stock import Parcel, PickLine, PickTask
from server.domain.delivery import ROUTE_LIVE
from server.ids import new_id
from server.imports.bins import BinRow
from server.imports.items import ItemRow
from server.imports.stock import StockRow
from tests import world as towns
from tests.world import World
from warehouse.codes import tote_code

PICKERS = ("picker", "carla")


class Deeds:
    """A hub with a clock of its own. Each deed takes two numbers and does something with what there is;
    what a rule refuses is as good as what it lets happen, but nothing may break."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now: datetime = towns.MORNING
        self.made = 0

    def give(self, name: str, actor: str = "system", **args: Any) -> Result:
        who = self.world.users.get(actor, actor)
        hub_id = self.world.hub_id
        result = run(name, args, id=new_id(), hub_id=hub_id, actor=who, source="app", at=self.now)
        assert (result.problem or {}).get("code") not in ("internal-error", "bad-args"), (name, args, result)
        return result

    def pick[R](self, row: type[R], n: int, *where: Any) -> R | None:
        """One of the rows there are, always the same for the same number."""
        found = list(db.session().scalars(select(row).where(*where).order_by(row.id)))  # type: ignore[attr-defined]
        return found[n % len(found)] if found else None


class BuildingDay(Deeds):
    """What pickers, loaders and the storekeeper do."""

    def claim(self, n: int, m: int) -> None:
        task = self.pick(PickTask, n)
        if m % 3 == 0:
            self.give("claim_next", PICKERS[n % 2])
        elif task is not None:
            self.give("claim_task", PICKERS[m % 2], task_id=task.id, take_over=n % 2 == 0)

    def let_go(self, n: int, m: int) -> None:
        task = self.pick(PickTask, n, PickTask.status == "claimed")
        if task is not None:
            self.give("release_task", (*PICKERS, "dispatcher")[m % 3], task_id=task.id)

    def take_from_bin(self, n: int, m: int) -> None:
        """A line; now and then it is short, or was picked before."""
        line = self.pick(PickLine, n)
        if line is not None:
            quantity, short = (line.quantity, None) if m % 4 else (m % 2, "missing")
            where = {"task_id": line.task_id, "line_id": line.id, "tote": tote_code(UUID(int=n))}
            self.give("pick_line", PICKERS[m % 2], **where, quantity=quantity, short=short)

    def gather(self, n: int, m: int) -> None:
        """A whole order, mostly packed as well, in one parcel or two."""
        task = self.pick(PickTask, n, PickTask.status.in_(("open", "claimed")))
        if task is None:
            return
        order_id, task_id, who = task.order_id, task.id, PICKERS[n % 2]
        self.give("claim_task", who, task_id=task_id, take_over=True)
        for line in list(db.session().get_one(PickTask, task_id).lines):
            self.give("pick_line", who, task_id=task_id, line_id=line.id, quantity=line.quantity)
        if m % 4:
            lines = db.session().get_one(Order, order_id).lines
            pieces = {line.sku: line.quantity for line in lines}
            units = [pieces] if m % 2 or pieces != {"TEA": 2} else [{"TEA": 1}, {"TEA": 1}]
            parcels = [{"parcel_id": new_id(), "units": each} for each in units]
            self.give("pack_order", who, order_id=order_id, parcels=parcels)

    def load(self, n: int, m: int) -> None:
        """What is packed for a route; sometimes one parcel stays behind, sometimes it is another's."""
        route = self.pick(Route, n, Route.status.in_(ROUTE_LIVE))
        if route is not None:
            route_id, courier_id = route.id, route.courier_id
            here = select(Stop.order_id).where(Stop.route_id == route_id)
            wanted = select(Parcel.id).where(Parcel.order_id.in_(here) if m % 7 else Parcel.id.is_not(None))
            for id in list(db.session().scalars(wanted.order_by(Parcel.id)))[m % 3 == 0 :]:
                self.give("load_parcel", ("picker", courier_id)[m % 2], parcel_id=id, route_id=route_id)

    def unload(self, n: int, m: int) -> None:
        parcel = self.pick(Parcel, n, Parcel.route_id.is_not(None))
        if parcel is not None:
            self.give("unload_parcel", "picker", parcel_id=parcel.id, route_id=parcel.route_id)

    def come_back(self, n: int, m: int) -> None:
        parcel = self.pick(Parcel, n, *([Parcel.status == "out"] if m % 4 else []))
        if parcel is not None:
            damaged = [{"sku": "TEA", "quantity": 1}] if m % 3 == 0 else []
            where = {"order_id": parcel.order_id, "parcel_id": parcel.id}
            self.give("return_goods", ("picker", "cashier")[m % 2], **where, damaged=damaged)

    def put_back(self, n: int, m: int) -> None:
        task = self.pick(PickTask, n, PickTask.status == "put-back")
        if task is not None:
            self.give("return_goods", "picker", order_id=task.order_id)

    def supply(self, n: int, m: int) -> None:
        """A count of a bin, or what a supplier announced."""
        bin = "ABC"[n % 3] + "-01"
        rows = (BinRow(1, bin, "A", "1", "1", "1", n % 3),)
        self.give("import_bins", sha256="b", bins=rows)
        self.give("import_stock", sha256=str(m), stock=(StockRow(1, bin, "TEA", m % 9),))

    def redraw_bins(self, n: int, m: int) -> None:
        """A bin's place stands in the tasks that go there."""
        bins = (
            BinRow(1, "A-01", f"zone {m % 3}", "1", "1", "1", m),
            BinRow(2, "B-01", "B", "1", "1", "1", 5),
        )
        self.give("import_bins", sha256=f"b{n}", bins=bins[: n % 2 + 1])

    def rename_goods(self, n: int, m: int) -> None:
        """Names and codes of goods stand in tasks and stock; one code may go over to other goods."""
        codes = {"TEA": ("04000000000000",), "JAM": ("04000000000017",)}
        if m % 3 == 0:
            codes = {"JAM": (*codes["TEA"], *codes["JAM"])}
        items = tuple(
            ItemRow(row, sku, f"{sku} {n % 4}", gtins, 300, 500, "")
            for row, (sku, gtins) in enumerate(codes.items())
        )
        run("import_items", {"sha256": f"{n}/{m}", "items": items}, id=new_id(), hub_id=None)
