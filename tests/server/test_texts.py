"""Is everything said in every language, with the same parameters, and are errors never without words?"""

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from routing.plan import Reason
from routing.remedies import Code
from server.domain.cash import door_flags
from server.domain.delivery import Tender
from server.domain.money import Money
from server.domain.orders import FACT_WINS, OrderStatus, after_fact
from server.http.problems import _CODES, _STATUSES
from server.texts import LANGUAGES, catalogue, language, say, t
from server.texts.formats import clock, day, money, number

SERVER = Path(__file__).resolve().parents[2] / "server"
PLURALS = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}, "el": {"one", "other"}}
# A call whose argument at this place is the code of an error.
CALLS = {"Problem": 0, "Unknown": 0, "ShopError": 0, "problem": 0, "Refusal": 2, "refuse": 1, "notice": 1}
KEBAB = re.compile(r"[a-z]+(-[a-z]+)*")


def base(key: str) -> str:
    return key.split("#")[0]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_there_in_every_language(lang: str) -> None:
    everything = {base(key) for one in LANGUAGES for key in catalogue(one)}
    assert everything - {base(key) for key in catalogue(lang)} == set()
    assert all(text.strip() for text in catalogue(lang).values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_with_plurals_has_every_form_its_language_uses(lang: str) -> None:
    for key in {base(key) for key in catalogue(lang) if "#" in key}:
        forms = {found.split("#")[1] for found in catalogue(lang) if found.startswith(f"{key}#")}
        assert forms >= PLURALS[lang], key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_language_asks_for_a_parameter_that_english_does_not(lang: str) -> None:
    for key, text in catalogue(lang).items():
        english = [known for name, known in catalogue("en").items() if base(name) == base(key)]
        assert placeholders(text) <= set().union(*map(placeholders, english)), key


@pytest.mark.parametrize("lang", ["ru", "el"])
def test_problems_are_translated(lang: str) -> None:
    """Not English left standing: what differs from English has letters of its own script."""
    script = re.compile("[Ѐ-ӿ]" if lang == "ru" else "[Ͱ-Ͽ]")
    path = SERVER / "texts" / lang / "problems.json"
    untranslated = [key for key in json.loads(path.read_text()) if not script.search(t(lang, key))]
    assert untranslated == ["at.column"]


def codes_of(path: Path, calls: Mapping[str, int] = CALLS) -> dict[str, int]:
    """Every error code a file may raise or answer, with its line."""
    found: dict[str, int] = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        at = calls.get(name)
        if at is None or len(node.args) <= at:
            continue
        said = node.args[at]
        options = [said.body, said.orelse] if isinstance(said, ast.IfExp) else [said]
        for option in options:
            if isinstance(option, ast.Constant) and isinstance(option.value, str):
                found[option.value] = node.lineno
    return found


def test_every_code_the_server_can_answer_has_words() -> None:
    missing, seen = [], 0
    for path in sorted(SERVER.rglob("*.py")):
        for code, line in codes_of(path).items():
            seen += 1
            assert KEBAB.fullmatch(code), f"{path.name}:{line}: {code}"
            own = f"cli.{code}" if path.parent.name == "cli" else code
            if not {code, own} & set(catalogue("en")):
                missing.append(f"{path.relative_to(SERVER)}:{line}: {code}")
    assert missing == [] and seen > 100


def test_every_fact_that_does_not_fit_has_words() -> None:
    kinds = {f"{action}-after-{old}" for action in FACT_WINS for old in OrderStatus
             if not after_fact(old, action)[1]}  # fmt: skip
    for path in sorted((SERVER / "commands").glob("*.py")):
        kinds |= set(codes_of(path, {"flag": 0}))
    one, other = Money(1, "EUR"), Money(2, "EUR")
    for tender in Tender:
        kinds |= set(door_flags(tender, one, one, one, other))
    assert {"changed-too-late", "not-collected", "load-after-cancelled"} <= kinds
    assert {kind for kind in kinds if f"discrepancy.{kind}" not in catalogue("en")} == set()


def test_every_reason_a_zone_is_refused_for_has_words() -> None:
    files = [SERVER.parent / "routing" / f"{name}.py" for name in ("zones", "polygons", "kml")]
    calls = [n for file in files for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)]
    places = {"Refused": 0, "ZoneProblem": 1}
    codes = {
        code.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in places
        if isinstance(code := call.args[places[call.func.id]], ast.Constant)
    }
    assert {"swapped", "not-a-collection", "pole", "not-kml"} <= codes
    assert {code for code in codes if f"zone-{code}" not in catalogue("en")} == set()


