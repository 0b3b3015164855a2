"""What is a scanned string? A sheet, tote, parcel, item or something else; repaired if a keyboard hurt it.

The phone decides the same without network, in pwa/src/kernel/codes.ts; both run tests/contract/codes.json.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from uuid import UUID

from warehouse.gs1 import GS, elements, unbracketed, without_tail

# Crockford's base 32: no I, L, O and U, which a tired eye takes for 1, 1, 0 and V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHEET_PREFIX, TOTE_PREFIX, PARCEL_PREFIX = "R", "T", "P"
_BODY = 10  # characters, 50 bits: a million sheets meet by chance once in two thousand towns
_LOOKALIKES = str.maketrans("ILO", "110")

# A wedge scanner presses keys; with another layout active the same keys write other characters.
_LATIN_KEYS = "QWERTYUIOPASDFGHJKLZXCVBNM"
_RUSSIAN_KEYS = "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"
_GREEK_KEYS = ";ςΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ"
_KEYS = {
    ord(key): latin
    for keys in (_RUSSIAN_KEYS, _GREEK_KEYS)
    for key, latin in zip(keys, _LATIN_KEYS, strict=True)
}
_KEYS |= {ord(":"): "Q", ord("΅"): "W"}  # the Greek Q and W keys with Shift held
_SMALL_SIGMAS = str.maketrans("σς", "SW")
_DOUBTFUL = {"Σ": "SW"}  # Shift and W writes a capital sigma on some systems; the check character decides
_RUSSIAN = str.maketrans(
    _RUSSIAN_KEYS + _RUSSIAN_KEYS.lower() + 'хъжэбюёХЪЖЭБЮЁ.,"№;:?',
    _LATIN_KEYS + _LATIN_KEYS.lower() + "[];',.`{}:\"<>~/?@#$^&",
)
_GREEK = str.maketrans(
    "ςερτυθιοπασδφγηξκλζχψωβνμ" + _GREEK_KEYS[2:] + ";:΅",
    "wertyuiopasdfghjklzxcvbnm" + _LATIN_KEYS[2:] + "qQW",
)
_EDGES = "".join(map(chr, range(0x21))) + "\u00a0\ufeff"
_SEPARATORS = str.maketrans("", "", _EDGES.replace(GS, "") + "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_HURT_AIM = re.compile("[\\]ъ]([А-яΑ-Ωα-ω])([0-9])")
_GS1_AIMS = ("]C1", "]d2", "]Q3", "]e0")


class Kind(StrEnum):
    """What a scanned string names."""

    SHEET = "sheet"
    TOTE = "tote"
    PARCEL = "parcel"
    ITEM = "item"
    OTHER = "other"  # a bin, a SKU, an order's number: only the data can say


_PREFIXES = {SHEET_PREFIX: Kind.SHEET, TOTE_PREFIX: Kind.TOTE, PARCEL_PREFIX: Kind.PARCEL}


@dataclass(frozen=True, slots=True)
class Scanned:
    """`code` is the one spelling the data knows: own codes in capitals, items as GTIN digits, others trimmed.

    Compare codes by `canonical`: a GTIN may have 12 digits here and 13 there. `problem` says why an OTHER is
    not the item it looks like: `gtin-check-digit`, `gs1-unreadable`. The rest stood beside a GTIN in a GS1
    code, and is empty where it did not: lot (AI 10), expiry (17, YYMMDD), serial (21), quantity (30 or 37).
    """

    kind: Kind
    code: str
    problem: str | None = None
    lot: str = ""
    expiry: str = ""
    serial: str = ""
    quantity: int | None = None


def sheet_code(route_id: UUID | str) -> str:
    """The code of a route's sheet, twelve characters, always the same for one route."""
    return _code(SHEET_PREFIX, route_id)


def tote_code(tote_id: UUID | str) -> str:
    """The code on a picker's box, twelve characters."""
    return _code(TOTE_PREFIX, tote_id)


def parcel_code(parcel_id: UUID | str) -> str:
    """The code on a parcel's label, twelve characters."""
    return _code(PARCEL_PREFIX, parcel_id)


def parse(text: str) -> Scanned:
    """What a scanned or typed string is; never fails.

    Case, spaces, hyphens, AIM identifiers and the active keyboard layout do not matter.
    """
    aim, code = _aim(text.strip(_EDGES))
    bare = code.translate(_SEPARATORS)
    wrong = gtin_problem(bare)
    if wrong is None:
        return Scanned(Kind.ITEM, bare)
    own = [spelt for spelt in _own_spellings(bare) if _check_character(spelt[:-1]) == spelt[-1]]
    if len(own) == 1:
        return Scanned(_PREFIXES[own[0][0]], own[0])
    repaired = _latin(code)
    sure = aim in _GS1_AIMS or GS in repaired or repaired.startswith("(01)")
    item = _item(repaired, code, sure=sure) if sure or re.match("01[0-9]{14}", repaired) else None
    return item or Scanned(Kind.OTHER, code, wrong if wrong == "gtin-check-digit" else None)


