"""What does the log tell? One JSON object a line, places in the code, and nobody's words."""

import json
import logging

import pytest
import structlog

from server.logs import configure

CANARY = "Maria Ek +358500000001"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]):
    """The lines written so far, read."""
    configure("info")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    configure("critical")


def test_a_line_is_an_object_with_its_moment_and_level(lines) -> None:
    structlog.get_logger("waybill").info("served", port=8000)
    (line,) = lines()
    assert (line["event"], line["port"], line["level"]) == ("served", 8000, "info")
    assert line["at"].endswith("Z")


def test_what_an_exception_quotes_is_left_out(lines) -> None:
    log = structlog.get_logger("waybill")
    try:
        try:
            int(CANARY)
        except ValueError as why:
            raise RuntimeError(CANARY) from why
    except RuntimeError:
        log.exception("broke")
    (line,) = lines()
    assert CANARY not in str(line)
    assert (line["error"], line["cause"]) == ("builtins.RuntimeError", "ValueError")
    assert "test_logs.py" in line["where"][0]


def test_libraries_speak_the_same_way(lines) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("some.library").exception("trouble")
    (line,) = lines()
    assert (line["event"], line["logger"], line["error"]) == (
        "trouble",
        "some.library",
        "builtins.ValueError",
    )
    assert CANARY not in str(line)
