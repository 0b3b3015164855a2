"""Which small town do the tests of commands live in? One hub, its people, orders on published routes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.commands.admin import passwords
from server.commands.bus import Result, run
from server.db.base import db
from server.db.orders import Order
from server.db.stock import PickTask
from server.domain.orders import Payment
from server.domain.stock import PICK_OPEN
from server.ids import new_id, same_id
from server.imports.bins import BinRow
from server.imports.couriers import CourierRow, Vehicle
from server.imports.items import ItemRow
from server.imports.stock import StockRow
from server.imports.zones import ZoneFeature
from server.shops.base import ShopLine, ShopOrder
from warehouse.codes import tote_code

HUB = {"name": "Centre", "lat": 60.168, "lon": 24.94, "tz": "Europe/Helsinki", "currency": "EUR"}
# Tomorrow there, whenever the tests run: no window is over, nobody is late, nothing is old.
ON = datetime.now(ZoneInfo("Europe/Helsinki")).date() + timedelta(days=1)
MORNING = datetime.combine(ON, time(7), UTC)
SQUARE = [[24.90, 60.15], [24.98, 60.15], [24.98, 60.19], [24.90, 60.19], [24.90, 60.15]]
PASSWORD = "correct horse"
# What `set_courier` says of somebody who can carry a day.
RULES = {
    "vehicle": "bicycle",
    "capacity_g": 50_000,
    "capacity_parcels": 40,
    "shift_from": "08:00",
    "shift_to": "20:00",
}


@dataclass(slots=True)
class World:
    """Ids by name. `stops` and `orders` go by order number, `routes` by the courier's login."""

    hub_id: str
    shop_id: str = ""
    users: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    stops: dict[str, str] = field(default_factory=dict)
    routes: dict[str, str] = field(default_factory=dict)
    plan_id: str = ""

    def give(self, name: str, args: dict[str, Any], actor: str | None = None) -> Result:
        """A command that must be taken."""
        who = self.users[actor] if actor else "system"
        result = run(name, args, id=new_id(), hub_id=self.hub_id, actor=who, source="app")
        assert result.ok, (name, result)
        return result

    def tries(self, name: str, args: dict[str, Any], actor: str) -> Result:
        """A command that may be refused by a rule."""
        return run(name, args, id=new_id(), hub_id=self.hub_id, actor=self.users[actor], source="app")


def shop_order(number: str, **changes: Any) -> ShopOrder:
    """An order of 12.50 in cash near the hub, deliverable the whole day."""
    fields: dict[str, Any] = {
        "number": number,
        "placed_at": MORNING - timedelta(days=1),
        "customer": "Maria Ek",
        "phone": "+358500000001",
        "address": "Aleksanterinkatu 11",
        "lat": 60.169,
        "lon": 24.945,
        "delivery_on": ON,
        "window_from_at": MORNING,
        "window_to_at": MORNING + timedelta(hours=12),
        "payment": Payment.CASH,
        "delivery_fee_minor": 250,
        "currency": "EUR",
        "note": "door code 1234",
        "lines": (ShopLine("TEA", "Tea", None, 2, 500, 300),),
    }
    return ShopOrder(**(fields | changes))


def people(couriers: Sequence[str] = ("anna", "boris")) -> World:
    """A hub with an admin, a dispatcher, a picker, a cashier, couriers, a shop and one zone."""
    world = World(new_id())
    world.give("add_hub", {"hub_id": world.hub_id, **HUB})
    for role in ("admin", "dispatcher", "picker", "cashier"):
        world.users[role] = new_id()
        args = {"user_id": world.users[role], "hub_id": world.hub_id, "login": role, "name": role.title()}
        world.give("add_user", args | {"roles": [role], "password": PASSWORD})
    for row, login in enumerate(couriers):
        hire(world, row, login)
    world.shop_id = new_id()
    world.give("add_shop", {"shop_id": world.shop_id, "hub_id": world.hub_id, "name": "teahouse"})
    stocked(world, {"TEA": 10_000})
    square = {"type": "Polygon", "coordinates": [SQUARE]}
    world.give("import_zones", {"sha256": "z", "zones": (ZoneFeature(1, "Centre", 0, 0, square),)})
    return world


def hire(world: World, row: int, login: str) -> None:
    """A courier with a bicycle, from a file's row."""
    hours = (time(8), time(20))
    courier = CourierRow(row, login, login.title(), "", Vehicle.BICYCLE, 50_000, 40, *hours, None)
    world.users[login] = new_id()
    args = {"user_id": world.users[login], "login": login, "courier": courier}
    world.give("import_courier", args | {"password_hash": passwords.hash(PASSWORD)})


def stocked(world: World, pieces: dict[str, int], bin: str = "A-01") -> None:
    """Items by SKU, and so many pieces of each in one bin."""
    items = tuple(
        ItemRow(row, sku, sku.title(), (f"0400000{row:05}",), 300, 500, "") for row, sku in enumerate(pieces)
    )
    assert run("import_items", {"sha256": "i", "items": items}, id=new_id(), hub_id=None).ok
    world.give("import_bins", {"sha256": "b", "bins": (BinRow(1, bin, "A", "1", "1", "1", 1),)})
    stock = tuple(StockRow(row, bin, sku, count) for row, (sku, count) in enumerate(pieces.items()))
    world.give("import_stock", {"sha256": "s", "stock": stock})


