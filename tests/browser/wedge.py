"""What does a keyboard-wedge scanner press? Key events: the key's code, and what the active layout writes."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

_US = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
_US_SHIFT = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?~'
LAYOUTS = {
    "latin": (_US, _US_SHIFT),
    "russian": ("йцукенгшщзхъфывапролджэячсмитьбю.ё", "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё"),
    "greek": (";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,./`", ':΅ΕΡΤΥΘΙΟΠ{}ΑΣΔΦΓΗΞΚΛ¨"ΖΧΨΩΒΝΜ<>?~'),
}
_DIGITS, _DIGITS_SHIFT = "0123456789", ")!@#$%^&*("
_NAMES = {
    "[": "BracketLeft",
    "]": "BracketRight",
    ";": "Semicolon",
    "'": "Quote",
    ",": "Comma",
    ".": "Period",
    "/": "Slash",
    "`": "Backquote",
    "-": "Minus",
    "=": "Equal",
    " ": "Space",
}
_SUFFIX_KEYS = {"Enter": (13, "\r"), "Tab": (9, "")}
SHIFT, CTRL = 8, 2
GS = "\x1d"


@dataclass(frozen=True, slots=True)
class Press:
    """One key: its place on the keyboard, what it writes, and what is held with it."""

    code: str
    key: str
    held: int = 0


def presses(text: str, layout: str) -> list[Press]:
    """The keys that a scanner set to the US layout presses for `text`, under the layout that is active."""
    plain, shifted = LAYOUTS[layout]
    found = []
    for letter in text:
        if letter < " ":  # control characters: Ctrl and the key 64 places up, GS is Ctrl+]
            key = chr(ord(letter) + 64).lower()
            found.append(Press(_NAMES.get(key, f"Key{key.upper()}"), key, CTRL))
        elif letter in _DIGITS or letter in _DIGITS_SHIFT:
            at = _DIGITS.find(letter) if letter in _DIGITS else _DIGITS_SHIFT.index(letter)
            found.append(Press(f"Digit{at}", letter, 0 if letter in _DIGITS else SHIFT))
        elif letter in _US or letter in _US_SHIFT:
            at, held = (_US.index(letter), 0) if letter in _US else (_US_SHIFT.index(letter), SHIFT)
            name = _NAMES.get(_US[at], f"Key{_US[at].upper()}")
            found.append(Press(name, (shifted if held else plain)[at], held))
        else:
            base, held = ("-", SHIFT) if letter == "_" else (letter, 0)
            found.append(Press(_NAMES[base], letter, held))
    return found


class Scanner:
    """A scanner on the keyboard port of a page. Its keys bear the times at which it pressed them, as all do:
    a busy machine hands them on later."""

    def __init__(self, page: Page, layout: str = "latin", gap_ms: float = 5) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.layout, self.gap_s, self.at = layout, gap_ms / 1000, 0.0

    def scan(self, code: str, suffix: str = "Enter", prefix: str = "") -> None:
        self.at = time.time()
        for press in presses(prefix + code, self.layout):
            self._key(press, "" if press.held == CTRL else press.key)
        if suffix:
            self._key(Press(suffix, suffix), _SUFFIX_KEYS[suffix][1])

    def _key(self, press: Press, text: str) -> None:
        number, _ = _SUFFIX_KEYS.get(press.code, (0, ""))
        event = {"code": press.code, "key": press.key, "modifiers": press.held, "timestamp": self.at}
        event |= {"windowsVirtualKeyCode": number} if number else {}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self.session.send("Input.dispatchKeyEvent", {**event, **down})
        self.session.send("Input.dispatchKeyEvent", {**event, "type": "keyUp"})
        self.at += self.gap_s
