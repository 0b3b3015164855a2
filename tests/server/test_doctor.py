"""Does the doctor notice each thing that can be missing, and say it in every language?"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server import doctor
from server.doctor import Database, Facts, Level, checks, look, say, worst
from server.texts import LANGUAGES, catalogue

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
WELL = Facts(
    python=(3, 13),
    data=Path("/srv/waybill"),
    data_error=None,
    free_bytes=50_000_000_000,
    database=Database("0002", "0002", NOW),
    redis=True,
    zones_missing=(),
    now=NOW,
    roads={"bicycle": True, "foot": True},
    basemap=True,
    app=True,
    fonts_missing=(),
)
ILL: list[tuple[dict[str, object], Level, str]] = [
    ({"python": (3, 11)}, Level.FAIL, "python-old"),
    ({"data_error": "Permission denied"}, Level.FAIL, "data-not-writable"),
    ({"free_bytes": 1_999_999_999}, Level.WARN, "disk-low"),
    ({"free_bytes": 199_999_999}, Level.FAIL, "disk-full"),
    ({"database": "OperationalError: no"}, Level.FAIL, "database-unreachable"),
    ({"database": Database(None, "0002")}, Level.FAIL, "database-empty"),
    ({"database": Database("0001", "0002")}, Level.FAIL, "database-old"),
    ({"redis": "ConnectionError: refused"}, Level.FAIL, "redis-unreachable"),
    ({"zones_missing": ("Europe/Atlantis",)}, Level.FAIL, "zone-unknown"),
    ({"database": Database("1", "1", NOW + timedelta(seconds=6))}, Level.WARN, "clock-apart"),
    ({"database": Database("1", "1", NOW - timedelta(hours=1))}, Level.WARN, "clock-apart"),
    ({"clock": (NOW, 60.0)}, Level.WARN, "clock-not-real"),
    ({"roads": {"car": False}}, Level.WARN, "roads-missing"),
    ({"basemap": False}, Level.WARN, "basemap-missing"),
    ({"app": False}, Level.FAIL, "app-missing"),
    ({"fonts_missing": ("DejaVuSans.ttf",)}, Level.FAIL, "fonts-missing"),
]


def test_a_whole_installation_is_well() -> None:
    findings = checks(WELL)
    assert worst(findings) is Level.OK
    assert [f.params["profile"] for f in findings if f.code == "roads"] == ["bicycle", "foot"]


def test_without_redis_the_queue_is_embedded() -> None:
    findings = checks(replace(WELL, redis=None))
    assert worst(findings) is Level.OK
    assert "queue-embedded" in {finding.code for finding in findings}


@pytest.mark.parametrize(("change", "level", "code"), ILL)
def test_each_lack_is_the_only_thing_noticed(change: dict[str, object], level: Level, code: str) -> None:
    noticed = [f for f in checks(replace(WELL, **change)) if f.level is not Level.OK]  # type: ignore[arg-type]
    assert [(finding.level, finding.code) for finding in noticed] == [(level, code)]
    assert worst(noticed) is level


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_has_words(lang: str) -> None:
    ill = [replace(WELL, **change) for change, _, _ in ILL]  # type: ignore[arg-type]
    findings = [f for facts in (WELL, replace(WELL, redis=None), *ill) for f in checks(facts)]
    for finding in findings:
        said = say(finding, lang)
        assert "{" not in said
        assert f"doctor.{finding.code}" in catalogue(lang), said
    codes = {f"doctor.{finding.code}" for finding in findings}
    assert codes == {key for key in catalogue(lang) if key.startswith("doctor.")}


def looked(tmp_path: Path, **change: object) -> Facts:
    given: dict[str, object] = {
        "data": tmp_path / "data",
        "now": NOW,
        "database": lambda: Database("0001", "0001"),
        "redis": None,
        "zones": lambda: ["Europe/Helsinki", "Europe/Atlantis", "Europe"],
        "roads": {},
        "basemap": tmp_path / "town.pmtiles",
        "app": tmp_path / "index.html",
        "fonts": [tmp_path / "Sans.ttf"],
    }
    return look(**{**given, **change})  # type: ignore[arg-type]


def test_looking_finds_what_the_folder_has(tmp_path: Path) -> None:
    facts = looked(tmp_path)
    assert facts.data_error is None
    assert facts.free_bytes > 0
    assert facts.zones_missing == ("Europe", "Europe/Atlantis")
    assert (facts.basemap, facts.app, facts.fonts_missing) == (False, False, ("Sans.ttf",))
    for name in ("town.pmtiles", "index.html", "Sans.ttf"):
        (tmp_path / name).touch()
    facts = looked(tmp_path)
    assert (facts.basemap, facts.app, facts.fonts_missing) == (True, True, ())


def test_looking_survives_whatever_does_not_answer(tmp_path: Path) -> None:
    def broken() -> Database:
        raise ConnectionError("refused\nwith a long story")

    (tmp_path / "data").write_text("a file where the folder should be")
    facts = looked(tmp_path, database=broken, redis=broken)
    assert facts.database == facts.redis == "ConnectionError: refused"
    assert facts.data_error
    codes = {finding.code for finding in checks(facts) if finding.level is Level.FAIL}
    assert {"database-unreachable", "redis-unreachable", "data-not-writable"} <= codes


def test_words_tell_what_to_do() -> None:
    said = say(doctor.Finding(Level.WARN, "roads-missing", {"profile": "foot"}), "en")
    assert re.search(r"waybill roads build \S+ --profile foot", said)
    assert say(doctor.Finding(Level.FAIL, "app-missing", {}), "ru").startswith("✗ Приложение")
