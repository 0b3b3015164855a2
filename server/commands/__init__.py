"""Which commands are there? One table: name -> value, handler, rule, newest version of the value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from server.commands import (
    admin,
    args,
    building,
    cashier,
    courier,
    couriers,
    dispatcher,
    gate,
    gathering,
    goods,
    hooks,
    inside,
    live,
    locking,
    measured,
    orders,
    picking,
    planning,
    replanning,
    returns,
    routes,
    rules,
    supply,
)
from server.commands.context import Context
from server.domain import access


@dataclass(frozen=True, slots=True)
class Command:
    """`v` is the newest version of `args` that this server understands."""

    name: str
    args: type[BaseModel]
    handle: Callable[[Context, Any], None]
    rule: access.Rule
    v: int = 1


_HANDLERS: dict[str, tuple[type[BaseModel], Callable[[Context, Any], None]]] = {
    "start_shift": (args.StartShift, courier.start_shift),
    "end_shift": (args.EndShift, courier.end_shift),
    "accept_route": (args.AcceptRoute, courier.accept_route),
    "start_route": (args.StartRoute, courier.start_route),
    "arrive_stop": (args.ArriveStop, courier.arrive_stop),
    "deliver_stop": (args.DeliverStop, courier.deliver_stop),
    "fail_stop": (args.FailStop, courier.fail_stop),
    "claim_next": (building.ClaimNext, picking.claim_next),
    "claim_task": (building.ClaimTask, picking.claim_task),
    "release_task": (building.ReleaseTask, picking.release_task),
    "pick_line": (building.PickLine, gathering.pick_line),
    "pack_order": (building.PackOrder, gate.pack_order),
    "load_parcel": (building.LoadParcel, goods.load_parcel),
    "unload_parcel": (building.UnloadParcel, goods.unload_parcel),
    "return_goods": (building.ReturnGoods, returns.return_goods),
    "request_plan": (args.RequestPlan, planning.request_plan),
    "cancel_plan": (args.CancelPlan, planning.cancel_plan),
    "discard_plan": (args.DiscardPlan, planning.discard_plan),
    "publish_plan": (args.PublishPlan, planning.publish_plan),
    "record_plan": (inside.RecordPlan, planning.record_plan),
    "fail_plan": (inside.FailPlan, planning.fail_plan),
    "move_stop": (args.MoveStop, routes.move_stop),
    "remove_stop": (args.RemoveStop, routes.remove_stop),
    "add_stop": (args.AddStop, routes.add_stop),
    "lock_stop": (live.LockStop, locking.lock_stop),
    "lock_route": (live.LockRoute, locking.lock_route),
    "request_replan": (live.RequestReplan, replanning.request_replan),
    "apply_replan": (live.ApplyReplan, replanning.apply_replan),
    "undo_replan": (live.UndoReplan, replanning.undo_replan),
    "discard_replan": (live.DiscardReplan, replanning.discard_replan),
    "extend_plan": (inside.ExtendPlan, planning.extend_plan),
    "record_replan": (inside.RecordReplan, replanning.record_replan),
    "fail_replan": (inside.FailReplan, replanning.fail_replan),
    "retime_route": (inside.RetimeRoute, routes.retime_route),
    "set_zone": (args.SetZone, dispatcher.set_zone),
    "set_point": (args.SetPoint, dispatcher.set_point),
    "postpone_order": (args.PostponeOrder, dispatcher.postpone_order),
    "cancel_order": (args.CancelOrder, dispatcher.cancel_order),
    "resolve_discrepancy": (args.ResolveDiscrepancy, dispatcher.resolve_discrepancy),
    "record_turns": (inside.RecordTurns, measured.record_turns),
    "learn_service": (inside.LearnService, measured.learn_service),
    "hide_contacts": (inside.HideContacts, dispatcher.hide_contacts),
    "retry_hook": (args.RetryHook, hooks.retry_hook),
    "set_webhook": (args.SetWebhook, hooks.set_webhook),
    "record_hook": (inside.RecordHook, hooks.record_hook),
    "count_sheet": (args.CountSheet, cashier.count_sheet),
    "close_sheet": (args.CloseSheet, cashier.close_sheet),
    "add_hub": (args.AddHub, admin.add_hub),
    "add_user": (args.AddUser, admin.add_user),
    "set_courier": (rules.SetCourier, couriers.set_courier),
    "disable_user": (args.DisableUser, admin.disable_user),
    "revoke_device": (args.RevokeDevice, admin.revoke_device),
    "add_shop": (args.AddShop, admin.add_shop),
    "accept_order": (inside.AcceptOrder, orders.accept_order),
    "import_items": (inside.ImportItems, orders.import_items),
    "import_bins": (inside.ImportBins, supply.import_bins),
    "import_stock": (inside.ImportStock, supply.import_stock),
    "import_expected": (inside.ImportExpected, supply.import_expected),
    "import_zones": (inside.ImportZones, orders.import_zones),
    "import_courier": (inside.ImportCourier, couriers.import_courier),
}

COMMANDS: dict[str, Command] = {
    name: Command(name, args_type, handle, access.COMMANDS[name])
    for name, (args_type, handle) in _HANDLERS.items()
}
assert COMMANDS.keys() == access.COMMANDS.keys(), "a command without a rule, or a rule without a command"
