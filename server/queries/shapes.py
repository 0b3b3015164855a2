"""How does a stored row look on a device? One function a table; what a viewer may not see is left empty."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from server.db.hooks import Hook
from server.db.money import Count, Discrepancy
from server.db.orders import Item, Order, Zone
from server.db.people import Hub, User
from server.db.plans import Plan, Replan, Route, Shift, Stop
from server.db.stock import Bin, Level, Parcel, PickLine, PickTask
from server.domain.delivery import REPLAN_S
from server.domain.orders import OrderStatus
from server.queries import building_rows, plan_rows, rows
from warehouse.labels import code128

type Shape = dict[str, Any]

_MOMENT = TypeAdapter(datetime)


def iso(moment: datetime | None) -> str | None:
    """ISO 8601, UTC, "2026-11-21T18:00:00Z"."""
    return None if moment is None else _MOMENT.dump_python(moment, mode="json")


def _plain(kind: type[rows.Row], row: object) -> Shape:
    return kind.model_validate(row).model_dump(mode="json")


def hub_row(hub: Hub) -> Shape:
    return _plain(rows.HubRow, hub)


def user_row(user: User) -> Shape:
    names = rows.UserRow.model_fields.keys() - {"disabled"}
    known = {name: getattr(user, name) for name in names}
    return rows.UserRow(disabled=user.disabled_at is not None, **known).model_dump(mode="json")


def zone_row(zone: Zone) -> Shape:
    return _plain(rows.ZoneRow, zone)


_CONTACT = ("customer", "phone", "address", "note")
_SUMS = ("due_minor", "total_minor", "delivery_fee_minor")


def _order(order: Order, *, contact: bool, sums: bool) -> Shape:
    hidden = {*_CONTACT, "shop", "lines", *(() if sums else _SUMS), *(() if contact else ("lat", "lon"))}
    known = {name: getattr(order, name) for name in rows.OrderRow.model_fields.keys() - hidden}
    for name in _CONTACT:
        known[name] = getattr(order.contact, name) if contact and order.contact else None
    lines = [rows.LineRow.model_validate(line) for line in order.lines]
    if not sums:
        lines = [line.model_copy(update={"price_minor": None}) for line in lines]
    empty: dict[str, Any] = dict.fromkeys(hidden - {*_CONTACT, "shop", "lines"})
    return rows.OrderRow(shop=order.shop.name, lines=lines, **empty, **known).model_dump(mode="json")


def office_order(order: Order) -> Shape:
    return _order(order, contact=True, sums=True)


def courier_order(order: Order) -> Shape:
    """Some time after the stop the customer's person is nobody's business on the road any more, and at once
    when he is not to be visited at all."""
    known = order.contact_hidden_at is None and order.status != OrderStatus.CANCELLED
    return _order(order, contact=known, sums=True)


def picker_order(order: Order) -> Shape:
    return _order(order, contact=False, sums=False)


def plan_row(plan: Plan) -> Shape:
    names = plan_rows.PlanRow.model_fields.keys() - {"unassigned"}
    left_out = sorted(plan.unassigned, key=lambda one: one.order_id)
    given = [
        plan_rows.UnassignedRow(order_id=one.order_id, reason=one.reason, detail=one.detail)
        for one in left_out
    ]
    known = {name: getattr(plan, name) for name in names}
    return plan_rows.PlanRow(unassigned=given, **known).model_dump(mode="json")


def route_row(route: Route, courier: str) -> Shape:
    """`courier` is his name: it stands in another row, which the pull watches too."""
    return _route(route, courier, None)


def courier_route(route: Route, courier: str) -> Shape:
    """With the turns of the way, which he needs where there is no network."""
    return _route(route, courier, route.turns)


def _route(route: Route, courier: str, turns: list[Any] | None) -> Shape:
    names = plan_rows.RouteRow.model_fields.keys() - {"courier", "sheet_bars", "turns"}
    known = {name: getattr(route, name) for name in names}
    bars = [list(bar) for bar in code128(route.sheet_code).bars]
    row = plan_rows.RouteRow(courier=courier, sheet_bars=bars, turns=turns, **known)
    return row.model_dump(mode="json")


def stop_row(stop: Stop) -> Shape:
    return _plain(plan_rows.StopRow, stop)


def picker_stop(stop: Stop) -> Shape:
    return stop_row(stop) | {"collected_minor": None}


def replan_row(replan: Replan) -> Shape:
    known = {name: getattr(replan, name) for name in ("id", "on", "status", "failure", "requested_at")}
    known |= {name: (replan.body or {}).get(name) for name in ("source", "difference")}
    known["budget_s"] = REPLAN_S
    return plan_rows.ReplanRow(**known).model_dump(mode="json")


def shift_row(shift: Shift) -> Shape:
    return _plain(rows.ShiftRow, shift)


def discrepancy_row(discrepancy: Discrepancy) -> Shape:
    return _plain(rows.DiscrepancyRow, discrepancy)


def count_row(count: Count) -> Shape:
    return _plain(rows.CountRow, count)


def item_row(item: Item) -> Shape:
    names = building_rows.ItemRow.model_fields.keys() - {"codes"}
    known = {name: getattr(item, name) for name in names}
    return building_rows.ItemRow(codes=_codes(item), **known).model_dump(mode="json")


def _codes(item: Item) -> list[str]:
    return [*sorted(code.gtin for code in item.gtins), item.sku]


def bin_row(bin: Bin) -> Shape:
    return _plain(building_rows.BinRow, bin)


def stock_row(level: Level) -> Shape:
    item = level.item
    available = level.on_hand - level.reserved + level.expected
    names = ("id", "item_id", "on_hand", "reserved", "expected", "expected_on")
    known = {name: getattr(level, name) for name in names}
    return building_rows.StockRow(sku=item.sku, name=item.name, available=available, **known).model_dump(
        mode="json"
    )


def _pick_line(line: PickLine) -> building_rows.PickLineRow:
    item = line.item
    known = {name: getattr(line, name) for name in ("id", "n", "quantity", "picked", "short")}
    return building_rows.PickLineRow(
        bin=line.bin.code,
        zone=line.bin.zone,
        sku=item.sku,
        name=item.name,
        codes=_codes(item),
        picture=item.picture,
        done=line.done_at is not None,
        **known,
    )


def task_row(task: PickTask, picker: str | None) -> Shape:
    """`picker` is a name: it stands in another row, which the pull watches too."""
    names = building_rows.TaskRow.model_fields.keys() - {"picker", "lines"}
    known = {name: getattr(task, name) for name in names}
    lines = [_pick_line(line) for line in sorted(task.lines, key=lambda line: line.n)]
    return building_rows.TaskRow(picker=picker, lines=lines, **known).model_dump(mode="json")


def parcel_row(parcel: Parcel) -> Shape:
    names = building_rows.ParcelRow.model_fields.keys() - {"units"}
    known = {name: getattr(parcel, name) for name in names}
    units = [building_rows.UnitRow(sku=sku, name=name, quantity=pieces) for sku, name, pieces in parcel.units]
    return building_rows.ParcelRow(units=units, **known).model_dump(mode="json")


def hook_row(hook: Hook, shop: str) -> Shape:
    names = rows.HookRow.model_fields.keys() - {"shop", "event"}
    known = {name: getattr(hook, name) for name in names}
    return rows.HookRow(shop=shop, event=hook.body["data"]["status"], **known).model_dump(mode="json")


def ids(shapes: Iterable[Shape]) -> list[str]:
    return [shape["id"] for shape in shapes]
