"""Does each engine hold each rule by itself?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routing.engines import Orders
from routing.model import Break, Shift, Stop
from routing.schedule import schedule
from tests.routing.engines.alone import or_tools, pair, pyvrp, ruin
from tests.routing.factories import HUB, crow, east, hours, problem, shift, stop, without_road

type Engine = Callable[..., Orders]
type Rule = tuple[tuple[Stop, ...], Shift, int]

ENGINES: list[Engine] = [or_tools, pyvrp, ruin]
# What is asked, by whom, and how many stops may be served at most.
RULES: dict[str, Rule] = {
    "no rule broken": (pair(), shift(), 2),
    "weight": (pair(weight_g=600), shift(capacity_g=1000), 1),
    "volume": (pair(volume_ml=600), shift(capacity_ml=1000), 1),
    "parcels": (pair(parcels=2), shift(capacity_parcels=3), 1),
    "what is collected": (pair(weight_g=0, collect_g=600), shift(capacity_g=1000), 1),
    "collected where brought": (pair(weight_g=500, collect_g=500), shift(capacity_g=1000), 2),
    "cash": (pair(cash_minor=600), shift(cash_limit_minor=1000), 1),
    "number of stops": (pair(), shift(max_stops=1), 1),
    "zone": ((stop("a", zone="x"), stop("b", zone="y")), shift(zones=frozenset({"y"})), 1),
    "forbidden zone": ((stop("a", zone="x"), stop("b", zone="y")), shift(forbidden=frozenset({"x"})), 1),
    "tag": ((stop("a", tags=frozenset({"cold"})), stop("b")), shift(), 1),
    "tag that he has": ((stop("a", tags=frozenset({"cold"})),), shift(tags=frozenset({"cold"})), 1),
    "shift": (pair(service_s=1200), shift(window=hours(9, 9.6)), 1),
    "travel": ((stop("a", east(1000)), stop("b", east(-1000))), shift(max_travel_s=700), 1),
    "windows that exclude each other": (
        (stop("a", None, hours(9, 9.1), service_s=900), stop("b", None, hours(9, 9.1), service_s=900)),
        shift(),
        1,
    ),
    "window before the shift": ((stop("a", None, hours(6, 8)),), shift(), 0),
    "gap between windows": ((stop("a", None, hours(6, 8), hours(19, 20)),), shift(), 0),
    "second window": ((stop("a", None, hours(6, 8), hours(12, 13)),), shift(), 1),
    "price": ((stop("a", drop_cost_s=10), stop("b")), shift(end=east(1000)), 2),
    "second trip": (pair(weight_g=600), shift(capacity_g=1000, max_trips=2, reload_s=300), 2),
    "no time for a second trip": (
        pair(weight_g=600),
        shift(window=hours(9, 9.3), capacity_g=1000, max_trips=2, reload_s=600),
        1,
    ),
    "zone that is forbidden to all": (pair(zone="north"), shift(forbidden={"north"}), 0),
    "tags of two kinds": ((stop("a", tags={"cold"}), stop("b", tags={"id"})), shift(tags={"id", "wine"}), 1),
    "travel to another end": (pair(), shift(end=east(1000), max_travel_s=313), 1),
    "collected and brought home between": (
        pair(weight_g=400, collect_g=600),
        shift(capacity_g=700, max_trips=2),
        2,
    ),
    "one trip": (pair(weight_g=600), shift(capacity_g=1000, max_trips=1), 1),
    "second trip with no time at the hub": (pair(weight_g=600), shift(capacity_g=1000, max_trips=2), 2),
    "second trip of parcels too": (
        pair(weight_g=600, parcels=3),
        shift(capacity_g=1000, capacity_parcels=4, max_trips=3, reload_s=60),
        2,
    ),
    "loading takes time": (
        pair(weight_g=600),
        shift(window=hours(9, 9.5), capacity_g=1000, max_trips=2, reload_s=600),
        1,
    ),
    "collected before the room is empty": (
        (stop("a", weight_g=100, collect_g=500), stop("b", weight_g=600, collect_g=700)),
        shift(capacity_g=1000),
        1,
    ),
}
NOT_OF_PYVRP: dict[str, Rule] = {
    "metres": (pair(), shift(end=east(1000), max_metres=1350), 1),
    "break": (
        pair(service_s=1200),
        shift(window=hours(9, 9.95), breaks=(Break(hours(9.1, 9.6), 900),)),
        1,
    ),
    "break and window": (
        (stop("a", None, hours(9.25, 9.4)), stop("b", None, hours(9.25, 9.4))),
        shift(window=hours(9, 10), breaks=(Break(hours(9.19, 9.29), 2000),)),
        1,
    ),
    "break at home": (
        pair(service_s=600),
        shift(window=hours(9, 9.6), breaks=(Break(hours(9.5, 9.6), 1800), Break(hours(8, 8.5), 1800))),
        2,
    ),
}
ASKED = [(engine, name) for engine in ENGINES for name in RULES]
ASKED += [(or_tools, name) for name in NOT_OF_PYVRP]


@pytest.mark.parametrize("engine, name", ASKED)
def test_each_rule(engine: Engine, name: str) -> None:
    stops, one, served = (RULES | NOT_OF_PYVRP)[name]
    built = problem(stops, one)
    (ids,) = engine(built)
    assert len(ids) == served
    assert not schedule(built, crow(built), one.id, ids).violations


@pytest.mark.parametrize("engine", ENGINES)
def test_a_leg_without_road_is_not_ridden(engine: Engine) -> None:
    built = problem(pair())
    plain = crow(built)["bicycle"]
    blocked = {"bicycle": without_road(plain, (HUB, east(1000)))}
    assert engine(built, blocked) == (("b", "a"),)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_vehicle_decides_how_long_it_takes(engine: Engine) -> None:
    walker, rider = shift("walker", hours(9, 11), profile="foot"), shift("rider", hours(9, 11))
    assert engine(problem([stop("far", east(8000))], walker, rider)) == ((), ("far",))
