"""Who gathers which order? Claims are leased, may be taken over; own work first, then what leaves first."""

from datetime import timedelta

from sqlalchemy import and_, case, exists, func, or_, select

from server.commands import building, stock, walk
from server.commands.context import Context
from server.db.orders import Order
from server.db.people import User
from server.db.plans import Route, Stop
from server.db.stock import PickLine, PickTask
from server.domain.access import Role
from server.domain.delivery import ROUTE_LIVE
from server.domain.errors import Problem
from server.domain.orders import STEPS, OrderStatus
from server.domain.stock import PICK_STEPS, PickStatus
from warehouse.picking import ShortReason

LEASE = timedelta(minutes=20)
# What could not be reached is offered after everything else for so long: something stood in the way.
OUT_OF_REACH = timedelta(minutes=15)


def claim_next(context: Context, a: building.ClaimNext) -> None:
    """What he has begun; else the order whose route leaves first, then the one that is wanted first (W2)."""
    mine = select(PickTask).where(
        PickTask.hub_id == context.hub_id,
        PickTask.status == PickStatus.CLAIMED,
        PickTask.picker_id == context.actor,
    )
    task = context.first(mine.order_by(PickTask.claimed_at, PickTask.id)) or _next(context)
    if task is None:
        raise Problem("nothing-to-pick")
    _claim(context, task)


def _next(context: Context) -> PickTask | None:
    """The first that nobody has, or whose lease has run out."""
    leaving = select(Stop.order_id, func.min(Route.depart_at).label("depart_at"))
    leaving = leaving.join(Route, Route.id == Stop.route_id).where(Stop.hub_id == context.hub_id)
    leaving = leaving.where(Stop.removed_at.is_(None), Route.status.in_(ROUTE_LIVE)).group_by(Stop.order_id)
    routes = leaving.subquery()
    unreached = exists().where(
        PickLine.task_id == PickTask.id,
        PickLine.short == ShortReason.BLOCKED,
        PickLine.done_at > context.received_at - OUT_OF_REACH,
    )
    let_go = and_(PickTask.status == PickStatus.CLAIMED, PickTask.lease_until_at <= context.received_at)
    query = select(PickTask).join(Order, Order.id == PickTask.order_id)
    query = query.outerjoin(routes, routes.c.order_id == Order.id)
    query = query.where(PickTask.hub_id == context.hub_id, or_(PickTask.status == PickStatus.OPEN, let_go))
    return context.first(
        query.order_by(
            case((unreached, 1), else_=0),
            case((routes.c.depart_at.is_(None), 1), else_=0),
            routes.c.depart_at,
            Order.window_from_at,
            Order.window_to_at,
            Order.accepted_at,
            PickTask.id,
        )
    )


def claim_task(context: Context, a: building.ClaimTask) -> None:
    """This one; another's only when his lease has run out, or when it is to be taken over (W14)."""
    task = context.get(PickTask, a.task_id, lock=True)
    if task.status not in (PickStatus.OPEN, PickStatus.CLAIMED):
        raise Problem("task-not-open", status=task.status)
    if _of_another(context, task) and not a.take_over:
        raise Problem("task-claimed", picker=name_of(context, task.picker_id))
    _claim(context, task)


def release_task(context: Context, a: building.ReleaseTask) -> None:
    """His own; another's only the office may, or anybody when the lease has run out."""
    task = context.get(PickTask, a.task_id, lock=True)
    if task.status != PickStatus.CLAIMED:
        raise Problem("task-not-open", status=task.status)
    office = context.user is not None and {Role.DISPATCHER, Role.ADMIN} & set(context.user.roles)
    if _of_another(context, task) and not office:
        raise Problem("task-claimed", picker=name_of(context, task.picker_id))
    let_go(context, task, context.get(Order, task.order_id, lock=True))


def let_go(context: Context, task: PickTask, order: Order) -> None:
    """Somebody may go on, now or when there are goods; what was gathered stays in its tote."""
    context.move(task, PICK_STEPS, PickStatus, "release", "task.released", order_id=order.id)
    task.picker_id = task.lease_until_at = None
    context.session.flush()
    stock.settle(context, order)


def name_of(context: Context, user_id: str | None) -> str:
    user = context.session.get(User, user_id) if user_id else None
    return user.name if user else ""


def _of_another(context: Context, task: PickTask) -> bool:
    """Somebody else has it, and his lease runs."""
    runs = task.lease_until_at is not None and task.lease_until_at > context.received_at
    return task.status == PickStatus.CLAIMED and task.picker_id != context.actor and runs


def _claim(context: Context, task: PickTask) -> None:
    order = context.get(Order, task.order_id, lock=True)
    taken_over = task.status == PickStatus.CLAIMED
    before = task.picker_id if task.picker_id != context.actor else None
    who = {"picker": context.actor, "before": before}
    context.move(task, PICK_STEPS, PickStatus, "claim", "task.claimed", order_id=order.id, **who)
    task.picker_id, task.claimed_at = context.actor, context.received_at
    task.lease_until_at = context.received_at + LEASE
    if order.status == OrderStatus.RESERVED:
        context.move(order, STEPS, OrderStatus, "claim", "order.picking", order_id=order.id)
    if not taken_over:
        walk.lay_out(context, task, order, afresh=True)
