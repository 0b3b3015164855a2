"""What is a scanned string? A sheet, an item or a shop's own number; repaired if a keyboard hurt it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from uuid import UUID

# Crockford's base 32: no I, L, O and U, which a tired eye takes for 1, 1, 0 and V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHEET_PREFIX = "R"
_BODY = 10  # characters, 50 bits: a million sheets meet by chance once in two thousand towns
_LOOKALIKES = str.maketrans("ILO", "110")

# A wedge scanner presses keys; with another layout active the same keys write other letters.
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
_SEPARATORS = str.maketrans("", "", " -\t\r\n\u00a0")


class Kind(StrEnum):
    """What a scanned string names."""

    SHEET = "sheet"
    ITEM = "item"
    OTHER = "other"  # perhaps an order's number: only the data can say


@dataclass(frozen=True, slots=True)
class Scanned:
    """`code` is the one spelling the data knows: sheets in capitals, items as GTIN digits, others trimmed."""

    kind: Kind
    code: str


def sheet_code(route_id: UUID | str) -> str:
    """The code of a route's sheet, twelve characters, always the same for one route."""
    digest = hashlib.sha256(UUID(str(route_id)).bytes).digest()
    bits = int.from_bytes(digest[:8]) >> (64 - 5 * _BODY)
    body = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(_BODY)))
    return SHEET_PREFIX + body + _check_character(SHEET_PREFIX + body)


def parse(text: str) -> Scanned:
    """What a scanned or typed string is; never fails.

    Case, spaces, hyphens and the active keyboard layout do not matter.
    """
    trimmed = text.strip()
    bare = trimmed.translate(_SEPARATORS)
    if bare.isascii() and bare.isdigit() and gtin_problem(bare) is None:
        return Scanned(Kind.ITEM, bare)
    found = [code for code in _sheet_spellings(bare) if _check_character(code[:-1]) == code[-1]]
    if len(found) == 1:
        return Scanned(Kind.SHEET, found[0])
    return Scanned(Kind.OTHER, trimmed)


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
    """A sheet's code as people read it aloud: four characters at a time."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _sheet_spellings(bare: str) -> list[str]:
    """What the keys may have meant, each of a sheet code's length and letters."""
    # upper() would make one letter of the two small sigmas, so they are told apart first
    upper = bare.translate(_SMALL_SIGMAS).upper()
    if len(upper) != len(SHEET_PREFIX) + _BODY + 1 or upper.count("Σ") > 4:
        return []
    choices = [_DOUBTFUL.get(letter, letter) for letter in upper]
    spellings = ("".join(choice).translate(_KEYS).translate(_LOOKALIKES) for choice in product(*choices))
    return [s for s in spellings if s[0] == SHEET_PREFIX and all(letter in ALPHABET for letter in s)]


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