def canonical(text: str) -> str:
    """The spelling under which two codes are the same to a scanner; for comparing only, never shown.

    Case, spaces, hyphens and a Russian or Greek layout are undone; GTINs have fourteen digits. Two bins of a
    hub must differ in this spelling: "A-1-12" and "A-11-2" do not.
    """
    found = parse(text)
    if found.kind is Kind.ITEM:
        return found.code.zfill(14)
    return _latin(found.code).translate(_SEPARATORS).upper() if found.kind is Kind.OTHER else found.code


def gtin_check_digit(body: str) -> str:
    """The last digit of a GTIN whose other digits are `body` (GS1 General Specifications 7.9)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def gtin_problem(text: str) -> str | None:
    """Why this is no GTIN (8, 12, 13 or 14 digits): `gtin-length`, `gtin-check-digit`; None if it is one."""
    if not (text.isascii() and text.isdigit()) or len(text) not in (8, 12, 13, 14):
        return "gtin-length"
    return None if gtin_check_digit(text[:-1]) == text[-1] else "gtin-check-digit"


def grouped(code: str) -> str:
    """A sheet's, tote's or parcel's code as people read it aloud: four characters at a time."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _aim(text: str) -> tuple[str, str]:
    """The AIM identifier before a code, "" if none, and the code; a layout hurts the one like the other."""
    hurt = _HURT_AIM.match(text)
    told = f"]{_latin(hurt[1])}{hurt[2]}{text[3:]}" if hurt else text
    found = _AIM.match(told)
    return (found[0], told[3:].strip(_EDGES)) if found else ("", text)


def _item(text: str, code: str, *, sure: bool) -> Scanned | None:
    """What a GS1 element string holds; without being `sure` that it is one, only what is beyond doubt."""
    found = elements(unbracketed(text))
    if found is None:
        return Scanned(Kind.OTHER, code, "gs1-unreadable") if sure else None
    gtin = found.get("01")
    if gtin is None:
        return None
    if gtin_problem(gtin):
        return Scanned(Kind.OTHER, code, "gtin-check-digit") if sure or len(found) > 1 else None
    serial = found.get("21", "")
    if GS not in text and not text.startswith("("):
        serial = without_tail(serial)
    lot = found.get("10", "")
    quantity = found.get("30") or found.get("37") or ""
    return Scanned(
        Kind.ITEM,
        gtin.removeprefix("0"),
        lot=lot if len(lot) <= 20 else "",
        expiry=found.get("17", ""),
        serial=serial if len(serial) <= 20 else "",
        quantity=int(quantity) if re.fullmatch("[0-9]{1,8}", quantity) else None,
    )


def _code(prefix: str, thing_id: UUID | str) -> str:
    digest = hashlib.sha256(UUID(str(thing_id)).bytes).digest()
    bits = int.from_bytes(digest[:8]) >> (64 - 5 * _BODY)
    body = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(_BODY)))
    return prefix + body + _check_character(prefix + body)


def _latin(text: str) -> str:
    """What the scanner's own (US) layout would have written."""
    if re.search("[А-яЁё]", text):
        return text.translate(_RUSSIAN)
    return text.translate(_GREEK) if re.search("[Α-Ωα-ω]", text) else text


def _own_spellings(bare: str) -> list[str]:
    """What the keys may have meant, each of an own code's length, prefix and letters."""
    # upper() would make one letter of the two small sigmas, so they are told apart first
    upper = bare.translate(_SMALL_SIGMAS).upper()
    if len(upper) != 1 + _BODY + 1 or upper.count("Σ") > 4:
        return []
    choices = [_DOUBTFUL.get(letter, letter) for letter in upper]
    spellings = ("".join(choice).translate(_KEYS).translate(_LOOKALIKES) for choice in product(*choices))
    return [s for s in spellings if s[0] in _PREFIXES and all(letter in ALPHABET for letter in s)]


def _check_character(text: str) -> str:
    """A check over GF(32): every single wrong character and every exchange of two is noticed.

    Each place is weighted with another power of a generator, so no two errors of these kinds cancel out.
    """
    total = 0
    for letter in text:
        total = _double(total) ^ ALPHABET.index(letter)
    return ALPHABET[_double(total)]


def _double(element: int) -> int:
    """Times x in GF(32) modulo x^5 + x^2 + 1."""
    element <<= 1
    return element ^ 0b100101 if element & 0b100000 else element
