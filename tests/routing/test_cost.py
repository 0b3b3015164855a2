"""Is each part of the objective what it says?"""

from __future__ import annotations

from routing.cost import Cost, cost, idle_s, route_s, worked_s
from routing.model import Break, SoftWindow
from routing.plan import BreakTaken, ReloadTaken, Route, Visit
from tests.routing.factories import hours, problem, shift, stop

T = hours(9, 9).start_s


def built():
    soft = SoftWindow(T, T + 1000, late_fixed_s=50, late_per_min_s=30)
    return problem(
        [stop("a", zone="north"), stop("b", zone="south", soft=soft), stop("out", priority=2)],
        shift(
            preferred={"north"},
            fixed_cost_s=70,
            reload_s=200,
            max_trips=2,
            breaks=(Break(hours(9, 10), 300),),
        ),
        shift("idle", fixed_cost_s=999),
        drop_cost_s=4000,
        outside_preferred_s=600,
        wait_percent=50,
        fairness_percent=10,
    )


def route() -> Route:
    """Out 3,000 s: 1,000 on the road, 240 serving, 200 loading, 300 at rest, so 1,260 with nothing to do."""
    return Route(
        "anna",
        T,
        (
            Visit("a", T + 600, T + 700, T + 820, 100, 300, 900),
            Visit("b", T + 1420, T + 1600, T + 1720, 180, 400, 900, trip=1),
        ),
        T + 3000,
        1000,
        2700,
        (BreakTaken(T + 10, T + 310),),
        (ReloadTaken("b", T + 1000, T + 1220),),
    )


def test_the_parts() -> None:
    nobody = Route("idle", T, (), T, 0, 0)
    parts = cost(built(), [route(), nobody], ["out"])
    assert (worked_s(route()), idle_s(built(), route())) == (3000, 1260)
    assert parts == Cost(
        travel_s=1000,
        waiting_s=630,
        left_out_s=8000,
        soft_s=50 + 300,
        preferred_s=600,
        fixed_s=70,
        fairness_s=300,
    )
    assert parts.total_s == 1000 + 630 + 8000 + 350 + 600 + 70 + 300


def test_what_one_route_adds_is_its_part_of_the_whole_but_for_fairness() -> None:
    assert route_s(built(), route()) == 1000 + 630 + 350 + 600 + 70
    assert route_s(built(), Route("idle", T, (), T, 0, 0)) == 0
