"""Are districts of a day even, do they stay from day to day, and do they become zones by the import?"""

import json
from datetime import timedelta
from typing import Any

import pytest

from routing.zones import Zone, overlaps
from server.db.base import db
from server.db.orders import Order
from server.db.orders import Zone as ZoneRow
from tests import world as towns
from tests.place import Place
from tests.server.http.test_zones import file_of, posted, zones_by_number
from tests.world import ON


@pytest.fixture
def busy(place: Place) -> Place:
    """A day of thirty orders, in three rows."""
    with place.inside() as world:
        for n in range(30):
            where = {"lat": 60.155 + 0.001 * n, "lon": 24.91 + 0.02 * (n % 3)}
            towns.order(world, f"N{n}", **where)
    return place


def asked(place: Place, status: int = 200, **query: object) -> Any:
    text = "&".join(f"{name}={value}" for name, value in ({"on": ON.isoformat()} | query).items())
    return place.client("dispatcher").get(f"/api/districts?{text}", status)


def as_file(told: Any) -> bytes:
    features = [
        {"type": "Feature", "properties": {"name": one["name"]}, "geometry": one["geometry"]}
        for one in told["districts"]
    ]
    return file_of(*features)


def test_districts_share_all_orders_evenly_and_no_ground(busy: Place) -> None:
    told = asked(busy, count=3)
    assert [one["name"] for one in told["districts"]] == ["District 1", "District 2", "District 3"]
    shared = [id for one in told["districts"] for id in one["order_ids"]]
    assert sorted(shared) == sorted(busy.world.orders.values())
    spans = [one["expected_s"] for one in told["districts"]]
    assert max(spans) <= 1.1 * min(spans)
    drawn = [Zone(one["name"], one["name"], 0, one["geometry"]) for one in told["districts"]]
    assert overlaps(drawn, least_m2=1) == []
    assert (told["source"], told["guessed"]) == ("great circle x 1.3", 0)


def test_unless_said_there_is_one_a_courier(busy: Place) -> None:
    told = asked(busy)
    assert (told["couriers"], len(told["districts"])) == (2, 2)


def test_taken_they_are_zones_and_the_next_day_keeps_them(busy: Place) -> None:
    office = busy.client("dispatcher")
    first = asked(busy, count=3)
    seen = posted(office, "/api/zones/preview", as_file(first))
    assert seen["waiting"] == len(seen["moves"]) == 30
    assert posted(office, "/api/import/zones", as_file(first))["accepted"] == 3
    zones = set(zones_by_number(busy).values())
    assert len(zones) == 3 and None not in zones
    again = asked(busy, count=3, lang="el")
    assert again["zones"] == 3
    whose = {id: n for n, one in enumerate(first["districts"]) for id in one["order_ids"]}
    moved = [id for n, one in enumerate(again["districts"]) for id in one["order_ids"] if whose[id] != n]
    assert len(moved) <= 3
    assert [one["name"] for one in again["districts"]] == ["Περιοχή 1", "Περιοχή 2", "Περιοχή 3"]


def test_zones_with_names_of_their_own_do_not_bind(busy: Place) -> None:
    with busy.inside():
        assert [zone.name for zone in db.session.query(ZoneRow).all()] == ["Centre"]
    assert len(asked(busy, count=2)["districts"]) == 2


def test_nothing_is_changed_by_a_proposal(busy: Place) -> None:
    before = zones_by_number(busy)
    asked(busy, count=5)
    assert zones_by_number(busy) == before


def test_a_day_without_orders_is_refused_in_words(busy: Place) -> None:
    assert asked(busy, 422, on=(ON + timedelta(days=1)).isoformat())["code"] == "no-orders-to-share"
    with busy.writing() as session:
        for order in session.query(Order).all():
            order.lat = order.lon = None
    assert asked(busy, 422)["code"] == "no-orders-to-share"
    assert json.dumps(asked(busy, 400, count=0))
