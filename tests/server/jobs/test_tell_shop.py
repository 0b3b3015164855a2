"""Does a shop hear every change of its orders, in sequence, signed, and again until it takes it?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server import clock
from server.commands.hooks import PAUSES_S
from server.db import db
from server.db.base import write_transaction
from server.db.hooks import Hook
from server.db.log import Job
from server.db.orders import Shop
from server.ids import new_id
from server.jobs import tell_shop
from server.jobs.runner import Runner
from server.jobs.table import JOBS
from tests.databases import KINDS
from tests.receiver import Receiver, receiving
from tests.world import World, back, cash, left, order, plan


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(app: Flask, world: World) -> Iterator[Receiver]:
    app.config["WAYBILL"] = replace(app.config["WAYBILL"], private_hooks=True)
    with receiving(*db.session.get_one(Shop, world.shop_id).secrets) as listener:
        world.give("set_webhook", {"shop_id": world.shop_id, "url": listener.url}, "admin")
        yield listener


def work_off(app: Flask, runner: Runner | None = None) -> None:
    """Do every job that is due, as the worker would."""
    runner = runner or Runner(app, JOBS)
    for _ in range(200):
        due = [id for id in runner.due() if db.session.get_one(Job, id).name == "tell_shop"]
        if not due:
            return
        for id in due:
            runner.run(id)
        db.session.rollback()


def wait_a_day() -> None:
    """Time passes for whatever waits to be tried again."""
    with write_transaction() as session:
        earlier = timedelta(days=1)
        for hook in session.scalars(select(Hook)):
            hook.due_at -= earlier
        for job in session.scalars(select(Job).where(Job.status == "waiting")):
            job.due_at -= earlier


def hooks() -> list[Hook]:
    db.session.rollback()
    return list(db.session.scalars(select(Hook).order_by(Hook.order_id, Hook.n)))


def through_the_day(world: World) -> None:
    """Taken in, gathered, on the road, not at home, and back."""
    order(world, "1")
    plan(world, {"anna": ["1"]})
    left(world, "anna", "1")
    stop = {"stop_id": world.stops["1"], "order_id": world.orders["1"], "reason": "not-at-home"}
    world.give("fail_stop", stop, "anna")
    back(world, "1")


DAY = ["reserved", "picking", "packed", "loaded", "failed", "returned"]


def test_every_change_is_told_once_signed_and_in_sequence(app: Flask, world: World, shop: Receiver) -> None:
    through_the_day(world)
    work_off(app)
    assert shop.statuses() == DAY
    assert [body["data"]["sequence"] for _, body in shop.news] == [1, 2, 3, 4, 5, 6]
    assert len({id for id, _ in shop.news}) == 6
    assert shop.news[4][1]["data"]["reason"] == "not-at-home"
    assert shop.news[0][1]["data"]["order"] == "1"
    assert {hook.status for hook in hooks()} == {"sent"}


def test_a_message_that_was_not_taken_holds_the_later_ones_of_its_order_only(
    app: Flask, world: World, shop: Receiver
) -> None:
    order(world, "2")
    work_off(app)
    shop.answers = [503]
    through_the_day(world)
    work_off(app)
    assert shop.statuses() == ["reserved"], "the other order's"
    waiting = hooks_of(world, "1")[0]
    assert (waiting.attempts, waiting.error) == (1, "HTTP 503")
    assert (waiting.due_at - clock.now()).total_seconds() <= PAUSES_S[0]
    wait_a_day()
    work_off(app)
    assert shop.statuses() == ["reserved", *DAY]


def hooks_of(world: World, number: str) -> list[Hook]:
    return [hook for hook in hooks() if hook.order_id == world.orders[number]]


def test_what_is_never_taken_is_given_up_and_can_be_retried(app: Flask, world: World, shop: Receiver) -> None:
    shop.answers = [500] * (len(PAUSES_S) + 1)
    through_the_day(world)
    for _ in range(len(PAUSES_S) + 2):
        work_off(app)
        wait_a_day()
    first = hooks()[0]
    assert (first.status, first.attempts, shop.news) == ("dead", len(PAUSES_S) + 1, [])
    tries = shop.tries
    wait_a_day()
    work_off(app)
    assert shop.tries == tries, "nothing is sent past a dead letter"
    world.give("retry_hook", {"hook_id": first.id}, "dispatcher")
    work_off(app)
    assert shop.statuses() == DAY


@pytest.mark.parametrize("answer", [410, 302])
def test_gone_is_for_ever_and_redirects_are_not_followed(
    app: Flask, world: World, shop: Receiver, answer: int
) -> None:
    shop.answers = [answer]
    order(world, "1")
    work_off(app)
    first = hooks()[0]
    assert (first.status, first.error) == ("dead" if answer == 410 else "waiting", f"HTTP {answer}")
    assert shop.tries == 1


class Killed(BaseException):
    """The process is gone: nothing after this line is done."""


def _die(*_: object, **__: object) -> None:
    raise Killed


def test_a_worker_that_dies_before_it_has_written_tells_it_again_with_the_same_id(
    app: Flask, world: World, shop: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(world, "1")
    with monkeypatch.context() as dying:
        dying.setattr(tell_shop.bus, "run", _die)
        with pytest.raises(Killed):
            work_off(app, Runner(app, JOBS, lease_s=0.01))
    world.give("cancel_order", {"order_id": world.orders["1"], "reason": "gone"}, "dispatcher")
    with write_transaction() as session:
        for job in session.scalars(select(Job)):
            job.lease_until_at = None
            job.status = "waiting" if job.status == "running" else job.status
    work_off(app)
    assert shop.statuses() == ["reserved", "reserved", "cancelled"]
    assert shop.news[0][0] == shop.news[1][0]


def test_nothing_is_told_where_nobody_listens(app: Flask, world: World) -> None:
    through_the_day(world)
    assert hooks() == []


def test_a_change_that_was_rolled_back_is_not_told(app: Flask, world: World, shop: Receiver) -> None:
    order(world, "1")
    work_off(app)
    told = len(shop.news)
    assert not world.tries("cancel_order", {"order_id": new_id(), "reason": "x"}, "dispatcher").ok
    work_off(app)
    assert len(shop.news) == told


def test_both_secrets_sign_while_a_key_is_changed(app: Flask, world: World, shop: Receiver) -> None:
    with write_transaction() as session:
        row = session.get_one(Shop, world.shop_id)
        row.secrets = ["whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0IG5ldw==", *row.secrets]
    order(world, "1")
    work_off(app)
    assert shop.statuses() == ["reserved"]


def test_a_hundred_deliveries_with_every_fifth_failing(app: Flask, world: World, shop: Receiver) -> None:
    shop.answers = [503 if n % 5 == 0 else 204 for n in range(60)]
    numbers = [str(n) for n in range(10)]
    for number in numbers:
        order(world, number)
    plan(world, {"anna": numbers})
    left(world, "anna", *numbers)
    for number in numbers:
        world.give("deliver_stop", cash(world, number), "anna")
    for _ in range(4):
        work_off(app)
        wait_a_day()
    told: dict[str, list[int]] = {}
    for _, body in shop.news:
        told.setdefault(body["data"]["order"], []).append(body["data"]["sequence"])
    assert told == {number: [1, 2, 3, 4, 5] for number in numbers}
