"""What may happen in a hub between two pulls? Random but legal days, given by the real commands."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from server.db import db
from server.db.money import Count, Discrepancy
from server.db.orders import Order
from server.db.people import User
from server.db.plans import Plan, Route, Shift, Stop
from server.domain.delivery import ROUTE_LIVE
from server.domain.orders import PLANNABLE
from server.ids import new_id
from server.imports.couriers import CourierRow, Vehicle
from server.imports.zones import ZoneFeature
from tests import world as towns
from tests.server.queries.building_day import BuildingDay
from tests.server.queries.live_day import LiveDay

COURIERS = ("anna", "boris", "carla")


class Day(LiveDay, BuildingDay):
    """The office's deeds, the couriers' and the desk's, besides those of the building."""

    def accept(self, n: int, m: int) -> None:
        self.made += 1
        on = towns.ON + timedelta(days=n % 3 - 1)
        outside = {"lat": 61.0, "lon": 25.0} if m % 5 == 0 else {}
        towns.order(self.world, f"A{self.made}", delivery_on=on, **outside)

    def change(self, n: int, m: int) -> None:
        order = self.pick(Order, n)
        if order is not None:
            sent = towns.shop_order(order.number, note=f"floor {m}", delivery_on=order.delivery_on)
            self.give("accept_order", shop_id=self.world.shop_id, inbox_id=new_id(), order=sent)

    def plan(self, n: int, m: int) -> None:
        there = select(Order).where(Order.status.in_(PLANNABLE), Order.zone_reason.is_(None))
        ready = db.session().scalars(there.order_by(Order.id)).all()
        shares: dict[str, list[str]] = {}
        for at, order in enumerate(ready):
            self.world.orders[order.number] = order.id
            shares.setdefault(COURIERS[(n + at) % 3], []).append(order.number)
        if self.pick(Plan, 0, Plan.status == "requested") is None:
            plan_id = towns.plan(self.world, shares, publish=False)
            if m % 2:
                self.give("publish_plan", "dispatcher", plan_id=plan_id)

    def settle_plan(self, n: int, m: int) -> None:
        plan = self.pick(Plan, n, Plan.status == "ready")
        if plan is not None:
            self.give("publish_plan" if m % 2 else "discard_plan", "dispatcher", plan_id=plan.id)

    def shift(self, n: int, m: int) -> None:
        courier = self.world.users[COURIERS[n % 3]]
        shift = self.pick(Shift, 0, Shift.courier_id == courier, Shift.status == "open")
        if shift is None:
            self.give("start_shift", courier, shift_id=new_id())
        elif m % 2:
            self.give("end_shift", courier, shift_id=shift.id)

    def start(self, n: int, m: int) -> None:
        route = self.pick(Route, n, Route.status == "published")
        if route is not None:
            taken = db.session().scalars(select(Stop.order_id).where(Stop.route_id == route.id)).all()
            some = list(taken)[m % 2 :]
            self.give("start_route", route.courier_id, route_id=route.id, order_ids=some)

    def at_the_door(self, n: int, m: int) -> None:
        stop = self.pick(Stop, n, Stop.route_id.in_(select(Route.id).where(Route.status.in_(ROUTE_LIVE))))
        if stop is None:
            return
        courier = db.session().get_one(Route, stop.route_id).courier_id
        where = {"stop_id": stop.id, "order_id": stop.order_id}
        if m % 3 == 0:
            self.give("fail_stop", courier, **where, reason="not-at-home")
        else:
            paid = {
                "tender": "cash",
                "amount_minor": 1250 - m % 2,
                "given_minor": 1250,
                "change_minor": m % 2,
            }
            self.give("deliver_stop", courier, **where, **paid, currency="EUR")

    def move(self, n: int, m: int) -> None:
        stop, route = self.pick(Stop, n), self.pick(Route, m)
        if stop is not None and route is not None:
            self.give("move_stop", "dispatcher", stop_id=stop.id, route_id=route.id, position=m % 3)

    def take_off(self, n: int, m: int) -> None:
        stop = self.pick(Stop, n)
        if stop is not None:
            self.give("remove_stop", "dispatcher", stop_id=stop.id)

    def put_on(self, n: int, m: int) -> None:
        order, route = self.pick(Order, n), self.pick(Route, m)
        if order is not None and route is not None:
            where = {"order_id": order.id, "route_id": route.id, "position": 0}
            self.give("add_stop", "dispatcher", stop_id=new_id(), **where)

    def cancel(self, n: int, m: int) -> None:
        order = self.pick(Order, n)
        if order is not None:
            self.give("cancel_order", "dispatcher", order_id=order.id, reason="not wanted")

    def hide(self, n: int, m: int) -> None:
        order = self.pick(Order, n)
        if order is not None:
            self.give("hide_contacts", order_ids=[order.id])

    def count(self, n: int, m: int) -> None:
        route = self.pick(Route, n, Route.status.in_(ROUTE_LIVE))
        pieces = [{"denomination_minor": 50, "count": m}]
        if route is not None:
            args = {"route_id": route.id, "currency": "EUR", "pieces": pieces}
            self.give("count_sheet", "cashier", count_id=new_id(), **args)

    def close(self, n: int, m: int) -> None:
        count = self.pick(Count, n, Count.status == "counted")
        if count is not None:
            signed = {"parcels_signed": m % 2 == 0, "comment": "lost on the way"}
            self.give("close_sheet", "cashier", count_id=count.id, reason="unknown", **signed)

    def resolve(self, n: int, m: int) -> None:
        discrepancy = self.pick(Discrepancy, n)
        if discrepancy is not None:
            self.give("resolve_discrepancy", "dispatcher", discrepancy_id=discrepancy.id)

    def rename(self, n: int, m: int) -> None:
        """A courier's name stands in his routes too."""
        login = COURIERS[n % 3]
        hours = (datetime(2026, 1, 1, 8).time(), datetime(2026, 1, 1, 20).time())
        row = CourierRow(1, login, f"{login} {m}", "", Vehicle.BICYCLE, 50_000, 40, *hours, None)
        args = {"user_id": self.world.users[login], "login": login, "courier": row, "password_hash": None}
        self.give("import_courier", **args)

    def redraw(self, n: int, m: int) -> None:
        square = {"type": "Polygon", "coordinates": [towns.SQUARE]}
        zones = [ZoneFeature(1, name, n % 2, 0, square) for name in ("Centre", "North")[m % 2 :]]
        self.give("import_zones", sha256=str(n), zones=tuple(zones))

    def disable(self, n: int, m: int) -> None:
        user = self.pick(User, n, User.login.in_(("picker", "boris")))
        if user is not None and m % 4 == 0:
            self.give("disable_user", "admin", user_id=user.id)

    def wait(self, n: int, m: int) -> None:
        self.now += timedelta(hours=(1, 2, 24, 72)[n % 4])


DEEDS: dict[str, Callable[[Day, int, int], None]] = {
    name: deed
    for kind in (BuildingDay, LiveDay, Day)
    for name, deed in vars(kind).items()
    if callable(deed) and not name.startswith("_")
}
