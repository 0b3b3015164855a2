"""Is the time at a door learned from visits there, else from who comes, and never from chance?"""

import random

import pytest

from routing.model import Place
from routing.service import Door, Pace, Visited, learn_service

HERE, NEXT_DOOR, ELSEWHERE = Place(60.17001, 24.94001), Place(60.17003, 24.94003), Place(60.18, 24.95)


def visits(*seconds: int, place: Place = HERE, courier: str = "anna") -> list[Visited]:
    return [Visited(place, courier, one) for one in seconds]


def test_a_building_is_the_median_of_its_visits_from_three_on() -> None:
    learned = learn_service([*visits(300, 600), *visits(360, place=NEXT_DOOR)], 240)
    assert learned.door(HERE) == learned.door(NEXT_DOOR) == Door(360, 3)
    assert learned.service_s(HERE) == 360
    assert learn_service(visits(300, 600), 240).door(HERE) is None


def test_marks_made_afterwards_or_forgotten_say_nothing() -> None:
    assert learn_service(visits(5, 19, 3601, 300, 300), 240).door(HERE) is None


def test_where_the_building_is_not_known_the_couriers_pace_counts() -> None:
    spread = [Visited(Place(60 + n / 100, 24.9), "boris", 360) for n in range(20)]
    learned = learn_service(spread, 240)
    assert learned.paces == {"boris": Pace(150, 20)}
    assert learned.service_s(ELSEWHERE, "boris") == 360
    assert learned.service_s(ELSEWHERE, "anna") == learned.service_s(ELSEWHERE) == 240
    assert learn_service(spread[1:], 240).paces == {}


def test_a_pace_is_of_what_each_building_takes() -> None:
    """Who is sent to slow buildings is not slow for it."""
    learned = learn_service(visits(*[900] * 30), 240)
    assert learned.paces == {"anna": Pace(100, 30)}
    assert learned.service_s(HERE, "anna") == 900


@pytest.mark.parametrize(("seconds", "percent"), [(3000, 200), (30, 50)])
def test_a_pace_keeps_within_reason(seconds: int, percent: int) -> None:
    spread = [Visited(Place(60 + n / 100, 24.9), "boris", seconds) for n in range(25)]
    assert learn_service(spread, 240).paces["boris"].percent == percent


def test_the_order_of_visits_does_not_matter() -> None:
    dice = random.Random(3)
    told = [*visits(*(dice.randrange(60, 900) for _ in range(40))), *visits(100, 200, 300, place=ELSEWHERE)]
    mixed = dice.sample(told, len(told))
    assert learn_service(told, 240) == learn_service(mixed, 240)
