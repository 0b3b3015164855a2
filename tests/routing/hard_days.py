"""Which days have every rule of the model in them?"""

from __future__ import annotations

import random
from dataclasses import replace

from routing.model import Break, Problem, Shift, SoftWindow, Stop
from tests.routing.factories import HOUR_S, HUB, day, hours

_ZONES = ["north", "south"]


def hard_day(stops: int, shifts: int, seed: int) -> Problem:
    """A day where every rule of the model is on some stop or shift, drawn from the seed."""
    chance = random.Random(seed)
    plain = day(stops, shifts, seed)
    built = [_hard_shift(chance, shift) for shift in plain.shifts]
    made = [_hard_stop(chance, stop, built) for stop in plain.stops]
    free = [stop for stop in made if stop.shift_id is None]
    for i, shift in enumerate(built):
        if chance.random() < 0.3:
            head = [
                free.pop(chance.randrange(len(free))).id for _ in range(min(len(free), chance.randint(1, 2)))
            ]
            built[i] = replace(shift, head=tuple(head))
    return Problem(
        HUB,
        tuple(made),
        tuple(built),
        drop_cost_s=chance.choice([2_000, 20_000]),
        outside_preferred_s=chance.choice([0, 300]),
        wait_percent=chance.choice([0, 0, 50, 150]),
        fairness_percent=chance.choice([0, 0, 20]),
    )


def _hard_stop(chance: random.Random, stop: Stop, shifts: list[Shift]) -> Stop:
    soft = None
    if chance.random() < 0.3:
        opens = hours(9, 20).start_s + chance.randrange(9 * HOUR_S)
        soft = SoftWindow(
            opens,
            opens + HOUR_S,
            chance.choice([0, 200]),
            45,
            chance.choice([0, 100]),
            chance.choice([0, 30]),
        )
    back = chance.random() < 0.3
    return replace(
        stop,
        service_s=chance.choice([0, 120, 600, 5_000]) if chance.random() < 0.3 else stop.service_s,
        volume_ml=chance.randrange(20_000),
        cash_minor=chance.choice([0, 0, 2_500, 9_000]),
        tags=frozenset(chance.choice([[], [], ["cold"], ["cold", "id"]])),
        soft=soft,
        priority=chance.choice([1, 1, 3]),
        collect_g=chance.randrange(8_000) if back else 0,
        collect_ml=chance.randrange(9_000) if back else 0,
        collect_parcels=1 if back else 0,
        shift_id=chance.choice(shifts).id if shifts and chance.random() < 0.15 else None,
    )


def _hard_shift(chance: random.Random, shift: Shift) -> Shift:
    first = 11 + 3 * chance.random()
    pauses = (
        Break(hours(first, first + 0.8), 1800),
        Break(hours(first + chance.choice([0, 1]), first + 2), 900),
    )
    return replace(
        shift,
        capacity_g=chance.choice([None, 9_000, 20_000]),
        capacity_ml=chance.choice([None, 60_000]),
        capacity_parcels=chance.choice([None, 6]),
        cash_limit_minor=chance.choice([None, 20_000]),
        tags=frozenset(chance.choice([[], ["cold"], ["cold", "id"]])),
        preferred=frozenset([chance.choice(_ZONES)]) if chance.random() < 0.4 else None,
        forbidden=frozenset([chance.choice(_ZONES)]) if chance.random() < 0.2 else frozenset(),
        max_travel_s=chance.choice([None, None, 9_000]),
        max_metres=chance.choice([None, None, 40_000]),
        max_stops=chance.choice([None, 9]),
        breaks=pauses[: chance.randrange(3)],
        max_trips=chance.choice([1, 2, 3]),
        reload_s=chance.choice([0, 300]),
        fixed_cost_s=chance.choice([0, 400]),
    )