def test_every_code_with_a_status_of_its_own_has_words() -> None:
    assert {code for code in (*_STATUSES, *_CODES.values()) if code not in catalogue("en")} == set()


def test_words_fill_in_parameters_once() -> None:
    assert t("en", "value-twice", value="{first}", first=3) == "“{first}” already stands in row 3."
    assert t("en", "value-twice", value="x") == "“x” already stands in row {first}."


@pytest.mark.parametrize(
    ("lang", "n", "words"),
    [
        ("en", 0, "0 parcels"),
        ("en", 1, "1 parcel"),
        ("ru", 1, "1 место"),
        ("ru", 2, "2 места"),
        ("ru", 5, "5 мест"),
        ("ru", 11, "11 мест"),
        ("ru", 21, "21 место"),
        ("el", 1, "1 δέμα"),
        ("el", 3, "3 δέματα"),
    ],
)
def test_plurals_follow_the_language(lang: str, n: int, words: str) -> None:
    assert t(lang, "sheet.parcels", n=n) == words


def test_an_unknown_language_reads_english_and_an_unknown_key_itself() -> None:
    assert t("xx", "file-empty") == t("en", "file-empty")
    assert t("ru", "no.such.key", n=3) == "no.such.key"


@pytest.mark.parametrize(
    ("wanted", "lang"),
    [
        ("ru", "ru"),
        ("el-GR,en;q=0.8", "el"),
        ("fi-FI, ru;q=0.9", "ru"),
        ("fi", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_the_language_is_the_first_we_have(wanted: str | None, lang: str) -> None:
    assert language(wanted) == lang


@dataclass
class Somewhere:
    """A refusal as `say` needs it."""

    row: int | None
    column: str | None
    code: str = "file-empty"
    params: dict[str, object] = field(default_factory=dict)


def test_a_refusal_says_where_and_what() -> None:
    negative = Somewhere(7, "price", "money-negative", {"value": "-1"})
    assert say("en", negative) == "Row 7, column price: The amount “-1” is negative."
    assert say("ru", negative) == "Строка 7, столбец price: Сумма «-1» отрицательная."
    assert say("el", Somewhere(7, None)) == "Γραμμή 7: Το αρχείο είναι κενό."
    assert say("en", Somewhere(None, "orders[0]")) == "orders[0]: The file is empty."
    assert say("en", Somewhere(None, None)) == "The file is empty."


@pytest.mark.parametrize(
    ("lang", "minor", "currency", "words"),
    [
        ("en", 123450, "EUR", "€1,234.50"),
        ("ru", 123450, "EUR", "1 234,50 €"),
        ("el", -5, "EUR", "-0,05 €"),
        ("en", 1234, "KWD", "KWD1.234"),
        ("en", 500, "JPY", "¥500"),
        ("ru", 10**17 + 1, "EUR", "1 000 000 000 000 000,01 €"),
    ],
)
def test_money_is_exact_and_written_as_the_language_does(
    lang: str, minor: int, currency: str, words: str
) -> None:
    assert re.sub(r"\s", " ", money(lang, minor, currency)) == words


def test_days_times_and_numbers() -> None:
    assert day("ru", date(2026, 11, 21)).startswith("суббота, 21 ноября 2026")
    assert clock("en", datetime(2026, 11, 21, 18, 5, tzinfo=UTC)) == "18:05"
    assert number("el", 1234) == "1.234"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_why_an_order_is_left_out_and_what_would_help_have_words(lang: str) -> None:
    wanted = {f"unassigned.{reason}" for reason in Reason} | {f"dispatch.help.{code}" for code in Code}
    assert wanted <= catalogue(lang).keys()
