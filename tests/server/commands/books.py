"""What do the books of a test's town say?"""

from sqlalchemy import func, select

from server.db import db
from server.db.money import Count, Discrepancy, Entry
from server.db.orders import Order
from server.db.plans import Route, Stop
from tests.world import World


def balance(account: str) -> int:
    """Debits less credits of an account, in minor units."""
    db.session.rollback()
    debit = db.session.scalar(select(func.sum(Entry.minor)).where(Entry.debit == account)) or 0
    credit = db.session.scalar(select(func.sum(Entry.minor)).where(Entry.credit == account)) or 0
    return int(debit - credit)


def kinds() -> list[str]:
    """The kinds of open discrepancies, sorted."""
    db.session.rollback()
    return sorted(db.session.scalars(select(Discrepancy.kind).where(Discrepancy.resolved_at.is_(None))))


def order(world: World, number: str) -> Order:
    db.session.rollback()
    found = db.session.get(Order, world.orders[number])
    assert found is not None
    return found


def stop(world: World, number: str) -> Stop:
    db.session.rollback()
    found = db.session.get(Stop, world.stops[number])
    assert found is not None
    return found


def route(world: World, login: str) -> Route:
    db.session.rollback()
    found = db.session.get(Route, world.routes[login])
    assert found is not None
    return found


def on_route(world: World, login: str) -> list[str]:
    """The numbers of a route's orders, in their order."""
    db.session.rollback()
    query = select(Order.number).join(Stop, Stop.order_id == Order.id)
    query = query.where(Stop.route_id == world.routes[login], Stop.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Stop.position)))


def count(count_id: str) -> Count:
    db.session.rollback()
    found = db.session.get(Count, count_id)
    assert found is not None
    return found
