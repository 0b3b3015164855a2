"""Who gets which label, and when? Never before the gate, never of another hub, never with a person on it."""

import pypdfium2
import pytest
import zxingcpp
from werkzeug.test import TestResponse

from server.ids import same_id
from tests import world as towns
from tests.place import Place
from warehouse.codes import parcel_code


@pytest.fixture
def day(place: Place) -> Place:
    """A0 is packed and on Anna's route behind B0, which is not packed."""
    with place.inside() as world:
        for number in ("A0", "B0", "C0"):
            towns.order(world, number)
        towns.plan(world, {"anna": ["B0", "A0"]})
        towns.packed(world, "A0", "C0")
    return place


def parcel(place: Place, number: str) -> str:
    return same_id(place.world.orders[number], "parcel")


def text_of(answer: TestResponse) -> str:
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.data[:300]
    return str(pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_range())


@pytest.mark.parametrize("who", ["picker", "dispatcher", "anna"])
def test_the_label_has_route_stop_sum_and_bars(day: Place, who: str) -> None:
    answer = day.client(who).http.get(f"/api/parcels/{parcel(day, 'A0')}/label.pdf")
    page = pypdfium2.PdfDocument(answer.data)[0]
    codes = [found.text for found in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert codes == [parcel_code(parcel(day, "A0"))]
    text = text_of(answer)
    for words in ("A0", "1/1", "teahouse", "Centre", "Anna", "2", "€12.50"):
        assert words in text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", ["picker", "dispatcher", "anna"])
def test_no_label_names_the_customer(day: Place, who: str) -> None:
    http, label = day.client(who).http, f"/api/parcels/{parcel(day, 'A0')}/label"
    for said in (text_of(http.get(f"{label}.pdf")), http.get(f"{label}.svg").get_data(as_text=True)):
        assert "Aleksanterinkatu" in said
        for private in ("Maria", "+358"):
            assert private not in said


def test_the_picture_can_stand_in_a_page(day: Place) -> None:
    answer = day.client("picker").http.get(f"/api/parcels/{parcel(day, 'A0')}/label.svg?lang=ru")
    assert answer.mimetype == "image/svg+xml"
    said = answer.get_data(as_text=True)
    assert "style=" not in said and "<script" not in said and "href" not in said


def test_before_the_gate_there_is_no_label(day: Place) -> None:
    order_id = day.world.orders["B0"]
    for who in ("picker", "anna", "admin"):
        problem = day.client(who).get(f"/api/orders/{order_id}/labels.pdf", 409)
        assert (problem["code"], problem["params"]["number"]) == ("not-packed", "B0")
        assert day.client(who).get(f"/api/parcels/{parcel(day, 'B0')}/label.pdf", 404)


def test_all_labels_of_an_order_at_once(place: Place) -> None:
    with place.inside() as world:
        order_id = towns.order(world, "A0")
        towns.packed(world, "A0")
    answer = place.client("picker").http.get(f"/api/orders/{order_id}/labels.pdf?lang=el")
    assert "1/1" in text_of(answer)


def test_a_parcel_that_was_opened_again_has_no_label(day: Place) -> None:
    with day.inside() as world:
        towns.back(world, "A0")
    problem = day.client("dispatcher").get(f"/api/parcels/{parcel(day, 'A0')}/label.svg", 409)
    assert problem["code"] == "label-void"
    assert day.client("dispatcher").get(f"/api/orders/{day.world.orders['A0']}/labels.pdf", 409)


def test_another_hub_and_another_courier_see_none(day: Place) -> None:
    path = f"/api/parcels/{parcel(day, 'A0')}/label.pdf"
    assert day.client("picker", other=True).get(path, 404)["code"] == "unknown-thing"
    assert day.client("boris").get(path, 404)["code"] == "unknown-thing"
    assert day.client("admin", other=True).get(f"/api/orders/{day.world.orders['A0']}/labels.pdf", 404)


def test_once_the_customer_is_hidden_only_the_office_prints_the_address(day: Place) -> None:
    with day.inside() as world:
        world.give("hide_contacts", {"order_ids": [world.orders["A0"]]})
    path = f"/api/parcels/{parcel(day, 'A0')}/label.pdf"
    assert "Aleksanterinkatu" not in text_of(day.client("picker").http.get(path))
    assert "Aleksanterinkatu" in text_of(day.client("dispatcher").http.get(path))


def test_labels_for_new_totes(place: Place) -> None:
    answer = place.client("picker").http.get("/api/totes/labels.pdf?n=25")
    assert len(pypdfium2.PdfDocument(answer.data)) == 2
    assert place.client("picker").get("/api/totes/labels.pdf?n=0", 400)["code"] == "bad-request"
