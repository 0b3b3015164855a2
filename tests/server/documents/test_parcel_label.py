"""Does a label say what it must and no more, do its bars scan back, and does a long word break nothing?"""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.documents.parcel_label import ParcelLabel, Way, label_svg, labels_pdf
from server.domain.orders import Payment
from server.texts import LANGUAGES, t
from server.texts.formats import money
from tests.server.documents.labels import LABEL, MORNING
from warehouse.codes import parcel_code

SVG = "{http://www.w3.org/2000/svg}"
DPI = 203  # of a usual label printer
LONG = replace(
    LABEL,
    n=40,
    of=40,
    order_number="ORDER-" + "9" * 60,
    shop="Очень длинное имя магазина " * 6,
    zone="Νότια ζώνη " * 9,
    address="Μακρινή οδός 15, 4ος όροφος " * 12,
    way=Way("Александра Константинопольская-Верещагина " * 3, MORNING, 123),
    due_minor=123_456_789_00,
)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def texts(labels: list[ParcelLabel], lang: str = "en") -> list[str]:
    document = pypdfium2.PdfDocument(labels_pdf(labels, lang))
    return [plain(page.get_textpage().get_text_range()) for page in document]


def scanned(labels: list[ParcelLabel], lang: str = "en") -> list[str]:
    """Every barcode, as the printer's dots would show it."""
    found = []
    for page in pypdfium2.PdfDocument(labels_pdf(labels, lang)):
        image = page.render(scale=DPI / 72, grayscale=True).to_pil().point(lambda dot: 255 * (dot > 127))
        found += [barcode.text for barcode in zxingcpp.read_barcodes(image)]
    return found


def drawn(label: ParcelLabel, lang: str = "en") -> str:
    root = ElementTree.fromstring(label_svg(label, lang))
    return " ".join(element.text or "" for element in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_there_in_each_language_on_paper_and_on_the_screen(lang: str) -> None:
    (paper,) = texts([LABEL], lang)
    for words in (
        "261121-001",
        "1/3",
        "Чайный дом",
        "Kamppi",
        "Vuorikatu 15 A 7, 00100 Helsinki",
        "Αθηνά Παπαδοπούλου",
        t(lang, "sheet.leaves", time="09:00"),
        t(lang, "sheet.label_stop"),
        "7",
        "09:00–11:00",
        t(lang, "sheet.label_cash", sum=money(lang, 123450, "EUR")),
        t(lang, "sheet.label_all", n=3),
        "PNBR 3Z9T 4Z48",
    ):
        assert plain(words) in paper
        assert plain(words) in plain(drawn(LABEL, lang))


def test_a_label_is_100_by_70_millimetres() -> None:
    (page,) = pypdfium2.PdfDocument(labels_pdf([LABEL], "en"))
    assert [round(side * 25.4 / 72, 1) for side in page.get_size()] == [100, 70]


def test_the_bars_scan_back_at_the_resolution_of_a_label_printer() -> None:
    assert scanned([LABEL]) == [LABEL.code]
    assert scanned([LONG], "el") == [LONG.code]


def test_the_quiet_zones_hold_nothing() -> None:
    (page,) = pypdfium2.PdfDocument(labels_pdf([LONG], "ru"))
    image = page.render(scale=10, grayscale=True).to_pil()
    across = [image.getpixel((x, round(56 * image.height / 70))) for x in range(image.width)]
    dark = [x for x, dot in enumerate(across) if dot < 128]
    edge = 10 * 0.375 * image.width / 100
    assert dark[0] > edge and dark[-1] < image.width - edge


def test_forty_parcels_are_forty_pages_each_with_its_own_bars() -> None:
    codes = [parcel_code(f"0193a1b2-0000-7000-8000-{n:012}") for n in range(40)]
    parcels = [replace(LABEL, code=code, n=n, of=40) for n, code in enumerate(codes, 1)]
    assert scanned(parcels) == codes
    assert all(f"{n}/40" in text for n, text in enumerate(texts(parcels), 1))


def test_what_is_paid_shows_no_sum() -> None:
    (text,) = texts([replace(LABEL, payment=Payment.PREPAID, due_minor=0)])
    assert t("en", "sheet.label_paid") in text
    assert "€" not in text


def test_a_single_parcel_does_not_speak_of_others() -> None:
    (text,) = texts([replace(LABEL, of=1, payment=Payment.CARD)])
    assert "Card: €1,234.50" in text
    assert "for all" not in text


def test_without_a_route_it_says_so() -> None:
    (text,) = texts([replace(LABEL, way=None)])
    assert t("en", "sheet.label_no_route") in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_long_words_stay_on_the_label_and_off_each_other(lang: str) -> None:
    root = ElementTree.fromstring(label_svg(LONG, lang))
    spans = []
    for element in root.iter(f"{SVG}text"):
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        wide, high = float(element.attrib["textLength"]), float(element.attrib["font-size"])
        assert x >= 0 and x + wide <= 97.1, element.text
        spans.append((x, x + wide, y - 0.75 * high, y, element.text))
    for n, (left, right, top, bottom, words) in enumerate(spans):
        for other_left, other_right, other_top, other_bottom, other in spans[n + 1 :]:
            apart = right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
            assert apart, (words, other)


words = st.text(max_size=200)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words, words, words)
def test_no_text_can_break_the_label_or_become_markup(number: str, shop: str, address: str) -> None:
    label = replace(LABEL, order_number=number, shop=shop, zone=None, address=address)
    root = ElementTree.fromstring(label_svg(label, "ru"))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "title", "rect", "text"}
    assert labels_pdf([label], "ru").startswith(b"%PDF")
