"""How do bins and stock come in over HTTP? Each refused row is named; what came reaches those that wait."""

from typing import Any

from sqlalchemy import select

from server.commands import intake
from server.db.orders import Order
from server.db.stock import Bin, BinStock, Level
from tests import world as towns
from tests.place import Place

BINS = b"bin,zone,aisle,rack,level,sequence\nB-01,Dry,1,1,A,10\nB-02,Dry,1,2,A,20\n"


def send(place: Place, kind: str, body: bytes, status: int = 200) -> Any:
    answer = place.client("dispatcher").http.post(f"/api/import/{kind}", data=body)
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    return answer.json


def counts(report: Any) -> tuple[int, int, int]:
    return report["accepted"], report["updated"], report["unchanged"]


def refused(report: Any) -> list[tuple[int, str, str]]:
    assert all("{" not in place["text"] for place in report["refused"])
    return [(place["row"], place["column"], place["code"]) for place in report["refused"]]


def in_bins(place: Place, sku: str) -> dict[str, int]:
    with place.session() as session:
        level = session.scalars(select(Level).join(Level.item).where(Level.item.has(sku=sku))).first()
        query = select(Bin.code, BinStock.quantity).join(Bin, Bin.id == BinStock.bin_id)
        found = dict(session.execute(query.where(BinStock.item_id == level.item_id)).all())
        assert level.on_hand == sum(found.values())
        return {code: pieces for code, pieces in found.items() if pieces}


def test_bins_come_in_and_change_their_place(place: Place) -> None:
    assert counts(send(place, "bins", BINS)) == (2, 0, 0)
    assert counts(send(place, "bins", BINS)) == (0, 0, 2)
    assert counts(send(place, "bins", BINS.replace(b",20", b",5"))) == (0, 1, 1)


def test_a_bin_that_a_scanner_cannot_tell_from_a_known_one_is_refused(place: Place) -> None:
    send(place, "bins", BINS)
    report = send(place, "bins", b"bin,sequence\nb-01,3\nB-03,4\n")
    assert refused(report) == [(2, "bin", "bin-looks-like")]
    assert report["accepted"] == 1


def test_an_unknown_bin_or_item_refuses_its_row_and_no_other(place: Place) -> None:
    send(place, "bins", BINS)
    body = b"bin,sku,quantity\nB-01,TEA,4\nX-99,TEA,4\nB-02,NOPE,4\nX-98,NO,1\nb-02,TEA,5\nB-01,JAM,-1\n"
    report = send(place, "stock", body)
    assert sorted(refused(report)) == [
        (3, "bin", "unknown-bin"),
        (4, "sku", "unknown-sku"),
        (5, "bin", "unknown-bin"),
        (5, "sku", "unknown-sku"),
        (7, "quantity", "number-range"),
    ]
    assert counts(report) == (2, 0, 0)
    again = send(place, "stock", b"bin,sku,quantity\nB-01,TEA,4\nB-02,TEA,5\nA-01,TEA,10000\nA-01,TEA,1\n")
    assert counts(again) == (0, 0, 3)
    assert in_bins(place, "TEA") == {"A-01": 10_000, "B-01": 4, "B-02": 5}


def test_a_file_of_which_nothing_was_taken_is_422(place: Place) -> None:
    assert refused(send(place, "stock", b"bin,sku,quantity\nX-1,TEA,1\n", 422)) == [(2, "bin", "unknown-bin")]
    assert refused(send(place, "expected", b"sku,quantity\nNOPE,1\n", 422)) == [(2, "sku", "unknown-sku")]


def test_what_is_expected_is_replaced_as_a_whole(place: Place) -> None:
    body = b"sku,quantity,expected_on\nTEA,5,2026-11-25\nTEA,6,2026-11-24\nNOPE,1,\n"
    assert refused(send(place, "expected", body)) == [(4, "sku", "unknown-sku")]
    assert expected(place) == (11, "2026-11-24")
    send(place, "expected", b"sku,quantity\nTEA,3\n")
    assert expected(place) == (3, "None")


def expected(place: Place) -> tuple[int, str]:
    with place.session() as session:
        level = session.scalars(select(Level).where(Level.item.has(sku="TEA"))).one()
        return level.expected, str(level.expected_on)


def test_what_was_carried_to_another_bin_is_taken_from_nobody(place: Place, monkeypatch: Any) -> None:
    """Also where the file is longer than what one transaction takes."""
    monkeypatch.setattr(intake, "STOCK_AT_ONCE", 1)
    with place.inside() as world:
        towns.stocked(world, {"JAM": 2}, "A-07")
        towns.order(world, "J1", lines=(towns.ShopLine("JAM", "Jam", None, 2, 500, 300),))
    send(place, "bins", BINS)
    send(place, "stock", b"bin,sku,quantity\nA-07,JAM,0\nB-01,TEA,3\nB-02,JAM,2\n")
    assert in_bins(place, "JAM") == {"B-02": 2}
    with place.session() as session:
        order = session.scalars(select(Order).where(Order.number == "J1")).one()
        assert order.status == "reserved"
    history = place.client("dispatcher").get(f"/api/orders/{order.id}/history")
    assert "order.short" not in [entry["name"] for entry in history]


def test_what_comes_goes_to_who_waits(place: Place) -> None:
    with place.inside() as world:
        towns.order(world, "J1", lines=(towns.ShopLine("TEA", "Tea", None, 10_003, 500, 300),))
    send(place, "bins", BINS)
    with place.session() as session:
        assert session.scalars(select(Order).where(Order.number == "J1")).one().status == "short"
    send(place, "stock", b"bin,sku,quantity\nB-01,TEA,3\n")
    with place.session() as session:
        assert session.scalars(select(Order).where(Order.number == "J1")).one().status == "reserved"
