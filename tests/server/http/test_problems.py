"""Does every error have one shape, a code, and nobody's data?"""

import pytest
from sqlalchemy.exc import OperationalError

from server.http.problems import ProblemBody
from server.queries import pull as queries
from tests.place import Place

BAD = [
    ("GET", "/api/me", 401, "signed-out"),
    ("GET", "/api/none", 404, "not-found"),
    ("GET", "/none.png", 404, "not-found"),
    ("DELETE", "/api/me", 405, "method-not-allowed"),
    ("GET", "/map/town.pmtiles", 401, "signed-out"),
    ("GET", "/ca.crt", 404, "not-found"),
]


@pytest.mark.parametrize(("method", "path", "status", "code"), BAD)
def test_every_error_is_a_problem(place: Place, method: str, path: str, status: int, code: str) -> None:
    answer = place.stranger().open(path, method=method)
    assert answer.mimetype == "application/problem+json"
    body = ProblemBody.model_validate(answer.json)
    assert (answer.status_code, body.status, body.code, body.type) == (status, status, code, "about:blank")
    assert body.title


def test_a_wrong_method_says_which_are_right(place: Place) -> None:
    assert "GET" in place.stranger().delete("/api/me").headers["Allow"]


def test_a_field_is_named_and_its_content_is_not(place: Place) -> None:
    body = {"device_id": "Matti Meikäläinen", "commands": []}
    answer = place.client("anna").post("/api/commands", body, 400)
    assert (answer["code"], answer["params"]) == ("bad-request", {"field": "device_id"})
    assert "Matti" not in str(answer)


def test_a_body_nested_beyond_reason_is_a_problem(place: Place) -> None:
    deep = "[" * 200_000
    http = place.client("anna").http
    answer = http.post("/api/commands", data=deep, content_type="application/json")
    assert answer.status_code == 400


def test_a_body_beyond_the_limit_is_refused(place: Place) -> None:
    http = place.client("anna").http
    answer = http.post("/api/commands", data=b"x" * (2 << 20), content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")  # type: ignore[index]


def test_a_database_that_is_away_is_busy_and_not_broken(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(queries, "pull", away)
    answer = place.client("anna").http.get("/api/pull")
    assert (answer.status_code, answer.json["code"]) == (503, "busy")  # type: ignore[index]
    assert int(answer.headers["Retry-After"]) > 0


def test_a_bug_tells_nothing_of_itself(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_args: object) -> None:
        raise ValueError("Maria Ek, +358500000001")

    monkeypatch.setattr(queries, "pull", broken)
    answer = place.client("anna").http.get("/api/pull")
    assert (answer.status_code, answer.json["code"]) == (500, "internal-error")  # type: ignore[index]
    assert "Maria" not in answer.get_data(as_text=True)
