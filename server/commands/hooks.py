"""What is a shop told, and when again? A message a change of an order's status, in sequence, until taken."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import func, select

from server.commands import args, inside
from server.db.hooks import Hook
from server.db.orders import Order, Shop
from server.domain.errors import Problem
from server.ids import same_id

if TYPE_CHECKING:
    from datetime import datetime

    from server.commands.context import Context

# Standard Webhooks' schedule: after each failed attempt it rests so many seconds; then it is given up.
PAUSES_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
WAITING, SENT, DEAD = "waiting", "sent", "dead"


def note(context: "Context", order: Order, old: str, detail: dict[str, Any]) -> None:
    """Queue the news that an order's status changed, where its shop wants to hear it."""
    shop = context.session.get_one(Shop, order.shop_id)
    if shop.webhook_url is None or old == order.status:
        return
    context.session.flush()
    count = select(func.max(Hook.n)).where(Hook.order_id == order.id)
    n = (context.session.scalar(count) or 0) + 1
    news = {"order": order.number, "status": order.status, "before": old, "sequence": n}
    if "reason" in detail:
        news["reason"] = detail["reason"]
    context.session.add(
        Hook(
            id=same_id(order.id, "hook", n),
            hub_id=context.hub_id,
            shop_id=shop.id,
            order_id=order.id,
            n=n,
            status=WAITING,
            body={"type": "order.status", "timestamp": _iso(context.moment), "data": news},
            attempts=0,
            created_at=context.received_at,
            due_at=context.received_at,
        )
    )
    context.ask("tell_shop", order.id)


def record_hook(context: "Context", a: inside.RecordHook) -> None:
    """The worker tried once: taken, or again later, or given up."""
    hook = context.get(Hook, a.hook_id, lock=True)
    if hook.status == SENT:
        return
    hook.attempts += 1
    hook.error = a.error
    if a.error is None:
        hook.status, hook.sent_at = SENT, context.received_at
    elif a.permanent or hook.attempts > len(PAUSES_S):
        hook.status = DEAD
        context.emit("hook.dead", hook.id, order_id=hook.order_id, error=a.error)
    else:
        pause_s = PAUSES_S[hook.attempts - 1]
        hook.due_at = context.received_at + timedelta(seconds=pause_s)
        context.ask("tell_shop", hook.order_id, pause_s)


def retry_hook(context: "Context", a: args.RetryHook) -> None:
    """Begin again with all attempts; what waited behind it in its order's sequence follows."""
    hook = context.get(Hook, a.hook_id, lock=True)
    if hook.status == SENT:
        raise Problem("hook-was-sent")
    hook.status, hook.attempts, hook.due_at = WAITING, 0, context.received_at
    context.emit("hook.retried", hook.id, order_id=hook.order_id)
    context.ask("tell_shop", hook.order_id)


def set_webhook(context: "Context", a: args.SetWebhook) -> None:
    """From now on; what happened before is not told again."""
    shop = context.get(Shop, a.shop_id, lock=True)
    shop.webhook_url = a.url
    context.emit("shop.webhook_set", shop.id, told=a.url is not None)


def _iso(moment: "datetime") -> str:
    return str(TypeAdapter(type(moment)).dump_python(moment, mode="json"))
