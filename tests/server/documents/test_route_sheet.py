"""Does the printed route sheet say what it must, in letters that can be read and bars that can be scanned?"""

import re
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.documents.route_sheet import RouteSheet, SheetGoods, route_sheet_pdf
from server.domain.orders import OrderStatus, Payment
from server.texts import LANGUAGES, t
from server.texts.formats import money
from tests.server.documents.sheets import MORNING, SHEET, STOP, long_sheet
from warehouse.codes import grouped


def pages(sheet: RouteSheet, lang: str = "en") -> list[str]:
    """The text of each page, its spaces made plain."""
    document = pypdfium2.PdfDocument(route_sheet_pdf(sheet, lang))
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]


def scanned(sheet: RouteSheet, page: int = 0) -> list[str]:
    document = pypdfium2.PdfDocument(route_sheet_pdf(sheet, "en"))
    image = document[page].render(scale=300 / 72, grayscale=True).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_of_a_stop_is_there_in_each_language(lang: str) -> None:
    (text,) = pages(SHEET, lang)
    for words in (
        t(lang, "sheet.title"),
        SHEET.courier,
        "Kamppi",
        "09:00–11:00",
        "09:12",
        STOP.customer,
        STOP.phone,
        STOP.address,
        STOP.note,
        t(lang, "sheet.order", number="261121-001"),
        f"{t(lang, 'sheet.parcels', n=2)}: {', '.join(map(grouped, STOP.codes))}",
        "2 × Γάλα πλήρες ελαφρύ, 1 λίτρο (GR-061)",
        "1 × Scissors, 18 cm (HH-028)",
        t(lang, "sheet.cash"),
        money(lang, 123450, "EUR"),
        t(lang, "sheet.sign_courier"),
        t(lang, "sheet.sign_desk"),
        t(lang, "sheet.page", page=1, pages=1),
    ):
        assert re.sub(r"\s+", " ", words) in text


def test_the_barcodes_of_sheet_and_order_scan_back() -> None:
    assert sorted(scanned(SHEET)) == ["261121-001", SHEET.code]


def test_thirty_stops_go_over_pages_with_headings_and_none_is_lost() -> None:
    sheet = long_sheet(30)
    found = pages(sheet)
    assert len(found) > 3
    for number, text in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in text
        assert t("en", "sheet.column_what") in text
    for stop in sheet.stops:
        holding = [text for text in found if f"Order {stop.order_number}" in text]
        assert len(holding) == 1
        assert all(f"({item.sku})" in holding[0] for item in stop.goods), "a stop that fits stays whole"


def test_totals_add_up_by_form_of_payment() -> None:
    *_, last = pages(long_sheet(6))
    for words in ("Orders 6", "Parcels 12", "19.4 kg", "Cash to collect €20.03", "Card to collect €20.05"):
        assert words in last
    assert "Prepaid, not collected €20.07" in last


def test_prepaid_shows_no_amount_at_the_stop() -> None:
    prepaid = replace(STOP, payment=Payment.PREPAID, due_minor=0, total_minor=777)
    (text,) = pages(replace(SHEET, stops=(prepaid,)))
    stop, totals = text.split("Totals")
    assert "Prepaid collect nothing" in stop and "€" not in stop
    assert "€7.77" in totals


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_packed_is_not_passed_off_as_handed_over(lang: str) -> None:
    picking = replace(STOP, status=OrderStatus.PICKING, codes=())
    (text,) = pages(replace(SHEET, stops=(STOP, picking)), lang)
    assert text.count(t(lang, "sheet.not_packed")) == 1
    assert f"{t(lang, 'sheet.total_parcels')} 2" in text


def test_what_came_back_is_named_so() -> None:
    (text,) = pages(replace(SHEET, stops=(replace(STOP, status=OrderStatus.RETURNED, codes=()),)))
    assert t("en", "status.returned") in text and t("en", "sheet.not_packed") not in text


def test_an_order_larger_than_a_page_runs_on_and_says_so() -> None:
    goods = tuple(SheetGoods(f"SKU-{n}", "Очень длинное название " * 8, n) for n in range(90))
    found = pages(replace(SHEET, stops=(replace(STOP, goods=goods),)))
    assert all("1, continued" in text for text in found[1:-1])
    assert all(sum(f"(SKU-{n})" in text for text in found) == 1 for n in range(90))


def test_after_midnight_is_marked() -> None:
    late = replace(STOP, window_to_at=MORNING + timedelta(hours=17), arrive_at=MORNING + timedelta(hours=16))
    (text,) = pages(replace(SHEET, stops=(late,)))
    assert "01:00 +1" in text and "09:00–02:00 +1" in text


def test_breaks_stand_in_the_head_in_the_hub_s_time() -> None:
    begins = MORNING + timedelta(hours=3)
    (text,) = pages(replace(SHEET, breaks=((begins, begins + timedelta(minutes=30)),)))
    assert f"{t('en', 'sheet.break')} 12:00–12:30" in text
    assert t("en", "sheet.break") not in pages(SHEET)[0]


def test_a_route_without_stops_can_be_printed() -> None:
    (text,) = pages(replace(SHEET, stops=(), depart_at=None, return_at=None))
    assert t("en", "sheet.empty") in text


def test_letters_we_have_no_type_for_become_boxes() -> None:
    (text,) = pages(replace(SHEET, stops=(replace(STOP, customer="😀 李明"),)))
    assert "□ □□" in text


def test_an_order_number_too_long_for_bars_is_printed_without() -> None:
    stop = replace(STOP, order_number="ORDER-" + "X" * 40)
    assert scanned(replace(SHEET, stops=(stop,))) == [SHEET.code]
    assert "ORDER-XXXX" in pages(replace(SHEET, stops=(stop,)))[0]


words = st.text(max_size=300)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words, words, words, st.text(max_size=60))
def test_no_text_can_break_the_printing(customer: str, address: str, note: str, number: str) -> None:
    stop = replace(STOP, customer=customer, address=address, note=note, order_number=number)
    assert route_sheet_pdf(replace(SHEET, stops=(stop,), courier=customer), "el").startswith(b"%PDF")
