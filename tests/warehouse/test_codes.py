"""Is a scanned string taken for what it is, whatever the scanner and the keyboard did to it?"""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.codes import (
    ALPHABET,
    Kind,
    Scanned,
    grouped,
    gtin_check_digit,
    gtin_problem,
    parse,
    sheet_code,
)

ROUTE = UUID("0193a1b2-0000-7000-8000-000000000001")
LATIN = "qwertyuiopasdfghjklzxcvbnm"
RUSSIAN = "йцукенгшщзфывапролдячсмить"
GREEK = ";ςερτυθιοπασδφγηξκλζχψωβνμ"
codes = st.uuids().map(sheet_code)


def test_a_route_always_has_the_same_code() -> None:
    assert sheet_code(ROUTE) == sheet_code(str(ROUTE)) == "RNBR3Z9T4Z47"
    assert grouped("RNBR3Z9T4Z47") == "RNBR 3Z9T 4Z47"


def test_codes_of_ten_thousand_routes_differ() -> None:
    assert len({sheet_code(UUID(int=n)) for n in range(10_000)}) == 10_000


@given(codes)
def test_a_code_has_no_letters_that_look_alike(code: str) -> None:
    assert len(code) == 12 and code[0] == "R" and set(code) <= set(ALPHABET)
    assert not set(code) & set("ILOU")


@given(codes)
def test_case_spaces_hyphens_and_lookalikes_do_not_matter(code: str) -> None:
    sheet = Scanned(Kind.SHEET, code)
    assert parse(code) == parse(code.lower()) == sheet
    assert parse(f" {grouped(code).replace(' ', '-')}\n") == sheet
    assert parse(code.replace("1", "l").replace("0", "O")) == sheet


@pytest.mark.parametrize("layout", [RUSSIAN, GREEK])
@given(codes)
def test_keys_pressed_under_another_layout_are_understood(layout: str, code: str) -> None:
    typed = code.lower().translate(str.maketrans(LATIN, layout))
    assert parse(typed) == Scanned(Kind.SHEET, code)


@given(codes)
def test_capitals_under_the_russian_layout_are_understood(code: str) -> None:
    assert parse(code.translate(str.maketrans(LATIN.upper(), RUSSIAN.upper()))) == Scanned(Kind.SHEET, code)


@given(codes)
def test_capitals_under_the_greek_layout_are_understood(code: str) -> None:
    """Where Shift+W and Shift+S both write a capital sigma, the check character tells them apart."""
    typed = code.translate(str.maketrans(LATIN.upper(), GREEK.upper().replace(";", ":")))
    found = parse(typed)
    doubtful = code.count("S") + code.count("W") > 1
    assert found == Scanned(Kind.SHEET, code) or (doubtful and found.kind is Kind.OTHER)


@given(codes, st.integers(1, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(code: str, place: int, letter: str) -> None:
    wrong = code[:place] + letter + code[place + 1 :]
    assert (parse(wrong).kind is Kind.SHEET) == (wrong == code)


@given(codes, st.integers(1, 11), st.integers(1, 11))
def test_two_exchanged_characters_are_noticed(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)
    assert (parse(wrong).kind is Kind.SHEET) == (wrong == code)


@pytest.mark.parametrize("code", ["4006381333931", "96385074", "036000291452", "00012345600012"])
def test_a_gtin_is_an_item(code: str) -> None:
    assert parse(f" {code} ") == Scanned(Kind.ITEM, code)
    assert gtin_check_digit(code[:-1]) == code[-1]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("4006381333932", "gtin-check-digit"),
        ("400638133393", "gtin-check-digit"),
        ("4006381", "gtin-length"),
        ("40063813339３1", "gtin-length"),
        ("", "gtin-length"),
    ],
)
def test_what_is_no_gtin_says_why(text: str, problem: str) -> None:
    assert gtin_problem(text) == problem


@given(st.text())
def test_anything_else_is_some_shops_own_number(text: str) -> None:
    found = parse(text)
    assert found.kind is not Kind.OTHER or found.code == parse(found.code).code
    assert found.code in text or found.kind is not Kind.OTHER
