"""Is a scanned string taken for what it is, whatever the scanner and the keyboard did to it?"""

import csv
import json
import re
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tree import ROOT
from warehouse.codes import (
    ALPHABET,
    Kind,
    Scanned,
    canonical,
    grouped,
    gtin_check_digit,
    gtin_problem,
    parcel_code,
    parse,
    sheet_code,
    tote_code,
)
from warehouse.gs1 import GS, elements

VECTORS: dict[str, Any] = json.loads((ROOT / "tests/contract/codes.json").read_text(encoding="utf-8"))
MARKED = ROOT.parent / "shared/data/barcodes/chestny-znak.csv"
GS1 = ROOT.parent / "shared/data/barcodes/gs1/gs1-syntax-dictionary.txt"

ROUTE = UUID("0193a1b2-0000-7000-8000-000000000001")
LATIN = "qwertyuiopasdfghjklzxcvbnm"
RUSSIAN = "йцукенгшщзфывапролдячсмить"
GREEK = ";ςερτυθιοπασδφγηξκλζχψωβνμ"
codes = st.uuids().map(sheet_code)
own_codes = st.one_of(codes, st.uuids().map(tote_code), st.uuids().map(parcel_code))


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


def test_there_are_enough_vectors_of_every_kind() -> None:
    kinds = [vector["kind"] for vector in VECTORS["parse"]]
    assert len(kinds) + len(VECTORS["same"]) >= 120
    assert set(kinds) == set(Kind)


@pytest.mark.parametrize("vector", VECTORS["parse"], ids=lambda vector: ascii(vector["text"])[:60])
def test_the_phone_and_the_server_read_alike(vector: dict[str, Any]) -> None:
    fields = {name: value for name, value in vector.items() if name not in ("text", "note", "kind")}
    assert parse(vector["text"]) == Scanned(Kind(vector["kind"]), **fields)


@pytest.mark.parametrize("vector", VECTORS["same"], ids=lambda vector: ascii(vector)[:80])
def test_the_phone_and_the_server_compare_alike(vector: dict[str, Any]) -> None:
    assert (canonical(vector["one"]) == canonical(vector["other"])) == vector["same"]


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=lambda vector: vector["id"])
def test_codes_never_change(vector: dict[str, str]) -> None:
    thing = vector["id"]
    assert (sheet_code(thing), tote_code(thing), parcel_code(thing)) == (
        vector["sheet"],
        vector["tote"],
        vector["parcel"],
    )


@given(own_codes, st.sampled_from([RUSSIAN, GREEK]))
def test_totes_and_parcels_survive_a_layout_too(code: str, layout: str) -> None:
    typed = code.lower().translate(str.maketrans(LATIN, layout))
    kind = {"R": Kind.SHEET, "T": Kind.TOTE, "P": Kind.PARCEL}[code[0]]
    assert parse(typed) == Scanned(kind, code)
    assert canonical(typed) == code


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/", min_size=1, max_size=14))
def test_a_bin_is_known_again_however_it_was_hurt(code: str) -> None:
    russian = str.maketrans(LATIN.upper() + LATIN + "./", RUSSIAN.upper() + RUSSIAN + "ю.")
    hurt = code.translate(russian)
    if any(letter in RUSSIAN for letter in hurt.lower()):
        assert canonical(hurt) == canonical(code)
    assert canonical(f" {code.lower()} ") == canonical(code.replace("-", " "))


@pytest.mark.skipif(not MARKED.is_file(), reason="the collection of real codes is not on this machine")
def test_real_marked_goods_are_read() -> None:
    with MARKED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4
    for row in rows:
        found = parse(row["code"].replace("\\x1D", "\x1d"))
        assert (found.kind, canonical(found.code), found.serial) == (Kind.ITEM, row["gtin"], row["serial"])


@pytest.mark.skipif(not GS1.is_file(), reason="the dictionary of GS1 is not on this machine")
def test_elements_are_cut_where_gs1_says() -> None:
    """Every identifier of the dictionary, and after it another: with a separator where GS1 asks for one."""
    entry = re.compile(r"^(\d{2,4})(?:-\d+)?\s+([*?\S]*)\s+([NXYZ].*?)\s{2}", re.MULTILINE)
    found = entry.findall(GS1.read_text(encoding="utf-8"))
    assert len(found) > 150
    for ai, flags, wants in found:
        fixed = "*" in flags
        length = sum(int(size) for size in re.findall(r"(?<!\.)[NXYZ](\d+)", wants)) if fixed else 5
        after = "99" if ai != "99" else "98"
        cut = elements(f"{ai}{'1' * length}{'' if fixed else GS}{after}X")
        assert cut == {ai[:2]: ai[2:] + "1" * length, after: "X"}, ai
