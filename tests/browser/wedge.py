"""What does a keyboard-wedge scanner press? Key events: the key's code, and what the active layout writes."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import CDPSession, Page
from simple_websocket import Client

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
GAP_S = 0.005
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


PORTS: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # browser -> the port that it listens on


class Scanner:
    """A scanner on the keyboard port of a page. Its keys bear the times at which it pressed them, as all do:
    a busy machine hands them on later.

    Where the browser's debugging port is known (`PORTS`) it presses on without waiting for the page, as real
    ones do; else each key waits for the page to have taken the one before.
    """

    def __init__(self, page: Page, layout: str = "latin") -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.layout, self.at, self.sent = layout, 0.0, 0
        target = self.session.send("Target.getTargetInfo")["targetInfo"]["targetId"]
        port = PORTS.get(page.context.browser) if page.context.browser else None
        self.line = Client.connect(f"ws://127.0.0.1:{port}/devtools/page/{target}") if port else None

    def scan(self, code: str, *suffixes: str, prefix: str = "") -> None:
        """Presses the keys of a code and what ends it: Enter, or the suffixes named ("" for none)."""
        self.at = time.time()
        for press in presses(prefix + code, self.layout):
            self._key(press, "" if press.held == CTRL else press.key)
        for suffix in filter(None, suffixes or ("Enter",)):
            self._key(Press(suffix, suffix), _SUFFIX_KEYS[suffix][1])

    def _key(self, press: Press, text: str) -> None:
        number, _ = _SUFFIX_KEYS.get(press.code, (0, ""))
        event = {"code": press.code, "key": press.key, "modifiers": press.held, "timestamp": self.at}
        event |= {"windowsVirtualKeyCode": number} if number else {}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        self._send({**event, **down})
        self._send({**event, "type": "keyUp"})
        self.at += GAP_S

    def _send(self, event: dict[str, Any]) -> None:
        if self.line is None:
            self.session.send("Input.dispatchKeyEvent", event)
            return
        self.sent += 1
        told = {"id": self.sent, "method": "Input.dispatchKeyEvent", "params": event}
        self.line.send(json.dumps(told))
        time.sleep(max(0.0, self.at - time.time()))