def order(world: World, number: str, **changes: Any) -> str:
    """Take one order in; returns its id."""
    args = {"shop_id": world.shop_id, "inbox_id": new_id(), "order": shop_order(number, **changes)}
    world.give("accept_order", args)
    world.orders[number] = same_id(world.shop_id, number)
    return world.orders[number]


def packed(world: World, *numbers: str) -> None:
    """Gather and pack orders, one parcel each, as a picker does."""
    for number in numbers:
        gathered(world, number)
        world.give("pack_order", whole(world, number), "picker")


def gathered(world: World, number: str) -> None:
    """Everything of an order lies in its tote."""
    task = claimed(world, number)
    for line in task.lines:
        took = {"task_id": task.id, "line_id": line.id, "quantity": line.quantity}
        world.give("pick_line", took | {"tote": tote_code(world.orders[number])}, "picker")


def claimed(world: World, number: str) -> PickTask:
    """The order's task is the picker's, its lines are laid out."""
    tasks = select(PickTask).where(PickTask.order_id == world.orders[number], PickTask.status.in_(PICK_OPEN))
    task_id = db.session.scalars(tasks).one().id
    world.give("claim_task", {"task_id": task_id}, "picker")
    return db.session.get_one(PickTask, task_id)


def whole(world: World, number: str) -> dict[str, Any]:
    """Arguments of packing everything of an order into one parcel."""
    order_id, units = world.orders[number], Counter[str]()
    for line in db.session.get_one(Order, order_id).lines:
        units[line.sku] += line.quantity
    return {"order_id": order_id, "parcels": [{"parcel_id": same_id(order_id, "parcel"), "units": units}]}


def scanned(world: World, login: str, *numbers: str) -> None:
    """Scan packed orders onto the courier's route."""
    for number in numbers:
        world.give("load_parcel", label(world, number, login), login)


def label(world: World, number: str, login: str) -> dict[str, Any]:
    """Arguments of scanning the order's one parcel onto the courier's route."""
    return {"parcel_id": same_id(world.orders[number], "parcel"), "route_id": world.routes[login]}


def left(world: World, login: str, *numbers: str) -> None:
    """Pack orders, scan them onto the courier's route, and set out with them."""
    packed(world, *numbers)
    scanned(world, login, *numbers)
    taken = {"route_id": world.routes[login], "order_ids": [world.orders[number] for number in numbers]}
    world.give("start_route", taken, login)


def back(world: World, number: str, actor: str = "picker") -> Result:
    """The order's parcel is scanned in again, all of it sellable."""
    order_id = world.orders[number]
    args = {"order_id": order_id, "parcel_id": same_id(order_id, "parcel")}
    return world.give("return_goods", args, actor)


def plan(world: World, shares: dict[str, Sequence[str]], *, publish: bool = True) -> str:
    """Put orders on routes as a solver would: login -> order numbers."""
    world.plan_id = new_id()
    world.give(
        "request_plan", {"plan_id": world.plan_id, "on": ON.isoformat(), "iterations": 1}, "dispatcher"
    )
    routes = [_route(world, login, numbers) for login, numbers in shares.items()]
    args = {
        "plan_id": world.plan_id,
        "source": "great-circle",
        "matrices": {},
        "routes": routes,
        "unassigned": [],
    }
    world.give("record_plan", args)
    if publish:
        world.give("publish_plan", {"plan_id": world.plan_id}, "dispatcher")
    return world.plan_id


def _route(world: World, login: str, numbers: Sequence[str]) -> dict[str, Any]:
    world.routes[login] = route_id = same_id(world.plan_id, world.users[login])
    visits = []
    for n, number in enumerate(numbers):
        world.stops[number] = same_id(route_id, world.orders[number])
        at = MORNING + timedelta(minutes=10 * n + 10)
        visits.append(
            {
                "order_id": world.orders[number],
                "arrive_at": at.isoformat(),
                "leave_at": (at + timedelta(minutes=4)).isoformat(),
                "travel_s": 300,
                "travel_m": 900,
            }
        )
    return {
        "courier_id": world.users[login],
        "profile": "bicycle",
        "window_from_at": MORNING.isoformat(),
        "window_to_at": (MORNING + timedelta(hours=12)).isoformat(),
        "depart_at": MORNING.isoformat(),
        "return_at": (MORNING + timedelta(hours=3)).isoformat(),
        "travel_s": 300 * len(numbers),
        "travel_m": 900 * len(numbers),
        "visits": visits,
    }


def cash(world: World, number: str, minor: int = 1250, given: int | None = None) -> dict[str, Any]:
    """Arguments of a delivery paid in cash."""
    given = minor if given is None else given
    where = {"stop_id": world.stops[number], "order_id": world.orders[number], "currency": "EUR"}
    return where | {
        "tender": "cash",
        "amount_minor": minor,
        "given_minor": given,
        "change_minor": given - minor,
    }
