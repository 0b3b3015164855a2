"""How does a shop learn what became of its order? Its messages go one after another, the next after a yes."""

import json

from sqlalchemy import select

from server import clock
from server.commands import bus
from server.commands.hooks import DEAD, SENT
from server.db.base import db
from server.db.hooks import Hook
from server.db.orders import Shop
from server.ids import same_id
from server.jobs.work import Abandoned, Work
from server.shops.sender import Undelivered, post


def tell_shop(work: Work) -> None:
    """`subject_id` is the order. Stops at the first message that is not due, not taken, or given up."""
    while (hook := _next(work.subject_id)) is not None and hook.due_at <= clock.now():
        if work.stopping():
            raise Abandoned
        if not _tell(work, hook):
            return


def _next(order_id: str) -> Hook | None:
    db.session.rollback()
    unsent = select(Hook).where(Hook.order_id == order_id, Hook.status != SENT).order_by(Hook.n).limit(1)
    first = db.session.scalars(unsent).first()
    return None if first is None or first.status == DEAD else first


def _tell(work: Work, hook: Hook) -> bool:
    shop = db.session.get_one(Shop, hook.shop_id)
    url, secrets, hook_id, attempt = shop.webhook_url, list(shop.secrets), hook.id, hook.attempts
    body = json.dumps(hook.body, ensure_ascii=False, separators=(",", ":")).encode()
    db.session.rollback()  # nothing is held while the shop thinks
    answer: dict[str, object] = {"hook_id": hook_id}
    try:
        if url is None:
            raise Undelivered("the shop has no webhook address any more", permanent=True)
        private = work.app.config["WAYBILL"].private_hooks
        post(url, secrets, hook_id, clock.now(), body, private=private)
    except Undelivered as why:
        answer |= {"error": str(why), "permanent": why.permanent}
    id = same_id(work.id, hook_id, attempt)
    bus.run("record_hook", answer, id=id, hub_id=work.hub_id, source="job")
    return "error" not in answer
