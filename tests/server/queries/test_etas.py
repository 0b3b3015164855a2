"""Is an ETA told with its window and its age, from the newest that is known of a courier?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server import clock
from server.commands.bus import run
from server.db.orders import Order
from server.db.people import Position
from server.db.plans import Route, Stop
from server.ids import new_id
from tests import world as towns
from tests.place import Place

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def road(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Anna set out twenty minutes ago to three doors a kilometre from each other, open all day."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with place.inside() as world:
        for number in ("A0", "A1", "A2"):
            towns.order(world, number)
        towns.plan(world, {"anna": ["A0", "A1", "A2"]})
    with place.writing() as session:
        route = session.get_one(Route, world.routes["anna"])
        route.status, route.depart_at = "started", NOW - timedelta(minutes=20)
        route.window_to_at = NOW + timedelta(hours=9)
        for n in range(3):
            order = session.get_one(Order, world.orders[f"A{n}"])
            order.lat, order.service_s = 60.165 + n * 0.01, 240
            order.window_from_at, order.window_to_at = NOW - timedelta(hours=1), NOW + timedelta(days=1)
    return place


def asked(place: Place, status: int = 200, login: str = "dispatcher") -> Any:
    return place.client(login).get(f"/api/routes/{place.world.routes['anna']}/etas", status)


def mark(place: Place, name: str, at: datetime, args: dict[str, Any]) -> None:
    with place.inside() as world:
        who = world.users["anna"]
        assert run(name, args, id=new_id(), hub_id=world.hub_id, actor=who, source="app", at=at).ok


def seen_at(place: Place, at: datetime, lat: float, accuracy_m: float = 8) -> None:
    with place.writing() as session:
        who, hub = place.world.users["anna"], place.world.hub_id
        found = {"lat": lat, "lon": 24.945, "accuracy_m": accuracy_m}
        session.merge(Position(courier_id=who, hub_id=hub, at=at, received_at=NOW, **found))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_each_door_ahead_has_a_window_that_grows_along_the_way(road: Place) -> None:
    told = asked(road)
    assert told["seen"]["what"] == "start"
    assert [one["stop_id"] for one in told["etas"]] == [road.world.stops[f"A{n}"] for n in range(3)]
    widths = []
    for one in told["etas"]:
        assert moment(one["earliest_at"]) <= moment(one["start_at"]) <= moment(one["latest_at"])
        assert moment(one["start_at"]) >= NOW, "nobody has heard that he was there"
        widths.append(moment(one["latest_at"]) - moment(one["earliest_at"]))
    assert widths == sorted(widths) and widths[0] < widths[-1]
    assert told["etas"][0]["age_s"] == 1200


def test_a_mark_at_a_door_makes_it_young_and_that_door_is_not_ahead(road: Place) -> None:
    mark(road, "arrive_stop", NOW - timedelta(minutes=2), {"stop_id": road.world.stops["A0"]})
    told = asked(road)
    assert (told["seen"]["what"], len(told["etas"])) == ("mark", 2)
    assert told["etas"][0]["age_s"] == 120
    leaves = NOW + timedelta(minutes=2)
    assert moment(told["etas"][0]["arrive_at"]) > leaves, "he stays four minutes first"


def test_a_position_since_the_mark_tells_more_than_it(road: Place) -> None:
    before = asked(road)["etas"]
    seen_at(road, NOW - timedelta(seconds=10), 60.205)
    far = asked(road)
    assert far["seen"]["what"] == "fix"
    assert far["etas"][0]["age_s"] == 10
    later = moment(far["etas"][0]["arrive_at"]) - moment(before[0]["arrive_at"])
    assert timedelta(minutes=10) < later < timedelta(minutes=40), "he is four kilometres off"


@pytest.mark.parametrize(("minutes", "accuracy_m"), [(60, 8), (1, 2000)])
def test_a_position_from_before_or_a_vague_one_tells_nothing(
    road: Place, minutes: int, accuracy_m: float
) -> None:
    seen_at(road, NOW - timedelta(minutes=minutes), 60.2, accuracy_m)
    assert asked(road)["seen"]["what"] == "start"


def test_a_route_that_is_not_under_way_has_none(road: Place) -> None:
    for status in ("draft", "published", "finished", "closed"):
        with road.writing() as session:
            session.get_one(Route, road.world.routes["anna"]).status = status
        told = asked(road)
        assert (told["seen"], told["etas"]) == (None, [])


def test_a_slow_door_on_the_way_is_counted(road: Place) -> None:
    """The last three visits of the first door took ten minutes each."""
    with road.inside() as world:
        numbers = ["B0", "B1", "B2"]
        for number in numbers:
            towns.order(world, number)
        towns.plan(world, {"boris": numbers})
    quick = asked(road)["etas"][1]
    with road.writing() as session:
        for number in numbers:
            order = session.get_one(Order, road.world.orders[number])
            order.lat, order.window_from_at = 60.165, NOW - timedelta(days=2)
            stop = session.get_one(Stop, road.world.stops[number])
            stop.status, stop.arrived_at = "delivered", NOW - timedelta(days=1, minutes=10)
            stop.done_at = NOW - timedelta(days=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.queries.learned._FRESH_S", 0.0)
        slow = asked(road)["etas"][1]
    longer = moment(slow["arrive_at"]) - moment(quick["arrive_at"])
    assert timedelta(seconds=350) < longer < timedelta(seconds=370)


def test_only_the_office_of_that_hub_asks(road: Place) -> None:
    asked(road, 403, "anna")
    stranger = road.client("dispatcher", other=True)
    code = stranger.get(f"/api/routes/{road.world.routes['anna']}/etas", 404)["code"]
    assert code == "unknown-thing"
