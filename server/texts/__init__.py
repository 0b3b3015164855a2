"""What do people read? Words by language and key, from the JSON files that phones read too."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from babel import Locale

LANGUAGES = ("en", "ru", "el")
FALLBACK = "en"
_FOLDER = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Place(Protocol):
    """What `say` needs of a refusal: see server/imports/refusal.py."""

    @property
    def row(self) -> int | None: ...
    @property
    def column(self) -> str | None: ...
    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, object]: ...


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Every text of one language, all areas together; a key stands in one area only."""
    words: dict[str, str] = {}
    for path in sorted((_FOLDER / lang).glob("*.json")):
        area: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        twice = words.keys() & area.keys()
        if twice:
            raise ValueError(f"{path.name} repeats {', '.join(sorted(twice))}")
        words |= area
    return words


def language(wanted: str | None) -> str:
    """The language we have for "ru", "el-GR" or an Accept-Language header; English otherwise."""
    for part in (wanted or "").split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return FALLBACK


def t(lang: str, key: str, **params: object) -> str:
    """The words for `key`. With plural forms (`key#one`, `key#other`…) the whole number `n` chooses.

    A key this language lacks is answered in English, one that nobody knows by the key itself: a page with
    a code on it helps more than no page. A placeholder without its parameter stays as it is.
    """
    for known in dict.fromkeys((lang, FALLBACK)):
        words = catalogue(known)
        text = words.get(key) or words.get(_plural(known, key, params))
        if text:
            return _PLACEHOLDER.sub(lambda found: str(params.get(found[1], found[0])), text)
    return key


def say(lang: str, place: Place) -> str:
    """A refusal or notice in words: where, then what is wrong and what to do."""
    words = t(lang, place.code, **place.params)
    if place.row is not None and place.column:
        return t(lang, "at.row-column", row=place.row, column=place.column, words=words)
    if place.row is not None:
        return t(lang, "at.row", row=place.row, words=words)
    return t(lang, "at.column", column=place.column, words=words) if place.column else words


def _plural(lang: str, key: str, params: Mapping[str, object]) -> str:
    n = params.get("n")
    if not isinstance(n, int):
        return ""
    form = f"{key}#{Locale.parse(lang).plural_form(n)}"
    return form if form in catalogue(lang) else f"{key}#other"
