"""Is a courier's way of a day told in pieces, gaps left open, and to his office alone?"""

from datetime import UTC, datetime, timedelta
from typing import Any

from server.db.people import Fix
from server.ids import new_id
from tests import world as towns
from tests.place import Place

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)  # Helsinki is two hours ahead
ON = "2026-03-10"


def drive(place: Place, *at_s: float, shift: str | None = "one", lat: float = 60.17) -> None:
    """Fixes of anna so many seconds after noon, ten metres apart each ten seconds."""
    with place.writing() as session:
        for s in at_s:
            body = {"lat": lat + s * 1e-5, "lon": 24.94, "accuracy_m": 5}
            at = NOON + timedelta(seconds=s)
            session.add(
                Fix(
                    courier_id=place.world.users["anna"],
                    at=at,
                    shift_id=shift,
                    received_at=at + timedelta(seconds=1),
                    body=body,
                )
            )


def track(place: Place, on: str = ON) -> Any:
    return place.client("dispatcher").get(f"/api/couriers/{place.world.users['anna']}/track?on={on}")


def seconds(pieces: list[list[dict[str, Any]]]) -> list[list[float]]:
    return [[(datetime.fromisoformat(p["at"]) - NOON).total_seconds() for p in piece] for piece in pieces]


def test_more_than_a_minute_unseen_is_a_gap_and_no_line(place: Place) -> None:
    drive(place, 0, 10, 20, 200, 210)
    told = track(place)
    assert seconds(told["pieces"]) == [[0, 10, 20], [200, 210]]
    assert told["gaps"] == [{"from_at": "2026-03-10T12:00:20Z", "to_at": "2026-03-10T12:03:20Z"}]
    assert (told["courier_id"], told["on"]) == (place.world.users["anna"], ON)


def test_between_two_shifts_nobody_is_followed_and_nothing_is_missing(place: Place) -> None:
    drive(place, 0, 10, shift="one")
    drive(place, 7200, 7210, shift="two")
    told = track(place)
    assert seconds(told["pieces"]) == [[0, 10], [7200, 7210]]
    assert told["gaps"] == []


def test_fixes_that_belong_to_no_shift_are_on_no_track(place: Place) -> None:
    drive(place, 0, 10, shift=None)
    assert track(place)["pieces"] == []


def test_a_day_is_a_day_of_the_hub(place: Place) -> None:
    """Its midnight comes ten hours after noon UTC."""
    drive(place, 10 * 3600 - 1, 10 * 3600)
    assert seconds(track(place)["pieces"]) == [[10 * 3600 - 1]]
    assert seconds(track(place, "2026-03-11")["pieces"]) == [[10 * 3600]]


def test_marks_at_the_doors_stand_beside_the_way(place: Place) -> None:
    with place.inside() as world:
        towns.order(world, "A0")
        towns.plan(world, {"anna": ["A0"]})
        world.give("deliver_stop", towns.cash(world, "A0"), "anna")
        done_on = datetime.now(UTC).astimezone().date()
        days = [(done_on + timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
        stop_id = world.stops["A0"]
    [found] = [stop for on in days for stop in track(place, on)["stops"]]
    assert (found["stop_id"], found["status"]) == (stop_id, "delivered")


def test_another_hubs_courier_and_nobody_are_unknown(place: Place) -> None:
    drive(place, 0)
    anna = place.world.users["anna"]
    stranger = place.client("dispatcher", other=True)
    assert stranger.get(f"/api/couriers/{anna}/track?on={ON}", 404)["code"] == "unknown-thing"
    nobody = place.client("dispatcher")
    assert nobody.get(f"/api/couriers/{new_id()}/track?on={ON}", 404)["code"] == "unknown-thing"


def test_a_day_that_is_none_is_refused(place: Place) -> None:
    anna = place.world.users["anna"]
    place.client("dispatcher").get(f"/api/couriers/{anna}/track?on=yesterday", 400)
