"""How do files and shops' messages come in over HTTP? Whole or refused, in words, with the raw bytes kept."""

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from server import clock
from server.db.log import EventLog
from server.db.orders import Inbox, Order
from server.http.imports import ImportReport
from server.imports.table import MAX_BYTES
from server.shops.signing import sign
from tests.place import Place

HEAD = (
    "order_number,placed_at,customer,phone,address,lat,lon,delivery_on,window_from,window_to,payment,"
    "delivery_fee,currency,note,sku,name,gtin,quantity,price,weight_g\n"
)
ROW = (
    "{number},2026-11-20 10:00,Maria Ek,+358500000001,Aleksanterinkatu 11,60.169,24.945,"
    "2026-11-23,09:00,12:00,cash,2.50,EUR,,TEA,Tea,,2,5.00,300\n"
)
ZONES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "East", "priority": 1, "delivery_fee": "2.50"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[24.9, 60.1], [25, 60.1], [25, 60.2], [24.9, 60.1]]],
            },
        }
    ],
}


def csv(*numbers: str) -> bytes:
    return (HEAD + "".join(ROW.format(number=number) for number in numbers)).encode()


def send(place: Place, kind: str, body: bytes, status: int = 200, login: str = "dispatcher") -> Any:
    answer = place.client(login).http.post(f"/api/import/{kind}?shop=teahouse", data=body)
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    if "code" not in answer.json:  # type: ignore[operator]
        ImportReport.model_validate(answer.json)
    return answer.json


def orders(place: Place) -> int:
    with place.session() as session:
        return session.scalar(select(func.count()).select_from(Order)) or 0


def test_orders_come_in_by_whom_they_were_sent(place: Place) -> None:
    report = send(place, "orders", csv("A0", "A1"))
    assert (report["kind"], report["rows"], report["accepted"], report["refused"]) == ("orders", 2, 2, [])
    with place.session() as session:
        accepted = session.scalars(select(EventLog).where(EventLog.name == "order.accepted")).all()
    assert {(event.actor, event.source) for event in accepted} == {(place.world.users["dispatcher"], "app")}


def test_a_bad_row_is_named_and_the_others_come_in(place: Place) -> None:
    body = csv("A0", "A1").replace(
        b"A1,2026-11-20 10:00,Maria Ek,+358500000001", b"A1,2026-11-20 10:00,Maria,+358"
    )
    report = send(place, "orders", body.replace(b"2,5.00,300\nA1", b"-2,5.00,300\nA1"))
    assert report["accepted"] == 1
    (refused,) = [row for row in report["refused"] if row["column"] == "quantity"]
    assert refused["row"] == 2
    assert refused["text"]
    assert "{" not in refused["text"]


def test_a_file_that_is_none_is_422_in_words(place: Place) -> None:
    for body in (b"", b"PK\x03\x04" + bytes(100), "Ö".encode("latin-1") * 9, b"a,b\n1,2\n"):
        report = send(place, "orders", body, 422)
        assert report["accepted"] == 0
        assert report["refused"][0]["text"]
    assert orders(place) == 0


def test_a_file_that_is_too_large_is_said_to_be(place: Place) -> None:
    report = send(place, "orders", csv("A0") + b"x" * MAX_BYTES, 422)
    assert report["refused"][0]["code"] == "file-too-big"


def test_other_kinds_go_the_same_way(place: Place) -> None:
    items = b"sku,name,gtins,weight_g,price,picture\nRUSK,Rusk,,300,5.00,\n"
    couriers = (
        b"login,name,password,vehicle,capacity_kg,capacity_parcels,shift_from,shift_to,zones\n"
        b"nina,Nina,long enough,bicycle,30,20,09:00,17:00,*\n"
    )
    assert send(place, "items", items, login="admin")["accepted"] == 1
    assert send(place, "couriers", couriers, login="admin")["accepted"] == 1
    assert send(place, "zones", json.dumps(ZONES).encode(), login="admin")["accepted"] == 1


def test_what_cannot_be_tried_is_a_problem(place: Place) -> None:
    http = place.client("dispatcher").http
    unknown = http.post("/api/import/orders?shop=nobody", data=csv("A0"))
    assert (unknown.status_code, unknown.json["code"]) == (404, "unknown-shop")  # type: ignore[index]
    assert http.post("/api/import/secrets", data=b"x").status_code == 400


def test_a_shop_of_another_hub_is_unknown(place: Place) -> None:
    http = place.client("dispatcher", other=True).http
    assert http.post("/api/import/orders?shop=teahouse", data=csv("A0")).status_code == 404


MESSAGE = {
    "order_number": "W1", "customer": "Maria Ek", "phone": "+358500000001", "address": "Aleksanterinkatu 11",
    "lat": 60.169, "lon": 24.945, "delivery_on": "2026-11-23", "window_from": "09:00", "window_to": "12:00",
    "payment": "cash", "delivery_fee": "2.50", "currency": "EUR",
    "lines": [{"sku": "TEA", "name": "Tea", "quantity": 2, "price": "5.00", "weight_g": 300}],
}  # fmt: skip


def test_a_shop_is_made_once_with_its_secret_and_sends_signed_orders(place: Place) -> None:
    admin = place.client("admin")
    made = admin.post("/api/shops", {"name": "bakery"})
    assert made["secret"].startswith("whsec_")
    assert {"id": made["id"], "name": "bakery", "webhook_url": None} in admin.get("/api/shops")["shops"]
    assert made["secret"] not in str(admin.get("/api/shops"))
    assert admin.post("/api/shops", {"name": "bakery"}, 409)["code"] == "name-taken"
    raw = json.dumps(MESSAGE).encode()
    headers = sign("msg_1", clock.now(), raw, made["secret"])

    def post(body: bytes, **changes: str) -> Any:
        return place.stranger().post("/api/shops/bakery/orders", data=body, headers={**headers, **changes})

    first = post(raw)
    assert (first.status_code, first.json["accepted"]) == (200, 1), first.json
    assert post(raw).json["repeated"]
    assert orders(place) == 1
    with place.session() as session:
        assert session.scalars(select(Inbox.body)).one() == raw
    assert post(raw + b" ").json["code"] == "signature-wrong"
    old = sign("msg_2", clock.now().replace(year=2020), raw, made["secret"])
    assert post(raw, **old).json["code"] == "signature-old"


@pytest.mark.parametrize("shop", ["teahouse", "nobody"])
def test_an_unsigned_message_does_nothing(place: Place, shop: str) -> None:
    answer = place.stranger().post(f"/api/shops/{shop}/orders", data=json.dumps(MESSAGE))
    assert answer.status_code in (401, 404)
    assert orders(place) == 0


def test_a_message_beyond_a_megabyte_is_refused(place: Place) -> None:
    answer = place.stranger().post("/api/shops/teahouse/orders", data=b"x" * 1_100_000)
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")  # type: ignore[index]
