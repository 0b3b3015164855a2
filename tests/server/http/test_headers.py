"""What stands around every answer: do browsers get told to be careful?"""

import gzip
import json

import pytest

from server.http.headers import CSP, HEADERS
from tests.place import Place

PATHS = [
    "/",
    "/healthz",
    "/api/me",
    "/api/openapi.json",
    "/assets/none.js",
    "/nothing.txt",
    "/map/town.pmtiles",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(place: Place, path: str) -> None:
    answer = place.stranger().get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_policy_allows_no_foreign_and_no_inline_code() -> None:
    rules = dict(rule.split(" ", 1) for rule in CSP.split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe-inline" not in CSP
    assert "'unsafe-eval'" not in CSP
    assert "http" not in CSP
    assert rules["worker-src"] == "'self' blob:"
    assert rules["frame-ancestors"] == "'none'"


def test_data_is_never_kept_by_caches(place: Place) -> None:
    assert place.client("anna").http.get("/api/pull").headers["Cache-Control"] == "no-store"
    assert place.stranger().get("/api/pull").headers["Cache-Control"] == "no-store"


def test_large_answers_are_compressed_for_those_who_can_read_it(place: Place) -> None:
    plain = place.stranger().get("/api/openapi.json")
    small = place.stranger().get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < len(plain.data) / 4
    assert json.loads(gzip.decompress(small.data)) == plain.json
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_writes_from_other_sites_are_refused(place: Place, site: str) -> None:
    answer = place.client("anna").http.post("/api/logout", json={}, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json["code"]) == (403, "cross-site")  # type: ignore[index]
    place.client("anna").get("/api/me")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_writes_of_our_own_pages_are_taken(place: Place, site: str) -> None:
    answer = place.client("anna").http.post("/api/logout", json={}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 204


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_bodies_a_form_could_send_are_refused(place: Place, kind: str) -> None:
    answer = place.client("anna").http.post("/api/commands", data="{}", content_type=kind)
    assert (answer.status_code, answer.json["code"]) == (415, "wrong-content-type")  # type: ignore[index]
