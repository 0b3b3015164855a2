"""Do zones leave as files that the import takes again, and does a preview say what the import then does?"""

import json
from typing import Any

from server.db.base import db
from server.db.orders import Order
from tests import world as towns
from tests.place import Client, Place
from tests.routing.test_zones import box, collection, feature

WORLD = box(24.0, 59.0, 26.0, 61.0)


def posted(client: Client, path: str, raw: bytes, status: int = 200) -> Any:
    answer = client.http.post(path, data=raw, content_type="application/octet-stream")
    assert answer.status_code == status, answer.data[:300]
    return answer.get_json()


def file_of(*features: object) -> bytes:
    return json.dumps(collection(*features)).encode()


def zones_by_number(place: Place) -> dict[str, str | None]:
    with place.inside() as world:
        orders = {number: db.session.get_one(Order, id) for number, id in world.orders.items()}
        return {number: order.zone_id for number, order in orders.items()}


def test_what_leaves_as_geojson_or_kml_comes_back_unchanged(place: Place) -> None:
    office = place.client("dispatcher")
    new = file_of(feature(WORLD, name="Kaikki & <x>", priority=3, delivery_fee="4.90"))
    assert posted(office, "/api/import/zones", new)["accepted"] == 1
    for path, kind in (("zones.geojson", "geo+json"), ("zones.kml", "kml+xml")):
        answer = office.http.get(f"/api/{path}")
        assert kind in answer.mimetype and path in answer.headers["Content-Disposition"]
        assert "Kaikki &" in answer.get_data(as_text=True).replace("&amp;", "&")
        again = posted(office, "/api/import/zones", answer.data)
        assert (again["unchanged"], again["updated"], again["accepted"]) == (1, 0, 0)
    (zone,) = json.loads(office.http.get("/api/zones.geojson").data)["features"]
    assert zone["properties"] == {"name": "Kaikki & <x>", "priority": 3, "delivery_fee": "4.90"}


def test_a_preview_says_what_the_import_then_does(place: Place) -> None:
    office = place.client("dispatcher")
    with place.inside() as world:
        for number in ("A0", "B0", "C0"):
            towns.order(world, number)
        towns.plan(world, {"anna": ["C0"]})
    everywhere = file_of(feature(WORLD, name="Everywhere"))
    before = zones_by_number(place)
    seen = posted(office, "/api/zones/preview", everywhere)
    assert {one["number"]: one["new"] for one in seen["moves"]} == {"A0": "Everywhere", "B0": "Everywhere"}
    assert seen["waiting"] == 2, "the third is on a route"
    assert zones_by_number(place) == before, "nothing was changed"
    posted(office, "/api/import/zones", everywhere)
    after = zones_by_number(place)
    assert {number for number in after if after[number] != before[number]} == {"A0", "B0"}
    assert posted(office, "/api/zones/preview", everywhere)["moves"] == []


def test_a_zone_given_by_hand_stays_unless_it_goes(place: Place) -> None:
    office = place.client("dispatcher")
    posted(
        office, "/api/import/zones", file_of(feature(WORLD, name="One"), feature(box(0, 0, 1, 1), name="Two"))
    )
    two = next(z["id"] for z in office.get("/api/pull")["changes"]["zones"] if z["name"] == "Two")
    with place.inside() as world:
        order_id = towns.order(world, "A0")
        world.give("set_zone", {"order_id": order_id, "zone_id": two, "reason": "asked for"}, "dispatcher")
    both = file_of(feature(WORLD, name="New"), feature(box(0, 0, 1, 1), name="Two"))
    assert posted(office, "/api/zones/preview", both)["moves"] == []
    (move,) = posted(office, "/api/zones/preview", file_of(feature(WORLD, name="New")))["moves"]
    assert (move["order_id"], move["old"], move["new"]) == (order_id, "Two", "New")


def test_a_preview_of_a_bad_file_says_what_the_import_would(place: Place) -> None:
    office = place.client("dispatcher")
    kml = b"<kml><Placemark><name>A</name><Point><coordinates>1,1</coordinates></Point></Placemark></kml>"
    for path in ("/api/zones/preview", "/api/import/zones"):
        (refused,) = posted(office, path, kml, 422)["refused"]
        assert (refused["code"], refused["column"]) == ("zone-wrong-type", "placemarks[0]")
        assert posted(office, path, b"PK\x03\x04xx", 422)["refused"][0]["code"] == "zone-zipped"
        assert posted(office, path, b" ", 422)["refused"][0]["code"] == "file-empty"
        hostile = b'<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]><kml>&x;</kml>'
        assert posted(office, path, hostile, 422)["refused"][0]["code"] == "zone-xml-forbidden"


def test_zones_that_overlap_are_taken_with_a_notice(place: Place) -> None:
    office = place.client("dispatcher")
    two = file_of(
        feature(box(24, 60, 25, 61), name="A"), feature(box(24.5, 60, 26, 61), name="B", priority=1)
    )
    said = posted(office, "/api/import/zones", two)
    (notice,) = said["notices"]
    assert said["accepted"] == 2 and notice["code"] == "zone-overlap"
    assert (notice["params"]["winner"], notice["params"]["loser"]) == ("B", "A")


def test_another_hub_sees_and_moves_nothing_of_ours(place: Place) -> None:
    with place.inside() as world:
        towns.order(world, "A0")
    other = place.client("dispatcher", other=True)
    assert json.loads(other.http.get("/api/zones.geojson").data)["features"] == []
    seen = posted(other, "/api/zones/preview", file_of(feature(WORLD, name="X")))
    assert seen == {"waiting": 0, "moves": []}
