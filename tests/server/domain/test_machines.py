"""Do the status machines say all, and nothing impossible?"""

from enum import StrEnum

import pytest

from server.domain import delivery, orders
from server.domain.errors import IllegalStep
from server.domain.machines import step

MACHINES: list[tuple[type[StrEnum], dict]] = [
    (orders.OrderStatus, orders.STEPS),
    (delivery.StopStatus, delivery.STOP_STEPS),
    (delivery.RouteStatus, delivery.ROUTE_STEPS),
    (delivery.PlanStatus, delivery.PLAN_STEPS),
    (delivery.ShiftStatus, delivery.SHIFT_STEPS),
]


@pytest.mark.parametrize(("enum", "steps"), MACHINES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_status_can_be_reached_from_the_first(enum, steps):
    reached, found = {next(iter(enum))}, True
    while found:
        found = {new for (old, _), new in steps.items() if old in reached} - reached
        reached |= found
    assert reached == set(enum)


@pytest.mark.parametrize(("enum", "steps"), MACHINES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_step_not_in_the_table_is_refused_by_name(enum, steps):
    actions = {action for _, action in steps}
    for status in enum:
        for action in actions:
            if (status, action) in steps:
                assert step(steps, status, action) == steps[status, action]
            else:
                with pytest.raises(IllegalStep) as refused:
                    step(steps, status, action)
                assert refused.value.params["status"] == status


@pytest.mark.parametrize("status", list(orders.OrderStatus))
@pytest.mark.parametrize("action", list(orders.FACT_WINS))
def test_a_fact_never_undoes_a_delivery(status, action):
    new, legal = orders.after_fact(status, action)
    assert legal == ((status, action) in orders.STEPS)
    if status is orders.OrderStatus.DELIVERED:
        assert new is orders.OrderStatus.DELIVERED
    if action == "deliver":
        assert new is orders.OrderStatus.DELIVERED


def test_cancelled_then_delivered_is_delivered_and_flagged():
    assert orders.after_fact(orders.OrderStatus.CANCELLED, "deliver") == (orders.OrderStatus.DELIVERED, False)
