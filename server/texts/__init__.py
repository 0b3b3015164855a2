"""How is a text of the catalogue said in a language? One flat JSON file an area, shared with the phone."""

import json
from functools import cache
from pathlib import Path

from babel import Locale

LANGUAGES = ("en", "ru", "el")
FOLDER = Path(__file__).parent


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Every text of the language, key to words. Unknown languages read English."""
    texts: dict[str, str] = {}
    for path in sorted((FOLDER / (lang if lang in LANGUAGES else "en")).glob("*.json")):
        texts |= json.loads(path.read_text(encoding="utf-8"))
    return texts


def t(lang: str, key: str, **params: object) -> str:
    """The words of `key` with each `{param}` filled in; `n` chooses the plural (`key#one`, `key#few`…).

    A text missing in the language is said in English, one missing there is the key itself: a word too
    technical is better than a screen that fails.
    """
    for source in (catalogue(lang), catalogue("en")):
        words = _plural(source, lang, key, params.get("n")) or source.get(key)
        if words is not None:
            for name, value in params.items():
                words = words.replace(f"{{{name}}}", str(value))
            return words
    return key


def _plural(texts: dict[str, str], lang: str, key: str, n: object) -> str | None:
    if not isinstance(n, int | float):
        return None
    form = Locale.parse(lang if lang in LANGUAGES else "en").plural_form(n)
    return texts.get(f"{key}#{form}") or texts.get(f"{key}#other")
