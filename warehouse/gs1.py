"""Which elements does a GS1 string hold? Identifiers and values, cut by fixed lengths and separators."""

import re

GS = "\x1d"  # what a scanner sends for FNC1 between elements
# Lengths, with the identifier, of elements that need no separator, by their first two digits (GS1 7.8.5).
_FIXED = {"00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "20": 4, "41": 16}
_FIXED |= {str(ai): 8 for ai in range(11, 20)} | {str(ai): 10 for ai in range(31, 37)}
# Marked goods end in a key and its signature; a scanner that drops separators glues them to the serial.
_GLUED = re.compile(r"(.+?)(?:91.{4}92.{44}(?:.{44})?|93.{4})")


def elements(text: str) -> dict[str, str] | None:
    """Values by the first two digits of their identifiers, the first of each; None where it falls apart.

    Of an identifier with more digits ("240", "3103") the others stand before its value.
    """
    found: dict[str, str] = {}
    rest = text
    while rest:
        ai = rest[:2]
        fixed = _FIXED.get(ai)
        end = fixed or (rest.find(GS) if GS in rest else len(rest))
        value = rest[2:end]
        if not re.fullmatch("[0-9]{2}", ai) or not value:
            return None
        if fixed and (len(rest) < fixed or not re.fullmatch("[0-9]+", value)):
            return None
        found.setdefault(ai, value)
        rest = rest[end:].removeprefix(GS)
    return found


def unbracketed(text: str) -> str:
    """ "(01)0400…(10)A" as printed below bars, as a scanner would send it."""
    if not re.match(r"\([0-9]{2,4}\)", text):
        return text
    return re.sub(r"\(([0-9]{2,4})\)", GS + r"\1", text)[1:]


def without_tail(serial: str) -> str:
    """A serial without the key and signature that a lost separator glued to it."""
    glued = _GLUED.fullmatch(serial)
    return glued[1] if glued else serial
